"""Judging every stored case: what is kept of each is made anew where it is not right, by however many share the work."""

from typing import Any

import pytest

import cast
import every_type
import walks
from sanxiang.casework import overnight, timeline
from sanxiang.casework.models import Due
from sanxiang.law.timeline import Timeline, TimelineError


def test_what_is_right_is_left_alone_and_what_is_not_is_made_anew(people: cast.Cast) -> None:
    first, second = walks.Walk(people).file(), walks.Walk(people).to_notice()
    kept = set(Due.objects.values_list("case", "rule", "due", "title"))
    found = overnight.share()
    assert (found.cases, found.renewed) == (2, 0)
    Due.objects.filter(case=first.case).delete()
    Due.objects.filter(case=second.case).update(title="别的")
    assert overnight.share().renewed == 2
    assert set(Due.objects.values_list("case", "rule", "due", "title")) == kept


def test_shares_together_are_all_cases_and_each_is_judged_once(people: cast.Cast) -> None:
    for _ in range(12):
        walks.Walk(people)
    shares = [overnight.share(at=at, of=3).cases for at in range(3)]
    assert sum(shares) == overnight.count() == 12
    assert overnight.share(people.outsider.organ).cases == overnight.count(people.outsider.organ) == 0


def test_a_child_is_judged_with_its_parents_acts_and_every_type_is_judged(people: cast.Cast) -> None:
    every_type.items(people)
    parent = every_type.opened(people, "inspection")
    for act in ("inspection_approval", "inspection_notice", "site_record"):
        every_type.take(people, parent, act)
    every_type.opened(people, "penalty", parent=parent, cause=walks.CAUSE)
    every_type.opened(people, "permit")
    found = overnight.share()
    assert (found.cases, found.renewed) == (3, 0), "after an act stands what the night would make"


def test_cases_that_are_over_keep_nothing(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.approved("decline", reason="没有违法事实")
    assert (overnight.share().cases, overnight.share(over=True).cases) == (0, 1)
    assert not Due.objects.exists()


def test_a_case_that_cannot_be_read_is_told_and_the_others_are_judged(people: cast.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, torn = walks.Walk(people).file(), walks.Walk(people).file()
    kept = set(Due.objects.filter(case=torn.case).values_list("rule", "due"))
    plain = timeline.of

    def of(case: timeline.Row, *told: Any) -> Timeline:
        if case["id"] == torn.case:
            raise TimelineError("missing", "缺少日期")
        return plain(case, *told)

    monkeypatch.setattr(timeline, "of", of)
    Due.objects.filter(case=whole.case).delete()
    found = overnight.share()
    assert (found.cases, found.broken, found.renewed) == (2, 1, 1)
    assert set(Due.objects.filter(case=torn.case).values_list("rule", "due")) == kept
