"""`state` tells the truth: enforced is found or refused, watched is computed, the rest only informs."""

from pathlib import Path

import pytest

from law.tables_of import judged, rows
from law.test_assess import NAMES
from sanxiang.law import packs
from sanxiang.law.pack_files import read_pack
from sanxiang.law.rules import PERIODS, Rule

SOURCE = Path(__file__).parents[2] / "src" / "sanxiang"
# Numbers that another rule's finding rests on.
NUMBERS = {"COE-18a": "COE-18", "PEN-63a": "PEN-63", "PEN-63b": "PEN-63", "PEN-30a": "PEN-30", "PEN-30b": "PEN-30"}
# Enforced by another room than the brain: what is refused there, and the file that does it.
ELSEWHERE = {
    "PUB-10": ("PUB-10", "disclosure/redaction.py"),  # a copy that still shows what must be hidden is not published
    "PEN-09": ("KINDS", "law/words/shared.py"),  # a penalty of another kind cannot be told
    "PEN-46": ("法定证据种类", "casework/evidence.py"),  # evidence of another kind is not taken
    "XT-14": ("证明对象", "casework/evidence.py"),  # evidence without its mandatory facts is not taken
}
RULES = [at.rule for name in packs.available() for at in read_pack(name).rules]
PARAMS = [pytest.param(rule, id=f"{rule.pack} {rule.id} {rule.valid_from}") for rule in RULES]


@pytest.fixture(scope="module")
def found() -> set[str]:
    """Every rule by which a row of the tables finds something or refuses a step."""
    assessed = [judged(row)[1] for name in NAMES for row in rows(name)]
    refused = {block.rule for each in assessed for offer in each.offers for block in offer.blocks}
    return refused | {finding.rule for each in assessed for finding in each.findings} | set(ELSEWHERE)


@pytest.mark.parametrize("rule", PARAMS)
def test_an_enforced_rule_is_found_or_refused_in_some_table(rule: Rule, found: set[str]) -> None:
    if rule.state == "enforced":
        assert _bites(rule.id, found), f"{rule.id} {rule.title}：没有一行表格查出或者拒绝它，请改 state 或者补一行"


def _bites(id: str, found: set[str]) -> bool:
    repeated = {other for rule in RULES if rule.id == id for other in rule.repeats}
    return id in found or NUMBERS.get(id) in found or any(_bites(other, found) for other in repeated)


@pytest.mark.parametrize("rule", PARAMS)
def test_a_watched_rule_has_a_period_and_an_informational_one_has_none(rule: Rule) -> None:
    assert rule.state == "enforced" or (rule.state == "watched") == (rule.kind in PERIODS)


def test_what_other_rooms_enforce_is_there() -> None:
    for word, file in ELSEWHERE.values():
        assert word in (SOURCE / file).read_text(encoding="utf-8")


def test_what_a_rule_repeats_exists() -> None:
    ids = {rule.id for rule in RULES}
    assert {other for rule in RULES for other in rule.repeats} <= ids
