"""从旧兼从轻: where the law changed since the unlawful act, the forms ask which is applied, the review binds the answer, the decision prints it."""

import pytest

import cast
import walks
from sanxiang.casework import queries
from sanxiang.casework.documents import plain
from sanxiang.casework.models import Document
from sanxiang.record.refusal import Invalid, Refused

pytestmark = pytest.mark.django_db
OLD = {"facts": {"act_from": "2021-06-01", "act_until": "2021-07-14", "life_safety": True, "discovered": "2021-08-01"}}
ANSWER = {"law_applied": "old", "law_reason": "两种规定轻重相同，适用违法行为发生时的规定"}


def names(walk: walks.Walk, act: str) -> set[str]:
    return {field.name for field in queries.form(walk.people.handler, walk.case, act).fields}


def test_it_is_asked_where_the_law_changed_and_nowhere_else(people: cast.Cast) -> None:
    old, new = walks.Walk(people, **OLD), walks.Walk(people)
    for act in ("investigation_report", "notify", "decide"):
        assert set(ANSWER) <= names(old, act)
        assert not set(ANSWER) & names(new, act)
    said = queries.form(people.handler, old.case, "decide").listed[0]
    assert "从旧兼从轻" in said.title
    assert {label for entry in said.entries for label, _ in entry.facts} == {"违法行为发生时", "现在"}


def test_what_is_not_answered_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people, **OLD).file().inspect()
    with pytest.raises(Invalid, match="从旧兼从轻"):
        walk.report()


def test_the_answer_is_bound_by_the_review_and_printed(people: cast.Cast) -> None:
    walk = walks.Walk(people, **OLD).file().inspect().report(**ANSWER).notify(**ANSWER).submit(ANSWER).agree()
    with pytest.raises(Refused, match="有改动"):
        walk.decide(**(ANSWER | {"law_applied": "new"}))
    walk.decide(**ANSWER)
    made = Document.objects.filter(case=walk.case, template="penalty_decision", state="").last()
    assert made is not None
    assert "本案适用违法行为发生时的规定：两种规定轻重相同" in plain.text(queries.as_document(made))
