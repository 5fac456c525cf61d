"""Files that organs publish (CSV, XLSX, XLS, HTML) → sheets of rows of text. Pure: bytes in, rows out."""

import csv
import datetime
import io
import re
import zipfile
import zlib
from typing import Any

import msgspec
from lxml import html
from python_calamine import CalamineError, CalamineWorkbook

_DELIMITERS = ",\t;|，"
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1b]")
_LONGEST_CELL = 2**24
csv.field_size_limit(_LONGEST_CELL)


class Unreadable(Exception):
    """A file that cannot be read whole; the message is Chinese and says what to do. `line` is where, if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


class Row(msgspec.Struct, frozen=True):
    """A row with its physical number in the sheet, from 1. Merged cells are spread: each place has its text; `spread` tells the places
    that have it from above or from the left."""

    number: int
    cells: list[str]
    spread: frozenset[int] = frozenset()


class Sheet(msgspec.Struct, frozen=True):
    """A sheet of a workbook, a table of a page, or a text file. `ragged` tells that its rows may differ in length."""

    name: str
    rows: list[Row]
    ragged: bool


class Limits(msgspec.Struct, frozen=True):
    """What a file may unpack to: bytes of a workbook, and cells of a sheet from its first corner to its last, which are held in memory whole."""

    bytes: int = 400 * 1024 * 1024
    cells: int = 16_000_000


def read(data: bytes, limits: Limits = Limits()) -> list[Sheet]:  # noqa: B008 — frozen
    """The sheets of a file, known by its content and not by its name. Raises Unreadable."""
    if not data.strip():
        raise Unreadable("文件是空的，请核对后重新导入")
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        return _workbook(data, limits)
    if data[:5] == b"%PDF-":
        raise Unreadable("这是 PDF 文件，不是表格；请导入 XLSX、CSV 或网页表格")
    text = decode(data)
    return _page(text, limits) if re.search(r"<\s*(?:table|html|!doctype html)", text[:20_000], re.IGNORECASE) else [_text(text)]


# --- text ----------------------------------------------------------------------------------------------------------------


def decode(data: bytes) -> str:
    """The text of a file by its mark, the encoding it declares, UTF-8 or GB 18030. Raises Unreadable if it is none or cut off."""
    declared = re.search(rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]+)", data[:4000], re.IGNORECASE)
    names = [
        name for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")) if data.startswith(mark)
    ]
    for name in names or ["utf-8", *([_encoding(declared[1])] if declared else []), "gb18030"]:
        try:
            text = data.decode(name)
        except UnicodeDecodeError as error:
            if "utf-8" in name and error.end >= len(data) - 1 and "unexpected end" in error.reason:
                raise Unreadable("文件末尾不完整（最后一个字只有一半），可能没有传完；请重新取得完整的文件") from error
            continue
        if _BINARY.search(text):
            break
        return text
    raise Unreadable("文件不是能读的表格：既不是 UTF-8、GB 18030 文本，也不是 XLSX、XLS")


def _encoding(declared: bytes) -> str:
    name = declared.decode("ascii", "replace").lower()
    return "gb18030" if name.startswith("gb") else name if name in ("utf-8", "utf8", "utf-16", "big5") else "utf-8"


def _text(text: str) -> Sheet:
    delimiter = _delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    _check_closed(text, delimiter)
    return Sheet("", [Row(number, [cell.strip() for cell in cells]) for number, cells in enumerate(rows, 1)], ragged=True)


def _delimiter(text: str) -> str:
    """The delimiter that parts the first lines most evenly."""

    def merit(delimiter: str) -> tuple[int, int]:
        sample = text[: 64 * 1024].rsplit("\n", 1)[0]
        widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)][:50]
        common = max((width for width in widths if width > 1), key=widths.count, default=1)
        return (widths.count(common) if common > 1 else 0, common)

    return max(_DELIMITERS, key=merit)


def _check_closed(text: str, delimiter: str) -> None:
    """A quotation mark that is never closed swallows the rest: the file was cut off, or a mark is missing."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            message = "引号没有合上，文件可能没有传完；请补全后重新导入"
            raise Unreadable(message, reader.line_num) from error


# --- workbooks -----------------------------------------------------------------------------------------------------------


def _workbook(data: bytes, limits: Limits) -> list[Sheet]:
    _refuse_bombs(data, limits)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [_sheet(book, name) for name in book.sheet_names]
    except (CalamineError, ValueError, OSError) as error:
        raise Unreadable("电子表格文件损坏或者加了密，打不开；请用表格软件另存一份后重新导入") from error


_CELL = re.compile(rb'<c (?:[^>]*? )?r="([A-Z]{1,3})([0-9]{1,7})"(?:[^>]*[^/>])?>')


