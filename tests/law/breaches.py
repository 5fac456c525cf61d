"""Breaches made from the procedures themselves: for every guard a draft that it should refuse, for every period a case that misses it.

What such a breach is refused or found by is proof that the procedure carries the rule. Whatever cannot be broken so simply is left to the
tables, where a person writes the case.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sanxiang.law import assess, packs, procedure
from sanxiang.law.procedure import Guard, Limit, Procedure, Step
from sanxiang.law.timeline import TimelineError, build

DAY, LATE = date(2025, 6, 3), date(2029, 6, 1)
NIGHT = "2025-10-01T23:00"  # a holiday, at night
Act = dict[str, Any]


def carried() -> set[str]:
    """The rules by which some procedure refuses a draft or finds a missed period: by the nation's law, and by all packs together."""
    return _carried(packs.load()) | _carried(packs.load(packs.available()))


def _carried(law: packs.Law) -> set[str]:
    found: set[str] = set()
    for kind, names in procedure.known(*law.packs[1:]).items():
        for name in names:
            walked = law.procedure(kind, name)
            for step in walked.steps:
                for guard in step.guards:
                    found |= set(_refused(law, walked, step, guard))
            for limit in walked.periods:
                found |= set(_missed(law, walked, limit))
    return found


def _refused(law: packs.Law, walked: Procedure, step: Step, guard: Guard) -> Iterator[str]:
    before, told = _when(guard.params.get("when", {}))
    for wrong, earlier in _wrongs(guard):
        draft = {"act": step.act, "day": DAY.isoformat(), **told, **wrong}
        if "at" in draft:
            del draft["day"]
        try:
            case = build(_case(walked, guard), [*before, *earlier], LATE)
            yield from (block.rule for block in assess.refusals(law, case, draft))
        except (TimelineError, ValueError, TypeError):
            continue


def _wrongs(guard: Guard) -> Iterator[tuple[Act, list[Act]]]:
    """Ways to break a guard: what the draft tells, and the acts before it."""
    params, key = guard.params, guard.params.get("key")
    keys = [key] if isinstance(key, str) else list(key or ())
    yield {}, []
    yield dict.fromkeys(keys, False), []
    yield dict.fromkeys(keys, ""), []
    yield dict.fromkeys(keys, "10000000"), []
    yield dict.fromkeys(keys, 99999), []
    yield {"officers": 1}, []
    yield {"days": 400, "amount": "10000000"}, []
    yield {"at": NIGHT}, []
    act, dot, name = str(params.get("of", "")).partition(".")
    if dot:
        yield dict.fromkeys(keys, "10000000"), [{"act": act, "day": (DAY - timedelta(days=1)).isoformat(), name: "1"}]
    for act in [*params.get("acts", ()), *_listed(params.get("act")), *_listed(params.get("began"))]:
        yield {}, [{"act": act, "day": (DAY - timedelta(days=1)).isoformat()}]
        yield {}, [{"act": act, "day": (DAY - timedelta(days=1)).isoformat(), "until": LATE.isoformat()}]


def _missed(law: packs.Law, walked: Procedure, limit: Limit) -> Iterator[str]:
    """A case that stops after the act that begins the period."""
    for act in limit.start:
        before, told = _when(limit.when)
        for more in ({limit.key: DAY.isoformat()} if limit.key else {}, {}):
            begun: Act = {"act": act, "at": f"{DAY}T09:00", **told, **more}
            for begins in (begun, {**{key: value for key, value in begun.items() if key != "at"}, "day": DAY.isoformat()}):
                try:
                    case = build(_case(walked, None), [*before, begins], LATE)
                    yield from (finding.rule for finding in assess.assess(law, case, offers=False).findings)
                except (TimelineError, ValueError, TypeError):
                    continue


def _when(when: dict[str, Any]) -> tuple[list[Act], Act]:
    """What makes `when` hold: acts before (for keys with a dot), and keys of the act itself."""
    before: dict[str, Act] = {}
    told: Act = {}
    for key, value in when.items():
        value = value[0] if isinstance(value, list | tuple) else value
        act, dot, name = str(key).partition(".")
        if dot and act != "case":
            before.setdefault(act, {"act": act, "day": (DAY - timedelta(days=2)).isoformat()})[name] = value
        elif not dot:
            told[key] = value
    return list(before.values()), told


def _case(walked: Procedure, guard: Guard | None) -> Act:
    case: Act = {"type": walked.type, "procedure": walked.name, "party": {"kind": "person"}, "handlers": ["甲", "乙"]}
    for key, value in (guard.params.get("when", {}) if guard else {}).items():
        if str(key).startswith("case."):
            case[str(key).removeprefix("case.")] = value[0] if isinstance(value, list | tuple) else value
    return case


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())
