"""Reading packs strictly: an unknown field or a wrong type is refused with file, line, what is wrong and what would be right.

A rules file holds one legal instrument: what it says of all its rules (law, level, source, from, …) once, then `rules`. A rule whose number
changed has `values`: each entry says what differs and from when until when.
"""

import os
import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from sanxiang.law.calendar import DAY, Calendar, Year
from sanxiang.law.pack_yaml import ROOT, PackError, converted, line_of, read_yaml, shown
from sanxiang.law.rules import PERIODS, Rule
from sanxiang.law.timeline_keys import ACTS

# Demands that hold at certain acts, with the key that tells whether they were met.
TOLD_AT = {"certificate": "certificate_shown", "recording": "filmed"}
# The units of a period.
LENGTHS = ("hour", "day", "working_day", "month", "year")
LAYERS = ("national", "sectors", "regions", "organs")


class Placed(msgspec.Struct, frozen=True):
    """A rule and where it stands: the file, the index of its entry, and of its dated value."""

    rule: Rule
    file: Path
    entry: int
    value: int | None = None

    @property
    def line(self) -> int | None:
        return line_of(self.file, ("rules", self.entry) if self.value is None else ("rules", self.entry, "values", self.value))

    @property
    def where(self) -> str:
        return f"{shown(self.file)} 第{self.line}行"


class Pack(msgspec.Struct, frozen=True):
    """A pack as read: its name, title, and rules in the order of its files."""

    name: str
    title: str
    rules: tuple[Placed, ...]


class Heading(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`pack.yaml`: what the pack is called and what it covers."""

    title: str
    note: str = ""


class Festivals(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`festivals.yaml`: days of every year, “MM-DD”, and the decree that sets them."""

    festivals: tuple[str, ...]
    law: str = ""


def read_pack(name: str, root: Path = ROOT) -> Pack:
    """The pack of that name under root, read once, or the organ's own at that path, read anew each time. Raises PackError."""
    if is_own(name, root):
        if (label := Path(name).stem) in LAYERS:
            raise PackError(f"本机关的规则包不能叫“{label}”，这是层级的名称；请改名，例如 own.yaml")
        return _read(Path(name), label, name, root)
    return _packaged(name, root)


def is_own(name: str, root: Path = ROOT) -> bool:
    """Whether the name is the path of an organ's own pack, which may change while the program runs."""
    return name not in _names(root)


@lru_cache(maxsize=8)
def _names(root: Path) -> frozenset[str]:
    return frozenset(pack_names(root))


def stamp(name: str) -> tuple[tuple[str, int, int], ...]:
    """What tells whether an organ's own pack was edited: each of its files with the time of its last change and its size."""
    if not os.path.exists(name):  # for any name: Path.exists raises for one that no file can have
        return ()
    path = Path(name)
    files = [path] if path.is_file() else [path / "pack.yaml", *_rule_files(path)]
    return tuple((str(file), told.st_mtime_ns, told.st_size) for file in files if file.is_file() for told in (file.stat(),))


def _rule_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("rules*.yaml")) + sorted(folder.glob("rules/*.yaml"))


@lru_cache(maxsize=64)
def _packaged(name: str, root: Path) -> Pack:
    return _read(root / name, name, name, root)


def _read(folder: Path, label: str, name: str, root: Path) -> Pack:
    if os.path.isfile(folder):
        title, files = label, [folder]
    elif os.path.isfile(folder / "pack.yaml"):
        title = converted(read_yaml(folder / "pack.yaml"), Heading, folder / "pack.yaml", ()).title
        files = _rule_files(folder)
    else:
        raise PackError(f"没有规则包“{name[:60]}”；可用的规则包：{'、'.join(pack_names(root)[1:])}")
    rules = tuple(at for file in files for at in _rules(file, label))
    _refuse_twice(rules)
    return Pack(label, title, rules)


def pack_names(root: Path = ROOT) -> list[str]:
    """The names of the packs there are, national first."""
    found = (path.parent.relative_to(root).as_posix() for path in root.rglob("pack.yaml"))
    return sorted(found, key=lambda name: (name != "national", name))


@lru_cache(maxsize=8)
def read_calendar(root: Path = ROOT) -> Calendar:
    """The calendar of the national pack. Raises PackError."""
    folder = root / "national" / "calendar"
    years = [converted(read_yaml(file), Year, file, ()) for file in sorted(folder.glob("[0-9]*.yaml"))]
    file = folder / "festivals.yaml"
    festivals = converted(read_yaml(file), Festivals, file, ()).festivals if file.is_file() else ()
    return Calendar(years, festivals)


def _rules(file: Path, pack: str) -> Iterator[Placed]:
    head = read_yaml(file)
    if not isinstance(head, dict) or not isinstance(head.get("rules"), list):
        raise PackError("规则文件应以 rules: 列出规则，例如 rules: [{id: PEN-60, …}]", file, 1)
    for entry, raw in enumerate(head["rules"]):
        if not isinstance(raw, dict):
            raise PackError("每条规则应是“字段: 值”的映射", file, line_of(file, ("rules", entry)))
        yield from _dated(_Entry(file, pack, head, raw, entry))


