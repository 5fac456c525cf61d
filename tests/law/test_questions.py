"""从旧兼从轻: where the law changed between act and decision the handler is asked; nothing is decided for him."""

from datetime import date
from typing import Any

import pytest

from sanxiang.law import packs, timeline
from sanxiang.law.assess import Question, questions


def asked(until: str, decided: str, **case: Any) -> list[Question]:
    told = {"type": "penalty", "act_until": until, **case}
    acts = [{"act": "decide", "day": decided, "outcome": "penalty"}]
    return questions(packs.load(), timeline.build(told, acts, date(2025, 1, 1)))


@pytest.mark.parametrize(
    ("until", "decided", "case", "rules"),
    [
        ("2021-07-14", "2021-07-15", {"procedure": "summary", "party": {"kind": "person"}}, {"PEN-51a", "PEN-36b"}),
        ("2021-07-14", "2021-07-15", {"procedure": "summary", "party": {"kind": "organisation"}}, {"PEN-51b", "PEN-36b"}),
        ("2021-07-14", "2021-07-15", {"procedure": "summary"}, {"PEN-51a", "PEN-51b", "PEN-36b"}),
        ("2021-07-14", "2021-07-15", {"procedure": "summary", "life_safety": False}, {"PEN-51a", "PEN-51b"}),
        ("2021-07-14", "2021-07-15", {"life_safety": True}, {"PEN-36b"}),
        ("2021-07-14", "2021-07-15", {"life_safety": False}, set()),
        ("2021-07-15", "2021-07-16", {"procedure": "summary", "life_safety": True}, set()),
        ("2021-07-13", "2021-07-14", {"procedure": "summary", "life_safety": True}, set()),
    ],
)
def test_a_question_names_the_rules_that_changed(until: str, decided: str, case: dict[str, Any], rules: set[str]) -> None:
    found = asked(until, decided, **case)
    assert {each.rule for question in found for each in question.differs} == rules
    assert [question.rule for question in found] == (["PEN-37"] if rules else [])


def test_a_question_tells_both_provisions_and_what_to_do() -> None:
    (question,) = asked("2021-07-01", "2021-08-01", procedure="summary", party={"kind": "person"}, life_safety=False)
    (differs,) = question.differs
    assert "50元" in differs.before
    assert "200元" in differs.after
    assert "待核" in differs.before
    assert "适用哪一规定和理由" in question.message
    assert question.article == "第三十七条"


def test_without_a_decision_it_is_the_law_of_today() -> None:
    told = timeline.build({"type": "penalty", "act_until": "2021-01-01", "life_safety": True}, [], date(2025, 1, 1))
    assert [question.until for question in questions(packs.load(), told)] == [date(2025, 1, 1)]


def test_a_day_that_is_not_told_raises_no_question_nor_does_another_type() -> None:
    law = packs.load()
    assert questions(law, timeline.build({"type": "penalty"}, [], date(2025, 1, 1))) == []
    assert questions(law, timeline.build({"type": "permit", "act_until": "2020-01-01"}, [], date(2025, 1, 1))) == []
