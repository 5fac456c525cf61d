"""Kinds of guards that ask whether a period of the procedure still runs."""

from collections.abc import Callable
from datetime import date

from sanxiang.law.checks_payment import remedies_lapsed, surcharge_begins
from sanxiang.law.checks_seizure import holding, open_seizure
from sanxiang.law.facts import Facts, penalty
from sanxiang.law.guards_shared import Draft
from sanxiang.law.limits import Running, of_rule, running
from sanxiang.law.periods import as_day
from sanxiang.law.procedure import Guard
from sanxiang.law.timeline import Act


def _of(draft: Draft, rule: str) -> Running | None:
    """The last period of this rule that the case began."""
    found = [one for limit in of_rule(draft.facts, rule) for one in running(draft.facts, limit)]
    return max(found, key=lambda one: one.start.index, default=None)


def still_running(draft: Draft, guard: Guard) -> str:
    """`period` (the guard's own rule if left out): that period of the procedure has not run out; without such a period, the seizure's."""
    if not of_rule(draft.facts, guard.params.get("period", guard.rule)):
        return _seizure_runs(draft)
    one = _of(draft, guard.params.get("period", guard.rule))
    if one is None or draft.act.day <= one.last or (one.done is not None and one.done.day <= one.last):
        return ""
    return f"“{one.rule.title}”的期限已于{one.last}届满"


def _seizure_runs(draft: Draft) -> str:
    """An open seizure may be extended: its first period has not run out."""
    seize = open_seizure(draft.facts)
    held = holding(draft.facts, seize) if seize else None
    if held is None or held.extended is not None or draft.act.day <= as_day(held.first.due):
        return ""
    return f"查封扣押期限已于{held.first.due}届满，应当立即解除"


def lapsed(draft: Draft, guard: Guard) -> str:
    """`period`: that period of the procedure has run out and nobody acted. `of`, `says`: the days to pay, the remedies, or the days after a
    demand are over."""
    if "period" in guard.params:
        return _ran_out(draft, guard)
    decide = penalty(draft.facts)
    if decide is None:
        return ""
    last = _LAST_DAYS[guard.params["of"]](draft.facts, decide)
    return "" if last is None or draft.act.day > last else f"{guard.params['says']}至{last}，尚未届满"


def _ran_out(draft: Draft, guard: Guard) -> str:
    one = _of(draft, guard.params["period"])
    if one is None and not draft.facts.complete:
        return ""
    if one is None:
        return str(guard.params.get("says") or "期限尚未开始")
    if one.done is not None and one.done.day <= one.last:
        return f"{one.limit.what}已于{one.done.day}办理，不是逾期未办"
    return "" if draft.act.day > one.last else f"“{one.rule.title}”的期间至{one.last}，尚未届满"


def within_extension(draft: Draft, guard: Guard) -> str:
    """The `days` of all acts of this name since the period of the rule (`period`, if another) began are in sum no more than its extension."""
    one = _of(draft, guard.params.get("period", guard.rule))
    if one is None or one.rule.extension is None:
        return ""
    acts = [act for act in draft.facts.all(draft.act.name) if act.index > one.start.index]
    days = sum(act.told.get("days") or 0 for act in acts) + (draft.act.told.get("days") or 0)
    most = one.rule.extension.value
    if draft.act.told.get("days") is None and draft.form == "blank" and days >= most:
        return f"已经延长{days}日，不得再延长"
    return f"延长累计{days}日，不得超过{most}日" if days > most else ""


def _demand_due(facts: Facts, decide: Act) -> date | None:
    demand = facts.last("demand")
    rule = facts.rule("COE-54", demand.day) if demand else None
    served = demand.told.get("served") if demand else None
    if demand is None or rule is None:
        return None
    return as_day(facts.due(rule, served if isinstance(served, date) else demand.day).due)


_LAST_DAYS: dict[str, Callable[[Facts, Act], date | None]] = {
    "payment": surcharge_begins,
    "remedies": remedies_lapsed,
    "demand": _demand_due,
}
