"""Found by use: what calls for somebody stands among their tasks, and only there."""

import datetime
from typing import Any

import pytest

import cast
import every_type
import walks
from sanxiang.casework import evidence, queries
from sanxiang.organs.queries import Person

pytestmark = pytest.mark.django_db
PAPER = {
    "kind": "documentary", "title": "情况说明", "collected_at": "2026-11-20T09:10", "place": "解放路", "collector": "赵承办", "proves": "已拆除",
}  # fmt: skip


@pytest.fixture
def people(db: None) -> cast.Cast:
    return cast.city()


def kinds(person: Person) -> list[tuple[str, str]]:
    return [(task.kind, task.step) for task in queries.tasks(person)]


def seized(people: cast.Cast, urgent: bool) -> walks.Walk:
    walk = walks.Walk(people).file()
    told: dict[str, Any] = {
        "measure": "detain", "place": "解放路", "officers": walk.officers, "certificate_shown": True, "qualified": True, "urgent": urgent,
        "reason": "防止危害扩大", "goods": [{"name": "广告面板", "quantity": "2"}], "party_present": True, "list_given": True,
        "until": (datetime.date.today() + datetime.timedelta(days=30)).isoformat(),
        "began": f"{datetime.date.today()}T00:00", "ended": f"{datetime.date.today()}T00:20",
    }  # fmt: skip
    fields = queries.form(people.handler, walk.case, "seize").fields
    walk.take("seize", **every_type.filled(people, fields, told, datetime.date.today()))
    return walk


def test_an_urgent_seizure_stands_among_the_tasks_of_the_head_until_approved(people: cast.Cast) -> None:
    walk = seized(people, urgent=True)
    assert kinds(people.head) == [("step", "seize_approve")]
    fields = queries.form(people.head, walk.case, "seize_approve").fields
    walk.take("seize_approve", people.head, **every_type.filled(people, fields, {"granted": True}, datetime.date.today()))
    assert kinds(people.head) == []


def test_a_seizure_that_was_approved_first_calls_for_no_approval_afterwards(people: cast.Cast) -> None:
    seized(people, urgent=False)
    assert [kind for kind, _ in kinds(people.head)] == ["approve"]


def test_a_recusal_asked_for_stands_among_the_tasks_of_the_head(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.take("recuse_request", of=[people.second.officer], reason="与当事人有亲属关系")
    assert kinds(people.head) == [("step", "recuse_decide")]
    walk.take("recuse_decide", people.head, of=[people.second.officer], granted=False, by="局长")
    assert kinds(people.head) == []


def test_evidence_after_a_passed_review_gives_the_case_back_to_its_handler(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    assert kinds(people.head) == [("decide", "")]
    evidence.add(people.handler, walk.case, PAPER)
    assert kinds(people.head) == []
    (task,) = queries.tasks(people.handler)
    assert (task.waits, "再次送审" in task.title) == ("", True)
