"""Each step that makes documents makes them from what the case holds, with a number where one is given."""

import datetime

import pytest

import cast
import walks
from sanxiang.casework import documents, queries
from sanxiang.casework.models import Document
from sanxiang.law import packs
from sanxiang.record.refusal import Invalid

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)
GOODS = [{"name": "铁架推车", "quantity": "1", "unit": "辆"}]


def made(template: str) -> Document:
    return Document.objects.get(template=template, state="")


def test_every_template_of_the_procedures_exists() -> None:
    known = {template.id for template in documents.templates()}
    for name in ("ordinary", "summary"):
        for step in packs.load().procedure("penalty", name).steps:
            assert set(step.documents) <= known, f"{name}/{step.act}"


def test_the_documents_of_an_investigation(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file()
    on_site = {"place": "解放路", "officers": walk.officers, "certificate_shown": True, "qualified": True}
    walk.take(
        "interview", **on_site, began="2026-06-01T10:00", ended="2026-06-01T10:30", interviewee="冯某", relation="法定代表人",
        content="问：请说明情况。\n答：临时堆放。",
    )  # fmt: skip
    walk.approved("preserve", **on_site, goods=GOODS, reason="可能转移", keeper="就地保存")
    walk.approved(
        "seize", **on_site, measure="detain", urgent=False, reason="防止转移", goods=GOODS, party_present=True, list_given=True, until="2026-06-30",
        began="2026-06-01T11:00", ended="2026-06-01T11:30", basis_text="某法第十条", content="推车一辆", statement="没有意见",
    )  # fmt: skip
    walk.take("order_correction", content="三日内清理", until="2026-06-04")
    titles = {document.template: document.number for document in Document.objects.filter(case=walk.case)}
    assert titles["interview_record"] == ""
    assert titles["preservation_notice"] == "安城管存字〔2026〕1号"
    assert titles["seizure_decision"] == "安城管扣字〔2026〕1号"
    assert titles["measure_record"] == titles["seizure_decision"]
    assert "推车一辆" in documents.text(queries.as_document(made("measure_record")))
    assert titles["correction_order"] == "安城管责改字〔2026〕1号"


def test_the_documents_of_deliberation_and_hearing(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file().inspect().report()
    names = ("facts_text", "grounds_text", "basis_text", "kinds", "fine")
    told = {name: walks.REPORT[name] for name in names} | dict.fromkeys(("facts", "grounds", "basis", "rights", "hearing_offered"), True)
    walk.approved("notify", **told)
    walk.take("hearing_request")
    walk.take("hearing_notice", hearing_day="2026-06-20", place="局会议室", chair="陈主持")
    walk.take(
        "deliberate", people.head, place="局会议室", host="李负责", attendees="李负责、张副职", content="一致同意", conclusion="罚款二千元"
    )
    assert made("hearing_notice").number == "安城管听通字〔2026〕1号"
    assert "李负责" in documents.text(queries.as_document(made("deliberation_record")))


def test_a_declined_lead_has_its_approval_form(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    done = walk.approved("decline", reason="没有违法事实")
    assert Document.objects.get(step=done.step).number == "安城管不立字〔2026〕1号"


def test_a_decision_s_document_says_what_was_decided(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    text = documents.text(queries.as_document(made("penalty_decision")))
    for part in ("安城管罚决字〔2026〕1号", "安州某某商贸有限公司", "2000元", "安州市人民政府", "安州银行", "第四十二条"):
        assert part in text
    assert "（代拟稿）" not in text


def test_a_document_keeps_its_digest(people: cast.Cast) -> None:
    walks.Walk(people).file().inspect()
    found = made("site_record")
    assert documents.digest(queries.as_document(found)) == found.digest
    assert documents.pdf(queries.as_document(found))[:5] == b"%PDF-"


def test_a_preview_shows_the_document_and_writes_nothing(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    before = Document.objects.count()
    (preview,) = queries.preview(people.handler, walk.case, "investigation_report", walks.REPORT)
    assert "待编号" not in preview.title
    assert "2000元" in documents.text(preview)
    with pytest.raises(Invalid):
        queries.preview(people.handler, walk.case, "investigation_report", {})
    assert Document.objects.count() == before
