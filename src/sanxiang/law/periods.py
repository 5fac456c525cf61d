"""When a period ends (期间): `due`. Pure, and quick enough for many thousand calls a second: the steps are told only when asked for.

The first day or instant is not counted (CAL-05); statutory working days (CAL-01…04); a last day on a day of rest moves on where the rule
`rolls`; “X日前” counts backwards, neither end counted, X full days between (CAL-08). Hours run by the clock in Asia/Shanghai.
"""

import calendar as months
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

import msgspec

from sanxiang.law.calendar import DAY, Calendar
from sanxiang.law.rules import Extension, Rule, Unit

SHANGHAI = timezone(timedelta(hours=8))  # Asia/Shanghai has had no summer time since 1991.


class NoPeriod(ValueError):
    """The rule has no period, no such extension, or not the start that it needs. The message is Chinese and says what to do."""


class Suspension(msgspec.Struct, frozen=True, gc=False):
    """Time that is not counted (不计入): both ends included for days; exact for hours."""

    start: date | datetime
    end: date | datetime
    reason: str = ""


class Due(msgspec.Struct, frozen=True, gc=False):
    """The end of one period. `provisional`: it rests on days whose arrangement is not announced. `steps` is told in Chinese on demand."""

    rule: Rule
    start: date | datetime
    due: date | datetime
    provisional: bool
    calendar: Calendar
    suspensions: tuple[Suspension, ...] = ()
    extended: bool = False

    @property
    def steps(self) -> list[str]:
        """Each step of the computation as a Chinese sentence."""
        from sanxiang.law.steps import steps

        return steps(self)


def due(rule: Rule, start: date | datetime, calendar: Calendar, suspensions: Sequence[Suspension] = (), extended: bool = False) -> Due:
    """When the period of `rule` that starts on `start` ends.

    rule: kind period, backward or fixed. start: the day (instant, for hours) of the event; for a backward period the day counted back from.
    suspensions: time not counted. extended: with the lawful extension. Returns a Due; `due` is a date, for hours an instant at +08:00.
    Raises NoPeriod: the rule has no period or no extension, or hours are asked from a date without a time.
    """
    if extended and rule.extension is None:
        raise NoPeriod(f"规则 {rule.id}（{rule.title}）没有法定的延长：{rule.citation}未规定延长期限，请去掉 --extended")
    kept = tuple(suspensions)
    if rule.kind == "period":
        end, provisional = _forward(rule, start, calendar, kept, extended)
    elif rule.kind == "backward":
        end, provisional = _backward(rule, as_day(start), calendar)
    elif rule.kind == "fixed":
        end, provisional = next_fixed(str(rule.value), as_day(start)), False
    else:
        raise NoPeriod(f"规则 {rule.id}（{rule.title}）不是期限，没有届满日可算；用 sanxiang rules 查看有期限的规则")
    return Due(rule, start, end, provisional, calendar, kept, extended)


def as_day(moment: date | datetime) -> date:
    """The day in Asia/Shanghai; a time without a zone is Shanghai's."""
    return as_instant(moment).date() if isinstance(moment, datetime) else moment


def as_instant(moment: datetime) -> datetime:
    """The instant at +08:00; a time without a zone is Shanghai's."""
    return moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)


def parts(rule: Rule, extended: bool) -> list[tuple[int, Unit]]:
    """The lengths that make up a period: the rule's own and, extended, its extension; one length when the units agree."""
    own = (_number(rule), rule.unit or "day")
    if not extended or rule.extension is None:
        return [own]
    more = (rule.extension.value, _unit(rule, rule.extension))
    return [(own[0] + more[0], own[1])] if more[1] == own[1] else [own, more]


def counted_end(rule: Rule, start: date, calendar: Calendar, suspensions: Sequence[Suspension], extended: bool) -> date:
    """The last day of a period in days, working days, months or years, before it rolls."""
    end = start
    intervals = merged(suspensions, start)
    for length, unit in parts(rule, extended):
        begin, end = end, _plain(end, length, unit, calendar)
        end = _past(intervals, begin, end, unit == "working_day", calendar)
    return end


