"""Nothing of the field's handbook is forgotten: every rule id, every clause, every cell of the sectors' table stands in a pack."""

import csv
import re
from datetime import date
from pathlib import Path

import pytest

from sanxiang.law import packs
from sanxiang.law.pack_files import read_pack

SPEC = Path(__file__).resolve().parents[3] / "shared" / "spec"
PACKS = Path(packs.__file__).parents[1] / "packs"
SECTORS = ("market", "housing", "agriculture", "transport", "medical-insurance")
ON = date(2026, 3, 2)
RULES = [at.rule for name in packs.available() for at in read_pack(name).rules]
IDS = {rule.id for rule in RULES} | {other for rule in RULES for other in rule.also}
at_hand = pytest.mark.skipif(not SPEC.is_dir(), reason="the handbook is not here")


def tables() -> list[list[str]]:
    """The rows of §2.0 to §2.11 that begin with a rule's id, as cells."""
    text = (SPEC / "domain.md").read_text(encoding="utf-8")
    part = text[text.index("### 2.0") : text.index("### 2.12")]
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if re.match(r"\| [A-Z]{3}-", line)]


def ids(cell: str) -> list[str]:
    """“COE-50–52” and “LIC-69/70” name several."""
    prefix, rest = cell[:4], cell[4:]
    if "–" in rest:
        first, last = rest.split("–")
        return [f"{prefix}{number}" for number in range(int(first), int(last) + 1)]
    return [prefix + each for each in rest.split("/")]


def stands(id: str) -> bool:
    """Under its id, or as a, b, c of it."""
    return id in IDS or any(other.startswith(id) and re.fullmatch("[a-z]{1,2}", other[len(id) :]) for other in IDS)


@at_hand
def test_every_rule_of_the_handbook_stands_in_a_pack() -> None:
    wanted = {id for row in tables() for id in ids(row[0])}
    assert len(wanted) > 150
    assert sorted(id for id in wanted if not stands(id)) == []


@at_hand
def test_every_rule_and_list_of_the_local_documents_stands_in_a_pack() -> None:
    with (SPEC / "clauses.csv").open(encoding="utf-8-sig") as file:
        wanted = [row["id"] for row in csv.DictReader(file) if row["kind"] in ("rule", "list")]
    assert [id for id in wanted if not stands(id)] == []


def cells() -> list[tuple[str, str, str]]:
    """Each cell of §2.8 that tells something of a sector: rule, sector, what it tells."""
    if not SPEC.is_dir():
        return []
    rows = [row for row in tables() if len(row) == 8]
    return [(row[0], sector, cell) for row in rows for sector, cell in zip(SECTORS, row[3:], strict=True) if cell not in ("", "—", "民诉")]


# What a sector says under another id than the row's, and why.
ELSEWHERE = {
    ("PUB-06b", "transport"): "PEN-48a",  # 依法公开, without a number
    ("PUB-06b", "medical-insurance"): "PEN-48a",
}


@at_hand
@pytest.mark.parametrize(("rule", "sector", "cell"), cells())
def test_every_cell_of_the_sectors_stands_in_the_sectors_pack(rule: str, sector: str, cell: str) -> None:
    id = ELSEWHERE.get((rule, sector), rule)
    rules = [at.rule for at in read_pack(f"sectors/{sector}").rules if at.rule.holds(ON)]
    found = [each for each in rules if any(name.startswith(id) for name in (each.id, *each.also))]
    assert found, cell
    told = {number for each in found for number in _numbers(each)}
    assert {int(number) for number in re.findall(r"(\d+)[WCH日]", re.sub(r"\(.*", "", cell))} <= told | {0}, (cell, told)


def _numbers(rule: packs.Rule) -> list[int]:
    more = [each.value for each in (rule.extension, rule.further) if each]
    fixed = [int(part) for part in str(rule.value).split("-")] if rule.kind == "fixed" else []
    return [*more, *fixed, *([rule.value] if isinstance(rule.value, int) else [])]


def test_of_two_numbers_for_the_same_period_the_pack_says_which_is_followed_and_why() -> None:
    for name in packs.available()[1:]:
        law, nation = packs.load([name]), packs.load()
        for at in read_pack(name).rules:
            base = nation.rule(at.rule.id, at.rule.valid_from) or nation.rule(at.rule.id, ON)
            if base is None or base.value is None or (base.value, base.unit) == (at.rule.value, at.rule.unit) or base.may_vary:
                continue
            assert at.rule.conflict or base.kind == "fixed", (
                f"{at.where} {at.rule.id}：与 {base.citation} 的 {base.amount} 不同，须写 conflict"
            )
            assert law.place(at.rule)


def test_what_is_not_enforced_is_told_with_the_reason_and_nothing_else_is() -> None:
    rows = re.findall(r"^\| (`.+`) \| (.{4,}) \|$", (PACKS / "NOT_ENFORCED.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = [id for names, _ in rows for id in re.findall("`(.+?)`", names)]
    enforced = {rule.id for rule in RULES if rule.state == "enforced"}
    assert sorted({id for id in told if told.count(id) > 1}) == []
    assert sorted(set(told) & enforced) == [], "这些规则已经强制，请从 NOT_ENFORCED.md 删去"
    assert sorted(set(told) - {rule.id for rule in RULES}) == [], "没有这些规则"
    assert sorted({rule.id for rule in RULES} - enforced - set(told)) == [], "这些规则没有强制，请在 NOT_ENFORCED.md 写明原因"
