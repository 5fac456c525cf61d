"""Whole cases, from lead to archive, on days of their own; and after each the record is verified by replay."""

import datetime
import pathlib

import pytest

import cast
import walks
from sanxiang.casework import evidence, queries, services
from sanxiang.casework.models import Case, Decision, Document, Due, Step
from sanxiang.record.refusal import Invalid, NotAllowed, Refused
from sanxiang.record.verify import verify
from sanxiang.review import services as review

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)


@pytest.fixture(autouse=True)
def log(settings: object, tmp_path: pathlib.Path) -> None:
    """Heads that verify publishes outlive a test's transaction; each test gets a folder of its own for them."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]


def replayed() -> None:
    report = verify(replay=True)
    assert report.ok, report.problems


def test_an_ordinary_penalty_from_lead_to_archive(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START)
    walk.file().later(1).inspect().later(10).report().later(1).notify().later(6).submit().later(3).agree().later(2)
    number = walk.decide().number
    assert number == "安城管罚决字〔2026〕1号"
    walk.later(3).take("serve", manner="direct", place="安州市解放路2号", officers=walk.officers)
    assert Document.objects.filter(template="proof_of_service").exists()
    with pytest.raises(Refused, match="尚未缴清"):
        walk.approved("close", ground="executed", content="罚款已缴纳")
    walk.later(5).take("pay", amount="2000", receipt="AZ2026001")
    walk.approved("close", ground="executed", content="罚款已缴纳")
    case = Case.objects.get()
    assert (case.status, case.stage) == ("closed", "归档")
    assert not Due.objects.exists()
    done = walk.later(5).take("archive", retention="y30")
    assert done.number == "20260001"
    assert {d.template for d in Document.objects.all()} >= {"dossier_cover", "dossier_catalogue", "closing_approval"}
    page = queries.case_page(people.handler, walk.case)
    assert page.offers == []
    assert [finding for finding in page.findings if finding.severity == "fatal"] == []
    assert all(knot.backfill for knot in page.spine)
    with pytest.raises(Refused, match="归档"):
        services.amend(people.handler, walk.case, page.spine[2].id, "annulled", "x")
    replayed()


def test_a_summary_penalty_is_decided_on_the_spot_by_two_officers(people: cast.Cast) -> None:
    walk = walks.summary(people)
    walk.take(
        "notify", kinds=["fine"], fine="100", tier_reason="当场清除", facts_text="占道堆放", basis_text="依据", facts=True, grounds=True, basis=True,
        rights=True,
    )  # fmt: skip
    walk.take("waive", what="plead")
    fields = {
        "tier_reason": "当场清除", "tier_approval": "head",
        "outcome": "penalty", "kinds": ["fine"], "fine": "100", "facts_text": "占道堆放", "basis_text": "依据", "place": "解放路",
        "officers": walk.officers, "certificate_shown": True, "orders_correction": True, "remedies": True, "reconsideration_first": True,
        "delivered": True, "by": walk.officers,
    }  # fmt: skip
    with pytest.raises(NotAllowed):
        walk.take("decide", people.head, **fields)
    assert walk.take("decide", **fields).number == "安城管当罚字〔2026〕1号"
    decision = Decision.objects.get()
    assert (decision.review_ground, decision.procedure) == ("summary", "summary")
    assert Document.objects.filter(template="summary_decision").exists()
    replayed()


def test_a_summary_penalty_beyond_its_amount_is_refused(people: cast.Cast) -> None:
    walk = walks.summary(people, party=walks.COMPANY | {"kind": "person", "name": "某甲"})
    walk.take(
        "notify", kinds=["fine"], fine="5000", facts_text="占道堆放", basis_text="依据", facts=True, grounds=True, basis=True, rights=True
    )
    walk.take("waive", what="plead")
    with pytest.raises(Refused) as refusal:
        walk.take(
            "decide", outcome="penalty", kinds=["fine"], fine="5000", facts_text="占道堆放", basis_text="依据", place="解放路",
            officers=walk.officers, certificate_shown=True, orders_correction=True, remedies=True, reconsideration_first=True,
            delivered=True, by=walk.officers,
        )  # fmt: skip
    assert "第五十一条" in refusal.value.article


def test_a_decision_not_to_punish_has_its_own_document_and_number(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect().report(proposal="no_penalty", kinds=[], fine="")
    minor = {"ground": "minor_corrected", "minor": True, "corrected": True, "no_harm": True}
    walk.take("leniency", **minor, prior="没有处罚记录", evidence_text="复查笔录")
    draft = {"outcome": "no_penalty", "ground": "minor_corrected", "kinds": [], "fine": "", "payment_text": "无须履行"}
    walk.submit(draft=draft).agree()
    done = walk.decide(**draft, educated=True)
    assert done.number == "安城管不罚字〔2026〕1号"
    assert Document.objects.filter(template="no_penalty_decision", number=done.number).exists()
    assert Decision.objects.get().outcome == "no_penalty"


def test_a_lead_is_declined(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.approved("decline", reason="没有违法事实")
    assert Case.objects.get().status == "declined"
    with pytest.raises(Refused, match="不予立案"):
        walk.file()


def test_a_case_is_suspended_and_resumed(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file()
    walk.later(10).approved("suspend", reason="等待鉴定")
    assert Case.objects.get().status == "suspended"
    assert queries.tasks(people.handler) == []
    walk.later(20).take("resume")
    assert Case.objects.get().status == "open"
    assert Due.objects.filter(rule="PEN-60").exists()


def test_a_period_is_extended_by_approval(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file().inspect()
    walk.later(30).approved("extend", reason="案情复杂", deliberated=True)
    with pytest.raises(NotAllowed):
        services.approve(people.reviewer, walk.case, walk.take("extend", reason="再次").proposal)


def test_a_case_is_transferred(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.approved("transfer", manner="jurisdiction", to="安州市市场监督管理局", reason="不属于本机关管辖")
    assert Case.objects.get().status == "transferred"
    assert not Due.objects.exists()


def test_a_hearing_asked_for_must_be_held_before_the_decision(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=START).file().later(1).inspect().later(5).report()
    names = ("facts_text", "grounds_text", "basis_text", "kinds", "fine")
    told = {name: walks.REPORT[name] for name in names} | dict.fromkeys(("facts", "grounds", "basis", "rights", "hearing_offered"), True)
    walk.approved("notify", **told)
    walk.later(2).take("hearing_request", content="要求听证")
    walk.submit().agree()
    with pytest.raises(Refused, match="听证"):
        walk.later(6).decide()
    hearing = walk.day + datetime.timedelta(12) if walk.day else None
    walk.take("hearing_notice", hearing_day=str(hearing), place="局会议室", chair="陈主持")
    walk.later(12).take(
        "hearing",
        people.reviewer,
        chair="陈主持",
        public=True,
        attended=True,
        minutes=True,
        content="当事人陈述意见",
        present="当事人",
        advice="维持",
    )
    with pytest.raises(Refused, match="听证后"):
        walk.decide()
    walk.submit(draft={"grounds_text": "听证后维持原意见。"}, response="已听证").agree().later(1)
    assert walk.decide(grounds_text="听证后维持原意见。").number
    replayed()


def test_a_fine_higher_than_notified_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice().submit(draft={"fine": "5000"}).agree()
    with pytest.raises(Refused) as refusal:
        walk.decide(fine="5000")
    assert "告知" in str(refusal.value)


def test_without_approval_nothing_closes(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    with pytest.raises(Refused, match="尚未送达"):
        walk.take("close", ground="executed", content="x")
    with pytest.raises(Invalid):
        walk.take("serve", manner="pigeon", officers=walk.officers)


def test_whatever_happens_in_a_case_replays(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    first = walk.take("file", cause=walks.CAUSE, summary="x", basis_text="y", handlers=walk.officers).proposal
    services.send_back(people.head, walk.case, first, "补充")
    walk.file().inspect()
    services.add_party(people.handler, walk.case, {"kind": "person", "name": "某乙", "role": "interested"})
    services.note_facts(people.handler, walk.case, {"act_until": "2026-11-20"})
    facts = {
        "kind": "documentary", "title": "照片", "collected_at": "2026-11-20T09:00", "place": "x", "collector": "y", "proves": "z",
    }  # fmt: skip
    piece = evidence.add(people.handler, walk.case, facts).step
    evidence.exclude(people.handler, walk.case, piece, "重复")
    record = Step.objects.get(act="site_record").id
    services.amend(people.handler, walk.case, record, "corrected", "笔误", {"place": "解放路3号"})
    services.amend(people.handler, walk.case, record, "supplemented", "漏记", {"content": "补充记录"})
    walk.report()
    services.amend(people.handler, walk.case, Step.objects.get(act="investigation_report").id, "annulled", "重写")
    walk.report().notify().submit().agree(opinion="problems", advice="correct", law_ok=False)
    review.coordinate(people.head, walk.case, "已协调")
    walk.submit(response="已改").agree().decide()
    services.amend(people.head, walk.case, Step.objects.get(act="decide").id, "annulled", "更换")
    walk.decide()
    services.hand_over(people.head, walk.case, [people.second.officer], "轮岗")
    services.take_step(people.head, walk.case, "revoke", {"by": "安州市人民政府", "reason": "程序违法"})
    assert sorted(Decision.objects.values_list("state", flat=True)) == ["annulled", "revoked"]
    replayed()
