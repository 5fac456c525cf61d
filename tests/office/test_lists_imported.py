"""A published table brought in, settled on the preview, taken into the working copy, and on to the portal's list."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sanxiang.catalogue import queries
from sanxiang.catalogue.models import Working
from sanxiang.sheets import writing

TABLE = """行政执法音像记录事项清单
序号 | 执法事项 | 记录方式 | 备注二 | 记录内容 |
1 | 现场检查 | 拍照等 | 甲 | 全过程 |
2 | 查封扣押 | 全程音像记录 | 乙 | 清点 |
3 | 送达 | 拍照等 |
"""
SETTLED = {
    "shape": "bars",
    "column.0": "code", "column.1": "name", "column.2": "manner", "column.3": "-", "column.4": "content",
    "constant.type": "各类执法",
    "text": "manner:拍照等",
    "word": "按需音像记录",
    "row.5": "end",
}  # fmt: skip


def brought(client: Any, text: str = TABLE, kind: str = "recording_list") -> str:
    answer = client.post(f"/lists/{kind}/import", {"text": text}, follow=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_pasted_table_is_settled_and_becomes_the_draft(people: Any, signed_in: Any) -> None:
    client = signed_in("handler")
    text = brought(client)
    assert "第4栏“备注二”是什么" in text
    assert "“记录方式”栏有1种写法不能识别" in text
    assert "只有3格，比表头的5格少" in text
    refused = client.post("/lists/recording_list/import/settle", {"shape": "bars", "do": "replace"})
    assert refused.status_code == 422
    assert "还有内容没有确定" in refused.content.decode()
    page = client.post("/lists/recording_list/import/settle", SETTLED | {"do": "replace"}, follow=True).content.decode()
    assert "已导入 3 行" in page
    copy = Working.objects.get()
    assert [row["manner"] for row in copy.rows] == ["按需音像记录", "全程音像记录", "按需音像记录"]
    assert ["行政执法音像记录事项清单" in text for _, text, _ in copy.aside] == [True]
    form = {"title": "音像记录事项清单", "base": copy.base, "from": "0"}
    form |= {f"rows.{at}.{name}": text for at, row in enumerate(copy.rows) for name, text in row.items() if name}
    assert client.post("/lists/recording_list/draft", form).status_code == 302
    assert [row["type"] for row in queries.versions(people.organ, "recording_list")[0].rows] == ["all"] * 3


def test_rows_may_be_added_after_those_there_are(signed_in: Any) -> None:
    client = signed_in("handler")
    for _ in range(2):
        brought(client)
        client.post("/lists/recording_list/import/settle", SETTLED)
        client.post("/lists/recording_list/import/settle", SETTLED | {"do": "append", "renumber": "true"})
    assert len(Working.objects.get().rows) == 7  # one of the version in force, twice three


def test_what_was_filled_down_is_marked_in_the_preview_and_in_the_editor(signed_in: Any) -> None:
    client = signed_in("handler")
    text = brought(client, "序号 | 监管领域 | 违法行为\n1 | 税务 | 甲\n2 | 乙\n", "leniency")
    assert "沿用上格" not in text
    client.post("/lists/leniency/import/settle", {"shape": "bars", "short": "1", "constant.effect": "不予处罚"})
    assert "沿用上格" in client.get("/lists/leniency/import/settle").content.decode()
    assert (
        "沿用上格"
        in client.post("/lists/leniency/import/settle", {"shape": "bars", "short": "1", "do": "replace"}, follow=True).content.decode()
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_text_file_is_read_in_the_encodings_that_organs_use(encoding: str, signed_in: Any) -> None:
    client = signed_in("handler")
    data = "序号,抽查事项,检查对象\n1,学校食堂检查,学校\n2,游泳馆检查,场馆\n".encode(encoding)
    client.post("/lists/random_inspection/import", {"file": SimpleUploadedFile("表.csv", data)})
    assert "学校食堂检查" in client.get("/lists/random_inspection/import/settle").content.decode()


def test_a_workbook_is_read_and_its_merged_cells_are_marked(signed_in: Any) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["随机抽查事项清单"], ["序号", "抽查领域", "抽查事项"], [1, "食品", "食堂"], [2, None, "餐馆"]):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("B3:B4")
    held = io.BytesIO()
    book.save(held)
    client = signed_in("handler")
    client.post("/lists/random_inspection/import", {"file": SimpleUploadedFile("表.xlsx", held.getvalue())})
    text = client.get("/lists/random_inspection/import/settle").content.decode()
    assert "读懂 2 行" in text
    assert "沿用上格" in text


def bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024 * 1024))
    return held.getvalue()


def wide() -> bytes:
    return ("<table>" + "<tr>" + "<td colspan=1000 rowspan=1000>x</td>" * 300 + "</tr>" + "</table>").encode()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("空.xlsx", b" "),
        ("坏.xlsx", b"PK\x03\x04 nothing"),
        ("文.pdf", b"%PDF-1.7"),
        ("图.png", b"\x89PNG\x00\x01\x02"),
        ("弹.xlsx", bomb()),
        ("宽.html", wide()),
        ("长.txt", ("啊" * 3_000_001).encode()[:3_900_000] * 1),
    ],
)
def test_a_hostile_or_unreadable_file_is_refused_in_words(name: str, data: bytes, signed_in: Any) -> None:
    answer = signed_in("handler").post("/lists/item/import", {"file": SimpleUploadedFile(name, data)})
    if name != "长.txt":
        assert answer.status_code == 422
        assert "file" in answer.content.decode()
    assert answer.status_code in (302, 422)


def test_nothing_to_import_is_told(signed_in: Any) -> None:
    assert signed_in("handler").post("/lists/item/import", {"text": " "}).status_code == 422
    assert signed_in("handler").get("/lists/item/import/settle").status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        {"header": "x"},
        {"sheet": "99999"},
        {"column.0": "nothing"},
        {"short": "77"},
        {"fill": "zz"},
        {"group": "zz"},
        {"constant.zz": "y"},
        {"text": "zz:q", "word": "w"},
        {"row.2": "lead"},
        {"shape": "zz"},
    ],
)
def test_what_the_preview_does_not_know_breaks_nothing(more: dict[str, str], signed_in: Any) -> None:
    client = signed_in("handler")
    brought(client)
    client.post("/lists/recording_list/import/settle", SETTLED)
    assert client.post("/lists/recording_list/import/settle", SETTLED | more).status_code == 200
    assert client.post("/lists/recording_list/import/settle", SETTLED | more | {"do": "replace"}).status_code in (302, 422)


def test_an_export_imports_again_without_a_question(people: Any, signed_in: Any) -> None:
    client = signed_in("handler")
    data = client.get("/lists/discretion/1/export/xlsx").content
    client.post("/lists/discretion/import", {"file": SimpleUploadedFile("裁量.xlsx", data)})
    client.post("/lists/discretion/import/settle", {"do": "replace"})
    copy = Working.objects.get()
    form = {"title": copy.title, "base": copy.base} | {
        f"rows.{at}.{name}": text for at, row in enumerate(copy.rows) for name, text in row.items()
    }
    assert client.post("/lists/discretion/draft", form).status_code == 302
    new, old = queries.versions(people.organ, "discretion")
    assert new.rows == old.rows
    assert writing.harmless("=1") == "'=1"
