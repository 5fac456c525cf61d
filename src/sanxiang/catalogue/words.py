"""A row of a list as words in cells, and back: one codec for the editor, for import and for export. What it writes it reads again."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.catalogue import vocabulary
from sanxiang.catalogue.columns import COLUMNS, Column, needed
from sanxiang.law import money
from sanxiang.law.reading import tight

BAR = "｜"
TIER = ("name", "when", "standard", "low", "high", "person_low", "person_high")
EXTRA = ("name", "label", "type", "help")
AMOUNTS = frozenset(["low", "high", "person_low", "person_high"])
YES, NO = frozenset(["是", "√", "有", "true", "需要", "免"]), frozenset(["否", "×", "无", "false", "不需要", ""])
_NAMES = re.compile("[a-z_]+(?:,[a-z_]+)+")  # several steps: file,decide
Cells = dict[str, str]


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a cell. `row` counts from 0; `column` is empty for the whole row."""

    row: int
    column: str
    message: str


class _Wrong(Exception):
    """A cell that cannot be taken, in Chinese."""


# ── values → words ──


def told(kind: str, rows: Iterable[Mapping[str, Any]]) -> list[Cells]:
    """Rows of data as words, a text for every column of the kind."""
    return [{each.name: said(kind, each, row.get(each.name), row) for each in COLUMNS[kind]} for row in rows]


def said(kind: str, column: Column, value: Any, row: Mapping[str, Any]) -> str:
    """One value in words; several stand one a line."""
    if value in (None, "", [], ()):
        return ""
    if isinstance(value, bool):
        return "是" if value else ""
    if column.form in _TELL:
        return "\n".join(_TELL[column.form](each) for each in value)
    words = vocabulary.choices(kind, column.name, str(row.get("type", "")))
    if isinstance(value, list | tuple):
        return "\n".join(words.get(each, str(each)) for each in value)
    return words.get(value, str(value))


def _parts(value: Mapping[str, Any], names: Sequence[str], words: Mapping[str, str]) -> str:
    cells = [
        words.get(str(value.get(name) or ""), str(value.get(name) or "")) if name == "type" else str(value.get(name) or "")
        for name in names
    ]
    while cells and not cells[-1]:
        cells.pop()
    return BAR.join(cells)


def tell_guard(guard: Mapping[str, Any]) -> str:
    """A guard in a line: `step-taken｜PEN-54｜step=file；when.outcome=penalty`."""
    told = {key: value for key, value in guard.items() if key not in ("kind", "rule")}
    flat = {f"{key}.{name}": each for key, value in told.items() if isinstance(value, Mapping) for name, each in value.items()}
    params = "；".join(
        f"{key}={_tell_value(value)}" for key, value in ({k: v for k, v in told.items() if not isinstance(v, Mapping)} | flat).items()
    )
    return BAR.join(part for part in (guard.get("kind", ""), guard.get("rule", ""), params) if part)


def _tell_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


_TELL: dict[str, Callable[[Any], str]] = {
    "tiers": lambda tier: _parts(tier, TIER, {}),
    "extras": lambda extra: _parts({"type": "text"} | dict(extra), EXTRA, vocabulary.FIELD_TYPES),
    "guards": tell_guard,
}


# ── words → values ──


def typed(kind: str, cells: Iterable[Mapping[str, str]]) -> tuple[list[dict[str, Any]], list[Fault]]:
    """Rows of words as data, and what could not be read: an empty cell of a needed column, a word that is none to choose from, a figure
    that is none. What could not be read is left out of the data."""
    rows, faults = [], []
    for at, row in enumerate(cells):
        data, wrong = _row(kind, row)
        rows.append(data)
        faults += [Fault(at, column, message) for column, message in wrong]
    return rows, faults


