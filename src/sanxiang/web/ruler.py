"""Geometry of 期限尺, the deadline ruler: a period as days side by side, in percent of the ruler's width so that text keeps its size.

Input is a plain dict (see docs/components.md): start, due, today, finished (ISO dates or dates), days [{date, kind}] with kind
work | rest | makeup | suspended, suspended [[from, to], …] both included, unit "working_day" or anything else, provisional,
rule, article, calendar, sentence, title, state, left, done (the word at the day it was done: 办结).
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple, TypedDict

DAILY_TICKS = 130  # beyond this many days a tick a day would be a grey bar: a tick a week, and beyond WEEKLY_TICKS a month
WEEKLY_TICKS = 500
LONGEST = 8000  # days; a longer period (until further notice) is drawn without its days
SOON = 3  # days left from which a period is shown as due soon, where the caller does not say
WORD_ROOM = 0.2  # share of the ruler that a word of three characters needs on a phone
WEEKDAYS = "一二三四五六日"


class Band(TypedDict):
    """A stretch of the ruler; x, middle and width in percent, wide when a word fits in."""

    x: str
    middle: str
    wide: bool
    width: str
    kind: str
    days: int


class Mark(TypedDict):
    """A labelled place on the ruler; x in percent, anchor for the text, row 1 or 2 of labels."""

    x: str
    anchor: str
    text: str
    row: int


class Line(TypedDict):
    """A ruler without its marks, for lists."""

    late_x: str
    late: str
    kept: str
    today: Mark | None
    cuts: list[Band]
    state: str
    word: str
    sentence: str


class Ruler(Line):
    """All that the template draws."""

    days: int
    ticks: str
    bands: list[Band]
    makeups: list[Mark]
    start: Mark
    due: Mark
    weekday: str


KindOf = Callable[[dt.date], str]


def draw(period: Mapping[str, Any]) -> Ruler | None:
    """The whole ruler of a period, or nothing where start or due is missing."""
    line, span = draw_line(period), _span(period)
    if line is None or span is None:
        return None
    start, due, count = span.start, span.due, span.length
    kind = _kind_of(period)
    kinds = [kind(start + dt.timedelta(days=i)) for i in range(count if count <= LONGEST else 0)]
    return {
        **line,
        "days": count,
        "ticks": ticks(start, count) if kinds else "",
        "bands": bands(kinds),
        "makeups": [_mark(i + 0.5, count, "班") for i, kind in enumerate(kinds) if kind == "makeup"],
        "start": {"x": "0%", "anchor": "start", "text": f"起 {say(start)}", "row": 1},
        "due": _due(start, due, count),
        "weekday": "周" + WEEKDAYS[due.weekday()],
    }


def draw_line(period: Mapping[str, Any]) -> Line | None:
    """The ruler for a list: where the due day and today stand, what is left. Cheap, for a hundred rows."""
    span = _span(period)
    if span is None:
        return None
    start, due, now, count = span.start, span.due, span.now, span.length
    told = period.get("left") and period.get("state")
    left = (
        0
        if told
        else days_left(
            _kind_of(period), now or start, due, str(period.get("unit", "")), bool(period.get("suspended") or period.get("days"))
        )
    )
    state = str(period.get("state") or _state(now, due, left, span.finished))
    length = (due - start).days + 1
    return {
        "late_x": percent(length, count),
        "late": percent(max(count - length - 0.5, 0), count),
        "kept": percent(min(max((now - start).days + 0.5, 0), length), count) if now else "0%",
        "today": _today(now, start, count, str(period.get("done") or "办结") if span.finished else "今天")
        if now and now >= start
        else None,
        "cuts": [cut for pair in _cuts(period) if (cut := _cut(pair, start, count))],
        "state": state,
        "word": str(period.get("left") or _word(state, left, period, now, due)),
        "sentence": str(period.get("sentence") or _sentence(start, due, period)),
    }


class Span(NamedTuple):
    """What a ruler measures: `now` is the day it was done, else today; `length` days from the start to the later of due and now."""

    start: dt.date
    due: dt.date
    now: dt.date | None
    finished: bool
    length: int


def _span(period: Mapping[str, Any]) -> Span | None:
    start, due = as_date(period.get("start")), as_date(period.get("due"))
    if start is None or due is None or due < start:
        return None
    finished = as_date(period.get("finished"))
    now = finished or as_date(period.get("today"))
    return Span(start, due, now, finished is not None, (max(due, now or due) - start).days + 1)


def as_date(value: Any) -> dt.date | None:
    """A date from a date, a datetime or an ISO text; nothing from anything else."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def percent(part: float, whole: int) -> str:
    """`part` of `whole` as SVG wants it: at most three decimals."""
    return f"{100 * part / whole:.3f}".rstrip("0").rstrip(".") + "%"


