"""Document numbers: read by shape, never guessed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanxiang.law import docno

BRACKETS = ["〔〕", "[]", "【】", "()", "（）", "［］", "﹝﹞", "〖〗", "{}"]


@pytest.mark.parametrize(
    ("text", "words", "year", "serial", "normal"),
    [
        ("安环罚决字〔2021〕136号", "安环罚决字", 2021, "136", "安环罚决字〔2021〕136号"),
        ("安质市海罚字[2018]0001498号", "安质市海罚字", 2018, "0001498", "安质市海罚字〔2018〕0001498号"),
        ("安市监处罚〔2022〕120 号", "安市监处罚", 2022, "120", "安市监处罚〔2022〕120号"),
        ("（安）文执罚〔2019〕第50122号", "(安)文执罚", 2019, "50122", "(安)文执罚〔2019〕第50122号"),
        ("安环罚决字[2018]第(11006)号", "安环罚决字", 2018, "11006", "安环罚决字〔2018〕第(11006)号"),
        ("安环罚决字[2018]第(1106)号", "安环罚决字", 2018, "1106", "安环罚决字〔2018〕第(1106)号"),
        ("(安保)应急罚[2023]k-39号", "(安保)应急罚", 2023, "k-39", "(安保)应急罚〔2023〕k-39号"),
        ("( 安 )应急罚〔2023〕执法二中队-9号", "(安)应急罚", 2023, "执法二中队-9", "(安)应急罚〔2023〕执法二中队-9号"),
        ("兴消行罚决字〔 2023〕 第 100066 号", "兴消行罚决字", 2023, "100066", "兴消行罚决字〔2023〕第100066号"),
        ("安建罚字〔二〇二一〕第五号", "安建罚字", 2021, "五", "安建罚字〔2021〕第五号"),
        ("文号：安环罚决字〔2021〕第136号。", "安环罚决字", 2021, "136", "安环罚决字〔2021〕第136号"),
        ("安州市城市管理局行政处罚决定书安城罚〔2021〕6号", "安城罚", 2021, "6", "安城罚〔2021〕6号"),
    ],
)
def test_a_document_number_is_taken_apart(text, words, year, serial, normal):
    reading = docno.parse(text)
    assert reading.ok, reading.reason
    assert (reading.value["organ_words"], reading.value["year"], reading.value["serial"]) == (words, year, serial)
    assert reading.normal == normal


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("渝城口市监坪坝强制〔20227号", "没有合上"),
        ("川环审批【20209", "没有合上"),
        ("安环罚决字2021〕136号", "前括号"),
        ("安环罚决字〔〕136号", "没有年份"),
        ("安环罚决字〔202〕136号", "四位"),
        ("安环罚决字136号", "年份"),
        ("安环罚决字〔2021〕号", "缺少序号"),
        ("安环罚决字〔2021〕", "缺少序号"),
        ("安环罚决字〔2021〕136", "号"),
        ("安环罚决字〔2021〕**号", "序号"),
        ("安环罚决字〔2021〕XX号", "序号"),
        ("〔2021〕136号", "机关代字"),
        ("安环罚决字〔2021〕136号、安环罚决字〔2021〕137号", "两个"),
        ("安环罚决字〔2021〕〔2022〕136号", "两个"),
        ("安环罚决字〔2021〕13\ufffd号", "辨认"),
        ("2024年9月1日", "年份"),
        ("行政处罚决定书", "不是文号"),
        ("", "没有"),
    ],
)
def test_what_is_damaged_or_ambiguous_is_refused_with_a_reason(text, reason):
    reading = docno.parse(text)
    assert not reading.ok
    assert reason in reading.reason
    assert reading.value == {}


@given(
    st.text("安州罚决字环市监", min_size=1, max_size=6),
    st.integers(1990, 2030),
    st.integers(1, 10**7),
    st.sampled_from(BRACKETS),
    st.booleans(),
    st.booleans(),
)
def test_width_brackets_and_spaces_do_not_matter(words, year, serial, brackets, wide, spaced):
    gap = " " if spaced else ""
    text = f"{words}{gap}{brackets[0]}{gap}{year}{gap}{brackets[1]}{gap}{serial}{gap}号"
    if wide:
        text = text.translate({ord("0") + digit: chr(0xFF10 + digit) for digit in range(10)})
    reading = docno.parse(text)
    assert reading.normal == f"{words}〔{year}〕{serial}号"
    assert docno.parse(reading.normal).normal == reading.normal


@given(st.text(max_size=40))
def test_any_text_is_answered(text):
    reading = docno.parse(text)
    assert reading.ok or reading.reason