def _refuse_bombs(data: bytes, limits: Limits) -> None:
    """A small file may unpack to more than a machine holds. Raises Unreadable before anything is unpacked into memory."""
    if not data.startswith(b"PK"):
        return
    too_large = Unreadable("电子表格展开后过大；请删除空白的行列，或者拆成几个文件后重新导入")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(each.file_size for each in archive.infolist()) > limits.bytes:
                raise too_large
            sheets = [each for each in archive.namelist() if each.startswith("xl/worksheets/") and each.endswith(".xml")]
            if any(_extent(archive, sheet) > limits.cells for sheet in sheets):
                raise too_large
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise Unreadable("电子表格文件损坏或者加了密，打不开；请用表格软件另存一份后重新导入") from error


def _extent(archive: zipfile.ZipFile, sheet: str) -> int:
    """How many cells lie between the corners of what a sheet holds."""
    width = height = 0
    with archive.open(sheet) as file:
        rest = b""
        while chunk := file.read(1024 * 1024):
            for column, row in _CELL.findall(rest + chunk):
                width, height = max(width, _column_number(column)), max(height, int(row))
            rest = chunk[-256:]
    return width * height


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    rows = [[_written(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    spread: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in getattr(sheet, "merged_cell_ranges", None) or []:
        _spread(rows, spread, top, left, bottom, right)
    return Sheet(name, [Row(at + 1, cells, frozenset(spread.get(at, ()))) for at, cells in enumerate(rows)], ragged=False)


def _spread(rows: list[list[str]], spread: dict[int, set[int]], top: int, left: int, bottom: int, right: int) -> None:
    if top >= len(rows) or left >= len(rows[top]):
        return
    for at, row in enumerate(rows[top : bottom + 1], top):
        width = len(row[left : right + 1])
        row[left : right + 1] = [rows[top][left]] * width
        spread.setdefault(at, set()).update(place for place in range(left, left + width) if (at, place) != (top, left))


def _written(cell: Any) -> str:
    """A cell as a person reads it in the sheet."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.isoformat(sep=" ", timespec="seconds")
    return str(cell).strip()


# --- pages ---------------------------------------------------------------------------------------------------------------


def _page(text: str, limits: Limits) -> list[Sheet]:
    if len(re.findall(r"<table\b", text, re.IGNORECASE)) > len(re.findall(r"</table\s*>", text, re.IGNORECASE)):
        raise Unreadable("网页中的表格没有结束，文件可能没有传完；请重新取得完整的文件")
    try:
        root = html.fromstring(re.sub(r"^\s*<\?xml[^>]*\?>", "", text))
    except (ValueError, html.etree.ParserError) as error:
        raise Unreadable("网页无法解析；请重新取得完整的文件") from error
    tables = [table for table in root.iter("table") if table.find(".//table") is None]
    if not tables:
        raise Unreadable("网页中没有表格")
    return [
        Sheet(f"表{place}" if len(tables) > 1 else "", _grid(table, limits.cells), ragged=True) for place, table in enumerate(tables, 1)
    ]


def _grid(table: Any, most: int) -> list[Row]:
    """The rows of an HTML table with row and column spans spread. Raises Unreadable where the spans make it too large."""
    rows: list[Row] = []
    held = 0
    open_: dict[int, tuple[int, str]] = {}
    for number, line in enumerate(table.iter("tr"), 1):
        cells: list[str] = []
        spread: set[int] = set()
        for cell in [*line.iter("td", "th"), None]:
            while len(cells) in open_:
                spread.add(len(cells))
                cells.append(_carried(open_, len(cells)))
            if cell is None:
                break
            words = _words(cell)
            for more in range(_span(cell, "colspan")):
                if (height := _span(cell, "rowspan")) > 1:
                    open_[len(cells)] = (height - 1, words)
                spread |= {len(cells)} if more else set()
                cells.append(words)
        rows.append(Row(number, cells, frozenset(spread)))
        held += len(cells)
        if held > most:
            raise Unreadable("网页中的表格展开后过大；请拆成几个文件后重新导入")
    return rows


def _carried(open_: dict[int, tuple[int, str]], column: int) -> str:
    left, words = open_.pop(column)
    if left > 1:
        open_[column] = (left - 1, words)
    return words


def _span(cell: Any, name: str) -> int:
    value = str(cell.get(name) or "1").strip()
    return min(max(int(value), 1), 1000) if value.isdecimal() else 1


def _words(cell: Any) -> str:
    """A cell's text: no white space between Chinese characters, one space between other words."""
    words = " ".join("".join(cell.itertext()).split())
    return re.sub(r"(?<=[^\x00-\xff]) | (?=[^\x00-\xff])", "", words)
