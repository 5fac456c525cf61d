"""Lists under attack: hostile tables brought in, markup in every cell, versions and copies of another organ, what only reads may read."""

import datetime
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanxiang.catalogue import law_changes, working
from sanxiang.catalogue.columns import COLUMNS
from sanxiang.catalogue.kinds import DRAWN, KINDS
from security.test_files_at_the_terminal import workbook
from security.test_forms import MARKUP, TEXTS, fine

ADDRESS = "/lists/item/import"
INLINE = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'


def doctored(sheet: str, *more: tuple[str, str]) -> bytes:
    """A workbook whose sheet is exactly this."""
    made = io.BytesIO(workbook(""))
    with zipfile.ZipFile(made) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**parts, "xl/worksheets/sheet1.xml": sheet.encode(), **{n: t.encode() for n, t in more}}.items():
            archive.writestr(name, data)
    return out.getvalue()


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "哈哈哈哈哈哈哈哈">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{("&" + chr(97 + i) + ";") * 10}">' for i in range(9))
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + INLINE.format("&j;")
    + "</sheetData></worksheet>"
)
OUTSIDE = LAUGHS.replace("<!DOCTYPE l [", '<!DOCTYPE l [<!ENTITY s SYSTEM "file:///etc/passwd">').replace("&j;", "&s;")
WIDE = "\t".join(f"列{n}" for n in range(10_000)) + "\n" + "\t".join("一" * 10_000)
FILES = {
    "laughs.xlsx": doctored(LAUGHS),
    "outside.xlsx": doctored(OUTSIDE),
    "corners.xlsx": workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "bomb.xlsx": doctored("<worksheet>" + " " * 70_000_000 + "</worksheet>"),
    "paths.xlsx": doctored("<worksheet/>", ("../../etc/cron.d/x", "x"), ("/etc/x", "x")),
    "wide.csv": WIDE.encode(),
    "wide.html": (
        "<table><tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 500 + "</tr>" + "<tr><td>y</td></tr>" * 5000 + "</table>"
    ).encode(),
    "deep.html": ("<table><tr><td>" + "<div>" * 50_000).encode() + b"</table>",
    "utf16.csv": "编号,名称\nA,占道".encode("utf-16"),
    "big5.csv": "編號,名稱\nA,佔道".encode("big5"),
    "latin.csv": bytes(range(128, 256)) * 50,
    "half.csv": "编号,名称\nA,占".encode()[:-1],
    "nul.csv": b"a,b\x00\nc,d",
    "quote.csv": b'a,b\n"c,d\n' * 3,
    "long.csv": ("编号,名称\n" + "长" * 2_000_000 + ",b").encode(),
    "many.csv": ("编号,名称\n" + "A,b\n" * 60_000).encode(),
    "program.exe": b"MZ\x90\x00\x03" * 500,
    "paper.pdf": b"%PDF-1.7 \n",
    "blank.csv": b"   \n \n",
    "../../../etc/passwd": "编号,名称\nA,占道".encode(),
    MARKUP: f"编号,名称\nA,{MARKUP}".encode(),
}


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_table_is_taken_as_text_or_refused_in_chinese(signed_in: Any, name: str) -> None:
    client = signed_in("handler")
    answer = client.post(ADDRESS, {"file": SimpleUploadedFile("x", FILES[name])} | {"text": ""})
    upload = SimpleUploadedFile("x", FILES[name])
    upload._name = name  # past the client's own cleaning
    for done in (answer, client.post(ADDRESS, {"file": upload})):
        fine(done, 400, 413)
        assert "root:" not in done.content.decode()
    if answer.status_code == 302:
        shown = client.get(answer["Location"])
        fine(shown)
        assert "root:" not in shown.content.decode()
        fine(client.post(answer["Location"], {"do": "replace", "header": "0"}))


@pytest.mark.parametrize("value", TEXTS, ids=range(len(TEXTS)))
def test_nothing_that_is_typed_breaks_an_import(signed_in: Any, value: str) -> None:
    client = signed_in("handler")
    client.post(ADDRESS, {"text": f"编号\t名称\nA\t{value}\nB\t{MARKUP}\n"})
    names = (
        "shape",
        "sheet",
        "header",
        "fill",
        "short",
        "group",
        "renumber",
        "text",
        "word",
        "column.0",
        "row.1",
        "constant.law",
        "column.99999",
    )
    for form in (
        dict.fromkeys(names, value),
        {"text": f"law:{value}", "word": value},
        {f"column.{value}": value, f"row.{value}": value},
    ):
        fine(client.post(f"{ADDRESS}/settle", form), 400)
        fine(client.get(f"{ADDRESS}/settle"), 400)
        fine(client.post(f"{ADDRESS}/settle", form | {"do": value}), 400)


@pytest.mark.parametrize("kind", sorted(set(KINDS) - set(DRAWN)))
def test_markup_in_every_cell_of_every_list_stays_text(signed_in: Any, kind: str) -> None:
    client = signed_in("handler")
    row = {f"rows.0.{column.name}": MARKUP for column in COLUMNS[kind]}
    for do in ("save", "check", ""):
        answer = client.post(f"/lists/{kind}/draft", row | {"title": MARKUP, "do": do, "from": "0", "after": "0"})
        fine(answer)
        fine(client.get(f"/lists/{kind}/draft?check=1&all=1"))


