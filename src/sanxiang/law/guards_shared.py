"""What all kinds of guards share: the act about to be done, and what a kind is."""

from collections.abc import Callable
from typing import Literal

import msgspec

from sanxiang.law.conditions import Condition, conditions, holds
from sanxiang.law.facts import Facts
from sanxiang.law.procedure import Guard, Procedure, Step
from sanxiang.law.timeline import Act


class Draft(msgspec.Struct, frozen=True, gc=False):
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
    case shows. `after`: the act without which it never blocks. `checked`: in penalties checks of their own (`law/checks_*.py`) find what it refuses. `next`: what to do when it was done all
    the same.
    """

    blocks: Sees
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    absence: bool = False
    checked: bool = False
    after: str = ""
    unknown: Sees | None = None
    next: str = "纠正后重新办理，或者说明情况并归档"


# Parameters that any guard may have.
COMMON = ("when", "unless", "says", "next", "checked")


class Ready(msgspec.Struct, frozen=True):
    """A guard with its kind, and its conditions taken apart: where a key is looked for, its name, the values wanted.
    `always`: there are none."""

    guard: Guard
    kind: Kind
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    always: bool

    @property
    def tells(self) -> bool:
        """Whether it finds, in a penalty, what no check stands for, by what is told."""
        return not (self.kind.checked or self.kind.absence or self.guard.params.get("checked"))

    def speaks(self, draft: Draft) -> bool:
        """Whether the act (or the case, or an earlier act) tells what `when` wants, and nothing of `unless`."""
        for condition in self.when:
            if not holds(draft.facts, draft.act, condition):
                return False
        return not any(holds(draft.facts, draft.act, condition) or _to_be_told(draft, condition) for condition in self.unless)


def _to_be_told(draft: Draft, condition: Condition) -> bool:
    """Whether the form has yet to tell it: a step that one of its answers allows is offered."""
    where, name, _ = condition
    return draft.form == "blank" and not where and name not in draft.act.told and any(field.name == name for field in draft.step.fields)


def ready(guard: Guard, kind: Kind) -> Ready:
    """The guard, made ready to be asked often."""
    when, unless = conditions(guard.params.get("when", {})), conditions(guard.params.get("unless", {}))
    return Ready(guard, kind, when, unless, not when and not unless)


def listed(value: str | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """One name or several, as several."""
    return (value,) if isinstance(value, str) else tuple(value)


def title_of(facts: Facts, name: str) -> str:
    """What the procedure calls an act; an act of the parent case by that name."""
    step = facts.plan.steps.get(name.removeprefix("parent_"))
    return f"{'来源案件的' if name.startswith('parent_') else ''}{step.title if step else name}"
