"""Timelines that nobody would write: whatever is told in the words of the format is judged, and never breaks the judge."""

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.law import packs, procedure, timeline
from sanxiang.law.assess import assess, questions
from sanxiang.law.owed import owed
from sanxiang.law.packs import available
from sanxiang.law.sprung import procedure_of
from sanxiang.law.timeline_keys import ACTS, CASE, KINDS, SHARED, TYPES, Wrong

FIRST = date(2019, 1, 1)
WALKED = [(kind, name) for kind, names in procedure.known().items() for name in names]
STEPS = {(kind, name): sorted(step.act for step in procedure.load(kind, name).steps) for kind, name in WALKED}
CHOICES = sorted(
    {
        choice.value
        for kind, name in WALKED
        for step in procedure.load(kind, name).steps
        for field in step.fields
        for choice in field.choices
    }
)
DAYS = st.integers(0, 2900).map(lambda days: (FIRST + timedelta(days)).isoformat())
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.integers(0, 400),
    st.sampled_from(["200", "3000.01", "0", "999999999"]),
    DAYS,
    st.sampled_from(["甲", "乙", "丙"]),
    st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=3),
    st.lists(st.sampled_from(KINDS), max_size=4),
    st.sampled_from(CHOICES),
    st.sampled_from(
        ["penalty", "no_penalty", "agree", "problems", "both", "announcement", "electronic", "retained", "new_facts", "revoked"]
    ),
)
PARTY = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["person", "organisation", "individual_business"]),
        "age": st.integers(0, 90),
        "disabled": st.booleans(),
    },
)


@st.composite
def acts(draw: st.DrawFn, names: list[str]) -> list[dict[str, Any]]:
    """Acts with keys that fit, of these names."""
    found = []
    for day in sorted(draw(st.lists(DAYS, max_size=14))):
        name = draw(st.sampled_from(names))
        act: dict[str, Any] = {"act": name, "day": day} if draw(st.booleans()) else {"act": name, "at": f"{day}T10:30"}
        for key, reader in ACTS[name].items():
            value = draw(VALUES)
            if _fits(reader, value):
                act[key] = value
        found.append(act)
    return found


def _fits(reader: Any, value: Any) -> bool:
    try:
        reader(value)
    except Wrong:
        return False
    return True


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    case: dict[str, Any] = {"type": "penalty", "party": draw(PARTY)}
    for key, reader in CASE.items():
        value = draw(VALUES)
        if key not in ("type", "packs", "procedure", "act_from") and _fits(reader, value):
            case[key] = value
    case["procedure"] = draw(st.sampled_from(["ordinary", "summary", "unheard-of"]))
    case["type"] = draw(st.sampled_from(["penalty"] * 5 + list(TYPES)))
    return case


@given(cases(), acts(sorted(ACTS)), DAYS, st.booleans(), st.sampled_from([name for name in available() if name != "national"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_told_is_judged(case: dict[str, Any], told: list[dict[str, Any]], as_of: str, complete: bool, pack: str) -> None:
    judged(case, told, as_of, complete, pack)


@given(st.data(), cases(), DAYS, st.booleans(), st.sampled_from([name for name in available() if name != "national"]))
@settings(max_examples=400, deadline=None)
def test_whatever_is_told_in_the_steps_of_a_procedure_is_judged(
    data: st.DataObject, case: dict[str, Any], as_of: str, complete: bool, pack: str
) -> None:
    kind, name = data.draw(st.sampled_from(WALKED))
    steps = STEPS[kind, name]
    parents = [f"parent_{act}" for act in ("decide", "serve", "pay", "reconsideration")]
    judged({**case, "type": kind, "procedure": name}, data.draw(acts(steps + parents)), as_of, complete, pack)


def _limits(law: packs.Law, read: timeline.Timeline) -> tuple[Any, ...]:
    walked = procedure_of(law, read)
    return walked.periods if walked else ()


JOINT = {"parties": [{"kind": "organisation", "name": "甲"}, {"kind": "person", "name": "乙", "age": 15}]}
SHARES = st.lists(
    st.fixed_dictionaries(
        {"party": st.sampled_from(["甲", 2])},
        optional={"fine": st.sampled_from(["200", "0", "99999.99"]), "kinds": st.lists(st.sampled_from(KINDS), max_size=3)},
    ),
    min_size=1,
    max_size=2,
    unique_by=lambda share: share["party"],
)


@given(st.data(), cases(), DAYS, st.booleans(), st.sampled_from([name for name in available() if name != "national"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_told_of_two_parties_is_judged(
    data: st.DataObject, case: dict[str, Any], as_of: str, complete: bool, pack: str
) -> None:
    name = data.draw(st.sampled_from(["ordinary", "summary"]))
    told = data.draw(acts(STEPS["penalty", name]))
    for act in told:
        if act["act"] in SHARED and data.draw(st.booleans()):
            act["shares"] = data.draw(SHARES)
        elif data.draw(st.booleans()):
            act["party"] = data.draw(st.sampled_from(["甲", "乙", 1, ["甲", "乙"]]))
    alone = {key: value for key, value in case.items() if key != "party"}
    judged({**alone, **JOINT, "type": "penalty", "procedure": name}, told, as_of, complete, pack)


def judged(case: dict[str, Any], told: list[dict[str, Any]], as_of: str, complete: bool, pack: str) -> None:
    law = packs.load([pack])
    read = timeline.build(case, told, date.fromisoformat(as_of), complete)
    questions(law, read)
    owed(law, read, read.as_of)
    found = assess(law, read)
    msgspec.json.encode(found)
    keys = [(finding.rule, finding.act, finding.party) for finding in found.findings]
    assert len(keys) == len(set(keys))
    elsewhere = {limit.rule for limit in _limits(law, read) if limit.finds}  # found by another rule than the period's own
    assert {period.rule for period in found.periods if period.met is False} <= {finding.rule for finding in found.findings} | elsewhere
    if not complete:
        assert [finding for finding in found.findings if finding.act is None] == []
