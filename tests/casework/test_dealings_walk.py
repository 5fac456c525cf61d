"""行政征收、征用、收费、确认、给付, each walked from its first step to the archive; and who may not."""

import datetime
from typing import Any

import pytest

import cast
import every_type
from dated import Dated
from sanxiang.casework import documents, queries, services
from sanxiang.casework.models import Decision, Document
from sanxiang.disclosure import services as disclosure
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 2)
PERSON = {"kind": "person", "name": "冯某某", "id_number": "11010519491231002X", "address": "安州市解放路2号", "phone": "0990-2000002"}
TYPES = ["levy", "requisition", "fee", "confirmation", "grant"]
SOUND = {"reconsideration_first": False, "sealed": True, "remedies": True}


@pytest.fixture
def organ(people: cast.Cast) -> cast.Cast:
    every_type.items(people)
    return people


def begun(people: cast.Cast, type: str, name: str = "ordinary", **told: Any) -> Dated:
    return Dated(people, type, name, MARCH, **told)


def ended(walk: Dated, ground: str) -> None:
    """Closed, archived, and nothing wrong."""
    walk.take("close", ground=ground)
    walk.take("archive", retention="y10")
    assert walk.findings() == []
    assert {"proof_of_service", "dealing_closing", "dossier_cover"} <= walk.made()


def levied(people: cast.Cast) -> Dated:
    walk = begun(people, "levy")
    walk.on(3, 4).take("compute", amount="10000")
    walk.on(3, 5).take("notify", plead_until="2026-03-12", served="2026-03-05")
    walk.on(3, 10).take("plead", accepted=False)
    return walk


def decided(people: cast.Cast, outcome: str = "levy") -> Dated:
    walk = levied(people)
    walk.on(3, 16).take("decide", outcome=outcome, until="2026-03-31", surcharge_text="按日万分之五", **SOUND)
    walk.on(3, 17).take("serve", received="2026-03-17")
    return walk


def shown(walk: Dated, month: int, day: int) -> None:
    walk.on(month, day)
    disclosure.publish(walk.people.discloser, walk.case, happened=walk.day, backfill="补录")


def test_a_levy_with_late_fee_demand_refund_and_exemption(organ: cast.Cast) -> None:
    walk = decided(organ)
    shown(walk, 3, 25)
    walk.on(3, 26).take("exempt_request", amount="500")
    walk.on(3, 27).take("exempt", granted=True, amount="500")
    walk.on(4, 10).take("surcharge", from_day="2026-04-01", days=10, amount="50")
    walk.take("demand", until="2026-04-30")
    walk.on(4, 20).take("pay", amount="9600", surcharge="50")
    walk.on(4, 21).take("refund", amount="100")
    walk.on(4, 22).take("refunded", amount="100")
    walk.on(4, 23)
    ended(walk, "executed")
    assert walk.made() >= {
        "levy_calculation", "levy_notice", "dealing_plea_record", "levy_decision", "exemption_decision", "late_fee_notice", "dealing_demand",
        "payment_record", "refund_decision",
    }  # fmt: skip
    decision = Decision.objects.get(case=walk.case)
    assert (decision.type, decision.outcome, decision.number) == ("levy", "levy", "安城管征决字〔2026〕1号")


def test_a_levy_that_is_not_made_has_a_decision_of_its_own(organ: cast.Cast) -> None:
    walk = decided(organ, "no_levy")
    shown(walk, 3, 25)
    ended(walk, "not_levied")
    assert "no_levy_decision" in walk.made()
    assert "levy_decision" not in walk.made()


def test_a_late_fee_never_exceeds_what_is_owed(organ: cast.Cast) -> None:
    walk = decided(organ)
    with pytest.raises(Refused, match="尚未届满"):
        walk.on(3, 31).take("surcharge", from_day="2026-04-01", days=0, amount="5")
    walk.on(4, 10).take("surcharge", from_day="2026-04-01", days=10, amount="9999")
    with pytest.raises(Refused, match="滞纳金累计超出应缴数额") as refused:
        walk.take("surcharge", from_day="2026-04-01", days=10, amount="1.01")
    assert "第四十五条第二款" in refused.value.article


