"""What all kinds of guards share: the act about to be done, and what a kind is."""

from collections.abc import Callable
from typing import Literal

import msgspec

from sanxiang.law.facts import Facts
from sanxiang.law.limits import tells
from sanxiang.law.procedure import Guard, Procedure, Step
from sanxiang.law.timeline import Act


class Draft(msgspec.Struct, frozen=True):
    """The act about to be done, in its procedure. Its form is `blank` when a step is only offered, `filled` when it is to be taken,
    and `taken` when the act is judged afterwards."""

    facts: Facts
    procedure: Procedure
    step: Step
    act: Act
    form: Literal["blank", "filled", "taken"] = "filled"


Sees = Callable[[Draft, Guard], str]


class Kind(msgspec.Struct, frozen=True):
    """A kind of guard. `blocks` tells in Chinese why the act may not be done, or nothing; `unknown` what the record should tell and does not.

    `needs` and `may`: the parameters that it must and may have. `absence`: it rests on something that is not there, which only a complete
    case shows. `checked`: in penalties checks of their own (`law/checks_*.py`) find what it refuses. `next`: what to do when it was done all
    the same.
    """

    blocks: Sees
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    absence: bool = False
    checked: bool = False
    unknown: Sees | None = None
    next: str = "纠正后重新办理，或者说明情况并归档"


# Parameters that any guard may have.
COMMON = ("when", "unless", "says", "next")


def speaks(draft: Draft, guard: Guard) -> bool:
    """Whether this guard says anything here: its rule is in force and more than informs (or an organ added it), and the act tells what `when` wants."""
    facts, act, params = draft.facts, draft.act, guard.params
    if facts.rule(guard.rule, act.day) is None and not guard.added:
        return False
    if not params:
        return True
    if "when" in params and not tells(facts, act, params["when"]):
        return False
    return "unless" not in params or not any(tells(facts, act, {key: one}) for key, one in params["unless"].items())


def listed(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (value,) if isinstance(value, str) else tuple(value)


def title_of(draft: Draft, name: str) -> str:
    """What the procedure calls an act; an act of the parent case by that name."""
    step = draft.facts.plan.steps.get(name.removeprefix("parent_"))
    return f"{'来源案件的' if name.startswith('parent_') else ''}{step.title if step else name}"
