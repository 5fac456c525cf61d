"""Published decisions, retyped as timelines (facts only): what they tell is judged, what they do not tell is no fault."""

from datetime import date
from pathlib import Path

import pytest

from sanxiang.law import packs
from sanxiang.law.assess import Assessment, assess
from sanxiang.law.timeline import parse

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def judged(name: str) -> Assessment:
    told = parse((Path(__file__).parent / "cases" / f"{name}.yaml").read_text(encoding="utf-8"))
    return assess(packs.load(told.case.packs), told)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_published_decision_is_read_and_has_no_fault_in_what_it_tells(path: Path) -> None:
    assert judged(path.stem).findings == []


def test_preservation_was_settled_in_time() -> None:
    periods = {period.rule: (period.due, period.met) for period in judged("electrofishing").periods}
    assert periods["PEN-56b"] == (date(2025, 4, 21), True)
    assert periods["PEN-54"] == (date(2025, 4, 21), True)
    assert periods["PEN-60"] == (date(2025, 7, 10), None)


def test_the_end_of_a_seizure_that_is_not_told_stays_open() -> None:
    periods = {period.rule: (period.due, period.met) for period in judged("expired-food").periods}
    assert periods["COE-25a"] == (date(2023, 2, 3), None)


def test_a_hearing_is_asked_for_within_the_days_of_the_law_of_the_day() -> None:
    """告知 on 25 November 2019: three days of the old law; on 19 July 2021: five working days of the new one."""
    before = {period.rule: (period.due, period.met) for period in judged("built-before-acceptance").periods}
    since = {period.rule: (period.due, period.met) for period in judged("eia-changed").periods}
    assert before["PEN-64a"][0] == date(2019, 11, 28)
    assert since["PEN-64a"][0] == date(2021, 7, 26)


def test_an_approval_was_published_on_the_day_it_was_given() -> None:
    periods = {period.rule: (period.due, period.met) for period in judged("environmental-approval").periods}
    assert periods["PUB-06b"] == (date(2023, 9, 1), True)


def test_a_penalty_was_published_on_the_day_of_its_notice() -> None:
    periods = {period.rule: (period.due, period.met) for period in judged("insider-trading").periods}
    assert periods["PUB-06b"] == (date(2024, 5, 8), True)


def test_no_published_decision_bears_a_name() -> None:
    for path in CASES:
        text = path.read_text(encoding="utf-8")
        told = parse(text).case.party.name
        assert told is None or told in ("甲", "乙") or "某" in told, path.name
