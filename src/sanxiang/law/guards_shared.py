"""Kinds of guards that steps of every type use."""

from collections.abc import Callable

import msgspec

from sanxiang.law.checks_evidence import officers
from sanxiang.law.facts import Facts, investigators, penalises
from sanxiang.law.procedure import Guard, Procedure, Step
from sanxiang.law.timeline import Act


class Draft(msgspec.Struct, frozen=True):
    """The act about to be done, in its procedure."""

    facts: Facts
    procedure: Procedure
    step: Step
    act: Act


Sees = Callable[[Draft, Guard], str]


class Kind(msgspec.Struct, frozen=True):
    """A kind of guard. `blocks` tells in Chinese why the act may not be done, or nothing; `unknown` what the record should tell and does not.

    `absence`: it rests on something that is not there, which only a complete case shows. `next`: what to do when it was done all the same.
    `needs` and `may`: the parameters that it must and may have.
    """

    blocks: Sees
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    absence: bool = False
    unknown: Sees | None = None
    next: str = "纠正后重新办理，或者说明情况并归档"


def step_taken(draft: Draft, guard: Guard) -> str:
    """`step`: an act of this name (or of one of these) came before. A decision that is no penalty needs no notice."""
    names = guard.params["step"]
    names = (names,) if isinstance(names, str) else names
    if any(name in draft.facts.by_name for name in names):
        return ""
    if guard.params.get("of") == "penalty" and not penalises(draft.act):
        return ""
    wanted = [step.title for name in names for step in (draft.procedure.step(name),) if step]
    return f"尚未{'或者'.join(wanted)}"


def not_done(draft: Draft, guard: Guard) -> str:
    """`acts`: none of these came before."""
    done = next((draft.facts.last(name) for name in guard.params["acts"] if name in draft.facts.by_name), None)
    step = draft.procedure.step(done.name) if done else None
    return f"已于{done.day}{step.title if step else done.name}" if done else ""


def officers_at_least(draft: Draft, guard: Guard) -> str:
    """No fewer officers than the rule's number, all qualified."""
    least = draft.facts.number(guard.rule, draft.act.day)
    count = officers(draft.act)
    if count is not None and least is not None and count < least:
        return f"执法人员只有{count}人，不得少于{least}人"
    return "执法人员不具有行政执法资格" if draft.act.told.get("qualified") is False else ""


def officers_untold(draft: Draft, guard: Guard) -> str:
    """The record does not tell how many officers took part."""
    return "未载明执法人员人数" if draft.act.told.get("officers") is None else ""


def key_true(draft: Draft, guard: Guard) -> str:
    """`key` is not told to be false; `says` is the reason."""
    return str(guard.params["says"]) if draft.act.told.get(guard.params["key"]) is False else ""


def not_same_person(draft: Draft, guard: Guard) -> str:
    """`key` (who acts) shares no name with `others` (handlers, reviewers)."""
    facts, named = draft.facts, draft.act.told.get(guard.params["key"])
    if guard.params["others"] == "handlers":
        others, title = facts.once("investigators", investigators), "查办人员"
    else:
        others, title = frozenset(name for act in facts.all("review") for name in act.told.get("by") or ()), "法制审核人员"
    both = sorted(others.intersection(named or ()))
    return f"{'、'.join(both)}是本案{title}" if both else ""
