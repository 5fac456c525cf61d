"""Geometry of 期限尺, the deadline ruler: a period as days side by side, in percent of the ruler's width so that text keeps its size.

Input is a plain dict (see docs/components.md): start, due, today, finished (ISO dates or dates), days [{date, kind}] with kind
work | rest | makeup | suspended, suspended [[from, to], …] both included, unit "working_day" or anything else, provisional,
rule, article, calendar, sentence, title, state, left.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, TypedDict

DAILY_TICKS = 130  # beyond this many days a tick a day would be a grey bar: a tick a week, and beyond WEEKLY_TICKS a month
WEEKLY_TICKS = 500
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


class Ruler(TypedDict):
    """What the template draws."""

    days: int
    ticks: str
    bands: list[Band]
    makeups: list[Mark]
    start: Mark
    due: Mark
    weekday: str
    today: Mark | None
    kept: str
    late_x: str
    late: str
    state: str
    word: str
    sentence: str


def draw(period: Mapping[str, Any]) -> Ruler | None:
    """The ruler of a period, or nothing where start or due is missing."""
    start, due = as_date(period.get("start")), as_date(period.get("due"))
    if start is None or due is None or due < start:
        return None
    today, finished = as_date(period.get("today")), as_date(period.get("finished"))
    now = finished or today
    last = max(due, now) if now else due
    count = (last - start).days + 1
    kinds = _kinds(period, start, last)
    left = days_left(kinds, now or start, due, str(period.get("unit", "")))
    state = str(period.get("state") or _state(now, due, left, finished))
    return {
        "days": count,
        "ticks": ticks(start, count),
        "bands": bands(kinds),
        "makeups": [_mark(i + 0.5, count, "班") for i, kind in enumerate(kinds.values()) if kind == "makeup"],
        "start": {"x": "0%", "anchor": "start", "text": f"起 {say(start)}", "row": 1},
        "due": _due(start, due, count),
        "weekday": "周" + WEEKDAYS[due.weekday()],
        "today": _today(now, start, count, finished) if now and now >= start else None,
        "kept": percent(min(max((now - start).days + 0.5, 0), (due - start).days + 1), count) if now else "0%",
        "late_x": percent((due - start).days + 1, count),
        "late": percent(max((last - due).days - 0.5, 0), count),
        "state": state,
        "word": str(period.get("left") or _word(state, left, period, now, due)),
        "sentence": str(period.get("sentence") or _sentence(start, due, period)),
    }


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


def bands(kinds: Mapping[dt.date, str]) -> list[Band]:
    """Neighbouring rest days, and neighbouring suspended days, each as one stretch."""
    found: list[Band] = []
    at, count = 0, len(kinds)
    for kind, run in groupby(kinds.values()):
        days = len(list(run))
        if kind == "suspended" or (kind == "rest" and count <= WEEKLY_TICKS):
            found.append(
                {
                    "x": percent(at, count),
                    "middle": percent(at + days / 2, count),
                    "wide": days / count > WORD_ROOM,
                    "width": percent(days, count),
                    "kind": kind,
                    "days": days,
                }
            )
        at += days
    return found


def days_left(kinds: Mapping[dt.date, str], now: dt.date, due: dt.date, unit: str) -> int:
    """Days after `now` up to `due` (negative when past), working days where the unit says so; suspended days never count."""
    if now > due:
        return (due - now).days
    counted = {"work", "makeup"} if unit == "working_day" else {"work", "makeup", "rest"}
    return sum(1 for day, kind in kinds.items() if now < day <= due and kind in counted)


def _kinds(period: Mapping[str, Any], start: dt.date, last: dt.date) -> dict[dt.date, str]:
    told = {as_date(day.get("date")): str(day.get("kind", "work")) for day in _listed(period.get("days"))}
    cut = [(as_date(pair[0]), as_date(pair[1])) for pair in _listed(period.get("suspended"))]
    kinds = {}
    for i in range((last - start).days + 1):
        day = start + dt.timedelta(days=i)
        kinds[day] = told.get(day, "rest" if day.weekday() > 4 else "work")
        if any(a and a <= day and (b is None or day <= b) for a, b in cut):
            kinds[day] = "suspended"
    return kinds


def _listed(value: Any) -> Sequence[Any]:
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else []


def _mark(at: float, count: int, text: str, row: int = 1) -> Mark:
    share = at / count
    return {"x": percent(at, count), "anchor": "start" if share < 0.2 else "end" if share > 0.8 else "middle", "text": text, "row": row}


def _due(start: dt.date, due: dt.date, count: int) -> Mark:
    at = (due - start).days + 1
    # Close to the start its label would run into the start's: it takes the second row.
    return _mark(at, count, f"止 {say(due, start)}", 1 if at / count > 0.7 else 2)


def _today(now: dt.date, start: dt.date, count: int, finished: dt.date | None) -> Mark:
    return _mark((now - start).days + 0.5, count, f"{'办结' if finished else '今天'} {say(now, start)}")


def _state(now: dt.date | None, due: dt.date, left: int, finished: dt.date | None) -> str:
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
