"""The steps of a period's computation, told in Chinese so that a party can check them with a wall calendar."""

from datetime import date, datetime, timedelta

from sanxiang.law.calendar import DAY, Calendar
from sanxiang.law.periods import Due, as_day, as_instant, counted_end, merged, parts
from sanxiang.law.rules import UNIT_NAMES, Rule

WEEKDAYS = "一二三四五六日"


def steps(due: Due) -> list[str]:
    """Each step as a sentence: start, what is not counted, length, days of rest passed over, roll, what is provisional."""
    tell = {"fixed": _fixed, "backward": _backward}.get(due.rule.kind, _hours if due.rule.unit == "hour" else _forward)
    lines = [line for line in tell(due) if line]
    if due.rule.interpretation:
        lines.append(f"说明：{due.rule.interpretation}。")
    if due.rule.unverified:
        lines.append("待核：此值没有对照法规全文核过，引用前请核对。")
    if due.rule.conflict:
        lines.append(f"冲突：{due.rule.conflict}。")
    return lines


def day_name(day: date) -> str:
    """2024年12月8日（星期日）"""
    return f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"


def _lead(due: Due) -> str:
    starts = due.rule.starts or "起算之日"
    return f"起算：{day_name(as_day(due.start))}，{starts}；{due.rule.citation}，{due.rule.title}：{_length(due)}。"


def _length(due: Due) -> str:
    return "，再加".join(f"{length}{UNIT_NAMES[unit]}" for length, unit in parts(due.rule, due.extended))


def _forward(due: Due) -> list[str]:
    rule, begin = due.rule, as_day(due.start)
    last = counted_end(rule, begin, due.calendar, due.suspensions, due.extended)
    lines = [_lead(due), _extension(due), f"开始之日不计入，自{day_name(begin + DAY)}起计算。"]
    lines += [_gap(first, end) for first, end in merged(due.suspensions, begin) if first <= last]
    if rule.unit == "working_day":
        mixed = len(parts(rule, due.extended)) > 1
        worked = counted_end(rule, begin, due.calendar, due.suspensions, extended=False) if mixed else last
        lines.append(_passed_over(begin, worked, due.calendar))
    lines.append(f"计满{_length(due)}，最后一日为{day_name(last)}。")
    lines.append(_roll(rule, last, due.calendar))
    lines.append(_provisional(due))
    return lines


def _extension(due: Due) -> str:
    extension = due.rule.extension
    if not due.extended:
        if not extension:
            return ""
        unit = UNIT_NAMES[extension.unit or due.rule.unit or "day"]
        return f"未计延长（{extension.approver or '依法'}批准可延长{extension.value}{unit}）。"
    assert extension is not None
    unit = UNIT_NAMES[extension.unit or due.rule.unit or "day"]
    further = "；此后可否再延长见该条" if due.rule.further else ""
    return f"延长：经{extension.approver or '依法'}批准，延长{extension.value}{unit}（{extension.article or due.rule.article}）{further}。"


def _gap(first: date, last: date) -> str:
    return f"扣除不计入的期间：{day_name(first)}至{day_name(last)}，共{(last - first).days + 1}日。"


def _passed_over(begin: date, last: date, calendar: Calendar) -> str:
    """The days of rest within a period of working days, and the weekends worked."""
    days = [begin + timedelta(days=at) for at in range(1, (last - begin).days + 1)]
    rest = [day for day in days if not calendar.is_working(day)]
    worked = [day for day in days if calendar.is_make_up(day)]
    told = f"跳过休息日{len(rest)}天：{_spans(rest, calendar)}。" if rest else "期间内没有休息日。"
    return told + (f"补班日计入：{'、'.join(map(_short, worked))}。" if worked else "")


def _spans(days: list[date], calendar: Calendar) -> str:
    """12月7日至8日 as runs, with the festival's name where there is one."""
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == DAY:
            runs[-1].append(day)
        else:
            runs.append([day])
    return "、".join(_run(run, calendar) for run in runs)


def _run(run: list[date], calendar: Calendar) -> str:
    names = dict.fromkeys(name for day in run if not (name := calendar.name(day)).startswith("星期"))
    span = _short(run[0]) if len(run) == 1 else f"{_short(run[0])}至{_short(run[-1])}"
    return f"{span}（{'、'.join(names)}）" if names else span


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _roll(rule: Rule, last: date, calendar: Calendar) -> str:
    if calendar.is_working(last):
        return ""
    if not rule.rolls:
        return "" if rule.unit == "working_day" else f"最后一日是休息日（{calendar.name(last)}），本期限不顺延。"
    by = f"（{rule.rolls_by}）" if rule.rolls_by else ""
    return f"最后一日是休息日（{calendar.name(last)}），顺延至其后第一个工作日{day_name(calendar.roll(last))}{by}。"


def _provisional(due: Due) -> str:
    calendar = due.calendar
    if due.provisional:
        return f"暂定：{calendar.first}至{calendar.last}年以外的放假调休安排不在日历中（日历版本 {calendar.version}），公布后须重新计算。"
    late = due.rule.rolls or due.rule.unit == "working_day"
    note = "下一年元旦安排公布前，年末几日可能调整。" if late and as_day(due.due) >= date(calendar.last, 12, 29) else ""
    return f"日历版本：{calendar.version}。{note}"


def _hours(due: Due) -> list[str]:
    assert isinstance(due.start, datetime)
    assert isinstance(due.due, datetime)
    start = as_instant(due.start)
    gaps = [f"扣除不计入的期间：{gap.start} 至 {gap.end}。" for gap in due.suspensions]
    rule = due.rule
    return [
        f"起算：{_moment(start)}，{rule.starts or '起算时刻'}；{rule.citation}，{rule.title}：{_length(due)}。",
        *gaps,
        f"按时刻连续计算，不扣除休息日，满{_length(due)}为{_moment(due.due)}（北京时间）。",
    ]


def _moment(moment: datetime) -> str:
    return f"{day_name(moment.date())}{moment:%H:%M}"


def _backward(due: Due) -> list[str]:
    rule, until, day = due.rule, as_day(due.start), as_day(due.due)
    lines = [
        _lead(due),
        f"倒算：{day_name(until)}当日和最迟办理的当日都不计入，中间须满{rule.amount}（{day_name(day + DAY)}至{day_name(until - DAY)}）。",
        _passed_over(day, until - DAY, due.calendar) if rule.unit == "working_day" else "",
        f"最迟为{day_name(day)}。",
    ]
    if not due.calendar.is_working(day):
        lines.append(f"该日是休息日（{due.calendar.name(day)}），宜在前一个工作日{day_name(due.calendar.previous_working(day))}以前办理。")
    return [*lines, _provisional(due)]


def _fixed(due: Due) -> list[str]:
    rule = due.rule
    return [
        f"{rule.citation}，{rule.title}：{rule.amount}。",
        f"自{day_name(as_day(due.start))}起，下一个该日期为{day_name(as_day(due.due))}。",
    ]
