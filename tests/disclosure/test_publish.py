"""公示 a decision."""

import datetime
from typing import Any

import pytest

import cast
import walks
from disclosure.published import (
    ADDRESS,
    CHILD,
    COMPANY_ADDRESS,
    LAST_DAY,
    PERSON,
    SHOP,
    START,
    TRADER,
    decided,
    id_number,
    record_is_whole,
)
from sanxiang.casework.models import Due
from sanxiang.disclosure import queries, services
from sanxiang.disclosure.models import Publication, PublicDecision
from sanxiang.disclosure.preparing import Adjusted
from sanxiang.record import queries as record
from sanxiang.record.refusal import Invalid, Moved, NotAllowed, NotFound, Refused, Reused

pytestmark = pytest.mark.django_db


def publish(people: cast.Cast, case: str, **more: Any) -> PublicDecision:
    services.publish(people.discloser, case, **({"happened": LAST_DAY, "backfill": walks.LATE} | more))
    return PublicDecision.objects.get(id=case)


def test_a_decision_goes_to_the_public_with_its_last_day(people: cast.Cast) -> None:
    case = decided(people)
    assert services.look(people.discloser, case).due_on == LAST_DAY
    assert [duty.due for duty in queries.duties(people.discloser)] == [LAST_DAY]
    row = publish(people, case)
    assert (row.state, row.due_on, row.published_on, row.until) == ("published", LAST_DAY, LAST_DAY, None)
    assert (row.party, row.content, row.kinds) == ("安州某某商贸有限公司", "罚款2000元", ["fine"])
    assert COMPANY_ADDRESS in row.full_text  # an organisation's address stays public
    assert "冯某" in row.full_text
    assert queries.duties(people.discloser) == []
    assert not Due.objects.filter(case=case, rule__startswith="PUB-06").exists()
    assert record_is_whole()


def test_publishing_late_is_seen(people: cast.Cast) -> None:
    late = LAST_DAY + datetime.timedelta(days=1)
    row = publish(people, decided(people), happened=late)
    assert (row.published_on, row.due_on) == (late, LAST_DAY)
    assert Publication.objects.get().due_on == LAST_DAY


def test_a_person_bears_one_mask_in_title_party_and_text(people: cast.Cast) -> None:
    row = publish(people, decided(people, PERSON))
    public = " ".join(str(getattr(row, name)) for name in ("title", "party", "cause", "facts", "full_text", "words", "party_code"))
    assert (row.title, row.party, row.party_code) == (f"孔某{walks.CAUSE}案", "孔某", "")
    assert "孔某" in row.full_text
    for secret in ("孔令生", id_number(), ADDRESS, "柳荫巷", "13900000001"):
        assert secret not in public
    assert record_is_whole()


def test_places_of_what_was_hidden_are_told(people: cast.Cast) -> None:
    row = publish(people, decided(people, PERSON))
    told = {(kind, row.full_text[start:end]) for start, end, kind in row.hidden}
    assert ("name", "孔某") in told
    assert ("address", "（住址略）") in told
    assert ("id_number", "****") in told
    assert record.acts_of(row.id)[-1].data["redacted"]["name"] >= 2


def test_a_shop_keeps_its_name_and_its_keeper_does_not(people: cast.Cast) -> None:
    row = publish(people, decided(people, SHOP))
    assert (row.party, row.party_kind) == ("清河区孔令生小吃店", "individual_business")
    assert row.title.startswith("清河区孔令生小吃店")
    assert "孔令生" not in row.full_text.replace("清河区孔令生小吃店", "")
    assert "中山路31号" in row.full_text


def test_a_trader_without_a_trade_name_is_a_person(people: cast.Cast) -> None:
    row = publish(people, decided(people, TRADER | {"id_number": ""}))
    assert row.party == "孔某"
    assert "孔令生" not in row.full_text + row.title + row.words


def test_an_officer_may_hide_more_and_show_what_was_hidden_wrongly(people: cast.Cast) -> None:
    case = decided(people)
    row = publish(people, case, adjusted=Adjusted(hide=("堆放货物",)))
    assert "堆放货物" not in row.full_text + row.facts
    assert "占用人行道" in row.facts
    prepared = services.look(people.discloser, case, Adjusted(show=(COMPANY_ADDRESS,)))
    assert COMPANY_ADDRESS in prepared.shown["full_text"]


