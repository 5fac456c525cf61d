"""The ways out of a penalty: no penalty and the first offence, the referral of a crime, instalments, confiscated goods; and what is refused on the way."""

import datetime

import pytest

import cast
import walks
from sanxiang.casework import queries
from sanxiang.casework.models import Case, Document, Due
from sanxiang.record.refusal import Refused

pytestmark = pytest.mark.django_db
START = datetime.date(2026, 6, 1)
FIRST = {"ground": "first_time", "prior": "没有处罚记录", "evidence_text": "复查笔录一份"}
GOODS = [{"name": "违法广告牌", "quantity": "1", "unit": "块"}]


def begun(people: cast.Cast) -> walks.Walk:
    return walks.Walk(people, start=START).file().inspect()


def papers(case: str) -> set[str]:
    return set(Document.objects.filter(case=case, state="").values_list("template", flat=True))


def test_a_first_offence_needs_all_three_conditions(people: cast.Cast) -> None:
    walk = begun(people)
    for lacking in ("first", "minor", "corrected"):
        told = dict.fromkeys(("first", "minor", "corrected"), True) | {lacking: False}
        with pytest.raises(Refused) as refusal:
            walk.take("leniency", **FIRST, **told)
        assert "第三十三条" in refusal.value.article
    walk.take("leniency", **FIRST, first=True, minor=True, corrected=True)
    assert "leniency_check" in papers(walk.case)


def test_no_penalty_is_refused_until_the_party_was_educated(people: cast.Cast) -> None:
    walk = begun(people).report(proposal="no_penalty", kinds=[], fine="")
    walk.take("leniency", **FIRST, first=True, minor=True, corrected=True)
    draft = {"outcome": "no_penalty", "ground": "first_time", "kinds": [], "fine": "", "payment_text": "无须履行"}
    walk.submit(draft=draft).agree()
    with pytest.raises(Refused, match="教育"):
        walk.decide(**draft, educated=False)
    walk.take("educate", place="解放路", officers=walk.officers, educated="冯某", content="说明违法行为的危害和改正要求。")
    assert walk.decide(**draft, educated=True).number
    assert {"education_record", "no_penalty_decision"} <= papers(walk.case)


def test_a_crime_is_referred_within_twenty_four_hours_of_the_approval_with_its_four_annexes(people: cast.Cast) -> None:
    walk = begun(people)
    crime = {"manner": "crime", "to": "安州市公安局", "reason": "涉嫌犯罪"}
    with pytest.raises(Refused, match="报告"):
        walk.approved("transfer", **crime)
    report = {"officers": walk.officers, "facts_text": "已核实", "crime": "涉嫌故意毁坏财物", "evidence_text": "笔录"}
    with pytest.raises(Refused, match="不得少于2人"):
        walk.take("refer", **report | {"officers": walk.officers[:1]})
    walk.take("refer", **report)
    assert Due.objects.filter(case=walk.case, rule="TRA-05a").exists()
    walk.later(2).approved("transfer", **crime)
    assert Case.objects.get(id=walk.case).status == "open"
    assert Due.objects.filter(case=walk.case, rule="TRA-05b").exists()
    walk.take(
        "transfer_deliver", officers=walk.officers, to="安州市公安局", goods=GOODS, tests=["鉴定意见"], materials=["照片"], receipt=True
    )
    assert {"crime_report", "transfer_letter", "crime_transfer", "crime_goods", "crime_tests", "crime_materials"} <= papers(walk.case)
    walk.later(2).take("transfer_answer", answer="filed", received=str(walk.day))
    assert Due.objects.filter(case=walk.case, rule="TRA-12").exists()
    walk.take("transfer_goods", goods=GOODS, receipt=True)
    assert not Due.objects.filter(case=walk.case, rule="TRA-12").exists()


def test_a_case_that_the_police_give_back_goes_on(people: cast.Cast) -> None:
    walk = begun(people)
    walk.take("refer", officers=walk.officers, facts_text="已核实", crime="涉嫌故意毁坏财物", evidence_text="笔录")
    walk.later(1).approved("transfer", manner="crime", to="安州市公安局", reason="涉嫌犯罪")
    gone = {offer.act: offer for offer in queries.case_page(people.handler, walk.case).offers}
    assert all(gone[act].blocks for act in ("interview", "investigation_report", "notify", "decide"))
    with pytest.raises(Refused, match="移送其他机关，退回并登记后才能继续办理") as refused:
        walk.report()
    assert "第二十七条" in refused.value.article
    walk.take("transfer_deliver", officers=walk.officers, to="安州市公安局", receipt=True)
    walk.later(2).take("transfer_answer", answer="declined", received=str(walk.day), reason="情节显著轻微")
    walk.take("refer_back", by="安州市公安局", received=str(walk.day), reason="不需要追究刑事责任")
    assert walk.report()


def test_a_hearing_is_announced_seven_working_days_before_and_not_by_who_investigated(people: cast.Cast) -> None:
    walk = begun(people).report()
    names = ("facts_text", "grounds_text", "basis_text", "kinds", "fine")
    told = {name: walks.REPORT[name] for name in names} | dict.fromkeys(("facts", "grounds", "basis", "rights", "hearing_offered"), True)
    walk.approved("notify", **told)
    walk.take("hearing_request")
    soon = str((walk.day or START) + datetime.timedelta(8))
    with pytest.raises(Refused) as refusal:
        walk.take("hearing_notice", hearing_day=soon, place="局会议室", chair="陈主持")
    assert "第六十四条" in refusal.value.article


def test_electronic_service_needs_consent_and_what_is_left_behind_a_witness_or_a_film(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    service = {"place": "解放路", "officers": walk.officers}
    with pytest.raises(Refused, match="确认书"):
        walk.take("serve", manner="electronic", **service)
    with pytest.raises(Refused, match="见证人"):
        walk.take("serve", manner="retained", **service)
    walk.take(
        "confirm_address",
        address="解放路",
        recipient="冯某",
        phone="09990000000",
        electronic=True,
        electronic_address="f@example.org",
        signed=True,
    )
    walk.take("serve", manner="electronic", consent=True, **service)


def test_no_more_is_paid_than_the_fine_and_no_officer_takes_cash(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    walk.take("serve", manner="direct", place="解放路", officers=walk.officers, received=str(walk.day or datetime.date.today()))
    with pytest.raises(Refused, match="第六十七条|收缴"):
        walk.take("pay", amount="2000", on_spot=True, spot_ground="small", receipt="1")
    with pytest.raises(Refused):
        walk.take("pay", amount="2000.01")
    walk.take("pay", amount="1500")
    with pytest.raises(Refused):
        walk.take("pay", amount="600")
    walk.take("pay", amount="500")


def test_an_earlier_penalty_of_the_same_party_is_found_by_itself_and_is_no_first_offence(people: cast.Cast) -> None:
    earlier = walks.Walk(people, start=START)
    earlier.to_decision()
    walk = walks.Walk(people, start=START + datetime.timedelta(90)).file().inspect()
    asked = {field.name: field.value for field in queries.form(people.handler, walk.case, "leniency").fields}
    assert "罚决字" in asked["prior"]
    with pytest.raises(Refused, match="不是初次违法"):
        walk.take("leniency", **FIRST, first=True, minor=True, corrected=True)


def test_who_was_never_punished_is_told_so(people: cast.Cast) -> None:
    walk = begun(people)
    asked = {field.name: field.value for field in queries.form(people.handler, walk.case, "leniency").fields}
    assert "没有该当事人的处罚记录" in asked["prior"]
