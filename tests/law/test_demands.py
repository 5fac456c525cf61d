"""What a pack nobody has seen demands under ids of its own is checked and refused without touching code."""

from pathlib import Path
from typing import Any

import pytest

from law.tables_of import timeline_of
from law.test_packs import written
from sanxiang.law import packs
from sanxiang.law.assess import assess, refusals

UNREVIEWED = {"from": "ordinary", "drop": ["review_submit", "review"]}


def judged(folder: Path, rule: str, row: dict[str, Any]) -> set[tuple[str, str]]:
    law = packs.load([written(folder, rule)])
    told = timeline_of(row)
    return {(finding.rule, told.acts[finding.act - 1].name if finding.act else "-") for finding in assess(law, told).findings}


@pytest.mark.parametrize(
    ("rule", "row", "finds"),
    [
        ("kind: gate, demands: review-all", UNREVIEWED, {("MY-07", "-")}),
        ("kind: gate, demands: review-all", {"from": "ordinary"}, set()),
        (
            "kind: gate, demands: three-persons",
            {"from": "ordinary", "change": {"decide": {"by": "丙"}}},
            {("MY-07", "decide"), ("PEN-58c", "decide")},
        ),
        ("kind: gate, demands: full-text", {"from": "ordinary", "change": {"disclose": {"full_text": False}}}, {("MY-07", "disclose")}),
        (
            "kind: gate, demands: certificate, at: [serve]",
            {"from": "ordinary", "change": {"serve": {"certificate_shown": False}}},
            {("MY-07", "serve")},
        ),
        (
            "kind: gate, demands: recording, at: [hearing]",
            {"from": "hearing", "change": {"hearing": {"filmed": False}}},
            {("MY-07", "hearing")},
        ),
        ("kind: gate, demands: recording, at: [hearing]", {"from": "hearing", "change": {"hearing": {"filmed": True}}}, set()),
    ],
)
def test_a_demand_under_an_id_of_its_own(rule: str, row: dict[str, Any], finds: set[tuple[str, str]], tmp_path: Path) -> None:
    assert judged(tmp_path, f"{{id: MY-07, title: 本市要求, article: 一, {rule}}}", row) == finds


def test_the_guard_refuses_by_the_same_rule(tmp_path: Path) -> None:
    law = packs.load([written(tmp_path, "{id: MY-07, title: 本市要求, kind: gate, article: 一, demands: review-all}")])
    decide = {"act": "decide", "day": "2024-11-25", "outcome": "penalty", "fine": "20000", "kinds": ["fine"], "by": "丁"}
    blocks = refusals(law, timeline_of({**UNREVIEWED, "until": "plead"}), decide)
    assert [(block.rule, block.law) for block in blocks] == [("MY-07", "某市规定")]


def test_a_demand_holds_only_from_its_day(tmp_path: Path) -> None:
    rule = "{id: MY-07, title: 本市要求, kind: gate, article: 一, demands: review-all, from: 2024-11-26}"
    assert judged(tmp_path, rule, UNREVIEWED) == set()


@pytest.mark.parametrize(("threshold", "finds"), [(20000, {("PEN-63", "notify")}), (20001, set())])
def test_an_organ_sets_the_amount_from_which_a_hearing_is_due(threshold: int, finds: set[tuple[str, str]], tmp_path: Path) -> None:
    rule = f"{{id: PEN-63b, title: 听证数额, kind: threshold, value: {threshold}, unit: yuan, article: 一}}"
    assert judged(tmp_path, rule, {"from": "ordinary"}) == finds
