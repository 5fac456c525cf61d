"""An organ's own words of a document: fields checked against the template of the step that makes it; nothing that the law demands is dropped."""

import pytest

from sanxiang.casework import documents
from sanxiang.casework.documents import own
from sanxiang.casework.documents.library import BadTemplate
from sanxiang.catalogue.kinds import TemplateRow
from sanxiang.law import packs

BODY = "经现场核实，{违法行为}。\n本机关依据{法律依据}，请你单位{改正要求}。\n请于{改正期限至}前改正。"


def row(body: str = BODY, code: str = "correction_order") -> TemplateRow:
    return TemplateRow(code=code, name="责令改正通知书（本局）", body=body)


def test_own_words_stand_in_the_frame_of_the_packaged_document() -> None:
    made = own.template(row())
    assert [block["paragraph"] for block in made.blocks if "paragraph" in block][0] == "经现场核实，{case.cause}。"
    assert any("header" in block for block in made.blocks)
    assert len([block for block in made.blocks if "blocks" in block]) == len(
        [block for block in documents.template("correction_order").blocks if "blocks" in block]
    )
    assert made.title == "责令改正通知书（本局）"


def test_a_paragraph_with_a_value_that_may_be_missing_is_left_out_without_it() -> None:
    last = [block for block in own.template(row()).blocks if "paragraph" in block][-1]
    assert last["when"] == ["order_correction.until"]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("经查，{违法行为}。{天气}", "“{天气}”不是"),
        ("请改正：{改正要求}。", "没有写出违法行为"),
        ("{违法行为}{改正要求", "花括号没有成对"),
    ],
)
def test_words_that_print_what_there_is_not_or_drop_what_must_be_are_refused(body: str, words: str) -> None:
    with pytest.raises(BadTemplate, match=words):
        own.template(row(body))


def test_a_document_that_is_a_table_or_that_there_is_not_is_refused() -> None:
    assert own.faults([row(code="filing_approval")], packs.load(()))[0].column == "code"
    assert "没有可改写的文书" in own.faults([row(code="nothing")], packs.load(()))[0].message


def test_a_specimen_prints_the_labels_and_leaves_out_rows_with_faults() -> None:
    rows = [
        {"code": "correction_order", "name": "责令改正通知书", "body": BODY},
        {"code": "correction_order", "name": "坏的", "body": "{天气}"},
    ]
    made = list(own.specimens(rows))
    assert [each.title for each in made] == ["责令改正通知书"]
    assert "经现场核实，〔违法行为〕。" in documents.text(made[0])


@pytest.mark.parametrize("code", sorted(own.titles()))
def test_every_document_that_may_be_rewritten_has_a_specimen_in_its_packaged_words(code: str) -> None:
    base = documents.template(code)
    must = [
        f"{{{field.path}}}" for field in base.fields if field.required and "[]" not in field.path and field.type not in ("rows", "kind")
    ]
    assert own.specimen(row("\n".join(must), code)).blocks
