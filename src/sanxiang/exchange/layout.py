"""Where the table is in a sheet: its header (one row or two, not always the first), its columns, and which rows are decisions. Pure."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from sanxiang.law import headers
from sanxiang.law.reading import Reading
from sanxiang.sheets.reading import Row, Sheet

_SEARCHED = 60
_SURE = 4
_NO_HEADER = re.compile(r"\d{3}|[。；;!！?？]")
_ENOUGH = 2
# A table of penalties names at least one of these.
_NEEDED = frozenset({"处罚决定书文号", "行政相对人名称", "案件名称", "违法事实", "违法行为类型", "处罚内容", "处罚类别", "处罚依据"})
_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|累计|总数|合\s*计)(?:[:：].*)?$")


class Column(msgspec.Struct, frozen=True):
    """A column: its header as written, its field (None if none is meant) and the unit of its amounts."""

    title: str
    field: str | None
    unit: str | None


class Table(msgspec.Struct, frozen=True):
    """A header that was found, with the rows below it; `ragged` as in Sheet."""

    sheet: str
    columns: list[Column]
    rows: list[Row]
    ragged: bool


class Aside(msgspec.Struct, frozen=True):
    """A row that is kept but not understood, and why."""

    sheet: str
    row: int
    reason: str
    cells: list[str]


def table(sheet: Sheet) -> Table | None:
    """The table of a sheet, None if no row looks like a header of penalties."""
    best: tuple[int, int, int, list[Column]] | None = None
    for at in range(min(len(sheet.rows), _SEARCHED)):
        for height in (1, 2):
            columns = _columns([line.cells for line in sheet.rows[at : at + height]])
            fields = {column.field for column in columns if column.field}
            if len(fields) < _ENOUGH or not fields & _NEEDED or (height == 2 and not _is_second(sheet.rows, at)):
                continue
            if best is None or len(fields) > best[0]:
                best = (len(fields), at, height, columns)
        if best and best[0] >= _SURE and at > best[1]:
            break
    if best is None:
        return None
    _, at, height, columns = best
    return Table(sheet.name, columns, sheet.rows[at + height :], sheet.ragged)


def _columns(lines: Sequence[Sequence[str]]) -> list[Column]:
    width = max((len(line) for line in lines), default=0)
    return [_column([line[place] if place < len(line) else "" for line in lines]) for place in range(width)]


def _column(words: list[str]) -> Column:
    """A column from its one or two header cells: together, then the lower, then the upper."""
    distinct = list(dict.fromkeys(word for word in words if word))
    title = " ".join(distinct)
    for form in dict.fromkeys(["".join(distinct), *reversed(distinct)]):
        if len(form) <= 60 and not _NO_HEADER.search(form) and (reading := _header(form)).ok:
            unit = reading.value["unit"]
            return Column(title, reading.normal, None if unit is None else str(unit))
    return Column(title, None, None)


@lru_cache(4096)
def _header(words: str) -> Reading:
    return headers.parse(words)


def _is_second(rows: Sequence[Row], at: int) -> bool:
    """Whether the row after `at` goes on with the header: its words are headers, and the row above is merged or blank over some of them."""
    if at + 1 >= len(rows):
        return False
    upper, lower = rows[at].cells, rows[at + 1].cells
    own = [place for place, word in enumerate(lower) if word and (place >= len(upper) or word != upper[place])]
    if not own or any(len(lower[place]) > 30 for place in own):
        return False
    spanned = [place for place in own if place >= len(upper) or not upper[place] or upper.count(upper[place]) > 1]
    known = [place for place in own if _header(lower[place]).ok or _header(_over(upper, place) + lower[place]).ok]
    return len(spanned) == len(own) and len(known) * 2 > len(own)


def _over(upper: Sequence[str], place: int) -> str:
    return upper[place] if place < len(upper) else ""


def decisions(found: Table) -> Iterator[Row | Aside]:
    """Each row below the header, or why it is set aside. Blank rows and repeated headers are left out."""
    for row in found.rows:
        filled = [cell for cell in row.cells if cell]
        if not filled or _repeats(row, found.columns):
            continue
        if reason := _no_decision(row, filled, found):
            yield Aside(found.sheet, row.number, reason, row.cells)
        else:
            yield row


def _repeats(row: Row, columns: Sequence[Column]) -> bool:
    """Whether a row is the header once more, as on every page of a printed table."""
    pairs = [(cell, column.title) for cell, column in zip(row.cells, columns, strict=False) if cell]
    return len(pairs) > 1 and sum(cell in title for cell, title in pairs) * 2 > len(pairs)


def _no_decision(row: Row, filled: Sequence[str], found: Table) -> str:
    width = len(found.columns)
    if any(_TOTAL.match(cell) for cell in filled[:2]):
        return "合计行，不是一件处罚"
    if len(set(filled)) == 1 and width > _ENOUGH:
        return "整行只有一段文字，不是一件处罚"
    if any(row.cells[width:]):
        return f"有{len(row.cells)}个单元格，比表头多，可能错列"
    if found.ragged and len(row.cells) < width:
        return f"只有{len(row.cells)}个单元格，比表头的{width}个少，不能确定缺的是哪一个"
    return ""