def say(day: dt.date, beside: dt.date | None = None) -> str:
    """A date in Chinese; the year only where it differs from the date beside it."""
    year = "" if beside and beside.year == day.year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def ticks(start: dt.date, count: int) -> str:
    """One SVG path in a box of `count` units: a tick a day, longer on Mondays, longest on the first of a month."""
    path = []
    for i in range(count + 1):
        day = start + dt.timedelta(days=i)
        height = 9 if day.day == 1 else 6 if day.weekday() == 0 else 4
        if count <= DAILY_TICKS or height == 9 or (height == 6 and count <= WEEKLY_TICKS):
            path.append(f"M{i} {24 - height}V24")
    return "".join(path)


def bands(kinds: Sequence[str]) -> list[Band]:
    """Neighbouring rest days, and neighbouring suspended days, each as one stretch."""
    found: list[Band] = []
    at = 0
    for kind, run in groupby(kinds):
        days = len(list(run))
        if kind == "suspended" or (kind == "rest" and len(kinds) <= WEEKLY_TICKS):
            found.append(_band(at, days, len(kinds), kind))
        at += days
    return found


def days_left(kind: KindOf, now: dt.date, due: dt.date, unit: str, suspended: bool) -> int:
    """Days after `now` up to `due` (negative when past), working days where the unit says so; suspended days never count."""
    length = (due - now).days
    if length <= 0 or (unit != "working_day" and not suspended):
        return length
    counted = {"work", "makeup"} if unit == "working_day" else {"work", "makeup", "rest"}
    return sum(kind(now + dt.timedelta(days=i)) in counted for i in range(1, length + 1))


def _kind_of(period: Mapping[str, Any]) -> KindOf:
    told = {as_date(day.get("date")): str(day.get("kind", "work")) for day in _listed(period.get("days"))}
    cuts = _cuts(period)

    def kind(day: dt.date) -> str:
        if cuts and any(a <= day and (b is None or day <= b) for a, b in cuts):
            return "suspended"
        return told.get(day) or ("rest" if day.weekday() > 4 else "work")

    return kind


def _cuts(period: Mapping[str, Any]) -> list[tuple[dt.date, dt.date | None]]:
    pairs = [(as_date(pair[0]), as_date(pair[1])) for pair in _listed(period.get("suspended"))]
    return [(a, b) for a, b in pairs if a]


def _cut(pair: tuple[dt.date, dt.date | None], start: dt.date, count: int) -> Band | None:
    first = max((pair[0] - start).days, 0)
    last = min((pair[1] - start).days, count - 1) if pair[1] else count - 1
    return _band(first, last - first + 1, count, "suspended") if first <= last else None


def _band(at: int, days: int, count: int, kind: str) -> Band:
    wide = days / count > WORD_ROOM
    return {
        "x": percent(at, count),
        "middle": percent(at + days / 2, count),
        "wide": wide,
        "width": percent(days, count),
        "kind": kind,
        "days": days,
    }


def _listed(value: Any) -> Sequence[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else []


def _mark(at: float, count: int, text: str, row: int = 1) -> Mark:
    share = at / count
    return {"x": percent(at, count), "anchor": "start" if share < 0.2 else "end" if share > 0.8 else "middle", "text": text, "row": row}


def _due(start: dt.date, due: dt.date, count: int) -> Mark:
    at = (due - start).days + 1
    # Close to the start its label would run into the start's: it takes the second row.
    return _mark(at, count, f"止 {say(due, start)}", 1 if at / count > 0.7 else 2)


def _today(now: dt.date, start: dt.date, count: int, word: str) -> Mark:
    return _mark((now - start).days + 0.5, count, f"{word} {say(now, start)}")


def _state(now: dt.date | None, due: dt.date, left: int, finished: bool) -> str:
    if now and now > due:
        return "overdue"
    if finished:
        return "kept"
    return "soon" if now and left <= SOON else "running"


def _word(state: str, left: int, period: Mapping[str, Any], now: dt.date | None, due: dt.date) -> str:
    unit = "个工作日" if period.get("unit") == "working_day" else "日"
    if period.get("finished"):
        return f"逾期 {-left} 日办结" if state == "overdue" else "按期办结"
    if state == "overdue":
        return f"已逾期 {-left} 日"
    return "今天到期" if now == due else f"剩 {left} {unit}"


def _sentence(start: dt.date, due: dt.date, period: Mapping[str, Any]) -> str:
    return f"{period.get('rule') or period.get('title') or '期限'}：{say(start)}起，至{say(due)}止。"