def test_what_the_case_knows_of_a_person_cannot_be_shown(people: cast.Cast) -> None:
    case = decided(people, PERSON)
    prepared = services.look(people.discloser, case, Adjusted(show=("孔令生", id_number(), ADDRESS)))
    assert "孔令生" not in prepared.shown["full_text"] + prepared.shown["title"]
    assert ADDRESS not in prepared.shown["full_text"]


def test_a_leak_refuses_publication(people: cast.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from sanxiang.disclosure import preparing
    from sanxiang.disclosure.redaction_spans import Finding

    case = decided(people, PERSON)
    leak = Finding("leak", "自然人姓名在隐去之后的文本中仍能读到，请人工处理", 0, 3)
    monkeypatch.setattr(preparing.redaction, "reread", lambda *_: [leak])
    with pytest.raises(Refused, match="仍能读到") as refusal:
        publish(people, case)
    assert "另行隐去" in refusal.value.next
    assert not PublicDecision.objects.exists()


def test_a_name_split_by_spaces_is_found_by_the_second_reading(people: cast.Cast) -> None:
    case = decided(people, PERSON, facts_text="孔 令 生占用人行道堆放货物约十平方米，经责令改正后改正。")
    prepared = services.look(people.discloser, case)
    assert prepared.leaks or "孔 令 生" not in prepared.shown["facts"]


def test_a_minors_decision_is_not_published(people: cast.Cast) -> None:
    case = decided(people, CHILD)
    with pytest.raises(Refused, match="未成年人") as refusal:
        publish(people, case)
    assert "不予公开" in refusal.value.next
    assert not PublicDecision.objects.exists()


def test_before_the_decision_there_is_nothing_to_publish(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    with pytest.raises(Refused, match="还没有作出决定"):
        services.publish(people.discloser, walk.case)


def test_days_that_cannot_be_are_refused(people: cast.Cast) -> None:
    case = decided(people)
    with pytest.raises(Invalid, match="早于决定日期"):
        publish(people, case, happened=START - datetime.timedelta(days=1))
    with pytest.raises(Invalid, match="截止日期") as refusal:
        publish(people, case, until=LAST_DAY)
    assert refusal.value.fields == {"until": "应晚于公示当日"}
    with pytest.raises(Invalid, match="今天之后"):
        publish(people, case, happened=datetime.date(2099, 1, 1))


def test_what_is_published_is_not_published_again(people: cast.Cast) -> None:
    case = decided(people)
    publish(people, case)
    with pytest.raises(Refused, match="已经公示"):
        publish(people, case)


def test_the_same_form_sent_twice_publishes_once(people: cast.Cast) -> None:
    case = decided(people)
    publish(people, case, key="k1")
    publish(people, case, key="k1")
    assert [act.name for act in record.acts_of(case)].count("disclosure.publish") == 1
    with pytest.raises(Reused):
        publish(people, case, key="k1", until=datetime.date(2027, 1, 1))


def test_who_saw_an_older_case_is_told_what_changed(people: cast.Cast) -> None:
    case = decided(people)
    seen = record.acts_of(case)[-1].version
    publish(people, case, seen=seen)
    with pytest.raises(Moved) as refusal:
        publish(people, case, seen=seen)
    assert refusal.value.since == ["disclosure.publish"]


def test_only_a_discloser_of_the_organ_publishes(people: cast.Cast) -> None:
    case = decided(people)
    for name in ("handler", "reviewer", "head", "supervisor", "admin"):
        with pytest.raises(NotAllowed):
            services.publish(getattr(people, name), case)
    with pytest.raises(NotFound):
        services.publish(people.outsider, case)
    assert not PublicDecision.objects.exists()


def test_a_period_of_disclosure_is_offered_and_never_chosen(people: cast.Cast) -> None:
    case = decided(people)
    terms = {term.rule: term for term in services.look(people.discloser, case).terms}
    assert terms["PUB-CREDIT-a"].unverified
    assert publish(people, case).until is None
