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
