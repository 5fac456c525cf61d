"""Kinds of guards that ask what the act about to be done tells."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sanxiang.law.checks_evidence import officers
from sanxiang.law.conditions import value_of
from sanxiang.law.facts import Facts, investigators
from sanxiang.law.guards_shared import Draft, listed
from sanxiang.law.periods import as_day
from sanxiang.law.procedure import Guard

_NOBODY: frozenset[str] = frozenset()
_NO = (None, False, "", 0, ())


def told(draft: Draft, guard: Guard) -> str:
    """`key` (a name or several: one suffices) is told, and is neither false nor empty; `says` is the reason."""
    values = [value_of(draft.facts, draft.act, key) for key in listed(guard.params["key"])]
    if any(value not in _NO for value in values) or draft.form == "blank":
        return ""
    if draft.form == "taken" and any(value is None for value in values):
        return ""
    return str(guard.params["says"])


def untold(draft: Draft, guard: Guard) -> str:
    """`asked`: the record should tell the key, and does not."""
    if not guard.params.get("asked"):
        return ""
    values = [value_of(draft.facts, draft.act, key) for key in listed(guard.params["key"])]
    unknown = any(value is None for value in values) and all(value in _NO for value in values)
    return f"未载明是否符合：{guard.params['says']}" if unknown else ""


def key_true(draft: Draft, guard: Guard) -> str:
    """`key` is not told to be false, or what `excused` names is told instead; `says` is the reason."""
    if value_of(draft.facts, draft.act, guard.params["key"]) is not False:
        return ""
    excused = guard.params.get("excused")
    return "" if excused and draft.act.told.get(excused) else str(guard.params["says"])


def officers_at_least(draft: Draft, guard: Guard) -> str:
    """No fewer officers than the rule's number (or that of the rule `number`), all qualified."""
    least = draft.facts.number(guard.params.get("number", guard.rule), draft.act.day)
    count = officers(draft.act)
    if count is not None and least is not None and count < least:
        return f"执法人员只有{count}人，不得少于{least}人"
    return "执法人员不具有行政执法资格" if draft.act.told.get("qualified") is False else ""


def officers_untold(draft: Draft, guard: Guard) -> str:
    """The record does not tell how many officers took part."""
    return "未载明执法人员人数" if draft.act.told.get("officers") is None else ""


def not_same_person(draft: Draft, guard: Guard) -> str:
    """`key` (who acts) shares no name with `others`: handlers, reviewers, or a key of the act or of an earlier one."""
    named, other = _names(draft.act.told.get(guard.params["key"])), guard.params["others"]
    others, title = _others(draft, other)
    both = sorted(others.intersection(named))
    return f"{'、'.join(both)}是本案{title}" if both else ""


def _others(draft: Draft, other: str) -> tuple[frozenset[str], str]:
    facts = draft.facts
    if other == "handlers":
        return facts.once("investigators", investigators), "查办人员"
    if other == "reviewers":
        return frozenset(name for act in facts.all("review") for name in _names(act.told.get("by"))), "法制审核人员"
    return frozenset(_names(value_of(facts, draft.act, other))), "的其他角色"


def _names(value: Any) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()


def not_recused(draft: Draft, guard: Guard) -> str:
    """`key` (officers, chair, by; those that are told of these, if left out) holds nobody whose recusal was granted."""
    out = recused(draft.facts)
    if not out:
        return ""
    keys = listed(guard.params.get("key", ("officers", "chair", "by")))
    both = sorted({name for key in keys for name in _names(draft.act.told.get(key)) if name in out})
    return f"{'、'.join(both)}已决定回避，不得参与本案" if both else ""


def recused(facts: Facts) -> frozenset[str]:
    """Those whose recusal was granted so far."""
    decided = facts.all("recuse_decide")
    return frozenset(name for act in decided if act.told.get("granted") for name in _names(act.told.get("of"))) if decided else _NOBODY


def no_earlier(draft: Draft, guard: Guard) -> str:
    """A first offence: the party has no earlier penalty for the same cause."""
    case = draft.facts.case
    prior = [one for one in case.party.prior or () if one.decided and one.decided < draft.act.day and one.cause in (None, case.cause)]
    return f"当事人{prior[0].decided}曾因{prior[0].cause or '违法行为'}受过处罚，不是初次违法" if prior else ""


