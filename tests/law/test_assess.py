"""The tables of tests/law/tables: lawful cases and what each change of them makes of the assessment."""

from pathlib import Path
from typing import Any

import pytest

from law.tables_of import BASES, TABLES, day, judged, refused, rows
from sanxiang.law.packs import available

NAMES = sorted(path.stem.removeprefix("assess-") for path in TABLES.glob("assess-*.yaml"))
ROWS = [pytest.param(row, id=f"{name}: {row['name']}") for name in NAMES for row in rows(name)]


@pytest.mark.parametrize("base", BASES)
def test_a_lawful_case_has_no_finding(base: str) -> None:
    _, found = judged({"from": base})
    assert found.findings == []


@pytest.mark.parametrize("pack", [name for name in available() if name != "national"])
@pytest.mark.parametrize("base", BASES)
def test_a_lawful_case_is_lawful_in_every_sector_and_region(base: str, pack: str) -> None:
    _, found = judged({"from": base, "case": {"packs": [pack]}})
    assert found.findings == []


@pytest.mark.parametrize("row", ROWS)
def test_row(row: dict[str, Any]) -> None:
    told, found = judged(row)
    for key, check in CHECKS.items():
        if key in row:
            check(row[key], told, found)
    if "refused" in row:
        assert refused(row) == sorted(row["refused"])


def _finds(wanted: list[str], told: Any, found: Any) -> None:
    """`PEN-60` or `PEN-60 decide` (on that act) or `PEN-60 -` (something is missing): exactly these findings."""
    names = {None: "-"} | {act.index: act.name for act in told.acts}
    seen = [(finding.rule, names[finding.act]) for finding in found.findings]
    shown = [rule if all(" " not in want for want in wanted if want.split()[0] == rule) else f"{rule} {act}" for rule, act in seen]
    assert sorted(set(shown)) == sorted(wanted), found.findings


def _severity(wanted: dict[str, str], told: Any, found: Any) -> None:
    seen = {finding.rule: finding.severity for finding in found.findings}
    assert {rule: seen.get(rule) for rule in wanted} == wanted


def _says(wanted: dict[str, str], told: Any, found: Any) -> None:
    """`{PEN-45: 乙：}`: words of the finding."""
    seen = {finding.rule: finding.message for finding in found.findings}
    assert {rule: words for rule, words in wanted.items() if words not in seen.get(rule, "")} == {}, found.findings


def _periods(wanted: dict[str, list[Any]], told: Any, found: Any) -> None:
    """`{PEN-60: [due, met]}`."""
    seen = {period.rule: [day(period.due), period.met] for period in found.periods}
    assert {rule: seen.get(rule) for rule in wanted} == wanted


def _blocked(wanted: dict[str, list[str]], told: Any, found: Any) -> None:
    offers = {offer.step: sorted({block.rule for block in offer.blocks}) for offer in found.offers}
    assert {step: offers[step] for step in wanted} == {step: sorted(rules) for step, rules in wanted.items()}


def _allowed(wanted: list[str], told: Any, found: Any) -> None:
    blocks = {offer.step: offer.blocks for offer in found.offers}
    assert {step: blocks[step] for step in wanted if blocks[step]} == {}


CHECKS = {"finds": _finds, "severity": _severity, "says": _says, "periods": _periods, "blocked": _blocked, "allowed": _allowed}


def test_every_table_is_read() -> None:
    assert {Path(name).name for name in NAMES} >= {"filing", "notice", "seizure"}
