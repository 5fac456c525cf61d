"""Rows of text → XLSX and CSV. A text is a text: nothing that a cell holds is ever taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 60
_LONGEST_CELL = 32_767  # what a cell of XLSX holds


class TooLong(ValueError):
    """A cell is longer than XLSX can hold."""


def xlsx(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A workbook of one sheet: the heads in the first row, kept in view; every cell a text, wrapped. Raises TooLong."""
    return workbook([(title, heads, rows)])


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """A workbook of several sheets, each (title, heads, rows). Raises TooLong."""
    book = Workbook(write_only=True)
    for title, heads, rows in sheets:
        _sheet(book, title, heads, rows)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    sheet = book.create_sheet("".join(each for each in title if each not in "[]:*?/\\")[:31] or "清单")
    sheet.freeze_panes = "A2"
    body = [list(row) for row in rows]
    for place, head in enumerate(heads):
        longest = max([len(head) * 2, *(max(map(len, row[place].split("\n"))) * 2 for row in body[:200])], default=8)
        sheet.column_dimensions[_letters(place)].width = min(max(longest, 8), _WIDEST)
    sheet.append([_cell(sheet, head, bold=True) for head in heads])
    for row in body:
        sheet.append([_cell(sheet, text) for text in row])


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    if len(text) > _LONGEST_CELL:
        raise TooLong(text[:30])
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if bold:
        cell.font = Font(bold=True)
    return cell


def _letters(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def delimited(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """CSV in UTF-8 with its mark, as spreadsheet programs read it; a text that such a program would take for a formula gets a ' before it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(head) for head in heads])
    writer.writerows([harmless(text) for text in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def harmless(text: str) -> str:
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def plain(text: str) -> str:
    """What `harmless` wrote, as it was."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
