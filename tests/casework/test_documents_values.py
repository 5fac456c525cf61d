"""Dates, amounts and names in the words of documents."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.casework.documents import values
from sanxiang.law.money import capital, parse


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("100.05", "壹佰元零伍分"),
        ("1000.10", "壹仟元壹角整"),
        ("10203", "壹万零贰佰零叁元整"),
        ("98400.50", "玖万捌仟肆佰元伍角整"),
        ("150005", "壹拾伍万零伍元整"),
        ("10010000", "壹仟零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("1050000", "壹佰零伍万元整"),
    ],
)
def test_capital_amounts(amount: str, words: str) -> None:
    assert capital(Decimal(amount)) == words


@given(st.integers(1, 10**11))
def test_a_capital_amount_is_read_back_as_it_was(cents: int) -> None:
    amount = Decimal(cents) / 100
    assert Decimal(parse(capital(amount)).value["yuan"]) == amount


@pytest.mark.parametrize(
    "value", ["2026-11-21", datetime.date(2026, 11, 21), "2026-11-20T16:30:00+00:00", datetime.datetime(2026, 11, 21, 9)]
)
def test_a_day_is_told_in_china(value: object) -> None:
    assert values.day(value) == "2026年11月21日"


@pytest.mark.parametrize(
    ("amount", "words"), [("5000", "5000元"), ("5000.00", "5000元"), ("98400.5", "98400.50元"), (Decimal("0.1"), "0.10元")]
)
def test_amounts_in_figures(amount: object, words: str) -> None:
    assert values.yuan(amount) == words


@given(st.text())
def test_cleaned_text_has_nothing_that_cannot_be_printed(text: str) -> None:
    cleaned = values.clean(text + "\r\n\x00\u202e\ufffe")
    assert values.clean(cleaned) == cleaned
    assert not values.UNPRINTABLE.search(cleaned)
    assert "\r" not in cleaned


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五")])
def test_numbers_of_headings(number: int, words: str) -> None:
    assert values.chinese(number) == words
