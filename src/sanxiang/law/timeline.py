"""A case as a timeline: what a dossier or a published decision tells, in one neutral form (docs/case-timeline.md).

A key that is left out is unknown (None), never false. Reading is strict: an unknown key or act, a value of a wrong type or a day that goes
back is refused with its line.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
import yaml

from sanxiang.law.procedure import known
from sanxiang.law.words import readers
from sanxiang.law.words.parties import Share, place, totals

from . import timeline_keys as keys
from .timeline_keys import Reader, Wrong

_MOST_NODES = 500_000
_MOST_TEXT = 8_000_000
_OF_ACT = ("act", "day", "at")
_OF_SHARED = (*_OF_ACT, "shares")
_TOP = ("case", "acts", "as_of", "complete")


class TimelineError(ValueError):
    """A timeline that cannot be read. `code` is for programs, `message` for people, `line` is 1-based (None when built from dicts)."""

    def __init__(self, code: str, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.line = code, message, line


class Prior(msgspec.Struct, frozen=True):
    cause: str | None = None
    decided: date | None = None


class Party(msgspec.Struct, frozen=True):
    kind: str | None = None
    name: str | None = None
    age: int | None = None
    age_at_act: int | None = None
    disabled: bool | str | None = None
    prior: tuple[Prior, ...] | None = None


class Threshold(msgspec.Struct, frozen=True):
    """From how many yuan of fine a hearing must be offered here."""

    person: Decimal | None = None
    organisation: Decimal | None = None


class Case(msgspec.Struct, frozen=True):
    type: str
    procedure: str = "ordinary"
    packs: tuple[str, ...] = ()
    cause: str | None = None
    act_from: date | None = None
    act_until: date | None = None
    discovered: date | None = None
    party: Party = Party()
    parties: tuple[Party, ...] = ()  # all of them, `party` the first, where there are several
    handlers: tuple[str, ...] | None = None
    reviewer: str | None = None
    head: str | None = None
    circumstances: tuple[str, ...] | None = None
    circumstances_denied: tuple[str, ...] | None = None
    complex: bool | None = None
    grave: bool | None = None
    public_interest: bool | None = None
    life_safety: bool | None = None
    hearing_threshold: Threshold | None = None


class Act(msgspec.Struct, frozen=True, gc=False):
    """One act: `index` is 1-based, `at` is Asia/Shanghai wall time or None, `told` holds the typed keys that were told."""

    index: int
    name: str
    day: date
    at: datetime | None
    told: dict[str, Any]
    line: int | None = None


class Timeline(msgspec.Struct, frozen=True):
    case: Case
    acts: tuple[Act, ...]
    as_of: date
    complete: bool = True


class _Told(dict[str, Any]):
    """A mapping of the file with the line of each key."""

    lines: dict[str, int]
    line: int


class _Items(list[Any]):
    lines: list[int]
    line: int


def parse(text: str, today: date | None = None) -> Timeline:
    """Read the YAML of a timeline. `today` is the day of judgement when the file names none (the machine's day by default).

    Raises TimelineError (yaml, missing, unknown_key, unknown_act, unknown_procedure, wrong_type, duplicate_key, day_goes_back).
    """
    top = _load(text)
    for key in top:
        if key not in _TOP:
            raise TimelineError("unknown_key", f"不认识的键：{key}", top.lines[key])
    for key in ("case", "acts"):
        if top.get(key) is None:
            raise TimelineError("missing", f"缺少 {key}", top.line)
    if not isinstance(top["case"], dict):
        raise TimelineError("wrong_type", "case 应为键值", top.lines["case"])
    if not isinstance(top["acts"], list):
        raise TimelineError("wrong_type", "acts 应为列表", top.lines["acts"])
    as_of = _value(top, "as_of", readers.read_date)
    complete = _value(top, "complete", readers.read_bool)
    timeline = build(top["case"], top["acts"], as_of or today or date.today(), True if complete is None else complete)
    _walks(timeline.case, top["case"])
    return timeline


def _walks(case: Case, raw: Mapping[str, Any]) -> None:
    """A file names a procedure that there is, of the nation or of its packs."""
    procedures = known(*case.packs).get(case.type, {})
    if case.procedure not in procedures:
        names = "、".join(f"{name}（{title}）" for name, title in procedures.items())
        raise TimelineError("unknown_procedure", f"{case.type} 没有程序 {case.procedure}；有：{names}", _line(raw, "procedure"))


def build(case: Mapping[str, Any], acts: Iterable[Mapping[str, Any]], as_of: date, complete: bool = True) -> Timeline:
    """A timeline from plain values, as the record holds them (ISO days, decimal strings); the same checks, the same errors as `parse`."""
    of = read_case(case)
    return Timeline(of, read_acts(acts, of), as_of, complete)


def read_case(raw: Mapping[str, Any]) -> Case:
    """The `case` of a timeline. Raises TimelineError."""
    nested = {"party", "parties", "hearing_threshold"}
    told = _keys({key: raw[key] for key in raw if key not in nested} if not isinstance(raw, _Told) else raw, keys.CASE, "case", nested)
    if "type" not in told:
        raise TimelineError("missing", "case 缺少 type", _line(raw))
    if raw.get("party") is not None:
        told["party"] = _party(_mapping(raw, "party"))
    if raw.get("parties") is not None:
        told |= _parties(raw, told.get("party"))
    if raw.get("hearing_threshold") is not None:
        told["hearing_threshold"] = Threshold(**_keys(_mapping(raw, "hearing_threshold"), keys.THRESHOLD, "hearing_threshold"))
    if told.get("act_from") and told.get("act_until") and told["act_until"] < told["act_from"]:
        raise TimelineError("day_goes_back", "act_until 早于 act_from", _line(raw, "act_until"))
    return Case(**told)


def read_acts(raw: Iterable[Mapping[str, Any]], case: Case | None = None) -> tuple[Act, ...]:
    """The acts of a timeline, in their order; `case`: whose parties they may name. Raises TimelineError."""
    acts: list[Act] = []
    lines = raw.lines if isinstance(raw, _Items) else None
    for index, row in enumerate(raw, 1):
        line = lines[index - 1] if lines else None
        if not isinstance(row, Mapping):
            raise TimelineError("wrong_type", f"第{index}个行为应为键值", line)
        act = read_act(index, row, line, case)
        if acts and act.day < acts[-1].day:
            message = f"第{index}个行为 {act.name} 的日期 {act.day} 早于前一行为的 {acts[-1].day}"
            raise TimelineError("day_goes_back", message, _line(row, "at" if act.at else "day"))
        acts.append(act)
    return tuple(acts)


def read_act(index: int, row: Mapping[str, Any], line: int | None = None, case: Case | None = None) -> Act:
    """One act of a timeline; `case`: whose parties it may name. Raises TimelineError."""
    name = row.get("act")
    if name is None:
        raise TimelineError("missing", f"第{index}个行为缺少 act", line)
    known = keys.keys_of(name)
    if known is None:
        raise TimelineError("unknown_act", f"不认识的行为：{name}", _line(row, "act"))
    told = _keys(row, known, name, _OF_SHARED if name in keys.SHARED else _OF_ACT)
    if "party" in told or (name in keys.SHARED and row.get("shares") is not None):
        _whose(told, row, name, case.parties or (case.party,) if case else ())
    day, at = _value(row, "day", readers.read_date), _value(row, "at", readers.read_time)
    if day is None and at is None:
        raise TimelineError("missing", f"行为 {name} 缺少 day 或 at", line)
    if day and at and at.date() != day:
        raise TimelineError("wrong_type", f"行为 {name} 的 day 与 at 不是同一天", _line(row, "at"))
    return Act(index, name, day or at.date(), at, told, line)


def _keys(row: Mapping[str, Any], known: Mapping[str, Reader], where: str, other: Iterable[str] = ()) -> dict[str, Any]:
    """The told keys with their typed values. What is null is unknown, as if left out."""
    told: dict[str, Any] = {}
    for key, value in row.items():
        if key in other:
            continue
        reader = known.get(key) or (keys.ANY_ACT.get(key) if where in keys.ACTS else None)
        if reader is None:
            raise TimelineError("unknown_key", f"{where} 没有 {key} 这个键", _line(row, key))
        if value is not None:
            told[key] = _read(row, key, value, reader)
    return told


def _read(row: Mapping[str, Any], key: str, value: Any, reader: Reader) -> Any:
    try:
        return reader(value)
    except Wrong as wrong:
        shown = value if isinstance(value, str | int | Decimal) else "所填内容"
        raise TimelineError("wrong_type", f"{key} {wrong}，不能是 {shown}", _line(row, key)) from None


def _value(row: Mapping[str, Any], key: str, reader: Reader) -> Any:
    value = row.get(key)
    return None if value is None else _read(row, key, value, reader)


def _mapping(row: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    if isinstance(row[key], Mapping):
        value: Mapping[str, Any] = row[key]
        return value
    raise TimelineError("wrong_type", f"{key} 应为键值", _line(row, key))


def _party(raw: Mapping[str, Any]) -> Party:
    told = _keys(raw, keys.PARTY, "party", ("prior",))
    if raw.get("prior") is None:
        return Party(**told)
    if not isinstance(raw["prior"], list | tuple) or not all(isinstance(row, Mapping) for row in raw["prior"]):
        raise TimelineError("wrong_type", "prior 应为列表，如 [{cause: …, decided: 2023-05-01}]", _line(raw, "prior"))
    return Party(**told, prior=tuple(Prior(**_keys(row, keys.PRIOR, "prior")) for row in raw["prior"]))


def _parties(raw: Mapping[str, Any], first: Party | None) -> dict[str, Any]:
    """Several parties: `party` is the first of them, and need not be told again."""
    rows = raw["parties"]
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(row, Mapping) for row in rows):
        raise TimelineError("wrong_type", "parties 应为列表，如 [{kind: organisation, name: 某公司}]", _line(raw, "parties"))
    parties = tuple(_party(row) for row in rows)
    if first is not None and (first.kind, first.name) != (parties[0].kind, parties[0].name):
        raise TimelineError("wrong_type", "party 应为 parties 的第一个，或者不写", _line(raw, "party"))
    return {"party": parties[0]} | ({"parties": parties} if len(parties) > 1 else {})


def _whose(told: dict[str, Any], row: Mapping[str, Any], name: str, parties: tuple[Party, ...]) -> None:
    """Whose the act is, and what it says of each party, by their places in the case; amounts and kinds that only the shares tell."""
    names = [party.name for party in parties]
    if "party" in told:
        told["party"] = _read(row, "party", told["party"], lambda value: tuple(place(who, names) for who in value))
    if name in keys.SHARED and row.get("shares") is not None:
        told["shares"] = _shares(row, names)
        told |= {key: value for key, value in totals(told["shares"]).items() if key not in told}


def _shares(row: Mapping[str, Any], names: list[str | None]) -> tuple[Share, ...]:
    rows = row["shares"]
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(one, Mapping) for one in rows):
        raise TimelineError("wrong_type", "shares 应为列表，如 [{party: 某公司, kinds: [fine], fine: 5000}]", _line(row, "shares"))
    found: dict[int, Mapping[str, Any]] = {}
    for one in rows:
        if one.get("party") is None:
            raise TimelineError("missing", "shares 的每一行应写明 party", _line(one))
        at = _read(one, "party", one["party"], lambda who: place(who, names))
        if at in found:
            raise TimelineError("wrong_type", f"shares 中{names[at] or at + 1}写了两次", _line(one, "party"))
        found[at] = _keys(one, keys.SHARE, "shares", ("party",))
    return tuple(sorted(found.items()))


def _line(row: Mapping[str, Any], key: str = "") -> int | None:
    if not isinstance(row, _Told):
        return None
    return row.lines.get(key, row.line)


# ── YAML with lines ──


def _load(text: str) -> _Told:
    if len(text) > _MOST_TEXT:
        raise TimelineError("yaml", f"文件过大（超过 {_MOST_TEXT // 1_000_000} 兆字），不像一个案件的时间线", None)
    try:
        node = yaml.compose(text, yaml.CSafeLoader)
        value = None if node is None else _plain(node, iter(range(_MOST_NODES)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise TimelineError("yaml", f"不是合法的 YAML：{error.problem or error.context}", mark.line + 1 if mark else None) from None
    except (yaml.YAMLError, RecursionError) as error:
        line = text[: getattr(error, "position", 0) or 0].count("\n") + 1
        what = "括号或者缩进嵌套过深" if isinstance(error, RecursionError) else "有不能使用的字符"
        raise TimelineError("yaml", f"不是合法的 YAML：{what}", line) from None
    if not isinstance(value, _Told):
        raise TimelineError("wrong_type", "时间线应为含有 case 和 acts 的键值", 1)
    return value


def _plain(node: yaml.Node, budget: Iterator[int]) -> Any:
    """Plain values with their lines. The budget stops a few lines of aliases that stand for billions of values."""
    if next(budget, None) is None:
        raise TimelineError("yaml", "引用（*）展开后过大，请写出内容", node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _plain_map(node, budget)
    if isinstance(node, yaml.SequenceNode):
        items = _Items(_plain(item, budget) for item in node.value)
        items.lines, items.line = [item.start_mark.line + 1 for item in node.value], node.start_mark.line + 1
        return items
    return _scalar(node)


def _plain_map(node: yaml.MappingNode, budget: Iterator[int]) -> _Told:
    told = _Told()
    told.lines, told.line = {}, node.start_mark.line + 1
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            raise TimelineError("unknown_key", "键应为文字", line)
        key = key_node.value
        if key in told:
            raise TimelineError("duplicate_key", f"键 {key} 重复", line)
        told[key], told.lines[key] = _plain(value_node, budget), line
    return told


def _scalar(node: yaml.Node) -> Any:
    """Days stay text, figures stay exact; sexagesimal, octal and hexadecimal figures are text, hence refused where a figure is wanted."""
    kind, text = node.tag.rpartition(":")[2], node.value
    if kind == "bool":
        return text.lower() in ("true", "yes", "on")
    if kind == "null":
        return None
    if kind == "int" and text.isascii() and text.isdigit():
        return int(text)
    if kind == "float" and text.replace(".", "", 1).isdigit() and text.isascii():
        return Decimal(text)
    return text
