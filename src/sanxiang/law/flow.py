"""Judging by the procedure: the periods that it names, and each act that was taken against the guards of its step.

A rule that a procedure carries, as a period or as a guard, is enforced without code (docs/procedures.md).
"""

from datetime import date, datetime, time
from typing import Any

import msgspec

from sanxiang.law.facts import Facts, asked_days, excluded
from sanxiang.law.guards import KINDS, Draft
from sanxiang.law.guards import rules as rules_of
from sanxiang.law.judge import Judge
from sanxiang.law.periods import Due, as_day, as_instant
from sanxiang.law.procedure import Guard, Limit
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act, Timeline

_DAY_ENDS = time(23, 59)  # an act told by its day only: the latest that the word allows
_AT_ONCE = "在期满以前办理；已经逾期的立即办理，说明理由并归档"


def periods(judge: Judge) -> None:
    """Every period of the procedure: kept, missed or running."""
    procedure = judge.facts.procedure
    for limit in procedure.periods if procedure else ():
        for start, since in begun(judge.facts, limit):
            _one(judge, limit, start, since)


def begun(facts: Facts, limit: Limit) -> list[tuple[Act, date | datetime]]:
    """The acts that begin this period, each with the day (for hours the moment) from which it counts."""
    if any(name in facts.by_name for name in limit.unless):
        return []
    acts = [act for name in limit.start for act in facts.all(name) if _applies(facts, limit, act)]
    if not acts:
        return []
    if len(limit.start) > 1:
        acts.sort(key=_index)
    chosen = acts if limit.begins == "each" else [acts[0] if limit.begins == "first" else acts[-1]]
    return [_since(facts, limit, act) for act in chosen]


def _index(act: Act) -> int:
    return act.index


def _applies(facts: Facts, limit: Limit, act: Act) -> bool:
    return all(_told(facts, act, key, wanted) for key, wanted in limit.when.items()) and act.told.get(limit.key) is not False


def _told(facts: Facts, act: Act, key: str, wanted: Any) -> bool:
    """Whether the act, or else the case, tells this key so: one of the values, where several are wanted."""
    value = act.told.get(key, getattr(facts.case, key, None))
    values = wanted if isinstance(wanted, list) else [wanted]
    return any(one in values for one in value) if isinstance(value, tuple) else value in values


def _since(facts: Facts, limit: Limit, act: Act) -> tuple[Act, date | datetime]:
    """The act and the day that counts: the one that `key` tells, or that of the period after which it is deemed done."""
    told = act.told.get(limit.key) if limit.key else None
    since = told if isinstance(told, date) else act.at or act.day
    if limit.deemed and (lapsed := _lapsed(facts, limit.deemed, act)):
        return act, lapsed
    return act, since


def _lapsed(facts: Facts, rule: str, act: Act) -> date | None:
    """The day from which the law deems this act done, because the organ let that period run out before it."""
    for limit in facts.procedure.periods if facts.procedure else ():
        if limit.rule != rule:
            continue
        for start, since in begun(facts, limit):
            found = facts.rule(rule, as_day(since))
            done = _done(facts, limit, start)
            if found is not None and start.index < act.index and done is not None and done.index == act.index:
                due = _due(facts, found, limit, start, since)[0]
                if act.day > as_day(due.due):
                    return as_day(since)
    return None


def _done(facts: Facts, limit: Limit, start: Act) -> Act | None:
    """The first of the acts that end the period."""
    found = [act for name in limit.until for act in (facts.after(name, start),) if act is not None]
    return min(found, key=_index, default=None)


def _one(judge: Judge, limit: Limit, start: Act, since: date | datetime) -> None:
    facts = judge.facts
    rule = facts.rule(limit.rule, as_day(since))
    if rule is None or rule.kind not in ("period", "backward", "fixed"):
        return
    if rule.kind == "backward":
        _before(judge, limit, rule, start, as_day(since))
        return
    due, late = _due(facts, rule, limit, start, since)
    for act, last in late:
        judge.found(rule, act, f"{rule.title}的期限已于{last}届满，{act.day}才延长", "延长须在期满之前批准")
    if limit.party:
        _awaited(judge, limit, rule, start, due)
    else:
        _kept(judge, limit, rule, start, due)


def _before(judge: Judge, limit: Limit, rule: Rule, start: Act, until: date) -> None:
    """“X日前”: the act that must have happened the full time before."""
    facts = judge.facts
    due = facts.due(rule, until)
    last = as_day(due.due)
    done = max((act for name in limit.until for act in facts.all(name) if act.index <= start.index), key=_index, default=None)
    if done is None:
        judge.missing(rule, f"{until}{_title(facts, start)}，此前未见{limit.what}", _next(limit), start.day)
        return
    judge.listed(rule.id, until, last, done.day <= last or (None if rule.state == "watched" else False), due.provisional)
    if done.day > last and rule.state != "watched":
        message = f"{done.day}{limit.what}，距{until}不满{rule.amount}，最迟应在{last}{_lapse(limit)}"
        judge.found(rule, done, message, _next(limit))


def _kept(judge: Judge, limit: Limit, rule: Rule, start: Act, due: Due) -> None:
    """A period of the organ: kept, missed or running."""
    done = _done(judge.facts, limit, start)
    met = _met(judge, due, done)
    if rule.state == "watched":
        met = met or None
    judge.listed(rule.id, due.start, due.due, met, due.provisional)
    if met is not False:
        return
    last = f"自{_moment(due.start)}起算，最迟应在{_moment(due.due)}{limit.what}"
    late = f"实际为{_moment(done.at or done.day)}" if done else f"截至{judge.facts.as_of}仍未{limit.what}"
    judge.found(rule, done, f"{last}，{late}{_lapse(limit)}", _next(limit))


