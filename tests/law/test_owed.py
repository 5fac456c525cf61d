"""What is owed on a day: the fine that is left and the surcharge, on both sides of every boundary."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sanxiang.law import packs, timeline
from sanxiang.law.owed import Owed, owed
from sanxiang.law.surcharge import charge

DECIDED: list[dict[str, Any]] = [
    {"act": "decide", "day": "2025-03-03", "outcome": "penalty", "fine": "20000", "kinds": ["fine"]},
    {"act": "serve", "day": "2025-03-04", "manner": "direct"},  # fifteen days: 19 March
]


def on(day: str, *acts: dict[str, Any]) -> Owed | None:
    told = timeline.build({"type": "penalty"}, [*DECIDED, *acts], date(2026, 12, 31))
    return owed(packs.load(), told, date.fromisoformat(day))


def sums(day: str, *acts: dict[str, Any]) -> tuple[str, str]:
    found = on(day, *acts)
    assert found is not None
    return str(found.left), str(found.surcharge)


def pay(day: str, amount: str, surcharge: str = "0") -> dict[str, Any]:
    return {"act": "pay", "day": day, "amount": amount, "surcharge": surcharge}


def defer(day: str, **keys: Any) -> dict[str, Any]:
    return {"act": "defer", "day": day, "approved": True, **keys}


@pytest.mark.parametrize(
    ("day", "left", "surcharge"),
    [
        ("2025-03-19", "20000", "0.00"),  # the last day
        ("2025-03-20", "20000", "600.00"),  # one day overdue
        ("2025-04-21", "20000", "19800.00"),  # 33 days: 99 percent
        ("2025-04-22", "20000", "20000.00"),  # 34 days: the fine itself
        ("2025-12-31", "20000", "20000.00"),
    ],
)
def test_three_percent_a_day_up_to_the_fine(day: str, left: str, surcharge: str) -> None:
    assert sums(day) == (left, surcharge)


def test_the_day_of_payment_still_counts() -> None:
    assert sums("2025-03-31", pay("2025-03-19", "20000")) == ("0", "0.00")
    assert sums("2025-03-31", pay("2025-03-20", "20000")) == ("0", "600.00")


def test_what_was_paid_bears_no_more_surcharge() -> None:
    # two days of 20000, then eight of 5000
    assert sums("2025-03-29", pay("2025-03-21", "15000")) == ("5000", "2400.00")


def test_days_of_remedies_are_left_out_once() -> None:
    remedies = [
        {"act": "reconsideration", "day": "2025-03-21", "until": "2025-03-25"},
        {"act": "litigation", "day": "2025-03-24", "until": "2025-03-27"},
    ]
    assert sums("2025-03-30", *remedies) == ("20000", "2400.00")  # eleven days, seven of them in remedies


def test_each_instalment_has_its_own_last_day() -> None:
    plan = defer("2025-03-10", instalments=[{"until": "2025-04-10", "amount": "8000"}, "2025-05-12 12000元"])
    assert sums("2025-04-10", plan) == ("20000", "0.00")
    assert sums("2025-04-11", plan) == ("20000", "240.00")
    assert sums("2025-05-12", plan, pay("2025-04-09", "8000")) == ("12000", "0.00")
    assert sums("2025-05-13", plan, pay("2025-04-09", "8000")) == ("12000", "360.00")


def test_a_deferral_moves_the_whole() -> None:
    assert sums("2025-06-30", defer("2025-03-10", until="2025-06-30")) == ("20000", "0.00")
    assert sums("2025-07-01", defer("2025-03-10", until="2025-06-30")) == ("20000", "600.00")


def test_a_deferral_that_was_not_approved_moves_nothing() -> None:
    assert sums("2025-03-20", {"act": "defer", "day": "2025-03-10", "until": "2025-06-30", "approved": False}) == ("20000", "600.00")


def test_the_total_is_what_is_left_of_both() -> None:
    found = on("2025-03-30", pay("2025-03-25", "15000", "3600"))
    assert found is not None
    # six days of 20000 and five of 5000
    assert (found.left, found.surcharge, found.surcharge_left, found.total) == (
        5000,
        Decimal("4350.00"),
        Decimal("750.00"),
        Decimal("5750.00"),
    )
    assert found.steps[0] == "罚款20000元"
    assert "自2025-03-20至2025-03-25逾期6日：20000元×3%×6日＝3600元" in found.steps
    assert found.steps[-2].endswith("合计应缴5750元")


def test_fen_are_rounded_once_at_the_end() -> None:
    cents = [{**DECIDED[0], "fine": "33.33"}, DECIDED[1]]
    told = timeline.build({"type": "penalty"}, cents, date(2026, 1, 1))
    found = owed(packs.load(), told, date(2025, 3, 20))
    assert found is not None
    assert found.surcharge == Decimal("1.00")  # 0.9999


def test_what_the_parent_case_decided_is_owed_in_the_execution() -> None:
    acts = [{**act, "act": f"parent_{act['act']}"} for act in DECIDED] + [{"act": "lead", "day": "2025-03-21"}, pay("2025-03-25", "5000")]
    told = timeline.build({"type": "compulsory_execution"}, acts, date(2026, 1, 1))
    found = owed(packs.load(), told, date(2025, 3, 25))
    assert found is not None
    assert (found.left, found.surcharge) == (15000, Decimal("3600.00"))


def test_nothing_is_owed_before_it_is_served_or_where_there_is_no_fine() -> None:
    law = packs.load()
    assert owed(law, timeline.build({"type": "penalty"}, DECIDED[:1], date(2025, 4, 1)), date(2025, 4, 1)) is None
    warned = [{"act": "decide", "day": "2025-03-03", "outcome": "penalty", "kinds": ["warning"]}, DECIDED[1]]
    assert owed(law, timeline.build({"type": "penalty"}, warned, date(2025, 4, 1)), date(2025, 4, 1)) is None


MONEY = st.integers(1, 9_999_999).map(lambda fen: f"{Decimal(fen) / 100:.2f}")
DAYS = st.integers(0, 200).map(lambda days: date.fromordinal(date(2025, 3, 5).toordinal() + days).isoformat())


@given(st.lists(st.tuples(DAYS, MONEY), max_size=5), st.lists(st.tuples(DAYS, MONEY), max_size=4), DAYS)
@settings(max_examples=150, deadline=None)
def test_the_surcharge_never_exceeds_the_fine_and_the_books_balance(paid: list[Any], plan: list[Any], day: str) -> None:
    acts = [defer("2025-03-05", instalments=[{"until": until, "amount": amount} for until, amount in plan])] if plan else []
    found = on(day, *acts, *(pay(on_day, amount) for on_day, amount in sorted(paid)))
    assert found is not None
    assert 0 <= found.surcharge <= found.fine
    assert found.left + found.paid == found.fine
    assert sum(part.amount for part in found.parts) == found.fine
    assert found.surcharge == found.surcharge.quantize(Decimal("0.01"))


def test_a_surcharge_on_a_sum_counts_both_ends() -> None:
    first, last = date(2025, 4, 1), date(2025, 4, 10)
    assert charge(3, Decimal(1000), first, last).amount == 300
    assert charge(3, Decimal(1000), first, last, [(date(2025, 4, 3), date(2025, 4, 4)), (date(2025, 4, 4), date(2025, 4, 5))]).amount == 210
    assert charge(3, Decimal(1000), last, first).amount == 0
    assert charge(3, Decimal(1000), first, date(2025, 5, 3)).capped is False
    assert charge(3, Decimal(1000), first, date(2025, 5, 4)).capped is True
