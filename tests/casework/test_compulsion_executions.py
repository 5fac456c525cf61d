"""行政强制执行, walked from the unfulfilled decision to the archive: 自行执行, 代履行, 强制拆除, 申请法院; and who may not."""

import datetime

import pytest

import cast
import every_type
from dated import Dated
from sanxiang.casework import queries
from sanxiang.disclosure import services as disclosure
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
ORDER = {"document": "安城管罚决字〔2025〕9号", "duty": "缴纳罚款20000元。", "monetary": True, "amount": "20000", "authorised": True}
DEMAND = {"states_manner": True, "rights": True, "manner_text": "到指定银行缴纳。"}
DONE = {"urgent": False, "daytime": True, "spares_utilities": True, "filmed": True, "to_treasury": True}


def begun(people: cast.Cast, name: str, day: datetime.date, **told: object) -> Dated:
    every_type.items(people)
    return Dated(people, "compulsory_execution", name, day, **ORDER | told)


@pytest.fixture
def owed(people: cast.Cast) -> Dated:
    """A fine of 20,000 yuan, due on 23 January 2026, that nobody paid."""
    told = {"decided": "2026-01-06", "served": "2026-01-08", "due": "2026-01-23", "power": "granted"}
    return begun(people, "ordinary", datetime.date(2026, 2, 9), **told)


@pytest.fixture
def littered(people: cast.Cast) -> Dated:
    """Goods on a road that were to be cleared by 15 May 2026."""
    told = {
        "decided": "2026-05-06",
        "served": "2026-05-06",
        "due": "2026-05-15",
        "duty": "清理堆放物。",
        "harm": "traffic",
        "place": "解放路2号门前",
    }
    return begun(people, "substitute", datetime.date(2026, 5, 18), **told, monetary=None, amount=None)


@pytest.fixture
def built(people: cast.Cast) -> Dated:
    """A building that was to be pulled down by 20 January 2026."""
    told = {
        "decided": "2026-01-05",
        "served": "2026-01-06",
        "due": "2026-01-20",
        "duty": "拆除违法建筑。",
        "place": "解放路2号",
        "subject": "砖混一层36平方米",
    }
    return begun(people, "demolition", datetime.date(2026, 2, 2), **told, monetary=None, amount=None)


@pytest.fixture
def lapsed(people: cast.Cast) -> Dated:
    """A fine whose time for remedies ended on 6 July 2026."""
    told = {"decided": "2026-01-05", "served": "2026-01-06", "due": "2026-01-21", "remedies_end": "2026-07-06"}
    return begun(people, "court", datetime.date(2026, 7, 7), **told)


def published(walk: Dated, month: int, day: int) -> None:
    disclosure.publish(walk.people.discloser, walk.case, happened=datetime.date(walk.day.year, month, day), backfill="补录")


def demanded(walk: Dated) -> Dated:
    walk.on(2, 10).take(
        "surcharge", base="20000", since="2026-01-24", until="2026-02-10", excluded=0, days=18, amount="10800", informed=True
    )
    walk.on(2, 25).take("demand", until="2026-03-10", amount="30800", served="2026-02-25", **DEMAND)
    return walk


def test_money_is_taken_after_surcharge_demand_and_decision(owed: Dated) -> None:
    walk = demanded(owed)
    walk.on(2, 27).take("plead", content="请求缓缴。", reviewed=True, accepted=False, review_text="理由不成立。")
    number = (
        walk.on(3, 16).take("decide", outcome="execute", manner="transfer", amount="30800", perform_on="2026-03-18", remedies=True).number
    )
    walk.on(3, 17).take("serve", manner="direct", received="2026-03-17")
    walk.on(3, 18).take("execute", manner="transfer", institution="安州银行", amount="30800", **DONE)
    published(walk, 3, 20)
    walk.on(3, 23).take("close", ground="executed")
    walk.on(3, 30).take("archive", retention="y30")
    assert number == "安城管强执决字〔2026〕1号"
    assert walk.findings() == []
    assert walk.made() >= {"surcharge_decision", "demand", "statement_record", "execution_decision", "proof_of_service", "execution_record"}


def test_an_instalment_an_agreement_a_suspension_and_the_end(owed: Dated) -> None:
    walk = owed
    walk.on(2, 9).take("defer", kind="instalments", plan="每月5000元。", until="2026-06-01")
    walk.on(6, 2).take("surcharge", base="20000", since="2026-06-02", until="2026-06-02", excluded=0, days=1, amount="600", informed=True)
    walk.on(6, 3).take("agree", until="2026-06-30", harmless=True, remedied=True, waives=True, waived_surcharge="600")
    walk.on(7, 1).take("resume", ground="breach", informed=True)
    walk.on(7, 2).take("suspend", ground="hardship", harmless=True, informed=True)
    walk.on(7, 20).take("resume", ground="cause_gone", informed=True)
    walk.on(7, 21).take("terminate", ground="dissolved")
    walk.on(7, 22).take("close", ground="terminated")
    assert walk.findings() == []
    assert walk.made() >= {
        "deferral_approval", "deferral_granted", "execution_agreement", "execution_suspension", "execution_resumption", "execution_termination",
    }  # fmt: skip


