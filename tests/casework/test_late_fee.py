"""滞纳金: computed from the daily rate that the decision tells, never more than the sum itself."""

import datetime
from typing import Any

import pytest

from sanxiang.casework.filling import WITH_ARGUMENT


class Told:
    """What a form knows of a levy that was decided."""

    def __init__(self, today: str, **decide: Any) -> None:
        self.today = datetime.date.fromisoformat(today)
        self.acts = {"decide": {"amount": "10000", "until": "2026-04-10", **decide}}

    @property
    def day(self) -> datetime.date:
        return self.today

    def told(self, act: str) -> dict[str, Any]:
        return self.acts.get(act, {})

    def remedies(self) -> list[Any]:
        return []


@pytest.mark.parametrize(
    ("today", "rate", "days", "amount"),
    [
        ("2026-04-10", "5", None, None),
        ("2026-04-11", "5", 1, "5"),
        ("2026-04-20", "5", 10, "50"),
        ("2031-10-01", "5", 2000, "10000"),
        ("2031-10-02", "5", 2001, "10000"),
        ("2026-04-20", "", None, None),
    ],
)
def test_the_fee_runs_from_the_day_after_the_last_day_up_to_the_sum(today: str, rate: str, days: int | None, amount: str | None) -> None:
    known: Any = Told(today, daily_rate=rate)
    assert (WITH_ARGUMENT["late"](known, "days"), WITH_ARGUMENT["late"](known, "amount")) == (days, amount)
