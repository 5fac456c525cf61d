"""Amounts of money: a unit must be told, one sum only."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.law import money

READ = {
    "98400元": "98400.00",
    "20万元": "200000.00",
    "9.84万": "98400.00",
    "1,234.56元": "1234.56",
    "1，234元": "1234.00",
    "5 000元": "5000.00",
    "１２３４５．６元": "12345.60",
    "罚款人民币50万元": "500000.00",
    "人民币伍仟元整": "5000.00",
    "壹拾贰万叁仟肆佰元整": "123400.00",
    "伍佰零伍元伍角": "505.50",
    "伍拾元零伍分": "50.05",
    "壹拾万零仟零佰零拾零元零角零分": "100000.00",
    "罚款人民币伍万元整（50000元）": "50000.00",
    "大写：壹万元整 小写：10000元": "10000.00",
    "20万5千元": "205000.00",
    "三千五百元": "3500.00",
    "一百十五元": "115.00",
    "十二亿三千四百五十六万七千八百九十元": "1234567890.00",
    "1.5亿元": "150000000.00",
    "9.840001万元": "98400.01",
    "￥5,000.00": "5000.00",
    "5角": "0.50",
    "0元": "0.00",
}
UNREAD = {
    "98400": "单位",
    "五千": "单位",
    "一万二元": "读懂",
    "三百五元": "读懂",
    "2万元以上20万元以下": "确定",
    "约20万元": "确定",
    "5000元/人": "确定",
    "每日3%": "确定",
    "没收违法所得1000元，罚款2000元": "不止一个",
    "罚款伍万元（5000元）": "不同",
    "12,34元": "千分位",
    "20 30元": "空格",
    "100美元": "人民币",
    "0.005元": "一分",
    "2O万元": "读懂",
    "1.2.3元": "读懂",
    "1万20000元": "读懂",
    "万元": "读懂",
    "无": "没有金额",
    "": "没有金额",
}


@pytest.mark.parametrize(("text", "yuan"), READ.items())
def test_an_amount_is_read(text, yuan):
    reading = money.parse(text)
    assert reading.ok, reading.reason
    assert reading.value == {"yuan": yuan}


@pytest.mark.parametrize(("text", "reason"), UNREAD.items())
def test_an_amount_with_no_one_meaning_is_refused(text, reason):
    reading = money.parse(text)
    assert not reading.ok
    assert reason in reading.reason


def test_the_unit_of_the_header_serves_bare_numbers_only():
    assert money.parse("9.84", "万元").value == {"yuan": "98400.00"}
    assert money.parse("98,400.5", "元").value == {"yuan": "98400.50"}
    assert money.parse("98400元", "万元").value == {"yuan": "98400.00"}
    assert not money.parse("3千", "万元").ok


def _capitals(number: int) -> str:
    digits, text, zero = "零壹贰叁肆伍陆柒捌玖", "", False
    units = ["", "拾", "佰", "仟", "万", "拾", "佰", "仟", "亿", "拾", "佰", "仟"]
    written = str(number)
    for place, digit in zip(range(len(written) - 1, -1, -1), written, strict=True):
        if digit != "0":
            text += ("零" if zero else "") + digits[int(digit)] + units[place]
            zero = False
        else:
            zero = True
            if place in (4, 8) and any(d != "0" for d in written[max(0, len(written) - place - 4) : len(written) - place]):
                text, zero = text + units[place], False
    return text


@given(st.integers(1, 10**12 - 1))
def test_capitals_are_the_same_amount_as_digits(number):
    assert money.parse(_capitals(number) + "元整").value == {"yuan": f"{number}.00"}


@given(st.decimals(0, 10**9, places=2, allow_nan=False, allow_infinity=False))
def test_digits_and_grouping_are_read_back(amount):
    assert Decimal(str(money.parse(f"{amount:,.2f}元").value["yuan"])) == amount


@given(st.text("0123456789.,元万亿角分壹贰拾佰仟零整至约 -", max_size=20))
def test_any_text_is_answered(text):
    reading = money.parse(text)
    assert reading.ok or reading.reason
