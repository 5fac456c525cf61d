"""Files as organs really save them: encodings, delimiters, merged cells, spans; and files that are not whole."""

import io
import pathlib

import openpyxl
import pytest

from sanxiang.exchange import layout
from sanxiang.sheets import reading as sheets

HEADER = "行政处罚决定书文号,行政相对人名称,违法事实,处罚依据"
LINE = "安环罚决字〔2024〕1号,安州市某某有限公司,超标排放,《大气污染防治法》第九十九条"


def rows(data: bytes) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for sheet in sheets.read(data) for row in sheet.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_text_table_is_read_in_any_usual_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    text = f"{HEADER}\r\n{LINE}\r\n".replace(",", delimiter)
    assert rows(text.encode(encoding)) == [(1, HEADER.split(",")), (2, LINE.split(","))]


def test_a_row_keeps_its_number_when_cells_hold_line_breaks_and_lines_are_blank() -> None:
    text = '文号,违法事实\n甲,"一、\n二、"\n\n乙,三'
    assert rows(text.encode()) == [(1, ["文号", "违法事实"]), (2, ["甲", "一、\n二、"]), (3, []), (4, ["乙", "三"])]


def workbook(*lines: list[object], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines:
        sheet.append(line)
    for cells in merged:
        sheet.merge_cells(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_workbook_with_a_title_and_two_header_rows_is_understood() -> None:
    data = workbook(
        ["安州市行政处罚信息公示表", None, None, None, None],
        ["序号", "行政相对人", None, "处罚决定", None],
        [None, "名称", "统一社会信用代码", "文号", "罚款金额（万元）"],
        [1, "某公司", "91110000MA00000820", "安罚〔2024〕1号", 9.84],
        merged=("A1:E1", "A2:A3", "B2:C2", "D2:E2"),
    )
    found = layout.table(sheets.read(data)[0])
    assert found is not None
    assert [(column.field, column.unit) for column in found.columns] == [
        (None, None),
        ("行政相对人名称", None),
        ("统一社会信用代码", None),
        ("处罚决定书文号", None),
        ("罚款金额", "万元"),
    ]
    assert [(row.number, row.cells[-1]) for row in found.rows] == [(4, "9.84")]


def test_spans_of_a_page_are_spread_over_their_places() -> None:
    page = """<html><head><meta charset="gb2312"></head><body><table>
      <tr><th>决定书<br>文号</th><th>当事人</th><th>处罚内容</th></tr>
      <tr><td rowspan="2">安罚〔2024〕1号</td><td>甲</td><td colspan="1">警告</td></tr>
      <tr><td>乙</td><td>罚款100元</td></tr></table></body></html>"""
    assert rows(page.encode("gb18030"))[1:] == [(2, ["安罚〔2024〕1号", "甲", "警告"]), (3, ["安罚〔2024〕1号", "乙", "罚款100元"])]


def test_repeated_headers_are_left_out_and_totals_and_notes_set_aside() -> None:
    lines = [HEADER, LINE, HEADER, LINE.replace("1号", "2号"), "合计,2,,", "注：以上信息来自本机关,,,"]
    found = layout.table(sheets.read("\n".join(lines).encode())[0])
    assert found is not None
    told = [(row.row, row.reason[:3]) if isinstance(row, layout.Aside) else row.number for row in layout.decisions(found)]
    assert told == [2, 4, (5, "合计行"), (6, "整行只")]


def test_a_row_shorter_or_longer_than_its_header_is_set_aside() -> None:
    found = layout.table(sheets.read(f"{HEADER}\n安罚〔2024〕1号,某公司,超标\n{LINE},多,余".encode())[0])
    assert found is not None
    assert [isinstance(row, layout.Aside) for row in layout.decisions(found)] == [True, True]


GOOD = f"{HEADER}\n{LINE}\n".encode()
BROKEN = {
    "empty": b"  \n",
    "pdf": b"%PDF-1.7 ...",
    "binary": bytes(range(256)) * 4,
    "cut in a character": GOOD[:-2],
    "open quotation mark": f'{HEADER}\n安罚〔2024〕1号,"某公司,超标'.encode(),
    "cut workbook": workbook(["文号", "当事人"], ["安罚〔2024〕1号", "某公司"])[:-200],
    "cut page": b"<html><table><tr><td>1</td>",
    "page without a table": "<html><body>没有表格</body></html>".encode(),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_file_is_refused_with_a_chinese_reason(data: bytes) -> None:
    with pytest.raises(sheets.Unreadable, match="[一-鿿]"):
        sheets.read(data)


SHARED = pathlib.Path(__file__).parents[3] / "shared/data/penalties"


@pytest.mark.skipif(not SHARED.exists(), reason="the sample tables are not here")
@pytest.mark.parametrize("path", sorted(SHARED.glob("*")), ids=lambda path: path.name)
def test_real_tables_have_a_header_and_no_row_set_aside(path: pathlib.Path) -> None:
    found = layout.table(sheets.read(path.read_bytes())[0])
    assert found is not None
    assert not any(isinstance(row, layout.Aside) for row in layout.decisions(found))
