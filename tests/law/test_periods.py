"""Periods: suspensions, roll, hours, what is provisional, and the steps that are told."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.law import packs, periods
from sanxiang.law.periods import SHANGHAI, Due, Suspension
from sanxiang.law.rules import Rule, looser

LAW = packs.load(["sectors/market"])
DAYS = st.dates(date(2015, 1, 1), date(2026, 6, 30))
PERIODS = ["PEN-60", "PEN-56b", "EXE-67a", "LIT-46", "REM-20", "COE-25a", "PEN-36a", "PUB-06a"]
GAPS = st.lists(st.tuples(st.integers(-20, 150), st.integers(0, 60)), max_size=4)


def rule(id: str, on: date = date(2025, 1, 1)) -> Rule:
    found = LAW.rule(id, on)
    assert found is not None
    return found


def end(id: str, start: date | datetime, *gaps: Suspension, extended: bool = False) -> Due:
    return periods.due(rule(id), start, LAW.calendar, gaps, extended)


def suspensions(start: date, gaps: list[tuple[int, int]]) -> list[Suspension]:
    return [Suspension(start + timedelta(days=at), start + timedelta(days=at + length), "中止") for at, length in gaps]


@given(DAYS, st.sampled_from(PERIODS), GAPS)
def test_a_period_never_ends_before_it_starts(start: date, id: str, gaps: list[tuple[int, int]]) -> None:
    assert end(id, start, *suspensions(start, gaps)).due > start  # type: ignore[operator]


@given(DAYS, st.sampled_from(PERIODS), GAPS, st.tuples(st.integers(-20, 150), st.integers(0, 60)))
def test_another_suspension_never_shortens(start: date, id: str, gaps: list[tuple[int, int]], more: tuple[int, int]) -> None:
    fewer = end(id, start, *suspensions(start, gaps)).due
    assert end(id, start, *suspensions(start, [*gaps, more])).due >= fewer  # type: ignore[operator]


@given(DAYS, st.sampled_from(PERIODS), GAPS)
def test_the_order_of_suspensions_does_not_matter(start: date, id: str, gaps: list[tuple[int, int]]) -> None:
    told = suspensions(start, gaps)
    assert end(id, start, *told).due == end(id, start, *reversed(told)).due


@given(DAYS, st.sampled_from(["PUB-06a", "PEN-56b"]), GAPS)
def test_working_days_outside_the_suspensions_are_exactly_the_period(start: date, id: str, gaps: list[tuple[int, int]]) -> None:
    told = suspensions(start, gaps)
    last = end(id, start, *told).due
    assert isinstance(last, date)
    days = (start + timedelta(days=at) for at in range(1, (last - start).days + 1))
    counted = [day for day in days if LAW.calendar.is_working(day) and not any(gap.start <= day <= gap.end for gap in told)]  # type: ignore[operator]
    assert len(counted) == rule(id).value


def test_days_of_a_suspension_do_not_count() -> None:
    gap = Suspension(date(2025, 3, 10), date(2025, 3, 19), "检测")
    assert end("COE-25a", date(2025, 3, 3), gap).due == date(2025, 4, 12)


def test_a_suspension_after_the_end_changes_nothing() -> None:
    gap = Suspension(date(2025, 5, 1), date(2025, 5, 30))
    assert end("COE-25a", date(2025, 3, 3), gap).due == date(2025, 4, 2)


def test_a_suspension_that_lengthening_reaches_counts_too() -> None:
    first, second = Suspension(date(2025, 3, 10), date(2025, 3, 14)), Suspension(date(2025, 4, 5), date(2025, 4, 6))
    assert end("COE-25a", date(2025, 3, 3), second).due == date(2025, 4, 2)
    assert end("COE-25a", date(2025, 3, 3), first, second).due == date(2025, 4, 9)


def test_overlapping_suspensions_count_once() -> None:
    told = (Suspension(date(2025, 3, 10), date(2025, 3, 19)), Suspension(date(2025, 3, 15), date(2025, 3, 19)))
    assert end("COE-25a", date(2025, 3, 3), *told).due == date(2025, 4, 12)


def test_hours_leave_out_exactly_the_suspension() -> None:
    gap = Suspension(datetime(2025, 3, 3, 12, 0), datetime(2025, 3, 3, 13, 30))
    assert end("COE-19", datetime(2025, 3, 3, 10, 0), gap).due == datetime(2025, 3, 4, 11, 30, tzinfo=SHANGHAI)


def test_hours_need_a_time() -> None:
    with pytest.raises(periods.NoPeriod, match="须有时刻"):
        end("COE-19", date(2025, 3, 3))


def test_a_time_of_day_does_not_move_a_period_of_days() -> None:
    assert end("PEN-60", datetime(2024, 9, 9, 23, 59)).due == date(2024, 12, 9)


def test_an_instant_of_another_zone_counts_by_the_day_in_shanghai() -> None:
    assert end("PEN-60", datetime.fromisoformat("2024-09-08T17:00:00+00:00")).due == date(2024, 12, 9)


def test_a_gate_has_no_period() -> None:
    with pytest.raises(periods.NoPeriod, match="不是期限"):
        end("PEN-42", date(2025, 3, 3))


def test_an_extension_that_the_law_does_not_give_is_refused() -> None:
    with pytest.raises(periods.NoPeriod, match="没有法定的延长"):
        end("EXE-67a", date(2025, 3, 3), extended=True)


def test_a_rolled_day_of_an_unannounced_year_makes_it_provisional() -> None:
    assert end("PEN-60", date(2026, 10, 2)).provisional is False
    assert end("PEN-60", date(2026, 10, 5)).provisional is True


def test_steps_tell_what_is_passed_over_rolled_and_taken_out() -> None:
    told = "\n".join(end("PEN-60", date(2024, 9, 9)).steps)
    assert "开始之日不计入" in told
    assert "最后一日为2024年12月8日（星期日）" in told
    assert "顺延至其后第一个工作日2024年12月9日（星期一）" in told
    assert "2015–2026" in told
    told = "\n".join(end("PEN-56b", date(2026, 2, 13)).steps)
    assert "2月15日至2月23日（春节）" in told
    assert "补班日计入：2月14日、2月28日" in told
    told = "\n".join(end("COE-25a", date(2025, 3, 3), Suspension(date(2025, 3, 10), date(2025, 3, 19))).steps)
    assert "扣除不计入的期间：2025年3月10日（星期一）至2025年3月19日（星期三），共10日" in told


def test_steps_say_that_a_result_is_provisional() -> None:
    assert any(step.startswith("暂定") for step in end("PEN-60", date(2026, 12, 1)).steps)


def test_every_period_of_every_pack_tells_its_steps() -> None:
    for name in packs.available():
        law = packs.load([name])
        for each in law.all_rules():
            if each.kind in ("period", "backward", "fixed"):
                start = datetime(2026, 3, 2, 9, 0)
                for extended in (False, True) if each.extension else (False,):
                    assert len(periods.due(each, start, law.calendar, extended=extended).steps) >= 2, each.id


ALL = [
    pytest.param(each, id=f"{each.pack} {each.id} {each.valid_from}")
    for name in packs.available()
    for each in packs.load([name]).all_rules()
    if each.kind == "period" and each.pack == name
]


@pytest.mark.parametrize("each", ALL)
@given(start=DAYS, gaps=GAPS, more=st.tuples(st.integers(-20, 150), st.integers(0, 60)))
@settings(max_examples=20)
def test_no_period_of_any_pack_ends_before_it_starts_or_is_shortened(
    each: Rule, start: date, gaps: list[tuple[int, int]], more: tuple[int, int]
) -> None:
    begin = datetime(start.year, start.month, start.day, 9, 30, tzinfo=SHANGHAI) if each.unit == "hour" else start
    plain = periods.due(each, begin, LAW.calendar).due
    fewer = periods.due(each, begin, LAW.calendar, suspensions(start, gaps)).due
    longer = periods.due(each, begin, LAW.calendar, suspensions(start, [*gaps, more])).due
    assert begin < plain <= fewer <= longer  # type: ignore[operator]
    if each.extension:
        assert periods.due(each, begin, LAW.calendar, extended=True).due > plain  # type: ignore[operator]
        assert periods.due(each, begin, LAW.calendar, suspensions(start, gaps), extended=True).due >= fewer  # type: ignore[operator]


@given(DAYS, st.sampled_from(["PEN-64b", "LIC-48", "LIC-50", "COE-50a"]))
def test_a_period_that_counts_back_leaves_its_full_number_of_days_between(start: date, id: str) -> None:
    last = end(id, start).due
    assert isinstance(last, date)
    between = [last + timedelta(days=at) for at in range(1, (start - last).days)]
    assert len([day for day in between if rule(id).unit == "day" or LAW.calendar.is_working(day)]) == rule(id).value


@given(
    st.sampled_from(["PEN-56b", "PEN-60", "PEN-64a", "EXE-67a", "COE-25a", "PUB-06a", "LIC-42a"]),
    st.integers(1, 130),
    st.sampled_from(["hour", "day", "working_day", "month"]),
    DAYS,
)
@settings(max_examples=300)
def test_a_pack_that_is_let_in_never_gives_the_organ_more_or_the_party_less(id: str, value: int, unit: str, start: date) -> None:
    base = packs.load().rule(id, date(2026, 1, 1))
    assert base is not None
    told = msgspec.structs.replace(
        base, value=value, unit=unit, level="document", pack="own", rolls=base.rolls, extension=None, may_vary=None
    )
    if looser(told, base):
        return
    begin = datetime(start.year, start.month, start.day, tzinfo=SHANGHAI)
    own, nation = (periods.as_day(periods.due(each, begin, LAW.calendar).due) for each in (told, base))
    assert own <= nation if base.stricter == "shorter" else own >= nation


@given(DAYS, st.sampled_from(["PUB-06d", "PUB-49b"]))
def test_a_fixed_day_is_the_next_one_within_a_year(start: date, id: str) -> None:
    last = end(id, start).due
    assert isinstance(last, date)
    assert 0 <= (last - start).days < 366
