"""Templates are data that an organ can replace; one that could mislead is refused when it is read."""

from pathlib import Path

import pytest

from casework.document_values import values
from sanxiang.casework import documents

NOTICE = """
id: correction_order
title: 责令改正通知书
internal: false
article: 行政处罚法第二十八条
form: letter
fields:
  party.name: 当事人姓名或者名称
  order_correction.content: 改正要求
  order_correction.until: 改正期限至, date, optional
blocks:
  - title: 本市责令改正通知书
  - paragraph: "{party.name}：{order_correction.content}"
"""


def folder(tmp_path: Path, content: str, name: str = "correction_order.yaml") -> Path:
    (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_an_organ_replaces_a_template_by_its_own_file(tmp_path: Path) -> None:
    own = folder(tmp_path, NOTICE)
    assert documents.text(documents.render("correction_order", values(), own)).startswith("本市责令改正通知书\n")
    assert not documents.text(documents.render("correction_order", values())).startswith("本市")
    assert len(documents.templates(own)) == len(documents.templates())


def test_an_organ_replaces_a_part_that_every_template_prints(tmp_path: Path) -> None:
    own = folder(tmp_path, "seal: {fields: {organ.name: 行政机关名称}, blocks: [{line: '{organ.name}专用章'}]}", "parts.yaml")
    assert "安州市城市管理局专用章" in documents.text(documents.render("penalty_decision", values(), own))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("party.name: 当事人", "party.nam: 当事人"), "没有声明的字段 party.name"),
        (("改正要求\n", "改正要求, sum\n"), "类型"),
        (("form: letter", "form: poster"), "版式 poster"),
        (("- title: 本市", "- banner: 本市"), "不认识的词 banner"),
        (("{order_correction.content}", "{order_correction.until}"), "when: order_correction.until"),
        (("{order_correction.content}", "{order_correction.content:capital}"), "不能写成 capital"),
        (("title: 责令改正通知书\n", ""), "title"),
        (("- title: 本市责令改正通知书", "- {title: 一, line: 二}"), "只能有一种内容"),
        (("- title: 本市责令改正通知书", "- part: nothing"), "nothing"),
        (("id: correction_order", "id: [["), "YAML"),
        (("id: correction_order", "- id"), "YAML"),
    ],
)
def test_a_template_that_could_mislead_is_refused(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    assert change[0] in NOTICE
    with pytest.raises(documents.BadTemplate, match=says):
        documents.templates(folder(tmp_path, NOTICE.replace(*change, 1)))


def test_an_unknown_template_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(documents.BadTemplate, match="penalty_decision"):
        documents.render("penalty", values())


def test_external_documents_bear_seal_and_remedy_or_a_signature() -> None:
    for template in documents.templates():
        if template.internal:
            continue
        kinds = {block.__class__.__name__ for block in documents.render(template.id, values()).blocks}
        assert kinds & {"Seal", "Signatures"} or template.id == "proof_of_service", template.id


def test_every_template_names_the_provision_that_it_rests_on() -> None:
    assert all("第" in template.article and "条" in template.article for template in documents.templates())
