"""The periods of a procedure in one case: what begins each, when it ends, and what must wait for it (docs/procedures.md)."""

from collections.abc import Iterator
from datetime import date, datetime, time

import msgspec

from sanxiang.law.conditions import Condition, conditions, holds
from sanxiang.law.facts import Facts, asked_days, excluded
from sanxiang.law.periods import Due, as_day
from sanxiang.law.procedure import Limit
from sanxiang.law.rules import PERIODS, Rule
from sanxiang.law.timeline import Act
from sanxiang.law.timeline_keys import keys_of
from sanxiang.law.words.readers import WHEN

_DAY_ENDS = time(23, 59)  # an act told by its day only: the latest that the word allows


class Running(msgspec.Struct, frozen=True, gc=False):
    """One period of a case: what began it, when it ends, what ended it, and extensions that came after its end, each with that day."""

    limit: Limit
    rule: Rule
    start: Act
    due: Due | None
    since: date | datetime
    last: date
    done: Act | None
    late: tuple[tuple[Act, date], ...] = ()

    def still(self, party: str) -> str:
        """What a period of the party says while it runs: a right that may still be used or, where nothing ends it, a bar.
        `party`: what the procedure calls its party; a period that names somebody else speaks of them."""
        party = self.limit.whose(party)
        if self.limit.until:
            return f"{party}可在{self.last}以前{self.limit.what}，未{self.limit.what}也未放弃"
        return f"{party}自{as_day(self.since)}起至{self.last}{self.limit.what}"


def running(facts: Facts, limit: Limit) -> Iterator[Running]:
    """The periods that this row of the procedure makes of the case. A rule that is not in force, or only informs, makes none."""
    for start in begun(facts, limit):
        since = _since(facts, limit, start)
        rule = facts.rule(limit.rule, as_day(since)) if since is not None else None
        if since is None or rule is None or (rule.kind not in PERIODS and not limit.due):
            continue
        if rule.kind == "backward":
            due = facts.due(rule, as_day(since))
            yield Running(limit, rule, start, due, since, as_day(due.due), _before(facts, limit, start))
        elif limit.due:
            last = start.told.get(limit.due)
            if isinstance(last, date):
                yield Running(limit, rule, start, None, since, last, ended(facts, limit, start))
        else:
            due, late = _due(facts, rule, limit, start, since)
            yield Running(limit, rule, start, due, since, as_day(due.due), ended(facts, limit, start), late)


def begun(facts: Facts, limit: Limit) -> list[Act]:
    """The acts that begin this period."""
    if not isinstance(limit.unless, dict) and any(name in facts.by_name for name in limit.unless):
        return []
    acts = [act for name in limit.start for act in facts.all(name) if _applies(facts, limit, act)]
    if len(limit.start) > 1:
        acts.sort(key=_index)
    if limit.begins == "each" or not acts:
        return acts
    return acts[:1] if limit.begins == "first" else acts[-1:]


def ended(facts: Facts, limit: Limit, start: Act) -> Act | None:
    """The first of the acts that end the period; the starting act itself, on the day that it tells (`ends`)."""
    if limit.ends:
        day = start.told.get(limit.ends)
        return msgspec.structs.replace(start, day=as_day(day), at=None) if isinstance(day, date) else None
    found = [act for name in limit.until for act in (facts.after(name, start),) if act is not None]
    return min(found, key=_index, default=None)


def _index(act: Act) -> int:
    return act.index


def _applies(facts: Facts, limit: Limit, act: Act) -> bool:
    if limit.key and act.told.get(limit.key) is False:
        return False
    when, unless = _asked_of(facts, limit)
    return not any(holds(facts, act, one) for one in unless) and all(holds(facts, act, one) for one in when)


def _asked_of(facts: Facts, limit: Limit) -> tuple[tuple[Condition, ...], tuple[Condition, ...]]:
    kept: dict[Limit, tuple[tuple[Condition, ...], tuple[Condition, ...]]] = facts.plan.asked_of
    if limit not in kept:
        kept[limit] = conditions(limit.when), conditions(limit.unless) if isinstance(limit.unless, dict) else ()
    return kept[limit]


