"""What was done at once for urgency and approved afterwards, within hours: seizure (COE-19), preservation (PEN-56c)."""

from datetime import datetime, time

from sanxiang.law.facts import Facts
from sanxiang.law.judge import Judge
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act

_NEXT = "负责人认为不应当采取的，立即解除；补办手续并说明逾期理由"


def urgent(act: Act, approve: Act | None) -> bool:
    """Whether the act was done at once: told so, or told to have been approved only afterwards."""
    told = act.told.get("urgent")
    return told is True or (told is None and approve is not None and act.told.get("approved") is not True)


def approved_in_hours(judge: Judge, rule: Rule, act: Act, approve: Act | None, what: str) -> None:
    """The hours of `rule` from the act to its approval: listed, and a finding when they passed.

    A day without a time counts for its last minute, an approval's for its first: the latest that the words allow.
    """
    facts = judge.facts
    due = facts.due(rule, act.at or datetime.combine(act.day, time(23, 59)))
    assert isinstance(due.due, datetime)
    last = due.due.replace(tzinfo=None)
    met = _met(facts, approve, last)
    judge.listed(rule.id, due.start, due.due, met)
    if met is False:
        done = f"{approve.at:%Y-%m-%d %H:%M}" if approve and approve.at else f"{approve.day}" if approve else ""
        when = f"{done}才补办" if done else f"截至{facts.as_of}未补办"
        message = f"{due.start:%Y-%m-%d %H:%M}紧急{what}，最迟应在{last:%Y-%m-%d %H:%M}报告并补办批准手续，{when}"
        judge.found(rule, approve, message, _NEXT)


def _met(facts: Facts, approve: Act | None, last: datetime) -> bool | None:
    if approve is not None:
        return (approve.at or datetime.combine(approve.day, time())) <= last
    return None if facts.as_of <= last.date() or not facts.complete else False
