"""A procedure as data: the steps of an enforcement case, what each asks for, makes, and must have before it.

`packs/<pack>/procedures/<type>-<name>.yaml` holds one procedure; `fields.yaml` beside it holds fields that several steps share.
A step's `act` is the word of the timeline (docs/case-timeline.md) and, as `case.<act>`, of the record.

`fill` says where a form finds a value that is already known, so that nothing is typed twice:
`case.cause`, `party.name`, `item.basis`, `organ.name` · `last:notify.fine` (a key of the last act of that name) · `value:true` (a constant)
· `today` · `now` · `me` · `handlers` · `due:PEN-56b` (the last lawful day counted from today). Several, parted by `|`, are tried in order.
"""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

PACKS = Path(__file__).resolve().parent.parent / "packs"
STAGES = ("启动", "调查取证", "审核决定", "送达执行", "归档")
ROLES = ("handler", "reviewer", "head", "supervisor")
RECORDINGS = ("text", "photo", "on_demand", "throughout")
FIELD_TYPES = frozenset(
    ["text", "longtext", "date", "datetime", "integer", "money", "boolean", "choice", "choices", "officers", "party", "file", "items"]
)


class Choice(msgspec.Struct, frozen=True):
    value: str
    label: str


class Field(msgspec.Struct, frozen=True):
    """One thing that a step asks for. Money is in yuan, an integer is a count (the help names the unit)."""

    name: str
    label: str
    type: str = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    help: str = ""
    fill: str = ""


class Guard(msgspec.Struct, frozen=True):
    """A condition of a step: a kind of the closed vocabulary (`law.guards`), the rule it enforces, and its parameters."""

    kind: str
    rule: str
    params: dict[str, Any] = {}


class Step(msgspec.Struct, frozen=True):
    """What may be done in a case. `approver` is the role whose approval the step needs, empty when it needs none; `occasion` tells the
    reader of the flowchart when a step is taken that not every case takes (当事人要求听证的)."""

    act: str
    title: str
    stage: str
    actor: str
    approver: str = ""
    fields: tuple[Field, ...] = ()
    documents: tuple[str, ...] = ()
    recording: str = "text"
    guards: tuple[Guard, ...] = ()
    article: str = ""
    repeats: bool = False
    occasion: str = ""


class Procedure(msgspec.Struct, frozen=True):
    """The steps of one kind of case. `deliberation`: when its leaders must deliberate (`law.checks_review`); `reasonable_extension`:
    a second extension of the handling period is of reasonable length (合理期限), not of a number of days."""

    type: str
    name: str
    title: str
    steps: tuple[Step, ...]
    deliberation: tuple[str, ...] = ()
    reasonable_extension: bool = False

    def step(self, act: str) -> Step | None:
        """The step of this act, or None when the procedure has no such step."""
        return next((step for step in self.steps if step.act == act), None)


class ProcedureError(ValueError):
    """A procedure file that cannot be used; the message names the file and the step."""


@cache
def load(kind: str, name: str, pack: str = "national") -> Procedure:
    """The procedure `<kind>-<name>` of a pack: `load("penalty", "ordinary")`. Raises ProcedureError: no such file, or malformed."""
    path = PACKS / pack / "procedures" / f"{kind}-{name}.yaml"
    if not path.is_file():
        raise ProcedureError(f"没有此程序：{kind}-{name}")
    raw = _read(path)
    shared = _read(path.parent / "fields.yaml")
    base = _base(raw.get("extends"), pack)
    steps = tuple(_step(row, shared, base, path.name) for row in raw.get("steps", ())) or (base.steps if base else ())
    deliberation = tuple(raw.get("deliberation", base.deliberation if base else ()))
    return Procedure(raw["type"], raw["name"], raw["title"], steps, deliberation, raw.get("reasonable_extension", False))


@cache
def known(*packs: str) -> dict[str, dict[str, str]]:
    """The procedures that there are: type → name → title, of the national pack and of `packs` (names such as `sectors/housing`) over it."""
    found: dict[str, dict[str, str]] = {}
    for pack in ("national", *packs):
        for path in sorted((PACKS / pack / "procedures").glob("*-*.yaml")):
            kind, _, name = path.stem.partition("-")
            found.setdefault(kind, {})[name] = str(_read(path).get("title", name))
    return found


def _base(extends: str | None, pack: str) -> Procedure | None:
    """`penalty-ordinary` of the same pack, or `national/penalty-ordinary`."""
    if extends is None:
        return None
    folder, _, file = extends.rpartition("/")
    kind, _, name = file.partition("-")
    return load(kind, name, folder or pack)


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    return yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) or {}  # noqa: S506


def _step(row: dict[str, Any] | str, shared: dict[str, Any], base: Procedure | None, file: str) -> Step:
    if isinstance(row, str):
        inherited = base.step(row) if base else None
        if inherited is None:
            raise ProcedureError(f"{file}：没有可沿用的步骤 {row}")
        return inherited
    where = f"{file}：步骤 {row.get('act')}"
    try:
        step = msgspec.convert(
            {
                **row,
                "fields": [_field(field, shared, where) for field in row.get("fields", ())],
                "guards": [_guard(guard) for guard in row.get("guards", ())],
            },
            Step,
        )
    except (msgspec.ValidationError, KeyError) as error:
        raise ProcedureError(f"{where}：{error}") from error
    _check(step, where)
    return step


def _field(row: dict[str, Any] | str, shared: dict[str, Any], where: str) -> dict[str, Any]:
    """A field written out, a shared one by name, or a shared one with changes (`{use: place, required: false}`)."""
    if isinstance(row, str):
        row = {"use": row}
    name = row.get("use")
    if name is not None and name not in shared:
        raise ProcedureError(f"{where}：没有共用字段 {name}")
    field = {"name": name, **shared[name], **row} if name else dict(row)
    field.pop("use", None)
    if isinstance(field.get("choices"), dict):
        field["choices"] = [{"value": value, "label": label} for value, label in field["choices"].items()]
    return field


def _guard(row: dict[str, Any]) -> dict[str, Any]:
    params = {key: value for key, value in row.items() if key not in ("kind", "rule")}
    return {"kind": row["kind"], "rule": row["rule"], "params": params}


def _check(step: Step, where: str) -> None:
    if step.stage not in STAGES or step.actor not in ROLES or step.recording not in RECORDINGS:
        raise ProcedureError(f"{where}：stage、actor 或 recording 不在词表内")
    if step.approver and step.approver not in ROLES:
        raise ProcedureError(f"{where}：approver {step.approver} 不在词表内")
    names = [field.name for field in step.fields]
    if len(names) != len(set(names)):
        raise ProcedureError(f"{where}：字段重名")
    for field in step.fields:
        if field.type not in FIELD_TYPES:
            raise ProcedureError(f"{where}：字段 {field.name} 的类型 {field.type} 不在词表内")
        if field.type in ("choice", "choices") and not field.choices:
            raise ProcedureError(f"{where}：字段 {field.name} 没有选项")
