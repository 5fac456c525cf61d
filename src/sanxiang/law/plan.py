"""A procedure indexed once for all cases that walk it: which periods wait, which guards speak at which act."""

from typing import Any
from weakref import WeakKeyDictionary

from sanxiang.law.procedure_parts import Limit, Procedure, Step


class Plan:
    """Steps, periods and guards by the act at which they are asked for."""

    __slots__ = ("active", "asked_of", "judged", "opens", "staffed", "steps", "throughout", "waits", "__weakref__")

    def __init__(self, procedure: Procedure | None) -> None:
        steps = procedure.steps if procedure else ()
        judged = tuple(limit for limit in procedure.periods if not limit.checked) if procedure else ()
        self.steps: dict[str, Step] = {step.act: step for step in steps}
        # The acts whose guards count the officers, by a rule of their own.
        self.staffed = frozenset(step.act for step in steps if any(guard.kind == "officers-at-least" for guard in step.guards))
        # The acts that are recorded throughout, by the procedure or the organ's list.
        self.throughout = frozenset(step.act for step in steps if step.recording == "throughout")
        # Periods that no check of a penalty judges; those for which an act must wait, and those that it opens, by the act.
        self.judged = judged
        self.waits: dict[str, tuple[Limit, ...]] = _by(judged, "waits")
        # When each period begins, and when it does not, taken apart once by `law.limits`.
        self.asked_of: dict[Limit, Any] = {}
        # What guards speak on which day, kept by `law.guards`.
        self.active: dict[Any, Any] = {}
        self.opens: dict[str, tuple[Limit, ...]] = _by([limit for limit in judged if not limit.party and not limit.court], "start")


def _by(limits: list[Limit] | tuple[Limit, ...], word: str) -> dict[str, tuple[Limit, ...]]:
    found: dict[str, tuple[Limit, ...]] = {}
    for limit in limits:
        for act in getattr(limit, word):
            found[act] = (*found.get(act, ()), limit)
    return found


NONE = Plan(None)
_PLANS: WeakKeyDictionary[Procedure, Plan] = WeakKeyDictionary()


def plan_of(procedure: Procedure | None) -> Plan:
    """The plan of a procedure, made the first time."""
    if procedure is None:
        return NONE
    plan = _PLANS.get(procedure)
    if plan is None:
        plan = _PLANS[procedure] = Plan(procedure)
    return plan
