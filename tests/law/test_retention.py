"""保管期限 as data: every procedure has one; the longest that any says is followed."""

import datetime
import pathlib

import pytest

from sanxiang.law import packs, retention
from sanxiang.law.procedure import known

DAY = datetime.date(2026, 11, 22)
THIRTY = datetime.date(2056, 11, 22)
LAW = packs.load([])


@pytest.mark.parametrize(("type", "procedure"), [(type, name) for type, names in known().items() for name in names])
def test_every_procedure_has_a_period(type: str, procedure: str) -> None:
    assert retention.kept(LAW, type, procedure, DAY).rule.id in ("RET-08a", "RET-08b")


def test_every_row_names_a_rule_and_a_procedure_that_there_are() -> None:
    names = {f"{type}-{name}" for type, found in known().items() for name in found} | set(known())
    for pack in packs.available():
        for row in retention.rows(pack):
            assert row.of in names
            assert packs.load([pack]).knows(row.rule)


@pytest.mark.parametrize(
    ("procedure", "chosen", "until"),
    [
        ("ordinary", "", None),
        ("ordinary", "y30", None),  # 重要：永久，归档时写短了也照永久保管
        ("summary", "", THIRTY),
        ("summary", "y10", THIRTY),
        ("summary", "y30", THIRTY),
        ("summary", "permanent", None),
    ],
)
def test_the_longer_of_rule_and_choice_is_followed(procedure: str, chosen: str, until: datetime.date | None) -> None:
    assert retention.kept(LAW, "penalty", procedure, DAY, chosen).until == until


def test_the_first_row_that_fits_speaks() -> None:
    assert retention.kept(LAW, "permit", "change", DAY).rule.id == "RET-08b"
    assert retention.kept(LAW, "permit", "ordinary", DAY).rule.id == "RET-08a"


def test_what_no_row_fits_is_told() -> None:
    with pytest.raises(retention.RetentionError, match="没有规则划定"):
        retention.kept(LAW, "penalty-x", "ordinary", DAY)


def test_a_table_that_cannot_be_read_is_told(tmp_path: pathlib.Path) -> None:
    (tmp_path / "retention.yaml").write_text("retention: [{of: penalty, rule: RET-08a, years: 3}]", encoding="utf-8")
    with pytest.raises(retention.RetentionError, match="years"):
        retention.rows(str(tmp_path))


def test_a_store_holds_a_file_to_the_end_of_the_last_day() -> None:
    assert retention.whole_days(THIRTY).isoformat() == "2056-11-23T00:00:00+08:00"