def test_a_levy_waits_for_what_the_party_may_say(organ: cast.Cast) -> None:
    walk = begun(organ, "levy")
    walk.on(3, 4).take("compute", amount="10000")
    with pytest.raises(Refused, match="尚未征收告知"):
        walk.take("decide", outcome="levy", until="2026-03-31", **SOUND)
    walk.on(3, 5).take("notify", plead_until="2026-03-12", served="2026-03-05")
    with pytest.raises(Refused, match="期限至2026年3月12日，尚未届满"):
        walk.on(3, 12).take("decide", outcome="levy", until="2026-03-31", **SOUND)
    with pytest.raises(Refused, match="高于告知"):
        walk.on(3, 13).take("decide", outcome="levy", amount="10001", until="2026-03-31", **SOUND)
    walk.take("decide", outcome="levy", until="2026-03-31", **SOUND)


def test_a_decision_tells_that_reconsideration_comes_first(organ: cast.Cast) -> None:
    walk = levied(organ)
    walk.on(3, 16).take("decide", outcome="levy", until="2026-03-31", **(SOUND | {"reconsideration_first": True}))
    text = documents.text(queries.as_document(Document.objects.get(case=walk.case, template="levy_decision")))
    assert "先向安州市人民政府申请行政复议" in text
    assert "六个月内直接" not in text


def test_a_requisition_with_list_receipt_return_and_compensation(organ: cast.Cast) -> None:
    walk = begun(organ, "requisition")
    walk.take("inventory", goods=[{"name": "运输车", "quantity": "2", "unit": "辆"}])
    walk.take("plead", accepted=False)
    walk.on(3, 3).take("decide", outcome="requisition", urgent=False, until="2026-03-20", **SOUND)
    walk.take("serve", received="2026-03-03")
    walk.take("take_over")
    walk.on(3, 18).take("give_back", damaged=False)
    walk.on(3, 20).take("compensate", amount="8000")
    walk.on(3, 23).take("pay_out")
    shown(walk, 3, 24)
    ended(walk, "executed")
    assert walk.made() >= {
        "requisition_list",
        "requisition_decision",
        "requisition_receipt",
        "return_record",
        "compensation_decision",
        "payout_record",
    }


def test_an_urgent_requisition_is_approved_afterwards(organ: cast.Cast) -> None:
    walk = begun(organ, "requisition")
    with pytest.raises(Refused, match="清点登记财产"):
        walk.take("decide", outcome="requisition", urgent=False, until="2026-03-20", **SOUND)
    walk.take("decide", outcome="requisition", urgent=True, until="2026-03-20", **SOUND)
    walk.take("serve", received="2026-03-02")
    with pytest.raises(Refused, match="补办紧急征用手续"):
        walk.take("close", ground="other")
    walk.on(3, 3).take("requisition_approve")


def test_a_fee_billed_paid_and_closed(organ: cast.Cast) -> None:
    walk = begun(organ, "fee")
    walk.take("compute", amount="3000", rate="每平方米三十元")
    walk.on(3, 3).take("decide", outcome="charge", until="2026-03-20", **SOUND)
    walk.take("serve", received="2026-03-03")
    walk.on(3, 10).take("pay")
    shown(walk, 3, 11)
    ended(walk, "executed")
    assert {"levy_calculation", "fee_bill", "payment_record"} <= walk.made()


def test_no_fee_beyond_the_published_list(organ: cast.Cast) -> None:
    with pytest.raises(Refused, match="不在目录清单之内") as refused:
        begun(organ, "fee", in_list=False)
    assert "第二十五条" in refused.value.article


def test_a_work_injury_is_confirmed(organ: cast.Cast) -> None:
    walk = begun(organ, "confirmation", "injury", party=PERSON, applicant="worker", event="2026-02-10", employer="安州某某公司")
    walk.on(3, 5).take("correct_once", items=[{"name": "诊断证明"}])
    walk.on(3, 9).take("supply", in_full=True)
    walk.on(3, 10).take("accept", plain=False)
    walk.on(3, 11).take("evidence_notice", until="2026-03-26", served="2026-03-11")
    walk.on(3, 20).take("evidence_answer", agrees=False)
    walk.on(3, 23).take("inquire")
    walk.on(3, 24).take("suspend")
    with pytest.raises(Refused, match="恢复认定"):
        walk.on(3, 25).take("decide", outcome="confirm", **SOUND)
    walk.on(4, 1).take("resume")
    walk.on(4, 10).take("decide", outcome="confirm", **SOUND)
    walk.on(4, 13).take("serve", received="2026-04-13")
    shown(walk, 4, 14)
    ended(walk, "decided")
    assert walk.made() >= {
        "injury_application", "dealing_correction_notice", "dealing_acceptance", "evidence_notice", "inquiry_record", "suspension_notice",
        "injury_decision",
    }  # fmt: skip


