"""公示 of decisions that are no penalties: a permit's within its period, redacted, with type and outcome, found by type."""

import datetime

import pytest

import cast
import every_type
from sanxiang.casework.models import Due
from sanxiang.disclosure import public, queries, services
from sanxiang.disclosure.models import PublicDecision
from sanxiang.record.refusal import NotAllowed, Refused

TODAY = datetime.date.today()
PERSON = {"kind": "person", "name": "冯小满", "id_number": "", "address": "安州市和平路31号2单元", "phone": "13900001234"}


def decided(people: cast.Cast, outcome: str = "grant", **told: object) -> str:
    every_type.items(people)
    case = every_type.opened(people, "permit", party=told.pop("party", every_type.COMPANY))
    every_type.take(people, case, "accept", handling="alone", deemed=False, technical=False)
    every_type.take(people, case, "examine", proposal=outcome, site_required=False, others_interests=False, hearing_required=False, review_required=False)  # fmt: skip
    every_type.take(people, case, "decide", outcome=outcome, false_materials=False, safety=False, on_spot=False, **told)
    return case


def test_it_is_due_in_seven_working_days_and_shown_with_type_and_outcome(people: cast.Cast) -> None:
    case = decided(people, content="准予占用道路十平方米")
    (due,) = Due.objects.filter(case=case, rule="PUB-06b")
    assert [duty.due for duty in queries.duties(people.discloser)] == [due.due]
    services.publish(people.discloser, case)
    row = PublicDecision.objects.get(id=case)
    assert (row.type, row.outcome, row.content) == ("permit", "准予行政许可", "准予行政许可：准予占用道路十平方米")
    assert row.party == every_type.COMPANY["name"]
    assert "准予" in row.full_text
    assert not Due.objects.filter(case=case, rule="PUB-06b").exists()


def test_it_is_found_by_type(people: cast.Cast) -> None:
    case = decided(people)
    services.publish(people.discloser, case)
    assert [row.id for row in public.search(public.Search(type="permit")).rows] == [case]
    assert public.search(public.Search(type="penalty")).rows == []


def test_a_person_is_hidden_everywhere(people: cast.Cast) -> None:
    case = decided(people, party=PERSON, content="准予冯小满在安州市和平路31号2单元经营")
    services.publish(people.discloser, case)
    row = PublicDecision.objects.get(id=case)
    told = " ".join(str(value) for value in vars(row).values())
    for words in ("冯小满", "13900001234", "31号2单元"):
        assert words not in told


def test_a_refusal_is_disclosed_as_one_and_may_be_withheld_or_withdrawn(people: cast.Cast) -> None:
    case = decided(people, "refuse", grounds_text="材料不符合法定条件", basis_text="《某法》第三条")
    services.withhold(people.discloser, case, "secret", "涉及商业秘密")
    assert queries.duties(people.discloser) == []
    services.publish(people.discloser, case)
    assert PublicDecision.objects.get(id=case).outcome == "不予行政许可"
    services.withdraw(people.discloser, case, "决定已被依法撤销")
    gone = PublicDecision.objects.get(id=case)
    assert (gone.state, gone.outcome, gone.content, gone.type) == ("withdrawn", "", "", "permit")


def test_nobody_but_the_discloser_publishes_and_nothing_before_the_decision(people: cast.Cast) -> None:
    case = decided(people)
    for person in (people.handler, people.head, people.reviewer, people.supervisor):
        with pytest.raises(NotAllowed):
            services.publish(person, case)
    waiting = every_type.opened(people, "permit")
    with pytest.raises(Refused, match="还没有作出决定"):
        services.publish(people.discloser, waiting)


def test_whoever_a_step_names_is_hidden_where_no_word_tells_that_it_is_a_person(people: cast.Cast) -> None:
    from sanxiang.disclosure.preparing import named

    steps = [
        {"fields": {"worker": "鲁小北", "witness": "韩冬、赵立", "officers": [{"name": "赵立"}], "present": "不在场"}},
        {"fields": {"informant": "匿名", "interviewee": "欧阳小满", "received_by": "安州市某公司"}},
    ]
    assert named(steps) == [("欧阳小满", "name"), ("韩冬", "name"), ("鲁小北", "name")]
    case = decided(people, content="准予鲁小北在和平路经营")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sanxiang.disclosure.preparing.named", lambda _: [("鲁小北", "name")])
        services.publish(people.discloser, case)
    assert "鲁小北" not in str(vars(PublicDecision.objects.get(id=case)))
