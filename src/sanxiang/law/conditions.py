"""What acts and cases tell, asked by key: `fine` of the act itself or else of the case, `decide.fine` of the last such act, `case.complex`, `day`."""

from collections.abc import Mapping
from typing import Any

from sanxiang.law.facts import Facts
from sanxiang.law.timeline import Act

# Where a key is looked for (an act, `case`, or nowhere in particular), its name, and the values of which it should be one.
Condition = tuple[str, str, tuple[Any, ...]]


def conditions(wanted: Mapping[str, Any]) -> tuple[Condition, ...]:
    """The conditions that a mapping of keys and values writes down: one value, or several of which one suffices."""
    return tuple((*_place(key), tuple(one) if isinstance(one, list | tuple) else (one,)) for key, one in wanted.items())


def holds(facts: Facts, act: Act | None, condition: Condition) -> bool:
    """Whether the key is told so; of several values told, whether one is wanted. What is not told is not told so."""
    where, name, wanted = condition
    value = _value(facts, act, where, name)
    if value is None:
        return False
    if isinstance(value, tuple):
        return any(one in wanted for one in value)
    return value in wanted


def tells(facts: Facts, act: Act | None, wanted: Mapping[str, Any]) -> bool:
    """Whether all of these keys are told so."""
    return all(holds(facts, act, condition) for condition in conditions(wanted))


def value_of(facts: Facts, act: Act | None, key: str) -> Any:
    """What is told under a key; None when nothing is."""
    if act is not None and key in act.told:
        return act.told[key]
    return _value(facts, act, *_place(key))


def _place(key: str) -> tuple[str, str]:
    where, _, name = key.rpartition(".")
    return where, name


def _value(facts: Facts, act: Act | None, where: str, name: str) -> Any:
    if where == "case":
        return getattr(facts.case, name, None)
    if where:
        other = facts.last(where)
        return _of(other, name) if other else None
    value = _of(act, name) if act is not None else None
    return getattr(facts.case, name, None) if value is None else value


def _of(act: Act, name: str) -> Any:
    return act.day if name == "day" else act.told.get(name)
