"""What must hold of every lawful case: no part of it is a fault, and no mandatory step can be left out unseen."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.tables_of import BASES, judged, timeline_of
from sanxiang.law import assess, packs

PREFIXES = [(base, count) for base, whole in BASES.items() for count in range(len(whole["acts"]) + 1)]
MANDATORY = [
    ("ordinary", {}, "file", "PEN-54"),
    ("ordinary", {}, "notify", "PEN-44"),
    ("ordinary", {}, "decide", "PEN-60"),
    ("ordinary", {}, "serve", "PEN-61a"),
    ("ordinary", {}, "disclose", "PUB-06b"),
    ("ordinary", {}, "pay", "EXE-67a"),
    ("ordinary", {"packs": ["sectors/housing"]}, "close", "PEN-CLOSE"),
    ("ordinary", {"packs": ["regions/hebei-xingtai"]}, "review", "XT-20"),
    ("ordinary", {"complex": True}, "review", "PEN-58a"),
    ("ordinary", {"complex": True}, "deliberate", "PEN-57"),
    ("hearing", {}, "hearing", "PEN-63"),
    ("hearing", {}, "hearing_notice", "PEN-64b"),
    ("seizure", {}, "preserve_settle", "PEN-56b"),
    ("seizure", {}, "seize_approve", "COE-19"),
    ("seizure", {}, "seize_release", "COE-28"),
    ("summary", {}, "notify", "PEN-44"),
    ("summary", {}, "report", "PEN-52b"),
    ("permit", {}, "accept", "LIC-32"),
    ("permit", {}, "review_on_site", "LIC-34"),
    ("permit", {}, "decide", "LIC-42a"),
    ("permit", {}, "issue", "LIC-44"),
    ("permit", {}, "disclose", "PUB-06b"),
    ("permit-hearing", {}, "notify", "LIC-36"),
    ("permit-hearing", {}, "hearing", "LIC-47b"),
    ("permit-hearing", {}, "hearing_notice", "LIC-48"),
    ("permit-hearing", {}, "review", "REV-12"),
    ("permit-refusal", {}, "serve", "LIC-38"),
    ("permit-lower", {}, "first_review", "LIC-43"),
    ("permit-tested", {}, "testing", "LIC-55"),
    ("permit-change", {}, "issue", "LIC-44"),
    ("permit-renewal", {}, "decide", "LIC-50b"),
    ("permit-revocation", {}, "file", "LIC-69"),
    ("permit-revocation", {}, "notify", "LIC-07"),
    ("permit-cancellation", {}, "lead", "LIC-70"),
]


@pytest.mark.parametrize(("base", "count"), PREFIXES)
def test_a_lawful_case_has_no_finding_while_it_runs(base: str, count: int) -> None:
    whole = timeline_of({"from": base})
    acts = whole.acts[:count]
    told = msgspec.structs.replace(whole, acts=acts, as_of=acts[-1].day if acts else date(2024, 9, 1))
    assert assess.assess(packs.load(told.case.packs), told).findings == []


@pytest.mark.parametrize(("base", "case", "act", "rule"), MANDATORY)
def test_a_mandatory_step_left_out_is_found(base: str, case: dict[str, Any], act: str, rule: str) -> None:
    _, found = judged({"from": base, "case": case, "drop": [act]})
    assert rule in {finding.rule for finding in found.findings}


@pytest.mark.parametrize(("base", "case", "act", "rule"), MANDATORY)
def test_what_is_not_told_is_no_finding_of_an_incomplete_case(base: str, case: dict[str, Any], act: str, rule: str) -> None:
    _, found = judged({"from": base, "case": case, "drop": [act], "complete": False})
    told = [finding for finding in found.findings if finding.act is None]
    assert told == []


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_keys_left_out_are_at_most_minor(data: st.DataObject) -> None:
    whole = timeline_of({"from": data.draw(st.sampled_from(["ordinary", "summary", "seizure"]))})
    index = data.draw(st.integers(0, len(whole.acts) - 1))
    keys = set(whole.acts[index].told) - {"outcome", "fine", "kinds", "amount", "days", "what"}
    if not keys:
        return
    key = data.draw(st.sampled_from(sorted(keys)))
    act = whole.acts[index]
    bare = msgspec.structs.replace(act, told={name: value for name, value in act.told.items() if name != key})
    told = msgspec.structs.replace(whole, acts=(*whole.acts[:index], bare, *whole.acts[index + 1 :]))
    found = assess.assess(packs.load(), told)
    assert {finding.severity for finding in found.findings} <= {"minor"}


def test_assessing_twice_gives_the_same() -> None:
    one, two = judged({"from": "hearing"})[1], judged({"from": "hearing"})[1]
    assert msgspec.json.encode(one) == msgspec.json.encode(two)


def test_every_missed_period_is_a_finding() -> None:
    for base in ("ordinary", "hearing", "seizure"):
        for act in BASES[base]["acts"]:
            _, found = judged({"from": base, "drop": [act["act"]]})
            rules = {finding.rule for finding in found.findings}
            assert {period.rule for period in found.periods if period.met is False} <= rules


def test_one_finding_for_each_rule_and_act_in_order() -> None:
    _, found = judged({"from": "hearing", "change": {"hearing": {"chair": "甲", "public": False, "minutes": False}}, "drop": ["review"]})
    keys = [(finding.rule, finding.act) for finding in found.findings]
    assert len(keys) == len(set(keys))
    acts = [finding.act or 99 for finding in found.findings]
    assert acts == sorted(acts)


def test_every_finding_tells_what_to_do_and_why() -> None:
    for base in BASES:
        for act in BASES[base]["acts"]:
            for finding in judged({"from": base, "drop": [act["act"]]})[1].findings:
                assert finding.message
                assert finding.next
                assert finding.law
                assert finding.article