class _Entry(msgspec.Struct, frozen=True):
    """One entry of a rules file: what the file says of all its rules, what this one says, and where."""

    file: Path
    pack: str
    head: dict[str, Any]
    raw: dict[str, Any]
    at: int

    def refuse(self, problem: str, field: str = "", value: int | None = None) -> NoReturn:
        raise PackError(f"规则 {self.raw.get('id', '？')}：{problem}", self.file, self.line((field,) if field else (), value))

    def line(self, steps: tuple[str, ...], value: int | None = None) -> int | None:
        """The line of a field: of the dated value, of the entry, or of the file's head, wherever it was written; else of the rule itself."""
        entry: tuple[str | int, ...] = ("rules", self.at)
        dated = (*entry, "values", value) if value is not None else entry
        if value is not None and (not steps or steps[0] in self.raw["values"][value]):
            return line_of(self.file, (*dated, *steps))
        if steps and steps[0] in self.head and steps[0] not in self.raw:
            return line_of(self.file, steps)
        known = not steps or steps[0] in self.raw
        return line_of(self.file, (*entry, *steps) if known else dated)


def _dated(entry: _Entry) -> Iterator[Placed]:
    """The rule, or each of its dated values, which follow each other without gap or overlap."""
    common = {**entry.head, **entry.raw, "pack": entry.pack}
    del common["rules"]
    dated = common.pop("values") if "values" in entry.raw else None  # in the head it is no field, and refused as one
    if dated is not None and not (isinstance(dated, list) and dated and all(isinstance(value, dict) for value in dated)):
        entry.refuse(
            "values 应为列表，每项是“字段: 值”，例如 values: [{until: 2021-07-14, value: 3}, {from: 2021-07-15, value: 5}]", "values"
        )
    before: Rule | None = None
    for at, value in enumerate(dated) if dated else ((None, {}),):
        rule: Rule = converted({**common, **value}, Rule, entry.file, (), partial(entry.line, value=at))
        if wrong := _problem(rule):
            entry.refuse(*wrong, value=at)
        if before is not None:
            _follow(before, rule, entry, at)
        before = rule
        yield Placed(rule, entry.file, entry.at, at)


def _follow(before: Rule, rule: Rule, entry: _Entry, at: int | None) -> None:
    ends = before.valid_until
    if ends is None or ends >= rule.valid_from:
        entry.refuse(f"在同一天有两个值：前一个值到 {ends or '永远'}，这一个自 {rule.valid_from} 起；请用 from、until 分开", "from", at)
    if ends + DAY < rule.valid_from:
        entry.refuse(f"两个值之间有空档：前一个值到 {ends}，这一个自 {rule.valid_from} 起；应自 {ends + DAY} 起", "from", at)


def _problem(rule: Rule) -> tuple[str, str] | None:
    """What types cannot say: what is wrong with a rule, and in which field."""
    for wrong, field, problem in (
        (not re.fullmatch(r"[A-Z]+-[0-9A-Za-z-]+", rule.id), "id", "规则号写作大写字母、短横和号，例如 PEN-60、MY-01a"),
        (
            rule.kind in ("period", "backward") and not _counts(rule),
            "value",
            f"期限须有 value（大于0的整数）和 unit（{'、'.join(LENGTHS)} 之一）",
        ),
        (rule.kind == "fixed" and not _is_day_of_every_year(str(rule.value)), "value", "固定日期的 value 须写作“月-日”，例如 '01-31'"),
        (rule.kind == "threshold" and (rule.value is None or rule.unit is None), "value", "数额、人数规则须有 value 和 unit"),
        (
            rule.kind in ("gate", "content") and rule.value is not None,
            "value",
            "条件和内容没有数；期限写 kind: period，数额、人数写 kind: threshold",
        ),
        (
            bool(rule.valid_until and rule.valid_until < rule.valid_from),
            "until",
            f"until（{rule.valid_until}）早于 from（{rule.valid_from}）",
        ),
        (rule.yields and not rule.conflict, "yields", "写了 yields: true 的规则须用 conflict 说明与哪条规定冲突、以哪条为准、为什么"),
        (rule.rolls and rule.kind not in PERIODS, "rolls", "只有期限才有顺延（rolls）"),
        (bool(rule.extension or rule.further) and rule.kind != "period", "extension", "只有期限（kind: period）才有延长"),
        (bool(rule.further) and not rule.extension, "further", "写了 further（再延长）须先有 extension（延长）"),
        (bool(_wrong_demand(rule)), "at" if rule.at else "demands", _wrong_demand(rule)),
    ):
        if wrong:
            return problem, field
    return None


def _counts(rule: Rule) -> bool:
    return type(rule.value) is int and rule.value > 0 and rule.unit in LENGTHS


def _wrong_demand(rule: Rule) -> str:
    key = TOLD_AT.get(rule.demands or "")
    if key is None:
        return "只有 demands: certificate 或者 recording 才写 at" if rule.at else ""
    acts = [act for act, keys in ACTS.items() if key in keys]
    if not rule.at or any(act not in acts for act in rule.at):
        return f"demands: {rule.demands} 须用 at 写明在哪些行为；可写：{'、'.join(acts)}"
    return ""


def _is_day_of_every_year(text: str) -> bool:
    try:
        return bool(re.fullmatch(r"\d\d-\d\d", text)) and bool(date.fromisoformat(f"2001-{text}"))
    except ValueError:
        return False


def _refuse_twice(rules: tuple[Placed, ...]) -> None:
    """Within a pack no id may have two values on one day."""
    seen: dict[str, list[Placed]] = {}
    for at in rules:
        for other in seen.setdefault(at.rule.id, []):
            ends = other.rule.valid_until
            starts, until = at.rule.valid_from, at.rule.valid_until
            if (ends is None or ends >= starts) and (until is None or until >= other.rule.valid_from):
                raise PackError(f"规则 {at.rule.id} 在同一天有两个值，另一处在 {other.where}；请用 from、until 分开", at.file, at.line)
        seen[at.rule.id].append(at)
