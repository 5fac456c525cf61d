"""A measure that the organ's review list names is reviewed before it is taken, an urgent one afterwards; then it is a decision and may be disclosed."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import cast
from every_type import filled, items, opened, publish_later, review_rows, take
from sanxiang.casework import queries
from sanxiang.casework.models import Case, Decision
from sanxiang.record.refusal import Refused
from sanxiang.review import queries as reviews
from sanxiang.review import services as review

pytestmark = pytest.mark.django_db
ON_SITE = {
    "urgent": False, "party_present": True, "rights_told": True, "heard": True, "recorded": True, "signed": True, "list_given": True, "involved": True,
    "spares_necessities": True, "first_to_seal": True, "filmed": True, "certificate_shown": True, "qualified": True, "measure": "detain",
    "until": (datetime.date.today() + datetime.timedelta(days=20)).isoformat(),
}  # fmt: skip
SEEN = {"measure": "detain", "reason": "说明", "basis_text": "《某法》第一条"}


@pytest.fixture
def organ(people: cast.Cast) -> cast.Cast:
    items(people)
    review_rows(people, {"code": "M", "name": "查封、扣押、冻结", "type": "compulsory_measure"})
    return people


def reviewed(organ: cast.Cast, case: str, **draft: Any) -> None:
    form = reviews.submission(organ.handler, case)
    told = filled(organ, form.draft, SEEN | draft)
    review.submit(organ.handler, case, told, filled(organ, form.form.fields, {"materials": [{"name": "报批表"}]}))
    opinion = filled(organ, queries.form(organ.reviewer, case, "review").fields, {"opinion": "agree"})
    review.give_opinion(organ.reviewer, case, opinion)


def test_a_listed_measure_is_not_taken_before_its_review(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "measure_apply", measure="detain")
    with pytest.raises(Refused, match="未经法制审核"):
        take(organ, case, "seize", **ON_SITE)
    assert not Decision.objects.filter(case=case).exists()


def test_a_reviewed_measure_is_a_decision_of_the_head_who_approved_it(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "measure_apply", measure="detain")
    reviewed(organ, case)
    assert Case.objects.get(id=case).waits_for == ""
    take(organ, case, "seize", **ON_SITE | SEEN)
    found = Decision.objects.get(case=case)
    assert (found.decider, found.review_ground) == (organ.head.officer, found.draft)


def test_a_measure_for_another_reason_than_was_reviewed_is_refused(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "measure_apply", measure="detain")
    reviewed(organ, case)
    with pytest.raises(Refused, match="有改动"):
        take(organ, case, "seize", **ON_SITE | SEEN | {"reason": "另一理由"})


def test_an_urgent_measure_is_taken_at_once_and_a_decision_when_its_review_has_passed(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    seized = take(organ, case, "seize", **ON_SITE | SEEN | {"urgent": True})
    assert not Decision.objects.filter(case=case).exists()
    with pytest.raises(Refused, match="补办"):
        reviewed(organ, case)
    take(organ, case, "seize_approve", granted=True)
    reviewed(organ, case)
    found = Decision.objects.get(case=case)
    assert (found.id, found.decider) == (seized.step, organ.head.officer)
    assert found.number


def called(organ: cast.Cast) -> list[str]:
    return [task.step for task in queries.tasks(organ.handler) if task.kind == "step"]


def test_an_urgent_measure_waits_among_the_tasks_for_its_review(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "seize", **ON_SITE | SEEN | {"urgent": True})
    assert called(organ) == []  # first the approval
    take(organ, case, "seize_approve", granted=True)
    assert called(organ) == ["review_submit"]
    reviewed(organ, case)
    assert called(organ) == []


def test_an_urgent_measure_that_was_released_or_that_no_row_names_waits_for_no_review(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "seize", **ON_SITE | SEEN | {"urgent": True})
    take(organ, case, "seize_approve", granted=True)
    take(organ, case, "seize_release")
    assert called(organ) == []
    publish_later(organ, "review_list", [cast.REVIEW])
    other = opened(organ, "compulsory_measure")
    take(organ, other, "seize", **ON_SITE | SEEN | {"urgent": True})
    take(organ, other, "seize_approve", granted=True)
    assert called(organ) == []


def test_a_listed_freeze_is_reviewed_before_its_decision_is_handed_over(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure", "freeze")
    take(organ, case, "measure_apply", measure="freeze")
    take(
        organ, case, "freeze", authorised=True, first_to_freeze=True, recorded=True, certificate_shown=True, qualified=True, amount="100",
        involved_amount="100", until=ON_SITE["until"],
    )  # fmt: skip
    with pytest.raises(Refused, match="未经法制审核"):
        take(organ, case, "freeze_decide", remedies=True)
    reviewed(organ, case, measure="freeze")
    take(organ, case, "freeze_decide", remedies=True)
    found = Decision.objects.get(case=case)
    assert (str(found.amount), found.decider) == ("100.00", organ.head.officer)


def test_the_database_refuses_a_listed_measure_by_another_ground_or_by_its_handler(organ: cast.Cast) -> None:
    case = opened(organ, "compulsory_measure")
    take(organ, case, "measure_apply", measure="detain")
    reviewed(organ, case)
    take(organ, case, "seize", **ON_SITE | SEEN)
    version = Case.objects.get(id=case).lists["review_list"]
    for column, value in (("review_ground", f"unlisted:{version}"), ("decider", organ.handler.officer), ("draft", "0" * 64)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE casework_decision SET {column} = %s", [value])


def test_a_measure_that_no_row_names_is_a_decision_without_review(people: cast.Cast) -> None:
    items(people)
    review_rows(people)
    case = opened(people, "compulsory_measure")
    take(people, case, "measure_apply", measure="detain")
    take(people, case, "seize", **ON_SITE | SEEN)
    assert Decision.objects.get(case=case).review_ground.startswith("unlisted:")
