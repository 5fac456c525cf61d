"""Headers of published tables: found by likeness, never by luck."""

import csv
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sanxiang.law import headers

SHARED = Path(__file__).parents[3] / "shared/data/headers/penalty_header_aliases.csv"

READ = {
    "行政处罚决定书文号": "处罚决定书文号",
    "税务行政处罚决定书 文 号": "处罚决定书文号",
    "*行政处罚决定书文号（必填）": "处罚决定书文号",
    "行攻处罚决定书文号": "处罚决定书文号",
    "处罚决定书\n文号": "处罚决定书文号",
    "CF_WSH": "处罚决定书文号",
    "cf_jdrq": "处罚决定日期",
    "作出行政处罚决定日期": "处罚决定日期",
    "作出行政处罚决定机关名称": "处罚机关",
    "企业名称": "行政相对人名称",
    "违法企业名称或违法自然人姓名": "行政相对人名称",
    "行政相对人代码_3(组织机构代码)": "组织机构代码",
    "行政相对人代码_4（税务登记号）": "税务登记号",
    "行政相对人代码_6（社会组织登记证号）": "社会组织登记证号",
    "法定代表人证件号码": "法定代表人证件号码",
    "违发事实": "违法事实",
    "违规情节": "违法事实",
    "违规类型": "违法行为类型",
    "法律依据": "处罚依据",
    "处罚种类": "处罚类别",
    "暂扣或吊销证照名称及编号": "暂扣或吊销证照名称及编号",
    "公告日期": "公示日期",
    "处罚机关统一社会信用代码": "处罚机关统一社会信用代码",
    "数据来源单位": "数据来源单位",
}
UNREAD = [
    "序号", "名称", "日期", "代码", "单位名称", "地址", "行政相对人代码_3", "罚没金额", "处罚文件", "处罚名单", "许可机关", "许可决定日期",
    "处罚决定书送达日期", "处罚决定公示日期", "行政处罚的种类和依据", "行政处罚的履行方式和期限", "案件编号", "", "（）", "天气",
]  # fmt: skip


@pytest.mark.parametrize(("text", "field"), READ.items())
def test_a_header_is_recognised(text, field):
    reading = headers.parse(text)
    assert reading.ok, reading.reason
    assert reading.value["field"] == field


@pytest.mark.parametrize("text", UNREAD)
def test_a_header_of_no_field_or_of_several_is_refused(text):
    reading = headers.parse(text)
    assert not reading.ok, reading.value
    assert reading.reason


@pytest.mark.parametrize(
    ("text", "unit"),
    [("罚款金额（万元）", "万元"), ("罚款金额(单位：元)", "元"), ("罚款金额/万元", "万元"), ("罚款金额", None), ("没收金额（元）", "元")],
)
def test_the_unit_of_a_header_is_told(text, unit):
    assert headers.parse(text).value["unit"] == unit


def test_every_name_and_code_of_the_national_form_is_its_own_field():
    for field in headers.FIELDS:
        assert headers.parse(field.name).value["field"] == field.name
        if field.code:
            assert headers.parse(field.code).value == {"field": field.name, "code": field.code, "unit": None}


LONG = sorted(word for word in headers.known_words() if len(word) > 4)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(LONG), st.data())
def test_a_typing_error_never_leads_to_another_field(word, data):
    at = data.draw(st.integers(0, len(word) - 1))
    stranger = data.draw(st.sampled_from("的是兴及权由码玛其入荣"))
    wrong = data.draw(
        st.sampled_from(
            [
                word[:at] + word[at + 1 :],
                word[:at] + stranger + word[at:],
                word[:at] + stranger + word[at + 1 :],
                word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            ]
        )
    )
    assume(headers.core(wrong) not in headers.known_words())
    reading = headers.parse(wrong)
    assert not reading.ok or reading.value["field"] == headers.parse(word).value["field"]


def test_nine_in_ten_typing_errors_are_understood():
    wrong = [word[:at] + word[at + 1 :] for word in LONG for at in range(len(word)) if at % 3 == 0]
    understood = sum(headers.parse(word).ok for word in wrong)
    assert understood / len(wrong) > 0.85


@pytest.mark.skipif(not SHARED.exists(), reason="the sample headers are not here")
def test_headers_found_in_real_files_are_recognised():
    with SHARED.open(encoding="utf-8-sig") as file:
        rows = list(csv.reader(file))[1:]
    wrong = [(text, field, headers.parse(text)) for text, field in rows if headers.parse(text).value.get("field") != field]
    assert wrong == []
