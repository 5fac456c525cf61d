"""Kinds of guards that reckon: the surcharge, what is still owed."""

from datetime import date
from decimal import Decimal

from sanxiang.law import surcharge
from sanxiang.law.facts import DAY, remedied
from sanxiang.law.guards_shared import Draft
from sanxiang.law.owed import owed_in
from sanxiang.law.periods import as_day
from sanxiang.law.procedure import Guard


def within_surcharge(draft: Draft, guard: Guard) -> str:
    """`base`, `since`, `until`, `excluded`, `days`, `amount` of a surcharge: no more days than were overdue without those of remedies, and no
    more yuan than the rule's percent of the base for these days, nor than the base."""
    told = draft.act.told
    rate, base, days, amount = draft.facts.number(guard.rule, draft.act.day), told.get("base"), told.get("days"), told.get("amount")
    since, until = _first_overdue(draft), told.get("until") or draft.act.day
    if isinstance(since, date) and days is not None:
        most = max(0, (until - since).days + 1 - max(told.get("excluded") or 0, _of_remedies(draft, since, until)))
        if days > most:
            return f"自{since}至{until}扣除复议、诉讼期间只有{most}日，却按{days}日加处"
    if rate is None or base is None or amount is None:
        return ""
    earlier = sum((act.told.get("amount") or Decimal(0) for act in draft.facts.all(draft.act.name)), Decimal(0))
    if amount + earlier > base:
        return f"加处的数额累计{amount + earlier}元，超出应缴数额{base}元"
    most_yuan = surcharge.charged(rate, base, days).amount if days is not None else base
    return f"加处{amount}元，高于{days}日按每日{rate}%计算的{most_yuan}元" if amount > most_yuan else ""


def within_owed(draft: Draft, guard: Guard) -> str:
    """`key`: a surcharge that is paid or charged is no more than what is owed that day and not yet paid or charged, with the computation
    (行政处罚法第七十二条、第七十三条)."""
    facts, act, key = draft.facts, draft.act, guard.params["key"]
    amount = act.told.get(key)
    found = owed_in(facts, act.day) if amount else None
    if not amount or found is None:
        return ""
    before = (
        found.surcharge_paid if act.name == "pay" else sum((one.told.get(key) or Decimal(0) for one in facts.all(act.name)), Decimal(0))
    )
    left = max(Decimal(0), found.surcharge - before)
    if amount <= left:
        return ""
    told = f"，此前已计{surcharge.yuan(before)}元" if before else ""
    return f"加处罚款{surcharge.yuan(amount)}元，多于至{act.day}还可以加处的{surcharge.yuan(left)}元（{'；'.join(found.steps[:-2])}{told}）"


def _first_overdue(draft: Draft) -> date | None:
    """`since`, but not before the day after the obligation was due, or after the last day to which it was deferred."""
    obligation = draft.facts.last("obligation")
    due = [obligation.told.get("due")] if obligation else []
    due += [act.told.get("until") for act in draft.facts.all("defer") if act.told.get("approved") is not False]
    days = [draft.act.told.get("since"), *(day + DAY for day in due if day is not None)]
    return max((day for day in days if day is not None), default=None)


def _of_remedies(draft: Draft, since: date, until: date) -> int:
    """The days of reconsideration and litigation, of this case and of the one from which it springs."""
    return surcharge.left_out([(as_day(gap.start), as_day(gap.end)) for gap in remedied(draft.facts)], since, until)