def merged(suspensions: Sequence[Suspension], start: date) -> list[tuple[date, date]]:
    """Suspensions as whole days after the start, in order, overlaps joined."""
    intervals: list[tuple[date, date]] = []
    for first, last in sorted((as_day(gap.start), as_day(gap.end)) for gap in suspensions):
        first = max(first, start + DAY)
        if last < first:
            continue
        if intervals and first <= intervals[-1][1] + DAY:
            intervals[-1] = (intervals[-1][0], max(last, intervals[-1][1]))
        else:
            intervals.append((first, last))
    return intervals


def next_fixed(month_day: str, start: date) -> date:
    """The next such day of a year, today included: a report due today is still due."""
    month, day = (int(part) for part in month_day.split("-"))
    this_year = date(start.year, month, day)
    return this_year if start <= this_year else date(start.year + 1, month, day)


def _forward(
    rule: Rule, start: date | datetime, calendar: Calendar, suspensions: tuple[Suspension, ...], extended: bool
) -> tuple[date | datetime, bool]:
    if rule.unit == "hour":
        if not isinstance(start, datetime):
            raise NoPeriod(f"规则 {rule.id}（{rule.title}）以小时计算，起算须有时刻，例如 {start:%Y-%m-%d}T15:00（北京时间）")
        return _hours(rule, as_instant(start), suspensions, extended), False
    begin = as_day(start)
    last = counted_end(rule, begin, calendar, suspensions, extended)
    end = calendar.roll(last) if rule.rolls else last
    return end, _provisional(rule, begin, last, end, calendar, extended)


def _provisional(rule: Rule, begin: date, last: date, end: date, calendar: Calendar, extended: bool) -> bool:
    """Whether the result rests on a day whose year is not announced: any counted day for working days, the last one where it rolls."""
    if any(unit == "working_day" for _, unit in parts(rule, extended)):
        return not (calendar.announced(begin + DAY) and calendar.announced(end))
    return rule.rolls and not (calendar.announced(last) and calendar.announced(end))


def _hours(rule: Rule, start: datetime, suspensions: tuple[Suspension, ...], extended: bool) -> datetime:
    end = start + timedelta(hours=sum(length for length, _ in parts(rule, extended)))
    covered = start
    for first, last in sorted((_instant(gap.start), _instant(gap.end, last=True)) for gap in suspensions):
        first = max(first, covered)
        if first < end and last > first:
            end += last - first
            covered = last
    return end


def _instant(moment: date | datetime, last: bool = False) -> datetime:
    if isinstance(moment, datetime):
        return as_instant(moment)
    day = moment + DAY if last else moment
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _backward(rule: Rule, until: date, calendar: Calendar) -> tuple[date, bool]:
    """The last day that leaves the full number of days between, neither end counted (CAL-08)."""
    if rule.unit == "working_day":
        day = calendar.add(until, -_number(rule)) - DAY
        return day, not (calendar.announced(until - DAY) and calendar.announced(day + DAY))
    return until - timedelta(days=_number(rule)) - DAY, False


def _plain(start: date, length: int, unit: Unit, calendar: Calendar) -> date:
    if unit == "working_day":
        return calendar.add(start, length)
    if unit == "day":
        return start + timedelta(days=length)
    return _add_months(start, length * 12 if unit == "year" else length)


def _add_months(start: date, count: int) -> date:
    """The same day number, or the month's last."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if year > date.max.year:
        raise OverflowError("date value out of range")
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _past(intervals: Sequence[tuple[date, date]], begin: date, end: date, working: bool, calendar: Calendar) -> date:
    """The end moved on by the days of each interval that lies before it."""
    for first, last in intervals:
        first = max(first, begin + DAY)
        if first > end or last < first:
            continue
        end = calendar.add(end, calendar.count(first, last)) if working else end + (last - first + DAY)
    return end


def _number(rule: Rule) -> int:
    assert isinstance(rule.value, int), rule.id
    return rule.value


def _unit(rule: Rule, extension: Extension) -> Unit:
    return extension.unit or rule.unit or "day"