def test_another_does_what_the_party_did_not(littered: Dated) -> None:
    walk = littered
    walk.on(5, 19).take("demand", until="2026-05-29", served="2026-05-19", **DEMAND)
    told = {"performer": "某清运公司", "unrelated": True, "budget": "3000", "perform_on": "2026-06-24", "remedies": True}
    walk.on(6, 1).take("decide", outcome="execute", **told)
    walk.on(6, 2).take("serve", manner="direct", received="2026-06-02")
    walk.on(6, 12).take("demand_again", until="2026-06-23", served="2026-06-12")
    walk.on(6, 24).take("execute", supervised=True, peaceful=True, signed=True, **DONE)
    walk.on(6, 25).take("cost", amount="2900", until="2026-07-10", informed=True)
    published(walk, 6, 26)
    walk.on(6, 29).take("close", ground="executed")
    assert walk.findings() == []
    assert walk.made() >= {"demand", "substitute_decision", "substitute_demand", "execution_record", "substitute_cost"}


def test_what_lies_on_the_road_is_cleared_at_once(littered: Dated) -> None:
    littered.take("execute_at_once", public_place=True, unable=True, party_present=False, informed=True, performer="某清运公司")
    littered.on(5, 20).take("close", ground="executed")
    assert "immediate_substitute_decision" in littered.made()
    assert littered.findings() == []


def test_a_building_is_pulled_down_after_the_time_for_remedies(built: Dated) -> None:
    walk = built
    walk.on(2, 3).take("announce", until="2026-02-28", published=True, posted_at="建筑物外墙和本机关网站")
    walk.on(3, 2).take("demand", until="2026-03-16", served="2026-03-02", **DEMAND)
    walk.on(7, 7).take("decide", outcome="execute", manner="demolish", perform_on="2026-07-13", remedies=True)
    walk.on(7, 8).take("serve", manner="direct", received="2026-07-08")
    with pytest.raises(Refused, match="23:10在夜间"):  # the day is told without a time, the work with one
        walk.on(7, 13).take("execute", institution="某拆除公司", **DONE, began="2026-07-13T21:30", ended="2026-07-13T23:10")
    walk.take("execute", institution="某拆除公司", **DONE)
    published(walk, 7, 15)
    walk.on(7, 20).take("close", ground="executed")
    assert walk.findings() == []
    assert walk.made() >= {"demolition_announcement", "demand", "execution_decision", "execution_record"}


def test_the_court_executes(lapsed: Dated) -> None:
    walk = lapsed
    walk.on(7, 8).take("demand", until="2026-07-22", amount="20000", served="2026-07-08", **DEMAND)
    walk.on(7, 23).take(
        "court_application", court="安州市云溪区人民法院", signed=True, sealed=True, served="2026-07-23", statement="没有提出意见。"
    )
    walk.on(7, 28).take("court_acceptance", accepted=True, number="（2026）安01行审1号", served="2026-07-28")
    walk.on(8, 4).take("court_ruling", outcome="refuse", number="（2026）安01行审1号", clearly_unlawful=False, served="2026-08-04")
    walk.on(8, 10).take("court_objection", of="ruling", court="安州市中级人民法院")
    walk.on(9, 1).take("court_review", of="ruling", upheld=True, number="（2026）安02行审复1号")
    walk.on(10, 20).take("court_result", whole=True, amount="20000")
    walk.on(10, 22).take("close", ground="executed")
    walk.on(10, 23).take("archive", retention="y30")
    assert walk.findings() == []
    assert walk.made() >= {"demand", "court_application", "court_materials", "court_objection", "closing_approval"}


# ── who may not ──


def test_who_handles_does_not_decide(owed: Dated) -> None:
    demanded(owed)
    with pytest.raises(NotAllowed):
        owed.on(3, 16).take("decide", person=owed.people.handler, outcome="execute", manner="transfer", perform_on="2026-03-18")


def test_without_a_law_the_organ_does_not_execute_itself(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="法律没有规定由本机关强制执行"):
        begun(people, "ordinary", datetime.date(2026, 2, 9), authorised=False)


def test_money_is_not_taken_before_thirty_days_of_surcharge(owed: Dated) -> None:
    demanded(owed)
    with pytest.raises(Refused, match="尚未届满"):
        owed.on(3, 12).take("decide", outcome="execute", manner="transfer", perform_on="2026-03-18", remedies=True)


def test_nothing_is_decided_before_the_demand_has_run(owed: Dated) -> None:
    demanded(owed)
    with pytest.raises(Refused, match="2026年3月10日，尚未届满"):
        owed.on(3, 10).take("decide", outcome="execute", manner="restore", perform_on="2026-03-18", remedies=True)


def test_a_surcharge_is_no_more_than_the_law_allows(owed: Dated) -> None:
    told = {"base": "20000", "since": "2026-01-24", "until": "2026-02-10", "excluded": 0, "informed": True}
    with pytest.raises(Refused, match="18日"):
        owed.on(2, 10).take("surcharge", days=19, amount="11400", **told)
    with pytest.raises(Refused, match="10800"):
        owed.on(2, 10).take("surcharge", days=18, amount="10800.01", **told)


