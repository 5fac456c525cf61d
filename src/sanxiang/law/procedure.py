"""A procedure as data: the steps of an enforcement case, what each asks for, makes, and must have before it, and the periods that run.

`packs/<pack>/procedures/<type>-<name>.yaml` holds one procedure (docs/procedures.md); `fields.yaml` beside it holds fields that several steps
share. A step's `act` is the word of the timeline (docs/case-timeline.md) and, as `case.<act>`, of the record.

`fill` says where a form finds a value that is already known, so that nothing is typed twice:
`case.cause`, `party.name`, `item.basis`, `organ.name` · `last:notify.fine` (a key of the last act of that name) · `value:true` (a constant)
· `today` · `now` · `me` · `handlers` · `due:PEN-56b` (the last lawful day counted from today). Several, parted by `|`, are tried in order.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from sanxiang.law.pack_yaml import PackError, line_of, read_yaml, shown
from sanxiang.law.procedure_checks import problem_of_guard, problem_of_limit, problem_of_step
from sanxiang.law.procedure_parts import (
    FIELD_TYPES,
    RECORDINGS,
    ROLES,
    STAGES,
    Choice,
    Field,
    Guard,
    Limit,
    NoProcedure,
    Procedure,
    ProcedureError,
    Step,
    Stricter,
    is_so,
)

__all__ = [
    "FIELD_TYPES",
    "PACKS",
    "RECORDINGS",
    "ROLES",
    "STAGES",
    "Choice",
    "Field",
    "Guard",
    "Limit",
    "NoProcedure",
    "Procedure",
    "ProcedureError",
    "Step",
    "Stricter",
    "guard_of",
    "known",
    "load",
    "tightened",
]
PACKS = Path(__file__).resolve().parent.parent / "packs"
_WORDS = ("type", "name", "title", "extends", "party", "deliberation", "reasonable_extension", "steps", "periods")
_LISTS = ("from", "until", "unless", "waits")


@cache
def load(kind: str, name: str, pack: str = "national") -> Procedure:
    """The procedure `<kind>-<name>` of a pack: `load("penalty", "ordinary")`.

    Raises NoProcedure: no such file; ProcedureError: it cannot be used (file, line, what is wrong, what would be right).
    """
    path = files(PACKS / pack).get((kind, name))
    if path is None:
        raise NoProcedure(f"没有此程序：{kind}-{name}"[:80])
    return _Reader(path, pack).read()


@cache
def files(pack: Path) -> dict[tuple[str, str], Path]:
    """The files of a pack's procedures by type and name: what somebody typed is looked up here and never becomes part of a path."""
    return {(path.stem.partition("-")[0], path.stem.partition("-")[2]): path for path in sorted((pack / "procedures").glob("*-*.yaml"))}


@cache
def known(*packs: str) -> dict[str, dict[str, str]]:
    """The procedures that there are: type → name → title, of the national pack and of `packs` (names such as `sectors/housing`) over it."""
    found: dict[str, dict[str, str]] = {}
    for pack in ("national", *packs):
        for (kind, name), path in files(PACKS / pack).items():
            found.setdefault(kind, {})[name] = str(_read(path).get("title", name))
    return found


def tightened(base: Procedure, rows: Iterable[Stricter]) -> Procedure:
    """The procedure with what an organ's published list adds to it; nothing can be taken away, and a field of the law stays what it is.

    Raises ProcedureError: a step that the procedure does not have, a guard outside the vocabulary or with wrong parameters.
    """
    added: dict[str, list[Stricter]] = {}
    for row in rows:
        step = base.step(row.step)
        if step is None:
            raise ProcedureError(f"{base.title}没有步骤 {row.step}；执法流程的清单只能加严已有的步骤")
        for guard in row.guards:
            if wrong := problem_of_guard(guard, step, base):
                raise ProcedureError(f"{base.title}，{step.title}：{wrong}")
        added.setdefault(row.step, []).append(row)
    if not added:
        return base
    return msgspec.structs.replace(base, steps=tuple(_tightened(step, added.get(step.act, ())) for step in base.steps))