def _row(kind: str, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    data: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    must = needed(kind)
    for column in COLUMNS[kind]:
        text = clean(cells.get(column.name, ""))
        if not text:
            wrong += [(column.name, f"没有填写{column.head}")] if column.name in must else []
            continue
        try:
            value = read(kind, column, text, data.get("type", ""))
        except _Wrong as error:
            wrong.append((column.name, str(error)))
            continue
        if value is not False:
            data[column.name] = value
    return data, wrong


def clean(text: str) -> str:
    """A cell's text as it is kept: no control characters, no blank lines, nothing at the ends of lines."""
    text = "".join(each for each in text.replace("\r", "\n").replace("\t", " ") if each == "\n" or each.isprintable() or each == "　")
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def read(kind: str, column: Column, text: str, type: str) -> Any:
    """The value that a cell's words mean. `type`: the row's, for choices that depend on it."""
    form = column.form
    if form == "several":
        return text.split("\n")
    if form in ("choice", "choices"):
        words = vocabulary.choices(kind, column.name, type)
        chosen = [_choice(part, words, column.head) for part in (text.split("\n") if form == "choices" else [text.replace("\n", "")])]
        return chosen if form == "choices" else chosen[0]
    return _READ[form](text) if form in _READ else text


def _choice(text: str, words: Mapping[str, str], head: str) -> str:
    if not words:
        return text
    if text in words:
        return text
    flat = tight(text)
    for value, word in words.items():
        if flat == tight(word):
            return value
    raise _Wrong(f"“{text[:30]}”不是可选的{head}；可填：{'、'.join(words.values())}")


def _yes(text: str) -> bool:
    flat = tight(text)
    if flat in YES:
        return True
    if flat in NO:
        return False
    raise _Wrong(f"“{text[:20]}”应为是或者否")


def amount(text: str) -> str:
    """An amount in yuan, without needless zeros. Raises what says why it is none."""
    reading = money.parse(text, "元")
    if not reading.ok:
        raise _Wrong(f"“{text[:20]}”不是金额：{reading.reason}")
    value = str(reading.value["yuan"])
    return value.removesuffix(".00")


def _lines(text: str, names: Sequence[str], of: str) -> list[dict[str, Any]]:
    found = []
    for line in text.split("\n"):
        parts = [part.strip() for part in line.replace("|", BAR).split(BAR)]
        if len(parts) > len(names):
            raise _Wrong(f"“{line[:20]}…”有{len(parts)}段，多于{of}的{len(names)}段")
        found.append({name: part for name, part in zip(names, parts, strict=False) if part})
    return found


def _tiers(text: str) -> list[dict[str, Any]]:
    rows = _lines(text, TIER, "阶次")
    for row in rows:
        if lacking := [word for name, word in (("name", "名称"), ("when", "适用条件"), ("standard", "标准")) if name not in row]:
            raise _Wrong(f"阶次“{row.get('name', '')}”没有写{'、'.join(lacking)}；一行写作：名称｜适用条件｜标准｜最低｜最高")
        row.update({name: amount(row[name]) for name in AMOUNTS & row.keys()})
    return rows


def _extras(text: str) -> list[dict[str, Any]]:
    types = {word: value for value, word in vocabulary.FIELD_TYPES.items()}
    rows = _lines(text, EXTRA, "内容")
    for row in rows:
        row["type"] = types.get(row.get("type", "短文字"), row.get("type", ""))
        if row["type"] not in vocabulary.FIELD_TYPES:
            raise _Wrong(f"“{row['type']}”不是内容的种类；可填：{'、'.join(types)}")
        if "name" not in row or "label" not in row:
            raise _Wrong("增加的内容要有代码和名称；一行写作：代码｜名称｜种类｜说明")
    return rows


def _guards(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for row in _lines(text, ("kind", "rule", "params"), "前置条件"):
        guard: dict[str, Any] = {name: row[name] for name in ("kind", "rule") if name in row}
        for part in row.get("params", "").replace("；", ";").split(";"):
            key, _, value = part.partition("=")
            into, _, name = key.strip().rpartition(".")
            if name:
                (guard.setdefault(into, {}) if into else guard)[name] = _guard_value(value.strip())
        found.append(guard)
    return found


def _guard_value(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return int(text)
    return text.split(",") if _NAMES.fullmatch(text) else text


_READ: dict[str, Callable[[str], Any]] = {"yes": _yes, "money": amount, "tiers": _tiers, "extras": _extras, "guards": _guards}
