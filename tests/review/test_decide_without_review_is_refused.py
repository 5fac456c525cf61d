import pytest

import cast
import walks
from sanxiang.casework.models import Decision
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_decide_without_review_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    with pytest.raises(Refused, match="未经法制审核") as refusal:
        walk.decide()
    assert refusal.value.article == "行政处罚法第五十八条"
    assert "送法制审核" in refusal.value.next
    assert not Decision.objects.exists()


def test_decide_while_the_review_waits_is_refused(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="尚未提出意见"):
        walks.Walk(people).to_review().decide()


def test_decide_after_a_passed_review_makes_the_decision(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_decision()
    decision = Decision.objects.get()
    assert decision.review_ground == decision.draft
    assert len(decision.draft) == 64
    assert decision.number == walk.done.number == "安城管罚决字〔2026〕1号"
    assert (decision.decider, decision.handlers) == (people.head.officer, walk.officers)


def test_a_comma_changed_after_the_review_voids_the_approval(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    with pytest.raises(Refused, match="有改动") as refusal:
        walk.decide(facts_text=walks.REPORT["facts_text"] + "，")
    assert "重新送审" in refusal.value.next
    with pytest.raises(Refused, match="有改动"):
        walk.decide(fine="1999")


def test_handler_reviewer_and_others_may_not_decide(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    for name in ("handler", "second", "reviewer", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            walk.decide(getattr(people, name))
    with pytest.raises(Refused, match="没有这个案件"):
        walk.decide(people.outsider)
