"""Statutory working days (工作日), from the yearly notices of the State Council that the national pack holds as data.

A day is a working day when it is Monday to Friday and not a day off, or a make-up day (补班). Beyond the announced years only weekends and
the festivals of fixed date are known, and whatever touches such a day is provisional (CAL-07): `announced` tells.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

DAY = timedelta(days=1)
SATURDAY = 5


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}):
    """Days off of one festival, both ends included."""

    first: date
    last: date
    name: str


class Year(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one notice says: days of rest, days worked instead. A notice may reach into the last days of the year before."""

    year: int
    notice: str
    issued: date
    rest: tuple[Span, ...]
    worked: tuple[date, ...]
    sources: tuple[str, ...] = ()


class Calendar:
    """Working days over the announced years, with a table of them, so that adding and counting cost a look-up."""

    def __init__(self, years: Iterable[Year], festivals: Iterable[str] = ()) -> None:
        self.years = {year.year: year for year in sorted(years, key=lambda year: year.year)}
        if not self.years:
            raise ValueError("日历没有任何年份：请在 packs/national/calendar/ 放入至少一年的放假安排")
        self.first, self.last = min(self.years), max(self.years)
        self.version = f"{self.first}–{self.last}·{self.years[self.last].notice}·{_digest(self.years.values())}"
        self._festivals = frozenset(festivals)
        self._names = {day.toordinal(): span.name for year in self.years.values() for span in year.rest for day in _days(span)}
        self._worked = frozenset(day.toordinal() for year in self.years.values() for day in year.worked)
        self._low = date(self.first, 1, 1).toordinal()
        self._high = date(self.last + 3, 12, 31).toordinal()
        # Ordinals of the working days of the table, in order: position k holds the k-th.
        self._table = [day for day in range(self._low, self._high + 1) if self._works(day)]

    def announced(self, day: date) -> bool:
        """Whether the arrangement of that day's year has been announced."""
        return day.year in self.years

    def is_working(self, day: date) -> bool:
        """Whether this is a working day (weekday that is not off, or a make-up day)."""
        return self._works(day.toordinal())

    def is_make_up(self, day: date) -> bool:
        """Whether this is a weekend day that is worked (补班)."""
        return day.toordinal() in self._worked and day.weekday() >= SATURDAY

    def name(self, day: date) -> str:
        """What kind of day of rest this is, in Chinese; empty for a working day."""
        if self.is_working(day):
            return ""
        return self._names.get(day.toordinal()) or (
            "法定节假日" if self._is_festival(day) else ("星期六", "星期日")[day.weekday() - SATURDAY]
        )

    def next_working(self, day: date) -> date:
        """The first working day after this day."""
        return self.add(day, 1)

    def previous_working(self, day: date) -> date:
        """The last working day before this day."""
        return self.add(day, -1)

    def roll(self, day: date) -> date:
        """This day if it is worked, otherwise the first working day after it (顺延)."""
        return day if self.is_working(day) else self.next_working(day)

    def add(self, day: date, count: int) -> date:
        """The `count`-th working day after this day (before it when negative), which is not counted. OverflowError past year 9999."""
        if count == 0:
            return day
        ordinal = day.toordinal()
        if self._low <= ordinal <= self._high:
            at = bisect_right(self._table, ordinal) + count - 1 if count > 0 else bisect_left(self._table, ordinal) + count
            if 0 <= at < len(self._table):
                return date.fromordinal(self._table[at])
        return self._step(day, count)

    def count(self, first: date, last: date) -> int:
        """How many working days there are from first to last, both included."""
        low, high = first.toordinal(), last.toordinal()
        if low >= self._low and high <= self._high:
            return max(0, bisect_right(self._table, high) - bisect_left(self._table, low))
        return sum(1 for day in range(low, high + 1) if self._works(day))

    def _step(self, day: date, count: int) -> date:
        """The same day by day, for dates outside the table."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def _works(self, ordinal: int) -> bool:
        if ordinal in self._worked:
            return True
        if ordinal in self._names:
            return False
        day = date.fromordinal(ordinal)
        return day.weekday() < SATURDAY and not self._is_festival(day)

    def _is_festival(self, day: date) -> bool:
        return day.year > self.last and f"{day:%m-%d}" in self._festivals


def _days(span: Span) -> list[date]:
    return [date.fromordinal(day) for day in range(span.first.toordinal(), span.last.toordinal() + 1)]


def _digest(years: Iterable[Year]) -> str:
    """Changes with any fact of the calendar, so that a result says by which facts it was computed."""
    return hashlib.sha256(msgspec.json.encode(list(years))).hexdigest()[:8]
