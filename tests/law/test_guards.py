"""Guards seen with what a form says, in boundary pairs: the number that may pass and the next that may not."""

from typing import Any

import pytest

from law.tables_of import timeline_of
from sanxiang.law import guards, packs, procedure
from sanxiang.law.assess import refusals

DECIDE = {"act": "decide", "day": "2024-11-25", "outcome": "penalty", "fine": "20000", "kinds": ["fine"], "by": "丁"}


def rules(row: dict[str, Any], act: dict[str, Any]) -> set[str]:
    told = timeline_of(row)
    return {block.rule for block in refusals(packs.load(told.case.packs), told, act)}


def before(base: str, until: str, **row: Any) -> dict[str, Any]:
    return {"from": base, "until": until, **row}


@pytest.mark.parametrize(
    ("row", "act", "refused"),
    [
        (before("ordinary", "file"), {"act": "site_record", "day": "2024-09-10", "officers": 2}, set()),
        (before("ordinary", "file"), {"act": "site_record", "day": "2024-09-10", "officers": 1}, {"PEN-42"}),
        (before("ordinary", "file"), {"act": "site_record", "day": "2024-09-10", "officers": ["甲"]}, {"PEN-42"}),
        (before("ordinary", "file"), {"act": "site_record", "day": "2024-09-10", "officers": 2, "qualified": False}, {"PEN-42"}),
        (before("ordinary", "file"), {"act": "interview", "day": "2024-09-10", "certificate_shown": True}, set()),
        (before("ordinary", "file"), {"act": "interview", "day": "2024-09-10", "certificate_shown": False}, {"PEN-55"}),
        (before("ordinary", "deliberate"), DECIDE, set()),
        (before("ordinary", "deliberate"), {**DECIDE, "fine": "20000.01"}, {"PEN-45"}),
        (before("ordinary", "deliberate"), {**DECIDE, "kinds": ["fine", "revoke_licence"]}, {"PEN-44", "PEN-63"}),
        (before("ordinary", "deliberate"), {**DECIDE, "by": "甲"}, {"PEN-57"}),
        (before("ordinary", "deliberate"), {**DECIDE, "by": "丙"}, {"PEN-58c"}),
        (before("ordinary", "plead", case={"complex": True}), DECIDE, {"PEN-57", "PEN-58a"}),
        (
            before("ordinary", "plead", case={"complex": True}),
            {**DECIDE, "outcome": "no_penalty", "fine": None, "kinds": None, "educated": True},
            set(),
        ),
        (before("ordinary", "review_submit"), {"act": "review", "day": "2024-11-08", "opinion": "agree", "by": "丙"}, set()),
        (before("ordinary", "review_submit"), {"act": "review", "day": "2024-11-08", "opinion": "agree", "by": "甲"}, {"PEN-58c"}),
        (before("hearing", "hearing_notice"), {"act": "hearing", "day": "2024-11-12", "chair": "戊"}, set()),
        (before("hearing", "hearing_notice"), {"act": "hearing", "day": "2024-11-12", "chair": "乙"}, {"PEN-64c"}),
        (before("seizure", "preserve_settle"), {"act": "seize_extend", "day": "2024-10-12", "days": 30}, set()),
        (before("seizure", "preserve_settle"), {"act": "seize_extend", "day": "2024-10-13", "days": 30}, {"COE-25b"}),
        (before("summary", "waive"), {**DECIDE, "day": "2024-09-10", "fine": "200", "by": ["甲", "乙"]}, set()),
        (before("summary", "waive"), {**DECIDE, "day": "2024-09-10", "fine": "200.01", "by": ["甲", "乙"]}, {"PEN-51a"}),
        (before("summary", "waive", case={"party": {"kind": "organisation"}}), {**DECIDE, "day": "2024-09-10", "fine": "3000"}, set()),
        (
            before("summary", "waive", case={"party": {"kind": "organisation"}}),
            {**DECIDE, "day": "2024-09-10", "fine": "3001"},
            {"PEN-51b"},
        ),
        (before("ordinary", "disclose"), {"act": "surcharge", "day": "2024-12-12", "days": 0}, {"EXE-72a"}),
        (before("ordinary", "disclose"), {"act": "surcharge", "day": "2024-12-13", "days": 1}, set()),
        (before("ordinary", "disclose"), {"act": "close", "day": "2024-12-13"}, {"PEN-CLOSE"}),
        (before("ordinary", "pay"), {"act": "close", "day": "2024-12-13"}, set()),
    ],
)
def test_what_the_form_says_is_seen(row: dict[str, Any], act: dict[str, Any], refused: set[str]) -> None:
    assert rules(row, act) == refused


def test_a_step_that_the_procedure_does_not_have_is_no_step() -> None:
    told = timeline_of({"from": "ordinary"})
    with pytest.raises(KeyError):
        refusals(packs.load(), told, {"act": "issue", "day": "2025-03-01"})


def test_every_kind_of_guard_is_used() -> None:
    found = [procedure.load(kind, name) for kind, names in procedure.known().items() for name in names]
    used = {guard.kind for each in found for step in each.steps for guard in step.guards}
    assert used == set(guards.KINDS)
