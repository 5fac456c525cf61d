"""`state` tells the truth: enforced is found or refused, watched is computed, the rest only informs."""

import re
from pathlib import Path

import pytest

from law import breaches
from law.tables_of import judged, rows
from law.test_assess import NAMES
from sanxiang.law import carriers, packs
from sanxiang.law.pack_files import read_pack
from sanxiang.law.procedure import known, load
from sanxiang.law.rules import PERIODS, Rule

SOURCE = Path(__file__).parents[2] / "src" / "sanxiang"
# Numbers that another rule's finding rests on.
NUMBERS = {
    "COE-43a": "COE-43",
    "COE-43b": "COE-43",
    "COE-18a": "COE-18",
    "REC-08t": "REC-08",
    "PEN-63a": "PEN-63",
    "PEN-63b": "PEN-63",
    "PEN-30a": "PEN-30",
    "PEN-30b": "PEN-30",
}
RULES = [at.rule for name in packs.available() for at in read_pack(name).rules]
PARAMS = [pytest.param(rule, id=f"{rule.pack} {rule.id} {rule.valid_from}") for rule in RULES]


@pytest.fixture(scope="module")
def found() -> set[str]:
    """Every rule by which a row of the tables, or a breach made from a procedure, finds something or refuses a step."""
    assessed = [judged(row)[1] for name in NAMES for row in rows(name)]
    refused = {block.rule for each in assessed for offer in each.offers for block in offer.blocks}
    named = {limit.rule for type, names in known().items() for name in names for limit in load(type, name).periods if limit.finds}
    return named | refused | {finding.rule for each in assessed for finding in each.findings} | set(carriers.BUILT_IN) | breaches.carried()


@pytest.mark.parametrize("rule", PARAMS)
def test_an_enforced_rule_is_found_or_refused(rule: Rule, found: set[str]) -> None:
    if rule.state == "enforced":
        assert _bites(rule.id, found), f"{rule.id} {rule.title}：没有一行表格、没有一个程序查出或者拒绝它，请改 state 或者补一行"


def _bites(id: str, found: set[str]) -> bool:
    repeated = {other for rule in RULES if rule.id == id for other in rule.repeats}
    return id in found or NUMBERS.get(id) in found or any(_bites(other, found) for other in repeated)


@pytest.mark.parametrize("rule", PARAMS)
def test_a_watched_rule_has_a_period_and_an_informational_one_has_none(rule: Rule) -> None:
    assert rule.state == "enforced" or (rule.state == "watched") == (rule.kind in PERIODS)


def test_what_is_built_in_is_there() -> None:
    for place in carriers.BUILT_IN.values():
        module, _, name = place.rpartition(".")
        text = (SOURCE / Path(*module.split("."))).with_suffix(".py").read_text(encoding="utf-8")
        assert re.search(rf"^(def )?{name}\b", text, re.MULTILINE), place


@pytest.mark.parametrize("pack", packs.available())
def test_a_rule_that_is_enforced_is_carried_by_something(pack: str) -> None:
    assert [rule.id for rule in carriers.uncarried(packs.load([pack])) if rule.id not in NUMBERS] == []


def test_what_carries_a_rule_is_told_by_name() -> None:
    told = carriers.carried_by(packs.load(["regions/hebei-xingtai"]))
    assert "guard:penalty-ordinary/decide/review-passed" in told["PEN-58a"]
    assert "check:law.checks_filing.handling_of" in told["PEN-60"]
    assert "check:law.checks_review.review_rules" in told["XT-20"]  # by what it demands
    assert set(told["XT-35"]) == {*told["PEN-58a"], *told["REV-12"]}  # by what it repeats
    assert "check:disclosure.redaction.redact" in told["PUB-10"]
    assert "PEN-38" not in told


def test_what_a_rule_repeats_exists() -> None:
    ids = {rule.id for rule in RULES}
    assert {other for rule in RULES for other in rule.repeats} <= ids