def test_a_qualification_is_confirmed(organ: cast.Cast) -> None:
    walk = begun(organ, "confirmation", party=PERSON)
    walk.on(3, 4).take("accept")
    walk.on(3, 10).take("inquire")
    walk.on(3, 20).take("decide", outcome="confirm", **SOUND)
    walk.on(3, 23).take("serve", received="2026-03-23")
    shown(walk, 3, 24)
    ended(walk, "decided")
    assert {"confirmation_application", "dealing_acceptance", "confirmation_decision"} <= walk.made()


def test_an_application_that_is_not_accepted_is_told_why_and_how_to_object(organ: cast.Cast) -> None:
    walk = begun(organ, "confirmation", "injury", party=PERSON, applicant="worker", event="2024-02-10", employer="安州某某公司")
    walk.on(3, 5).take("refuse_acceptance", ground="late", reasons="超过申请期限。")
    walk.on(3, 6).take("serve", received="2026-03-06")
    ended(walk, "refused")
    assert "dealing_refusal_acceptance" in walk.made()


def test_a_grant_is_announced_paid_rechecked_and_stopped(organ: cast.Cast) -> None:
    walk = begun(organ, "grant", party=PERSON)
    walk.on(3, 3).take("accept")
    walk.on(3, 6).take("inquire")
    walk.on(3, 9).take("announce", until="2026-03-16")
    walk.on(3, 17).take("decide", outcome="grant", amount="600", **SOUND)
    walk.on(3, 18).take("serve", received="2026-03-18")
    shown(walk, 3, 19)
    walk.on(3, 31).take("pay_out")
    walk.on(4, 30).take("pay_out")
    walk.on(9, 1).take("recheck", eligible=False)
    walk.on(9, 2).take("stop_notice", plead_until="2026-09-09", served="2026-09-02")
    walk.on(9, 10).take("stop", from_day="2026-10-01")
    walk.take("recover", amount="600", until="2026-10-10")
    walk.on(9, 20).take("pay")
    walk.on(9, 30)
    ended(walk, "stopped")
    assert walk.made() >= {
        "grant_application", "dealing_acceptance", "inquiry_record", "grant_announcement", "grant_decision", "payout_record", "recheck_record",
        "stop_notice", "stop_decision", "recovery_decision", "payment_record",
    }  # fmt: skip


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("who", ["head", "reviewer", "supervisor", "discloser"])
def test_who_may_not_begin(organ: cast.Cast, type: str, who: str) -> None:
    form = queries.beginning(organ.handler, type, "ordinary", "")
    fields = every_type.filled(organ, form.fields, {})
    with pytest.raises(NotAllowed):
        services.open_case(getattr(organ, who), item=form.items[0].code, party=every_type.COMPANY, fields=fields, type=type)


def test_the_handler_decides_nothing(organ: cast.Cast) -> None:
    walk = levied(organ)
    with pytest.raises(NotAllowed):
        walk.on(3, 16).take("decide", organ.handler, outcome="levy", until="2026-03-31", **SOUND)


def test_nobody_of_another_organ_takes_part(organ: cast.Cast) -> None:
    walk = begun(organ, "levy")
    with pytest.raises(Refused):
        services.take_step(organ.outsider, walk.case, "compute", {})


def test_a_notice_is_served_before_the_decision_and_proven(organ: cast.Cast) -> None:
    walk = begun(organ, "levy")
    with pytest.raises(Refused, match="尚未征收告知"):
        walk.take("serve_notice", received="2026-03-05")
    walk.on(3, 4).take("compute", amount="10000")
    number = walk.on(3, 5).take("notify", plead_until="2026-03-12", served="2026-03-05").number
    walk.take("serve_notice", received="2026-03-05")
    assert number in documents.text(queries.as_document(Document.objects.get(case=walk.case, template="proof_of_service")))


@pytest.mark.parametrize(("type", "name"), [("grant", "ordinary"), ("confirmation", "ordinary"), ("confirmation", "injury")])
def test_that_an_application_was_accepted_is_served_and_proven(organ: cast.Cast, type: str, name: str) -> None:
    walk = begun(
        organ,
        type,
        name,
        party=PERSON,
        **({"applicant": "worker", "event": "2026-02-10", "employer": "某公司"} if name == "injury" else {}),
    )
    with pytest.raises(Refused, match="尚未"):
        walk.take("serve_notice", received="2026-03-02")
    walk.on(3, 3).take("accept")
    walk.take("serve_notice", received="2026-03-03")
    assert "proof_of_service" in walk.made()
    assert queries.visible(walk.people.handler, walk.case).stage == "启动"