def days_between(draft: Draft, guard: Guard) -> str:
    """The rule counts backwards from the day that `key` tells: the act about to be done comes in time."""
    facts, until = draft.facts, draft.act.told.get(guard.params["key"])
    rule = facts.rule(guard.rule, draft.act.day)
    if rule is None or rule.kind != "backward" or not isinstance(until, date):
        return ""
    last = as_day(facts.due(rule, until).due)
    return "" if draft.act.day <= last else f"距{until}不满{rule.amount}，最迟应在{last}办理"


def at_most(draft: Draft, guard: Guard) -> str:
    """`key` (`day`: that of the act) is no more than the rule's number of the day (a day no later than the last of the rule's period from
    this act on), or than `of` (`decide.amount`, or another key of the act).
    `sum`: what earlier acts of the same name told is added; `sum: both` adds up the acts of `of` too (退还 against all that was paid)."""
    key = guard.params["key"]
    value: Any = value_of(draft.facts, draft.act, key)
    limit = _last_day(draft, guard) if isinstance(value, date) and "of" not in guard.params else _limit(draft, guard)
    if not _comparable(value, limit):
        return ""
    if guard.params.get("sum"):
        value += sum(act.told.get(key) or 0 for act in draft.facts.all(draft.act.name))
    if value <= limit:
        return ""
    word, unit = ("晚于", "") if isinstance(value, date) else ("超过", "元" if _is_money(draft, key) else "")
    return f"{_label(draft, guard)}：{value}{unit}{word}{limit}{unit}"


def at_least(draft: Draft, guard: Guard) -> str:
    """`key` is no less (a day no earlier) than the rule's number of the day, or than `of` (`decide.amount`, another key of the act, `day`)."""
    value, limit = value_of(draft.facts, draft.act, guard.params["key"]), _limit(draft, guard)
    return f"{_label(draft, guard)}：{value}不到{limit}" if _comparable(value, limit) and value < limit else ""


def _is_money(draft: Draft, key: str) -> bool:
    return any(field.name == key and field.type == "money" for field in draft.step.fields)


def _label(draft: Draft, guard: Guard) -> str:
    """The reason that the guard gives, or what the form calls its key."""
    key = guard.params["key"]
    return str(guard.params.get("says") or next((field.label for field in draft.step.fields if field.name == key), key))


def _limit(draft: Draft, guard: Guard) -> Any:
    """What is compared with: a key that is told, a figure, or the rule's number of the day."""
    of = guard.params.get("of")
    if of is None:
        return draft.facts.number(guard.rule, draft.act.day)
    if guard.params.get("sum") == "both":
        paths = [path.partition(".") for path in listed(of)]
        return sum((one.told.get(key) or Decimal(0) for act, _, key in paths for one in draft.facts.all(act)), Decimal(0))
    return value_of(draft.facts, draft.act, of) if isinstance(of, str) else of


def _last_day(draft: Draft, guard: Guard) -> date | None:
    """The last day of the rule's period, counted from the act."""
    rule = draft.facts.rule(guard.rule, draft.act.day)
    return as_day(draft.facts.due(rule, draft.act.day).due) if rule is not None else None


def _comparable(value: Any, limit: Any) -> bool:
    numbers = all(isinstance(one, int | Decimal) and not isinstance(one, bool) for one in (value, limit))
    return numbers or (isinstance(value, date) and isinstance(limit, date))


def working_time(draft: Draft, guard: Guard) -> str:
    """Neither on a legal holiday nor at night, which begins and ends at the hours of the rules named by `night` (COE-43): the time of the act,
    and when it tells that it began and ended."""
    facts, act = draft.facts, draft.act
    holiday = facts.law.calendar.name(act.day)
    if holiday and not holiday.startswith("星期"):
        return f"{act.day}是法定节假日（{holiday}）"
    begins, ends = (facts.number(id, act.day) for id in guard.params.get("night", ("", "")))
    if begins is None or ends is None:
        return ""
    times = [at for at in (act.at, act.told.get("began"), act.told.get("ended")) if at is not None]
    night = next((at for at in times if _at_night(at, begins, ends)), None)
    return f"{night:%H:%M}在夜间（{begins}时至次日{ends}时）" if night else ""


def _at_night(at: datetime, begins: int, ends: int) -> bool:
    return at.hour >= begins or at.hour < ends
