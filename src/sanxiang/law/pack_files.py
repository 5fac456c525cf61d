"""Reading pack files strictly: an unknown field or a wrong type is refused with file, line, what is wrong and what would be right.

A rules file holds one legal instrument: what it says of all its rules (law, level, source, from, …) once, then `rules`. A rule whose number
changed has `values`: each entry says what differs and from when until when.
"""

import re
import threading
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml

from sanxiang.law.calendar import Calendar, Year
from sanxiang.law.rules import PERIODS, Rule
from sanxiang.law.timeline_keys import ACTS

# Demands that hold at certain acts, with the key that tells whether they were met.
TOLD_AT = {"certificate": "certificate_shown", "recording": "filmed"}
ROOT = Path(__file__).resolve().parent.parent / "packs"
LAYERS = ("national", "sectors", "regions", "organs")
_reading = threading.Lock()


class PackError(ValueError):
    """A pack that cannot be used. `file` and `line` say where; the message is Chinese and says what would be right."""

    def __init__(self, message: str, file: Path | None = None, line: int | None = None) -> None:
        place = f"{shown(file)}{f' 第{line}行' if line else ''}：" if file else ""
        super().__init__(place + message)
        self.message, self.file, self.line = place + message, file, line


def shown(file: Path) -> str:
    """The file as a user knows it: from the folder of packs on, or its path."""
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else str(file)


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


def read_pack(name: str, root: Path = ROOT) -> Pack:
    """The pack of that name under root, read once, or the organ's own at that path, read anew each time. Raises PackError."""
    if is_own(name, root):
        if (label := Path(name).stem) in LAYERS:
            raise PackError(f"本机关的规则包不能叫“{label}”，这是层级的名称；请改名，例如 own.yaml")
        return _read(Path(name), label, name, root)
    return _packaged(name, root)


def is_own(name: str, root: Path = ROOT) -> bool:
    """Whether the name is the path of an organ's own pack, which may change while the program runs."""
    return Path(name).is_absolute() or not (root / name).is_dir()


def stamp(name: str) -> tuple[tuple[str, int, int], ...]:
    """What tells whether an organ's own pack was edited: each of its files with the time of its last change and its size."""
    path = Path(name)
    files = [path] if path.is_file() else [path / "pack.yaml", *_rule_files(path)]
    return tuple((str(file), told.st_mtime_ns, told.st_size) for file in files if file.is_file() for told in (file.stat(),))


def _rule_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("rules*.yaml")) + sorted(folder.glob("rules/*.yaml"))


@lru_cache(maxsize=64)
def _packaged(name: str, root: Path) -> Pack:
    return _read(root / name, name, name, root)


def _read(folder: Path, label: str, name: str, root: Path) -> Pack:
    if folder.is_file():
        title, files = label, [folder]
    elif (folder / "pack.yaml").is_file():
        title = _convert(read_yaml(folder / "pack.yaml"), Heading, folder / "pack.yaml", ()).title
        files = _rule_files(folder)
    else:
        raise PackError(f"没有规则包“{name}”；可用的规则包：{'、'.join(pack_names(root)[1:])}")
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
    years = [_convert(read_yaml(file), Year, file, ()) for file in sorted(folder.glob("[0-9]*.yaml"))]
    file = folder / "festivals.yaml"
    festivals = read_yaml(file)["festivals"] if file.is_file() else ()
    return Calendar(years, festivals)


def _rules(file: Path, pack: str) -> Iterator[Placed]:
    head = read_yaml(file)
    if not isinstance(head, dict) or not isinstance(head.get("rules"), list):
        raise PackError("规则文件应以 rules: 列出规则，例如 rules: [{id: PEN-60, …}]", file, 1)
    shared = {key: value for key, value in head.items() if key != "rules"}
    for entry, raw in enumerate(head["rules"]):
        path: tuple[str | int, ...] = ("rules", entry)
        if not isinstance(raw, dict):
            raise PackError("每条规则应是“字段: 值”的映射", file, line_of(file, path))
        common = {**shared, **raw, "pack": pack}
        dated = common.pop("values", None)
        for at, value in enumerate(dated) if dated else ((None, {}),):
            here = path if at is None else (*path, "values", at)
            rule = _convert({**common, **value}, Rule, file, here)
            _check(rule, file, here)
            yield Placed(rule, file, entry, at)


