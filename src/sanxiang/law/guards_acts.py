"""Kinds of guards that ask what has been done before."""

from datetime import date

from sanxiang.law.conditions import tells
from sanxiang.law.facts import Facts, penalises
from sanxiang.law.guards_shared import Draft, listed, title_of
from sanxiang.law.procedure import Guard


def step_taken(draft: Draft, guard: Guard) -> str:
    """`step`: an act of this name (or of one of these) came before; with `since` after the last act of that name, where there is one.
    A decision that is no penalty needs no notice (`of: penalty`)."""
    params, facts = guard.params, draft.facts
    names = listed(params["step"])
    since = facts.last(params["since"]) if "since" in params else None
    after = since.index if since else 0
    for name in names:
        if name in facts.by_name and facts.by_name[name][-1].index > after:
            return ""
    if params.get("of") == "penalty" and not penalises(draft.act):
        return ""
    return f"{since.day}{title_of(facts, since.name)}后{lacking(facts, names)}" if since else lacking(facts, names)


def lacking(facts: Facts, names: tuple[str, ...]) -> str:
    """That none of these was done, by the titles of those that the procedure has, or that are the parent's; a guard is inherited by procedures
    that lack some."""
    own = [name for name in names if name.startswith("parent_") or name in facts.plan.steps]
    return f"尚未{'或者'.join(title_of(facts, name) for name in own or names)}"


def not_done(draft: Draft, guard: Guard) -> str:
    """`acts`: none of these came before; with `since` none after the last act of that name."""
    facts = draft.facts
    since = facts.last(guard.params["since"]) if "since" in guard.params else None
    after = since.index if since else 0
    for name in listed(guard.params["acts"]):
        done = facts.last(name)
        if done is not None and done.index > after:
            return f"已于{done.day}{title_of(facts, name)}"
    return ""


def answered(draft: Draft, guard: Guard) -> str:
    """`of`: each such act (that tells `which`) was followed by one of `by`."""
    facts, which = draft.facts, guard.params.get("which", {})
    for name in listed(guard.params["of"]):
        for act in facts.all(name):
            if which and not all(tells(facts, act, {key: one}) for key, one in which.items()):
                continue
            if not any(other.index > act.index for by in listed(guard.params["by"]) for other in facts.all(by)[-1:]):
                return f"{act.day}{title_of(facts, name)}后{lacking(facts, listed(guard.params['by']))}"
    return ""


def settled(draft: Draft, guard: Guard) -> str:
    """`acts` (reconsideration, litigation): each that was begun has ended: it tells its `until`, or a later one of that name does."""
    for name in listed(guard.params["acts"]):
        acts = draft.facts.all(name)
        last = acts[-1] if acts else None
        until = last.told.get("until") if last else None
        if last is not None and (until is None or until > draft.act.day):
            return f"{last.day}{title_of(draft.facts, name).replace('登记', '')}尚未审结"
    return ""


def day_passed(draft: Draft, guard: Guard) -> str:
    """`act`, `key`: the day that the last act of that name tells is over."""
    last = draft.facts.last(guard.params["act"])
    told = last.told.get(guard.params["key"]) if last else None
    if last is None or not isinstance(told, date) or draft.act.day > told:
        return ""
    return f"{title_of(draft.facts, last.name)}确定的期限至{told}，尚未届满"


def barred(draft: Draft, guard: Guard) -> str:
    """Always speaks, hence with a `when`; `says` is the reason."""
    return str(guard.params["says"])
