"""Dates: only what can mean one day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.law import dates

READ = {
    "2024-09-01": "2024-09-01",
    "2024/9/1": "2024-09-01",
    "2024.9.1": "2024-09-01",
    "2024年9月1日": "2024-09-01",
    "2024 年 9 月 1 日": "2024-09-01",
    "2024年09月01号": "2024-09-01",
    "20240901": "2024-09-01",
    "２０２４年９月１日": "2024-09-01",
    "二〇二四年九月一日": "2024-09-01",
    "二○二四年元月廿一日": "2024-01-21",
    "二O二四年十月二十一日": "2024-10-21",
    "2024年九月一日": "2024-09-01",
    "2024-09-01 10:00:00": "2024-09-01",
    "2024-09-01T10:00": "2024-09-01",
    "2024-09-01T00:00:00+08:00": "2024-09-01",
    "2024年9月1日10时30分": "2024-09-01",
    "2024年9月1日（星期日）": "2024-09-01",
    "2024-02-29": "2024-02-29",
}
UNREAD = {
    "2024-02-30": "没有",
    "2023-02-29": "没有",
    "二〇二四年二月三十日": "没有",
    "2024-13-01": "没有",
    "24年9月1日": "两位",
    "01/09/2024": "顺序",
    "2024年9月": "没有日",
    "2024": "没有日",
    "2024年9月1": "读懂",
    "45536": "序号",
    "2024-09-01至2024-09-05": "不止一个",
    "2024-08-31T16:00:00Z": "北京时间",
    "2024-09-01 25:00": "时刻",
    "202491": "读懂",
    "": "没有日期",
}


@pytest.mark.parametrize(("text", "day"), READ.items())
def test_a_date_is_read(text, day):
    reading = dates.parse(text)
    assert reading.ok, reading.reason
    assert reading.value == {"date": day}


@pytest.mark.parametrize(("text", "reason"), UNREAD.items())
def test_a_date_that_is_no_one_day_is_refused(text, reason):
    reading = dates.parse(text)
    assert not reading.ok
    assert reason in reading.reason


NUMERALS = "〇一二三四五六七八九"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else NUMERALS[tens] + "十") + ("" if ones == 0 else NUMERALS[ones])


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_is_read_in_every_form(day):
    forms = [
        f"{day.year}-{day.month}-{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        day.strftime("%Y%m%d"),
        "".join(NUMERALS[int(digit)] for digit in str(day.year)) + f"年{_small(day.month)}月{_small(day.day)}日",
    ]
    assert {dates.parse(form).normal for form in forms} == {day.isoformat()}


@given(st.text("0123456789-/.年月日一二三〇十 :TZ", max_size=20))
def test_any_text_is_answered(text):
    reading = dates.parse(text)
    assert reading.ok or reading.reason
