"""我的待办: what was done in a hurry calls the head to approve it afterwards."""

import cast
import walks
from sanxiang.casework import queries

PRESERVED = {
    "place": "路口", "certificate_shown": True, "qualified": True, "goods": [{"name": "推车", "quantity": "1", "unit": "辆"}],
    "reason": "证据可能灭失", "keeper": "就地保存",
}  # fmt: skip


def steps_of(person: cast.Person) -> list[str]:
    return [task.step for task in queries.tasks(person) if task.kind == "step"]


def test_an_urgent_preservation_calls_the_head_until_it_is_approved(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.take("preserve", officers=walk.officers, urgent=True, **PRESERVED)
    assert steps_of(people.head) == ["preserve_approve"]
    assert steps_of(people.handler) == []
    walk.take("preserve_approve", people.head, granted=True)
    assert steps_of(people.head) == []


def test_an_urgent_preservation_that_was_settled_calls_nobody(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.take("preserve", officers=walk.officers, urgent=True, **PRESERVED)
    walk.take("preserve_settle", manner="release", reason="已取得照片")
    assert steps_of(people.head) == []