@pytest.mark.parametrize("value", TEXTS, ids=range(len(TEXTS)))
def test_no_text_breaks_the_editor_of_a_list(signed_in: Any, value: str) -> None:
    client = signed_in("handler")
    form = {f"rows.0.{column.name}": value for column in COLUMNS["item"]}
    for more in (
        {"do": "save"},
        {"do": "check"},
        {"do": value},
        {"add": value},
        {"title": value, "from": value, "after": value, "base": value},
    ):
        fine(client.post("/lists/item/draft", form | more), 400)
        fine(client.get("/lists/item/draft"), 400)
    for asked in ("q", "from", "check", "all"):
        fine(client.get("/lists/item/draft", {asked: value}), 400)
        fine(client.get("/lists/item", {asked: value}), 400)


@pytest.mark.parametrize("value", TEXTS, ids=range(len(TEXTS)))
def test_no_text_breaks_the_note_of_a_changed_law(signed_in: Any, people: Any, value: str) -> None:
    client = signed_in("handler")
    for form in (
        {"law": value, "what": value, "since": "2027-01-01", "given": value},
        {"law": "城市道路管理条例", "what": "x", "since": value},
    ):
        fine(client.post("/lists/changes", form), 400)
    fine(client.get("/lists/changes"), 400)
    noted = client.post("/lists/changes", {"law": "城市道路管理条例", "what": "修订", "since": "2027-01-01"})["Location"]
    fine(client.post(noted, {"rows": value, "do": value, "reason": value}), 400)
    row = law_changes.rows_of(noted.rpartition("/")[2])[0].id
    fine(client.post(noted, {"rows": row, "do": "no_change", "reason": value}), 400)
    fine(client.get(noted), 400)
    fine(client.get("/licences", {"q": value, "show": value, "after": value}), 400)


@pytest.mark.parametrize(
    "after", ["infinity,", "infinity,x", "2026-99-99,x", ",", "x", "2026-01-01", "0001-01-01,\u202e", "infinity,' OR 1=1"]
)
def test_no_place_in_the_register_of_licences_breaks_it(signed_in: Any, after: str) -> None:
    fine(signed_in("handler").get("/licences", {"after": after}))


def test_an_organs_working_copies_and_versions_are_its_own(signed_in: Any, people: Any) -> None:
    ours, others = signed_in("handler"), signed_in("outsider")
    ours.post(ADDRESS, {"text": "编号\t名称\nA\t只有我们知道"})
    assert others.get(f"{ADDRESS}/settle").status_code == 404
    assert signed_in("second").get(f"{ADDRESS}/settle").status_code == 404
    ours.post("/lists/item/draft", {"rows.0.name": "只有我们知道", "do": "save"})
    for who in (others, signed_in("second")):
        assert "只有我们知道" not in who.get("/lists/item/draft").content.decode()
    for address in ("/lists/item/1", "/lists/item/1/export/xlsx", "/lists/item/1/compare/1"):
        assert others.get(address).status_code == 404
    for do in ("approve", "return", "publish", "withdraw"):
        answer = others.post("/lists/item/1/settle", {"do": do, "reason": "理由"})
        assert answer.status_code in (403, 404, 409), do
    noted = ours.post("/lists/changes", {"law": "城市道路管理条例", "what": "修订", "since": "2027-01-01"})["Location"]
    row = law_changes.rows_of(noted.rpartition("/")[2])[0].id
    assert others.post(noted, {"rows": row, "do": "no_change", "reason": "x"}).status_code == 404
    assert law_changes.open_rows(people.organ)


def test_who_only_reads_writes_no_list(signed_in: Any, people: Any) -> None:
    client = signed_in("supervisor")
    for kind in KINDS:
        for address in (f"/lists/{kind}/draft", f"/lists/{kind}/import", f"/lists/{kind}/import/settle", f"/lists/{kind}/draft/discard", f"/lists/{kind}/draw"):  # fmt: skip
            assert client.post(address, {"rows.0.name": "x", "text": "a\tb"}).status_code in (403, 404), address
    for do in ("approve", "return", "publish", "withdraw"):
        assert client.post("/lists/item/1/settle", {"do": do, "reason": "x"}).status_code == 403
    noted = law_changes.note(people.handler, "城市道路管理条例", "修订", datetime.date(2027, 1, 1))
    rows = [row.id for row in law_changes.rows_of(noted)]
    assert client.post(f"/lists/changes/{noted}", {"rows": rows, "do": "no_change", "reason": "x"}).status_code == 403
    assert not any(row.outcome for row in law_changes.rows_of(noted))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "'=1", '=HYPERLINK("http://x")', "|cmd", "＝1"])
def test_no_cell_of_an_export_is_a_formula(people: Any, text: str) -> None:
    import openpyxl

    from sanxiang.sheets import writing

    line = writing.delimited(["编号"], [[text]]).decode("utf-8-sig").splitlines()[1].strip('"')
    assert line[:1] not in ("=", "+", "-", "@", "\t", "\r")
    cell = openpyxl.load_workbook(io.BytesIO(writing.xlsx("表", ["编号"], [[text]]))).active["A2"]
    assert cell.data_type != "f"


def test_a_working_copy_holds_no_more_than_a_list_may(people: Any) -> None:
    from sanxiang.record.refusal import Invalid

    with pytest.raises(Invalid, match="太长"):
        working.keep(working.of(people.handler, "item"), rows=[{"name": "x"}] * 5001)
