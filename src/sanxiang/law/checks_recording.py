"""Recordings that must run throughout (全程音像记录): what of an act's time they leave out, and whether they came in time.

Only what a timeline tells is judged: an act without `recordings` says nothing about them, one with `recordings: []` says that there are none.
"""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from sanxiang.law.facts import Facts
from sanxiang.law.guards_shared import title_of
from sanxiang.law.judge import Judge
from sanxiang.law.periods import as_instant
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act
from sanxiang.law.words.readers import Recording

Gap = tuple[datetime, datetime]
# What may not be done while a recording is lacking: the case goes on to its review, its decision, its end.
GATES = frozenset(["review_submit", "decide", "close", "archive"])
NEXT = "补传录像；确实没有的，在该步骤上补正：中断的写明原因，无法记录的写明原因和向负责人报告的情况"
_NOTHING: tuple[Rule, ...] = ()


def covered(judge: Judge) -> None:
    """REC-08 and what local documents add: recordings cover an act that is recorded throughout. REC-19: an interruption has its reason.
    REC-20: they reach the case in time."""
    facts = judge.facts
    for act, rules in demanded(facts):
        said = lacking(facts, act)
        for rule in rules if said else _NOTHING:
            judge.found(rule, act, f"{act.day}{title_of(facts, act.name)}：{said}", NEXT)
        if any(interruptions(facts, act)) and not act.told.get("interruption_reason"):
            judge.found("REC-19", act, f"{act.day}{title_of(facts, act.name)}的音像记录中断，没有说明原因", NEXT)
        _uploaded(judge, act)


def _uploaded(judge: Judge, act: Act) -> None:
    """REC-20, from the end of the act (of the last recording, where there is one) to the last upload."""
    rule, held = judge.facts.rule("REC-20", act.day), running(act)
    ended = held[-1].until if held else act.told.get("ended") or act.at
    if rule is None or ended is None or not (held or lacking(judge.facts, act)):
        return
    due = judge.facts.due(rule, as_instant(ended)).due
    last = as_instant(due if isinstance(due, datetime) else datetime.combine(due, time(23, 59)))
    late = [at for one in held if one.uploaded and (at := as_instant(one.uploaded)) > last]
    met = judge.met(last.date(), None) if not held else not late
    if met is False and rule.state != "watched":
        came = f"实际于{max(late):%Y-%m-%d %H:%M}上传" if late else "至今未上传"
        message = f"{act.day}{title_of(judge.facts, act.name)}的录像应在{rule.amount}内上传，{came}"
        judge.found(rule, act, message, "立即上传；连续执法、边远地区等不能及时上传的，说明原因并归档")
    judge.listed(rule.id, ended, last, met or None if rule.state == "watched" else met)


def demanded(facts: Facts) -> Iterator[tuple[Act, list[Rule]]]:
    """The acts that tell their recordings and had to be recorded throughout, each with the rules of its day that say so: those that
    demand it at such an act, else REC-08, where the procedure (as the organ's list tightened it) has the step recorded throughout."""
    names = facts.law.places("recording") | facts.plan.throughout
    for act in facts.acts:
        if act.name in names and "recordings" in act.told:
            rules = facts.demanding("recording", act.day, act.name)
            own = facts.rule("REC-08", act.day) if not rules and act.name in facts.plan.throughout else None
            if rules or own:
                yield act, rules or [own] if own else rules


def lacking(facts: Facts, act: Act) -> str:
    """What of the act's time has neither a recording nor a reason, in Chinese; empty where nothing is lacking."""
    left = [gap for gap in gaps(facts, act) if not _explained(act, gap)]
    if not left:
        return ""
    if not running(act):
        span = _span(act)
        return "尚无录像" + (f"，应覆盖{_told(act, span)}" if span and span[1] > span[0] else "")
    return f"录像尚缺{'、'.join(_told(act, gap) for gap in left)}"


def running(act: Act) -> list[Recording]:
    """The recordings that run: pictures record a moment."""
    return [one for one in act.told.get("recordings", ()) if one.kind != "picture"]


def gaps(facts: Facts, act: Act) -> list[Gap]:
    """The stretches of the act's time that no recording holds and that are longer than what is tolerated (REC-08t, minutes).
    An act that does not tell its time wants a recording of its day."""
    span = _span(act)
    held = running(act)
    if span is None:
        first, last = datetime.combine(act.day, time()), datetime.combine(act.day, time(23, 59))
        return [] if any(one.since <= last and one.until >= first for one in held) else [(first, last)]
    slack = timedelta(minutes=facts.number("REC-08t", act.day) or 0)
    found, at = [], span[0]
    for one in held:
        if one.since - at > slack:
            found.append((at, min(one.since, span[1])))
        at = max(at, one.until)
    if span[1] - at > slack or not held:
        found.append((at, max(at, span[1])))
    return [gap for gap in found if gap[0] <= span[1]]


def interruptions(facts: Facts, act: Act) -> Iterator[Gap]:
    """The gaps between two recordings of the act."""
    held = running(act)
    return (gap for gap in gaps(facts, act) if held and _between(held, gap))


def _between(held: list[Recording], gap: Gap) -> bool:
    return held[0].until <= gap[0] and gap[1] <= max(one.since for one in held)


def _explained(act: Act, gap: Gap) -> bool:
    """An interruption has a reason, spoken or written; what could not be recorded a written one, and was reported (REC-19)."""
    told, held = act.told, running(act)
    if told.get("recording_impossible") and told.get("recording_report"):
        return True
    return bool(held and told.get("interruption_reason") and _between(held, gap))


def _span(act: Act) -> Gap | None:
    """When the act began and ended, as far as it tells."""
    began, ended = act.told.get("began"), act.told.get("ended")
    if began is None or ended is None:
        one = began or ended
        return (one, one) if one else None
    return (began, max(began, ended))


def _told(act: Act, gap: Gap) -> str:
    """A stretch of time; the day only where it is not the act's, no time where it is the whole day."""
    if gap[0].time() == time() and gap[1].time() == time(23, 59):
        return f"{gap[0]:%Y-%m-%d}"
    return "–".join(f"{at:%H:%M}" if at.date() == act.day else f"{at:%Y-%m-%d %H:%M}" for at in dict.fromkeys(gap))