def _tightened(step: Step, rows: Iterable[Stricter]) -> Step:
    for row in rows:
        fields = [msgspec.structs.replace(field, required=True) if field.name in row.required else field for field in step.fields]
        known = {field.name for field in fields}
        fields += [msgspec.structs.replace(field, required=True) for field in row.fields if field.name not in known]
        guards = [msgspec.structs.replace(guard, added=True) for guard in row.guards]
        step = msgspec.structs.replace(step, fields=tuple(fields), guards=(*step.guards, *guards))
    return step


def guard_of(row: Mapping[str, Any]) -> Guard:
    """A guard as a list or a procedure writes it: `{kind: step-taken, rule: PEN-54, step: file}`. Raises ProcedureError: no kind or no rule."""
    if not row.get("kind") or not row.get("rule"):
        raise ProcedureError("前置条件须写 kind 和 rule，例如 {kind: step-taken, rule: PEN-54, step: file}")
    return Guard(str(row["kind"]), str(row["rule"]), {key: row[key] for key in row if key not in ("kind", "rule")})


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        told = read_yaml(path) or {}
    except PackError as error:
        raise ProcedureError(error.message, error.file, error.line) from error
    if not isinstance(told, dict):
        raise ProcedureError(f"{shown(path)}：程序文件应为“键: 值”", path, 1)
    return told


