"""The periods of tables/due.yaml, which a lawyer can edit."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from sanxiang.law import packs, periods
from sanxiang.law.pack_files import read_pack
from sanxiang.law.rules import PERIODS

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "due.yaml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=f"{row['rule']} {row['from']} {row.get('packs', [''])[0]}") for rows in TABLE.values() for row in rows]


@pytest.mark.parametrize("row", ROWS)
def test_the_period_ends_on_the_day_of_the_table(row: dict[str, Any]) -> None:
    law = packs.load(row.get("packs", ()))
    start = row["from"] if isinstance(row["from"], date) else datetime.fromisoformat(row["from"])
    rule = law.rule(row["rule"], periods.as_day(start))
    assert rule is not None
    found = periods.due(rule, start, law.calendar, extended=row.get("extended", False))
    due = row["due"] if isinstance(row["due"], str) else row["due"].isoformat()
    assert found.due.isoformat() == due, row["why"] + "\n" + "\n".join(found.steps)
    if "provisional" in row:
        assert found.provisional is row["provisional"]
    assert found.steps


@pytest.mark.parametrize("pack", packs.available())
def test_every_period_that_was_read_in_its_text_has_a_row(pack: str) -> None:
    told = {(row["rule"], (row.get("packs") or ["national"])[0]) for rows in TABLE.values() for row in rows}
    periods = [at.rule for at in read_pack(pack).rules if at.rule.kind in PERIODS and not (at.rule.yields or at.rule.unverified)]
    assert [each.id for each in periods if not any((name, pack) in told for name in (each.id, *each.also))] == []