def _check(rule: Rule, file: Path, path: tuple[str | int, ...]) -> None:
    """What types cannot say: a period has a whole number and a unit, a fixed date is MM-DD, a departure that yields says why."""
    problem = ""
    if rule.kind in ("period", "backward") and not (isinstance(rule.value, int) and rule.value > 0 and rule.unit):
        problem = "期限须有 value（大于0的整数）和 unit（hour、day、working_day、month、year 之一）"
    elif rule.kind == "fixed" and not _is_day_of_every_year(str(rule.value)):
        problem = "固定日期的 value 须写作“月-日”，例如 '01-31'"
    elif rule.kind == "threshold" and (rule.value is None or rule.unit is None):
        problem = "数额、人数规则须有 value 和 unit"
    elif rule.valid_until and rule.valid_until < rule.valid_from:
        problem = f"until（{rule.valid_until}）早于 from（{rule.valid_from}）"
    elif rule.yields and not rule.conflict:
        problem = "写了 yields: true 的规则须用 conflict 说明与哪条规定冲突、以哪条为准、为什么"
    elif rule.rolls and rule.kind not in PERIODS:
        problem = "只有期限才有顺延（rolls）"
    else:
        problem = _wrong_demand(rule)
    if problem:
        raise PackError(f"规则 {rule.id}：{problem}", file, line_of(file, path))


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


class _Loader(yaml.CSafeLoader):
    """Refuses a field written twice: YAML would keep the last silently."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        mapping = super().construct_mapping(node, deep)
        if len(mapping) != len(node.value):
            raise yaml.MarkedYAMLError(problem="同一个字段写了两次", problem_mark=node.start_mark)
        return mapping


def read_yaml(file: Path) -> Any:
    """What a pack's file tells. Raises PackError with the line: no such file, no proper YAML, a field written twice."""
    try:
        return yaml.load(file.read_text(encoding="utf-8"), _Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise PackError(f"不是合格的 YAML：{error.problem}；请检查缩进、冒号后的空格和引号", file, line) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(f"读不了文件：{error}；请存为 UTF-8 文本", file) from error
    except ValueError as error:
        raise PackError(f"有不存在的日期或者不合格的数：{error}；日期写作 2024-09-09", file) from error


def _convert(raw: Any, kind: type[Any], file: Path, path: tuple[str | int, ...]) -> Any:
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `$.")
        field = field.rstrip("`")
        where = (*path, *(part for part in re.split(r"[.\[\]]+", field) if part))
        identity = f"规则 {raw['id']}：" if isinstance(raw, dict) and "id" in raw else ""
        raise PackError(identity + _in_chinese(message, field, kind), file, line_of(file, _unknown(message, where))) from error


def _unknown(message: str, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    found = re.search(r"unknown field `(.+?)`", message)
    return (*path, found[1]) if found else path


def _in_chinese(message: str, field: str, kind: type[Any]) -> str:
    names = "、".join(each.encode_name for each in msgspec.structs.fields(kind))
    if found := re.search(r"unknown field `(.+?)`", message):
        return f"没有字段“{found[1]}”；可用的字段：{names}"
    if found := re.search(r"missing required field `(.+?)`", message):
        return f"缺少字段“{found[1]}”"
    if found := re.search(r"Invalid enum value '?(.+?)'?$", message):
        return f"{field} 不能写作“{found[1]}”；可写：{_choices(field, kind)}"
    if found := re.search(r"Expected `(.+?)`, got `(.+?)`", message):
        return f"{field} 应为 {found[1]}，写的是 {found[2]}"
    return f"{field} 不对：{message}"


def _choices(field: str, kind: type[Any]) -> str:
    for each in msgspec.structs.fields(kind):
        if each.encode_name == field:
            return "、".join(re.findall(r"'([^']+)'", str(each.type))) or str(each.type)
    return "见 docs/packs.md"


def line_of(file: Path, path: tuple[str | int, ...]) -> int | None:
    """The line where that part of the file begins, or of the nearest part above it. Reads the file again: only for errors and listings."""
    with _reading:
        node = _composed(file, file.stat().st_mtime_ns)
    line = None
    for part in path:
        node, mark = _child(node, part)
        if node is None:
            break
        line = mark
    return line


@lru_cache(maxsize=32)
def _composed(file: Path, changed: int) -> Any:
    return yaml.compose(file.read_text(encoding="utf-8"), yaml.CSafeLoader)


def _child(node: Any, part: str | int) -> tuple[Any, int | None]:
    if isinstance(node, yaml.SequenceNode) and str(part).isdigit() and int(part) < len(node.value):
        child = node.value[int(part)]
        return child, child.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    return None, None
