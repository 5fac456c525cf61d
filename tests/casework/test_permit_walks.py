"""Whole permits, from the application to the archive, each step on its day by who may take it; and after each the record is replayed."""

import datetime
import pathlib

import pytest

import cast
import every_type
import permits
from dated import Dated
from sanxiang.casework import documents, licences, queries, services
from sanxiang.casework.models import Case, Decision, Document, Due
from sanxiang.record.refusal import NotAllowed, Refused
from sanxiang.record.verify import verify

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)
UNTIL = datetime.date(2026, 12, 31)


@pytest.fixture(autouse=True)
def log(settings: object, tmp_path: pathlib.Path) -> None:
    """Heads that verify publishes outlive a test's transaction; each test gets a folder of its own for them."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]


@pytest.fixture
def organ(people: cast.Cast) -> cast.Cast:
    every_type.items(people)
    return people


def lawful(walk: permits.Permit) -> None:
    """On the day of the last step nothing was done wrongly or left out, and the rows are those that the record tells."""
    found = walk.judged()
    assert [finding.message for finding in found.findings] == []
    report = verify(replay=True)
    assert report.ok, report.problems


def text(template: str) -> str:
    return documents.text(queries.as_document(Document.objects.filter(template=template, state="").latest("id")))


def made(walk: permits.Permit) -> set[str]:
    return set(Document.objects.filter(case=walk.case, state="").values_list("template", flat=True))


def test_a_permit_from_the_application_to_the_archive(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START, content="占用解放路人行道二十平方米")
    assert made(walk) == {"permit_application", "permit_materials"}
    walk.accepted().examined(proposal="grant")
    with pytest.raises(Refused, match="现场核查"):
        walk.take("decide", outcome="grant", grounds_text="符合条件。")
    walk.take("review_notice").on_site().later(1)
    walk.take("decide", outcome="grant", grounds_text="符合法定条件。", valid_from="2026-06-05", valid_until="2027-06-04")
    number = walk.done.number
    assert "准予行政许可" in text("permit_grant")
    assert number in text("permit_grant")
    with pytest.raises(Refused, match="颁发"):
        walk.take("close", ground="granted", content="x")
    walk.later(1).take("issue")
    licence = licences.page(organ.handler).lines[0]
    assert (licence.said, licence.valid_until) == ("已过期" if licence.days and licence.days < 0 else "有效", datetime.date(2027, 6, 4))
    walk.take("serve", manner="direct", place="窗口").take("supervise", content="按许可的范围占用。", result="未发现问题。")
    with pytest.raises(Refused, match="公示"):
        walk.take("close", ground="granted", content="x")
    assert made(walk) >= {"permit_acceptance_notice", "permit_examination", "permit_site_notice", "permit_site_record", "permit_licence", "proof_of_service", "permit_supervision_record"}  # fmt: skip
    assert Decision.objects.get().outcome == "grant"
    walk.disclosed().take("close", ground="granted", content="已颁发证件").later(3).take("archive", retention="y30")
    assert Case.objects.get().status == "archived"
    assert not Due.objects.exists()
    lawful(walk)


def test_what_lacks_is_asked_for_once(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).later(1)
    walk.take("correct_once", lacking=["位置图", "安全承诺书"])
    assert "安全承诺书" in text("permit_correction_notice")
    with pytest.raises(Refused, match="一次告知补正") as again:
        walk.take("correct_once", lacking=["再补一份"])
    assert "第三十二条" in again.value.article
    walk.later(3).take("supply", supplied=["位置图", "安全承诺书"], in_full=True).accepted()
    assert "收到补正材料" in text("permit_acceptance_notice")
    lawful(walk)


def test_an_application_that_is_not_accepted_is_told_why_and_where(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START)
    walk.take(
        "refuse_acceptance",
        ground="not_competent",
        grounds_text="该路段由公路机构管理。",
        tells_where="安州市交通运输局",
        false_materials=False,
    )
    assert "安州市交通运输局" in text("permit_refusal_of_acceptance")
    assert "六十日" in text("permit_refusal_of_acceptance")
    with pytest.raises(Refused, match="不予受理"):
        walk.take("accept")
    walk.later(1).take("serve", manner="direct", place="窗口").take("close", ground="not_accepted", content="已送达")
    lawful(walk)


def test_an_application_withdrawn_is_closed(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted().later(1).take("withdraw_application")
    with pytest.raises(Refused, match="撤回申请"):
        walk.take("decide", outcome="refuse", grounds_text="x")
    walk.take("close", ground="withdrawn", content="材料已退还")
    lawful(walk)


def test_an_application_that_has_lost_its_applicant_is_ended_by_the_head(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted().later(1)
    walk.take("terminate", ground="dissolved", reason="申请人已经注销登记")
    assert "申请人依法终止" in text("permit_termination")
    walk.take("close", ground="terminated", content="已终止")
    lawful(walk)


def test_a_permit_that_touches_others_is_heard_before_it_is_decided(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted()
    walk.examined(site_required=False, others_interests=True, proposal="grant")
    with pytest.raises(Refused, match="告知利害关系人"):
        walk.take("decide", outcome="grant", grounds_text="x")
    walk.take("notify", interested="幸福小区全体业主", served=walk.day.isoformat())
    with pytest.raises(Refused, match="申请听证"):
        walk.later(1).take("decide", outcome="grant", grounds_text="x")
    walk.take("plead", speaker="业主代表", content="影响通行", accepted=True, review_text="调整占用的时间")
    walk.take("hearing_request", speaker="业主代表", content="要求听证")
    with pytest.raises(Refused, match="听证"):
        walk.later(1).take("decide", outcome="grant", grounds_text="x", by_minutes=True)
    with pytest.raises(Refused, match="7个工作日"):
        walk.take("hearing_notice", hearing_day=(walk.day + datetime.timedelta(5)).isoformat(), place="局会议室", chair="陈主持")
    day = walk.day + datetime.timedelta(14)
    walk.take("special", of="hearing", subject="听证", until=day.isoformat())
    walk.take("hearing_notice", hearing_day=day.isoformat(), place="局会议室", chair="陈主持")
    walk.later(14).take("hearing", chair="陈主持", attendees="业主代表、申请人", content="双方陈述意见。")
    assert "幸福小区" in text("permit_hearing_notice")
    assert "双方陈述意见" in text("permit_hearing_record")
    with pytest.raises(Refused, match="听证笔录"):
        walk.later(1).take("decide", outcome="grant", grounds_text="x", by_minutes=False)
    walk.take(
        "decide", outcome="grant", grounds_text="调整时间后不影响通行。", by_minutes=True, valid_from="2026-07-01", valid_until="2026-12-31"
    )
    assert "听证笔录" in text("permit_grant")
    assert "利害关系人" in text("permit_grant")
    lawful(walk)


def test_a_refusal_tells_reasons_and_remedies(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted().examined(site_required=False, proposal="refuse").later(1)
    for lacking, why in (("reasons", "没有说明理由"), ("remedies", "复议")):
        with pytest.raises(Refused, match=why) as refused:
            walk.take("decide", outcome="refuse", grounds_text="不符合条件。", **{lacking: False})
        assert "第三十八条" in refused.value.article
    walk.take("decide", outcome="refuse", grounds_text="占用宽度超过人行道的三分之一。")
    assert "不予行政许可" in text("permit_refusal")
    assert "人民法院" in text("permit_refusal")
    with pytest.raises(Refused, match="不颁发"):
        walk.take("issue", valid_from="2026-06-05")
    walk.later(1).take("serve", manner="direct", place="窗口").take("close", ground="refused", content="已送达")
    lawful(walk)


def test_a_major_permit_is_decided_as_it_was_reviewed(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted().examined(site_required=False, review_required=True, proposal="grant")
    told = {
        "outcome": "grant",
        "grounds_text": "符合法定条件。",
        "content": "占用二十平方米",
        "valid_from": "2026-06-05",
        "valid_until": "2027-06-04",
    }
    with pytest.raises(Refused, match="法制审核"):
        walk.later(1).take("decide", **told)
    walk.submitted(**told).later(1).agreed(opinion="problems", law_ok=False, advice="correct", opinion_text="依据不全")
    with pytest.raises(Refused, match="存在问题"):
        walk.take("decide", **told)
    walk.later(1).submitted(**told).agreed().later(1)
    with pytest.raises(Refused, match="改动"):
        walk.take("decide", **told | {"content": "占用三十平方米"})
    walk.take("decide", **told).later(1).take("issue").disclosed()
    lawful(walk)


def test_time_is_extended_by_the_head_and_told(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START).accepted().later(20)
    walk.take("extend", reason="需要核对地下管线", until="2026-07-14")
    assert "2026年7月14日" in text("permit_extension_notice")
    lawful(walk)


def test_who_may_not(organ: cast.Cast) -> None:
    walk = permits.Permit(organ, "ordinary", START)
    for person in (organ.head, organ.discloser, organ.outsider):
        with pytest.raises((NotAllowed, Refused)):
            walk.take("accept", person)
    walk.accepted().examined(site_required=False, proposal="grant")
    for person in (organ.handler, organ.reviewer, organ.discloser, organ.outsider):
        with pytest.raises((NotAllowed, Refused)):
            walk.take("decide", person, outcome="grant", grounds_text="x")
    done = services.take_step(organ.handler, walk.case, "extend", {"reason": "x", "until": "2026-07-01", "informed": True}, **walk.when())
    with pytest.raises(NotAllowed):
        services.approve(organ.reviewer, walk.case, done.proposal, **walk.when())


def test_the_service_of_a_notice_is_proven_before_the_decision(people: cast.Cast) -> None:
    every_type.items(people)
    walk = Dated(people, "permit", "ordinary", datetime.date(2026, 3, 2))
    with pytest.raises(Refused):
        walk.take("serve_notice", manner="direct", received="2026-03-03")
    number = walk.on(3, 3).take("accept").number
    walk.take("serve_notice", manner="direct", received="2026-03-03")
    proof = Document.objects.get(case=walk.case, template="proof_of_service")
    assert number in documents.text(queries.as_document(proof))
    assert queries.visible(people.handler, walk.case).stage == "启动"