class _Reader:
    """One file, and where in it something is wrong."""

    def __init__(self, path: Path, pack: str) -> None:
        self.path, self.pack = path, pack
        self.raw = _read(path)
        self.shared = _read(path.parent / "fields.yaml")

    def read(self) -> Procedure:
        raw = self.raw
        for word in raw:
            if word not in _WORDS:
                self.refuse(f"没有字段“{word}”；可用的字段：{'、'.join(_WORDS)}", word)
        for word in ("type", "name", "title"):
            if not isinstance(raw.get(word), str):
                self.refuse(f"缺少字段“{word}”")
        if self.path.stem != f"{raw['type']}-{raw['name']}":
            self.refuse(f"文件名应为 {raw['type']}-{raw['name']}.yaml", "name")
        base = self.base()
        found = Procedure(
            raw["type"],
            raw["name"],
            raw["title"],
            tuple(self.step(at, row, base) for at, row in enumerate(raw.get("steps") or ())) or (base.steps if base else ()),
            tuple(raw.get("deliberation", base.deliberation if base else ())),
            raw.get("reasonable_extension", False),
            raw.get("party", base.party if base else "当事人"),
        )
        return self.checked(msgspec.structs.replace(found, periods=(*self.inherited(base, found.steps), *self.limits())))

    def base(self) -> Procedure | None:
        """`penalty-ordinary` of the same pack, or `national/penalty-ordinary`."""
        extends = self.raw.get("extends")
        if extends is None:
            return None
        folder, _, file = str(extends).rpartition("/")
        kind, _, name = file.partition("-")
        return load(kind, name, folder or self.pack)

    def step(self, at: int, row: dict[str, Any] | str, base: Procedure | None) -> Step:
        if isinstance(row, str):
            inherited = base.step(row) if base else None
            return inherited or self.refuse(f"没有可沿用的步骤 {row}；请写全，或者用 extends 写明沿用哪一程序", "steps", at)
        fields = [self.field(at, nth, field) for nth, field in enumerate(row.get("fields") or ())]
        guards = [self.guard(at, nth, guard) for nth, guard in enumerate(row.get("guards") or ())]
        documents = [entry if isinstance(entry, dict) else {"template": entry} for entry in row.get("documents") or ()]
        made = {
            "documents": [entry.get("template") for entry in documents],
            "made_when": {entry["template"]: entry["when"] for entry in documents if entry.get("template") and entry.get("when")},
        }
        found: Step = self.converted({**row, **made, "fields": fields, "guards": guards}, Step, f"步骤 {row.get('act')}", "steps", at)
        return found

    def field(self, at: int, nth: int, row: dict[str, Any] | str) -> dict[str, Any]:
        """A field written out, a shared one by name, or a shared one with changes (`{use: place, required: false}`)."""
        if isinstance(row, str):
            row = {"use": row}
        name = row.get("use")
        if name is not None and name not in self.shared:
            self.refuse(f"没有共用字段 {name}；共用字段写在 fields.yaml：{'、'.join(self.shared)}", "steps", at, "fields", nth)
        field = {"name": name, **self.shared[name], **row} if name else dict(row)
        field.pop("use", None)
        if isinstance(field.get("choices"), dict):
            field["choices"] = [{"value": value, "label": label} for value, label in field["choices"].items()]
        return field

    def guard(self, at: int, nth: int, row: Any) -> Guard:
        try:
            return guard_of(row if isinstance(row, dict) else {})
        except ProcedureError as error:
            self.refuse(error.message, "steps", at, "guards", nth, cause=error)

    def limits(self) -> Iterator[Limit]:
        for at, row in enumerate(self.raw.get("periods") or ()):
            if not isinstance(row, dict):
                self.refuse("每个期限应为“键: 值”，例如 {rule: LIC-44, from: decide, until: [issue], what: 颁发许可证件}", "periods", at)
            told = row | {key: (row[key],) for key in _LISTS if isinstance(row.get(key), str)}
            limit: Limit = self.converted(told, Limit, f"期限 {row.get('rule')}", "periods", at)
            yield limit

    def inherited(self, base: Procedure | None, steps: tuple[Step, ...]) -> list[Limit]:
        """The periods of the procedure that this one extends: but those of which it says something itself, whose steps it does not have, and
        those that ask for an answer that the form of no starting step offers here."""
        own = {
            (row.get("rule"), act) for row in self.raw.get("periods") or () if isinstance(row, dict) for act in _listed(row.get("from", ()))
        }
        acts = {step.act for step in steps}
        return [
            limit
            for limit in (base.periods if base else ())
            if not any((limit.rule, act) in own for act in limit.start)
            and acts.intersection(limit.start)
            and any(_offers(step, limit) for step in steps if step.act in limit.start)
        ]

    def checked(self, procedure: Procedure) -> Procedure:
        """The procedure, when every word of it is known. Raises ProcedureError."""
        rows = self.raw.get("steps") or ()
        for at, row in enumerate(rows):
            problem = problem_of_step(procedure, procedure.steps[at], self.pack) if isinstance(row, dict) else None
            if problem:
                self.refuse(f"步骤 {row.get('act')}：{problem[0]}", "steps", at, *problem[1])
        own = len(procedure.periods) - len(self.raw.get("periods") or ())
        for at, limit in enumerate(procedure.periods[own:]):
            if wrong := problem_of_limit(procedure, limit, self.pack):
                self.refuse(f"期限 {limit.rule}：{wrong[0]}", "periods", at, *wrong[1])
        return procedure

    def converted(self, row: dict[str, Any], kind: type[Any], what: str, *place: str | int) -> Any:
        try:
            return msgspec.convert(row, kind)
        except msgspec.ValidationError as error:
            words = "、".join(field.encode_name for field in msgspec.structs.fields(kind))
            self.refuse(f"{what}：{error}；可用的字段：{words}", *place, cause=error)

    def refuse(self, message: str, *place: str | int, cause: Exception | None = None) -> NoReturn:
        line = line_of(self.path, place)
        where = f"{shown(self.path)}{f' 第{line}行' if line else ''}"
        raise ProcedureError(f"{where}：{message}", self.path, line) from cause


def _listed(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _offers(step: Step, limit: Limit) -> bool:
    """Whether the step's form can tell what the period asks for."""
    for field in step.fields:
        wanted = limit.when.get(field.name)
        if wanted is not None and field.choices and not any(is_so(choice.value, wanted) for choice in field.choices):
            return False
    return True
