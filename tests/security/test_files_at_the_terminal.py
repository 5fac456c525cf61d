"""Files made to break the commands: answered in Chinese, quickly, within the memory of a small machine."""

import io
import zipfile

import pytest

from sanxiang.law import timeline
from sanxiang.sheets import reading as sheets

WORKBOOK = {
    "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
    "xl/workbook.xml": '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


def workbook(rows: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in WORKBOOK.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            sheet.write(rows.encode())
            sheet.write(b"</sheetData></worksheet>")
    return made.getvalue()


def test_two_cells_in_far_corners_do_not_fill_the_memory() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(sheets.Unreadable, match="展开后过大"):
        sheets.read(workbook(rows))


def test_a_workbook_that_unpacks_to_too_much_is_refused() -> None:
    with pytest.raises(sheets.Unreadable, match="展开后过大"):
        sheets.read(workbook('<row r="1"><c r="A1"><v>1</v></c></row>' * 50_000), sheets.Limits(bytes=1_000_000))


@pytest.mark.parametrize("content", [b"PK\x03\x04" + b"\0" * 99, b"PK\x03\x04", workbook("")[:400]])
def test_a_broken_workbook_is_told(content: bytes) -> None:
    with pytest.raises(sheets.Unreadable):
        sheets.read(content)


def test_entities_of_a_page_are_not_followed() -> None:
    page = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><table><tr><td>&x;</td></tr></table></html>'
    assert "root:" not in str(sheets.read(page.encode()))


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9))


@pytest.mark.parametrize(
    "text", [BOMB, "case: " + "[" * 20_000 + "]" * 20_000, "x" * 9_000_000, "case: \x00", "!!python/object/apply:os.system [id]"]
)
def test_a_hostile_timeline_is_refused_in_chinese(text: str) -> None:
    with pytest.raises(timeline.TimelineError) as refused:
        timeline.parse(text)
    assert "Error" not in refused.value.message