def _since(facts: Facts, limit: Limit, act: Act) -> date | datetime | None:
    """The day that counts: the one that `key` tells, or that of the period after which the act is deemed done; else the act's own.

    A key that tells a day or whether at all (served, received) is told by the act itself; of any other that is not told, nobody knows.
    """
    lapsed = _deemed(facts, limit.deemed, act) if limit.deemed else None
    if lapsed is not None or _answerable(facts, limit, act):
        return lapsed
    told = act.told.get(limit.key) if limit.key else None
    if isinstance(told, date):
        return told
    own = not limit.key or (keys_of(act.name) or {}).get(limit.key) is WHEN
    return (act.at or act.day) if own else None


def _deemed(facts: Facts, rule: str, act: Act) -> date | None:
    """The day from which the law deems this act done, because the organ let that period run out before it; of the act that begins that period,
    because nobody answered it at all."""
    for limit in of_rule(facts, rule):
        for one in running(facts, limit):
            if one.start.index == act.index and one.done is None and facts.complete and facts.as_of > one.last:
                return as_day(one.since)
            if one.done is not None and one.done.index == act.index and act.day > one.last:
                return as_day(one.since)
    return None


def _answerable(facts: Facts, limit: Limit, act: Act) -> bool:
    """The act only begins the period after which the law would deem it answered (an application): by itself it begins nothing else."""
    return bool(limit.deemed) and any(act.name in other.start for other in of_rule(facts, limit.deemed))


def of_rule(facts: Facts, rule: str) -> list[Limit]:
    """The rows of the procedure that this rule gives its length."""
    return [limit for limit in facts.procedure.periods if limit.rule == rule] if facts.procedure else []


def _before(facts: Facts, limit: Limit, start: Act) -> Act | None:
    """What had to happen before: the last such act, the starting one included."""
    return max((act for name in limit.until for act in facts.all(name) if act.index <= start.index), key=_index, default=None)


def _due(facts: Facts, rule: Rule, limit: Limit, start: Act, since: date | datetime) -> tuple[Due, tuple[tuple[Act, date], ...]]:
    """When the period ends, extensions and excluded time allowed for; and the extensions that came too late."""
    gaps = excluded(facts, rule)
    if rule.unit == "hour":
        return facts.due(rule, since if isinstance(since, datetime) else datetime.combine(since, _DAY_ENDS), gaps), ()
    due = facts.due(rule, as_day(since), gaps)
    late: list[tuple[Act, date]] = []
    days = 0
    for act in _extensions(facts, limit, start)[:2]:
        last = as_day(due.due)
        if act.day > last:
            late.append((act, last))
            continue
        more = rule.further if days else rule.extension
        if more is None or rule.extension is None:
            continue
        asked = asked_days(act, last)
        days += more.value if asked is None else min(asked, more.value)
        longer = msgspec.structs.replace(rule, extension=msgspec.structs.replace(rule.extension, value=days))
        due = facts.due(longer, as_day(since), gaps, True)
    return due, tuple(late)


def _extensions(facts: Facts, limit: Limit, start: Act) -> list[Act]:
    """Approved extensions of this period: those that tell no other purpose."""
    acts = [act for act in facts.all(limit.extended_by) if act.index > start.index and act.told.get("approved") is not False]
    return [act for act in acts if act.told.get("of") in (None, limit.of)] if limit.of else acts


def waits_for(facts: Facts, act: Act) -> Iterator[Running]:
    """The party's periods that still run on the day of this act, which must wait for them."""
    for limit in facts.plan.waits.get(act.name, ()):
        for one in running(facts, limit):
            if one.rule.state != "watched" and one.start.index < act.index and act.day <= one.last and one.done is None:
                yield one


def given_before(facts: Facts, act: Act) -> Iterator[Running]:
    """The periods that count back from this act, about to be done, and were not kept: what had to come before came too late, or never."""
    for limit in facts.plan.opens.get(act.name, ()):
        if not _applies(facts, limit, act):
            continue
        since = _since(facts, limit, act)
        rule = facts.rule(limit.rule, as_day(since)) if since is not None else None
        if since is None or rule is None or rule.kind != "backward" or rule.state == "watched":
            continue
        due = facts.due(rule, as_day(since))
        done = act if act.name in limit.until else _before(facts, limit, act)
        if done is None or done.day > as_day(due.due):
            yield Running(limit, rule, act, due, as_day(since), as_day(due.due), done)
