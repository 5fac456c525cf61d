"""YAML with places: what a pack's file tells, and for every fault the file, the line, what is wrong and what would be right."""

import re
import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec
import yaml
from yaml.events import AliasEvent, DocumentStartEvent, MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

ROOT = Path(__file__).resolve().parent.parent / "packs"
# How the kinds of values are called to a person.
CALLED = {
    "array": "列表，例如 [甲, 乙]",
    "object": "“字段: 值”的映射",
    "str": "文字",
    "int": "整数",
    "float": "小数",
    "bool": "true 或者 false",
    "date": "日期，例如 2024-09-09",
    "datetime": "日期和时刻",
    "null": "空",
}
Path_ = tuple[str | int, ...]
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


class _Builder:
    """Python values straight from the parser's events: a third of the time that YAML's own nodes take, and a field written twice is refused,
    where YAML would keep the last silently."""

    def __init__(self, text: str) -> None:
        self.parser: Any = yaml.CSafeLoader(text)
        self.next: Callable[[], Any] = self.parser.get_event
        self.anchors: dict[str, Any] = {}
        self.words: dict[str, Any] = {}

    def document(self) -> Any:
        self.next()  # the stream's start
        begins = self.next()
        return self.value(self.next()) if isinstance(begins, DocumentStartEvent) else None

    def value(self, event: Any) -> Any:
        kind = type(event)
        if kind is ScalarEvent:
            found = self.word(event) if event.implicit[0] else event.value
        elif kind is AliasEvent:
            if event.anchor not in self.anchors:
                raise yaml.MarkedYAMLError(problem=f"*{event.anchor} 前面没有 &{event.anchor}", problem_mark=event.start_mark)
            return self.anchors[event.anchor]
        else:
            found = self.mapping() if kind is MappingStartEvent else self.sequence()
        if event.anchor:
            self.anchors[event.anchor] = found
        return found

    def mapping(self) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        while type(event := self.next()) is not MappingEndEvent:
            key = self.value(event) if type(event) is ScalarEvent else None
            if key is None or key in found:
                problem = "字段名应为一个词" if key is None else "同一个字段写了两次"
                raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)
            found[key] = self.value(self.next())
        return found

    def sequence(self) -> list[Any]:
        found = []
        while type(event := self.next()) is not SequenceEndEvent:
            found.append(self.value(event))
        return found

    def word(self, event: Any) -> Any:
        """A word without quotes: a number, a day, true, or text."""
        text = event.value
        if text not in self.words:
            self.words[text] = self.read(text, event)
        return self.words[text]

    def read(self, text: str, event: Any) -> Any:
        for tag, pattern in yaml.CSafeLoader.yaml_implicit_resolvers.get(text[:1], ()):
            if pattern.match(text):
                try:
                    return self.parser.construct_object(yaml.ScalarNode(tag, text))
                except ValueError as error:
                    problem = f"不存在的日期 {text}，日期写作 2024-09-09"
                    raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark) from error
        return text


def read_yaml(file: Path) -> Any:
    """What a pack's file tells, read once until it changes: not to be changed by who asks.

    Raises PackError with the line: no such file, no proper YAML, a field written twice.
    """
    try:
        told = file.stat()
        return _loaded(file, told.st_mtime_ns, told.st_size)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = str(error.problem)
        ours = any(ord(letter) > 127 for letter in problem[:8])
        raise PackError(problem if ours else f"不是合格的 YAML：{problem}；请检查缩进、冒号后的空格和引号", file, line) from error
    except RecursionError as error:
        raise PackError("一层套一层太深；请拆开", file) from error
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PackError(f"读不了文件：{error}；请存为 UTF-8 文本", file) from error


@lru_cache(maxsize=256)
def _loaded(file: Path, changed: int, size: int) -> Any:
    return _Builder(file.read_text(encoding="utf-8")).document()


def converted(raw: Any, kind: type[Any], file: Path, path: Path_, lines: Any = None) -> Any:
    """`raw` as a struct of that kind. `lines(field)`: the line of a field where it may stand elsewhere than under `path`. Raises PackError."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        message, _, field = str(error).partition(" - at `$.")
        field = field.rstrip("`")
        unknown = re.search(r"unknown field `(.+?)`", message)
        steps = tuple(part for part in re.split(r"[.\[\]]+", field) if part) + ((unknown[1],) if unknown else ())
        identity = f"规则 {raw['id']}：" if isinstance(raw, dict) and "id" in raw else ""
        line = lines(steps) if lines else line_of(file, (*path, *steps))
        raise PackError(identity + _in_chinese(message, field, kind), file, line) from error


def _in_chinese(message: str, field: str, kind: type[Any]) -> str:
    names = "、".join(each.encode_name for each in msgspec.structs.fields(kind))
    if found := re.search(r"unknown field `(.+?)`", message):
        return f"没有字段“{found[1]}”{f'（{field}）' if field else ''}；可用的字段：{'value、unit、approver、article' if field else names}"
    if found := re.search(r"missing required field `(.+?)`", message):
        return f"缺少字段“{found[1]}”" + (f"（{field}）" if field else "")
    if found := re.search(r"Invalid enum value '?(.+?)'?$", message):
        return f"{field} 不能写作“{found[1]}”；可写：{_choices(field, kind)}"
    if found := re.search(r"Expected `(.+?)`, got `(.+?)`", message):
        return f"{field} 应为{_called(found[1])}，写的是{_called(found[2])}"
    return f"{field} 不对：{message}"


def _called(kinds: str) -> str:
    return "或者".join(CALLED.get(kind, kind) for kind in kinds.split(" | ") if kind != "null" or kinds == "null")


def _choices(field: str, kind: type[Any]) -> str:
    name = re.split(r"[.\[]", field)[0]
    for each in msgspec.structs.fields(kind):
        if each.encode_name == name:
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
