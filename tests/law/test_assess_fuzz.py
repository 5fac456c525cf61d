"""Timelines that nobody would write: whatever is told in the words of the format is judged, and never breaks the judge."""

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.law import packs, timeline
from sanxiang.law.assess import assess
from sanxiang.law.packs import available
from sanxiang.law.timeline_keys import ACTS, CASE, KINDS, TYPES, Wrong

FIRST = date(2019, 1, 1)
DAYS = st.integers(0, 2900).map(lambda days: (FIRST + timedelta(days)).isoformat())
VALUES: st.SearchStrategy[Any] = st.one_of(
    st.booleans(),
    st.integers(0, 400),
    st.sampled_from(["200", "3000.01", "0", "999999999"]),
    DAYS,
    st.sampled_from(["甲", "乙", "丙"]),
    st.lists(st.sampled_from(["甲", "乙", "丙"]), max_size=3),
    st.lists(st.sampled_from(KINDS), max_size=4),
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
def acts(draw: st.DrawFn) -> list[dict[str, Any]]:
    found = []
    for day in sorted(draw(st.lists(DAYS, max_size=14))):
        name = draw(st.sampled_from(sorted(ACTS)))
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


@given(cases(), acts(), DAYS, st.booleans(), st.sampled_from([name for name in available() if name != "national"]))
@settings(max_examples=300, deadline=None)
def test_whatever_is_told_is_judged(case: dict[str, Any], told: list[dict[str, Any]], as_of: str, complete: bool, pack: str) -> None:
    read = timeline.build(case, told, date.fromisoformat(as_of), complete)
    found = assess(packs.load([pack]), read)
    msgspec.json.encode(found)
    keys = [(finding.rule, finding.act) for finding in found.findings]
    assert len(keys) == len(set(keys))
    assert {period.rule for period in found.periods if period.met is False} <= {finding.rule for finding in found.findings}
    if not complete:
        assert [finding for finding in found.findings if finding.act is None] == []