def test_no_more_is_paid_than_is_still_owed(owed: Dated) -> None:
    owed.on(2, 10).take("pay", amount="12000")
    form = queries.form(owed.people.handler, owed.case, "pay")
    assert next(field.value for field in form.fields if field.name == "amount") == "8000"
    with pytest.raises(Refused, match="缴纳金额累计超过应缴金额：20001元超过20000元"):
        owed.on(2, 11).take("pay", amount="8001")
    owed.take("pay", amount="8000")


def test_execution_does_not_happen_on_a_holiday(owed: Dated) -> None:
    walk = demanded(owed)
    walk.on(3, 31).take("decide", outcome="execute", manner="transfer", perform_on="2026-04-05", remedies=True)
    walk.on(4, 1).take("serve", manner="direct", received="2026-04-01")
    with pytest.raises(Refused, match="法定节假日"):
        walk.on(4, 5).take("execute", manner="transfer", **DONE)


def test_only_the_surcharge_may_be_waived(owed: Dated) -> None:
    demanded(owed)
    with pytest.raises(Refused, match="减免超过加处"):
        owed.on(3, 2).take("agree", until="2026-06-30", harmless=True, remedied=True, waives=True, waived_surcharge="10800.01")


def test_substitute_performance_waits_three_working_days_after_the_second_demand(littered: Dated) -> None:
    walk = littered
    walk.on(5, 19).take("demand", until="2026-05-29", served="2026-05-19", **DEMAND)
    walk.on(6, 1).take(
        "decide", outcome="execute", performer="某清运公司", unrelated=True, budget="3000", perform_on="2026-06-24", remedies=True
    )
    walk.on(6, 2).take("serve", manner="direct", received="2026-06-02")
    walk.on(6, 22).take("demand_again", until="2026-06-23", served="2026-06-22")
    with pytest.raises(Refused, match="再次催告"):
        walk.on(6, 24).take("execute", supervised=True, peaceful=True, signed=True, **DONE)


def test_nothing_is_pulled_down_while_the_party_may_still_sue(built: Dated) -> None:
    built.on(2, 3).take("announce", until="2026-02-28", published=True, posted_at="外墙")
    built.on(3, 2).take("demand", until="2026-03-16", served="2026-03-02", **DEMAND)
    with pytest.raises(Refused, match="提起行政诉讼"):
        built.on(7, 6).take("decide", outcome="execute", manner="demolish", perform_on="2026-07-13", remedies=True)


def test_the_court_is_not_asked_before_ten_working_days(lapsed: Dated) -> None:
    lapsed.on(7, 8).take("demand", until="2026-07-22", amount="20000", served="2026-07-08", **DEMAND)
    with pytest.raises(Refused, match="自行履行义务"):
        lapsed.on(7, 22).take("court_application", signed=True, sealed=True, served="2026-07-22")


def test_the_application_bears_the_heads_signature(lapsed: Dated) -> None:
    lapsed.on(7, 8).take("demand", until="2026-07-22", amount="20000", served="2026-07-08", **DEMAND)
    with pytest.raises(Refused, match="负责人签名"):
        lapsed.on(7, 23).take("court_application", signed=False, sealed=True, served="2026-07-23")


def test_an_application_waits_for_the_head(lapsed: Dated) -> None:
    lapsed.on(7, 8).take("demand", until="2026-07-22", amount="20000", served="2026-07-08", **DEMAND)
    page = queries.case_page(lapsed.people.handler, lapsed.case)
    step = page.procedure.step("court_application")
    assert step is not None
    assert step.approver == "head"


def test_the_forms_add_the_surcharge_and_with_it_the_decision_reaches_the_threshold_of_the_review_list(people: cast.Cast) -> None:
    every_type.review_rows(
        people, {"code": "Z", "name": "强制执行", "type": "compulsory_execution", "from_person": "30000", "from_entity": "30000"}
    )
    told = {"decided": "2026-01-06", "served": "2026-01-08", "due": "2026-01-23", "power": "granted"}
    walk = begun(people, "ordinary", datetime.date(2026, 2, 9), **told)
    assert amount(walk, "demand") == amount(walk, "decide") == "20000"
    walk.on(2, 10).take(
        "surcharge", base="20000", since="2026-01-24", until="2026-02-10", excluded=0, days=18, amount="10800", informed=True
    )
    assert amount(walk, "demand") == amount(walk, "decide") == "30800"
    walk.on(2, 25).take("demand", until="2026-03-10", served="2026-02-25", **DEMAND)
    with pytest.raises(Refused, match="法制审核"):
        walk.on(3, 16).take("decide", outcome="execute", manner="transfer", perform_on="2026-03-18", remedies=True)


def amount(walk: Dated, act: str) -> object:
    return next(field.value for field in queries.form(walk.people.handler, walk.case, act).fields if field.name == "amount")