def _met(judge: Judge, due: Due, done: Act | None) -> bool | None:
    """A day without a time counts for its first minute where hours are counted."""
    if done is None or not isinstance(due.due, datetime):
        return judge.met(as_day(due.due), done.day if done else None)
    return as_instant(done.at or datetime.combine(done.day, time())) <= due.due


def _awaited(judge: Judge, limit: Limit, rule: Rule, start: Act, due: Due) -> None:
    """A period of the party: never a fault, but what must wait for it may not come before its end."""
    facts, last = judge.facts, as_day(due.due)
    used = _done(facts, limit, start)
    early = [act for name in limit.waits for act in facts.all(name) if _early(act, start, used, last)]
    met: bool | None = True if (used is not None and used.day <= last) or facts.as_of > last else None
    if not limit.waits:
        met = True if used is not None and used.day <= last else None
    judge.listed(rule.id, due.start, due.due, False if early and rule.state != "watched" else met, due.provisional)
    for act in early if rule.state != "watched" else ():
        party = facts.procedure.party if facts.procedure else "当事人"
        message = f"{party}可在{last}以前{limit.what}，未{limit.what}也未放弃，{act.day}即{_title(facts, act)}"
        judge.found(rule, act, message, limit.next or "期满或者明确放弃后再办理")


def _early(act: Act, start: Act, used: Act | None, last: date) -> bool:
    return act.index > start.index and act.day <= last and (used is None or used.index > act.index)


def _due(facts: Facts, rule: Rule, limit: Limit, start: Act, since: date | datetime) -> tuple[Due, list[tuple[Act, date]]]:
    """When the period ends, extensions and excluded time allowed for; and the extensions that came too late, each with the last day."""
    if rule.unit == "hour":
        moment = since if isinstance(since, datetime) else datetime.combine(since, _DAY_ENDS)
        return facts.due(rule, moment, excluded(facts, rule)), []
    gaps = excluded(facts, rule)
    due, late = facts.due(rule, as_day(since), gaps), []
    days = 0
    for act in [act for act in _extensions(facts, limit) if act.index > start.index][:2]:
        last = as_day(due.due)
        if act.day > last:
            late.append((act, last))
            continue
        more = rule.further if days else rule.extension
        if more is None:
            continue
        asked = asked_days(act, last)
        days += more.value if asked is None else min(asked, more.value)
        due = facts.due(_longer(rule, days), as_day(since), gaps, True)
    return due, late


def _longer(rule: Rule, days: int) -> Rule:
    assert rule.extension is not None
    return msgspec.structs.replace(rule, extension=msgspec.structs.replace(rule.extension, value=days))


def _extensions(facts: Facts, limit: Limit) -> list[Act]:
    """Approved extensions of this period: those that tell no other purpose."""
    acts = [act for act in facts.all(limit.extended_by) if act.told.get("approved") is not False]
    return [act for act in acts if act.told.get("of") in (None, limit.of)] if limit.of else acts


def _title(facts: Facts, act: Act) -> str:
    step = facts.procedure.step(act.name) if facts.procedure else None
    return step.title if step else act.name


def _lapse(limit: Limit) -> str:
    return f"；{limit.lapse}" if limit.lapse else ""


def _next(limit: Limit) -> str:
    return limit.next or _AT_ONCE


def _moment(moment: date | datetime) -> str:
    return f"{as_instant(moment):%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment}"


# ── each act against the guards of its step ──


class Unfolding(Facts):
    """The case as it stood before each act in turn: acts are taken one by one, and nothing is built anew."""

    __slots__ = ("_taken",)

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts.law, Timeline(facts.case, (), facts.as_of, facts.complete), facts.procedure)
        self._taken: list[Act] = []
        self.acts = self._taken  # type: ignore[assignment]

    def take(self, act: Act) -> None:
        """The act has been done: what follows is judged with it."""
        self._taken.append(act)
        self.by_name.setdefault(act.name, []).append(act)
        if act.name == "decide" and self.decision is None:
            self.decision = act
        self._kept.clear()


def guarded(judge: Judge) -> None:
    """Each act that was taken, against the guards of its step as the case stood then."""
    procedure = judge.facts.procedure
    if procedure is None:
        return
    before = Unfolding(judge.facts)
    steps = {step.act: step for step in procedure.steps}
    for act in judge.facts.acts:
        before.as_of = act.day
        step = steps.get(act.name)
        if step is not None and step.guards:
            draft = Draft(before, procedure, step, act)
            for guard in step.guards:
                _guard(judge, draft, guard)
        before.take(act)


def _guard(judge: Judge, draft: Draft, guard: Guard) -> None:
    kind, facts, act = KINDS[guard.kind], judge.facts, draft.act
    message = kind.blocks(draft, guard)
    if message and (facts.complete or not kind.absence):
        for id in rules_of(draft, guard):
            judge.found(_rule(facts, id, act), act, f"{act.day}{draft.step.title}：{message}", guard.params.get("next") or kind.next)
    elif not message and kind.unknown is not None and facts.complete:
        unknown = kind.unknown(draft, guard)
        if unknown:
            judge.unknown(_rule(facts, guard.rule, act), act, f"{act.day}{draft.step.title}，{unknown}", "在记录中补充载明")


def _rule(facts: Facts, id: str, act: Act) -> Rule | None:
    return facts.rule(id, act.day) or facts.law.rule(id, act.day)
