"""Working days: the announced years, make-up days, and what lies beyond them."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.law import packs
from sanxiang.law.calendar import Calendar

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "calendar"
CALENDAR = packs.load().calendar
DAYS = st.dates(date(2010, 1, 1), date(2040, 12, 31))


def test_a_make_up_saturday_is_worked() -> None:
    assert CALENDAR.is_working(date(2024, 10, 12))
    assert CALENDAR.is_make_up(date(2024, 10, 12))
    assert CALENDAR.name(date(2024, 10, 12)) == ""


def test_a_weekday_of_a_festival_is_not_worked() -> None:
    assert not CALENDAR.is_working(date(2026, 2, 17))
    assert CALENDAR.name(date(2026, 2, 17)) == "春节"


def test_a_notice_may_reach_into_the_year_before() -> None:
    assert CALENDAR.is_working(date(2018, 12, 29))
    assert not CALENDAR.is_working(date(2018, 12, 31))


def test_years_without_a_notice_are_not_announced() -> None:
    assert CALENDAR.announced(date(2026, 12, 31))
    assert not CALENDAR.announced(date(2027, 1, 1))
    assert not CALENDAR.announced(date(2014, 12, 31))


def test_new_year_of_an_unannounced_year_is_a_festival_all_the_same() -> None:
    assert not CALENDAR.is_working(date(2027, 1, 1))
    assert CALENDAR.name(date(2027, 1, 1)) == "法定节假日"


def test_the_version_names_the_last_notice_and_the_facts() -> None:
    assert CALENDAR.version.startswith("2015–2026·国办发明电〔2025〕7号·")
    other = Calendar([year for year in CALENDAR.years.values() if year.year < 2026])
    assert other.version != CALENDAR.version


def test_a_calendar_without_years_is_refused() -> None:
    with pytest.raises(ValueError, match="没有任何年份"):
        Calendar([])


@given(DAYS)
def test_previous_of_next_working_day_comes_back(day: date) -> None:
    next_day = CALENDAR.next_working(day)
    assert CALENDAR.is_working(next_day)
    assert next_day > day
    back = CALENDAR.previous_working(next_day)
    assert back <= day
    assert back == day or not CALENDAR.is_working(day)


@given(DAYS, st.integers(1, 400))
def test_adding_working_days_passes_exactly_so_many(day: date, count: int) -> None:
    end = CALENDAR.add(day, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.count(day + timedelta(days=1), end) == count
    assert CALENDAR.add(end, -count) == CALENDAR.previous_working(CALENDAR.next_working(day))


@given(DAYS)
def test_rolling_twice_changes_nothing(day: date) -> None:
    rolled = CALENDAR.roll(day)
    assert rolled >= day
    assert CALENDAR.roll(rolled) == rolled


@pytest.mark.skipif(not SHARED.is_dir(), reason="the public holiday data are not here")
@pytest.mark.parametrize("year", sorted(CALENDAR.years))
def test_every_day_agrees_with_the_published_data(year: int) -> None:
    told = {day["date"]: day["isOffDay"] for file in SHARED.glob("holiday-cn-2*.json") for day in json.loads(file.read_text())["days"]}
    day = date(year, 1, 1)
    while day.year == year:
        off = told.get(day.isoformat(), day.weekday() >= 5)
        assert CALENDAR.is_working(day) is not off, day
        day += timedelta(days=1)
