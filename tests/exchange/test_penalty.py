"""What one row tells, and what is wrong with it."""

from datetime import date

import pytest

from sanxiang.exchange import layout, penalty, showing

TODAY = date(2026, 11, 21)
GOOD = {
    "行政处罚决定书文号": "安环罚决字〔2024〕1号",
    "行政相对人名称": "安州市某某有限公司",
    "统一社会信用代码": "91110000MA00000820",
    "违法事实": "超标排放大气污染物。",
    "处罚依据": "《中华人民共和国大气污染防治法》第九十九条",
    "处罚种类": "罚款",
    "处罚内容": "罚款人民币98400元",
    "罚款金额（万元）": "9.84",
    "处罚决定日期": "2024年9月1日",
    "处罚机关": "安州市生态环境局",
}


def understood(**changed: str) -> penalty.Penalty:
    cells = {**GOOD, **changed}
    cells = {title: cell for title, cell in cells.items() if cell}
    table = layout._columns([list(cells)])
    return penalty.understand(2, list(cells.values()), table, TODAY)


def test_a_good_row_has_no_finding_and_normal_fields():
    told = understood()
    assert told.findings == []
    assert told.kinds == ["fine"]
    assert told.fields["罚款金额"] == "98400.00"
    assert told.fields["处罚决定日期"] == "2024-09-01"


@pytest.mark.parametrize(
    ("changed", "finding"),
    [
        ({"行政处罚决定书文号": ""}, "missing_docno"),
        ({"行政处罚决定书文号": "安环罚决字〔20241号"}, "damaged_docno"),
        ({"处罚决定日期": ""}, "missing_date"),
        ({"处罚决定日期": "2024-02-30"}, "bad_date"),
        ({"处罚决定日期": "2027-01-01"}, "future_date"),
        ({"行政相对人名称": ""}, "missing_party"),
        ({"处罚机关": ""}, "missing_organ"),
        ({"处罚依据": "/"}, "missing_basis"),
        ({"违法事实": "经查明，当事人存在以下违法事实：一、未按…"}, "truncated_facts"),
        ({"案件名称": "安州市生态环境局行政处罚事先告知书"}, "prior_notice"),
        ({"案件名称": "关于收到《行政处罚决定书》的公告"}, "not_a_decision"),
        ({"统一社会信用代码": "91110000MA00000821"}, "bad_uscc"),
        ({"统一社会信用代码": "9.111E+17"}, "code_as_number"),
        ({"居民身份证号": "110105194912310021"}, "bad_id_number"),
        ({"处罚种类": "罚款、示众"}, "unknown_kind"),
        ({"罚款金额（万元）": "", "罚款金额": "98400"}, "amount_without_unit"),
        ({"罚款金额（万元）": "若干"}, "bad_amount"),
        ({"罚款金额（万元）": "9.85"}, "amount_mismatch"),
        ({"违法事实": "超标\ufffd放"}, "garbled_text"),
        ({"公示截止期": "2023-01-01"}, "expired_before_decided"),
    ],
)
def test_what_is_wrong_is_a_finding_and_the_row_is_kept(changed, finding):
    told = understood(**changed)
    assert finding in told.findings
    assert [cell for _, cell in told.given] == [cell for cell in {**GOOD, **changed}.values() if cell]


def test_a_masked_code_is_no_bad_code():
    assert understood(统一社会信用代码="91110000**********").findings == []


def test_party_number_and_organ_are_taken_from_a_title():
    told = understood(
        行政处罚决定书文号="", 行政相对人名称="", 处罚机关="", 案件名称="安州市证监局行政处罚决定书〔2022〕2号(某某股份有限公司)"
    )
    assert told.fields["行政相对人名称"] == "某某股份有限公司"
    assert told.fields["处罚决定书文号"] == "安州市证监局行政处罚决定书〔2022〕2号"
    assert told.fields["处罚机关"] == "安州市证监局"


def test_a_row_that_names_no_penalty_is_not_understood():
    columns = layout._columns([["行政相对人名称", "违法事实", "备注"]])
    with pytest.raises(penalty.NotUnderstood, match="不能确定是哪一件"):
        penalty.understand(2, ["", "超标排放", ""], columns, TODAY)


def test_identifiers_are_hidden_from_the_public_and_reported():
    told = understood(违法事实="当事人（身份证号11010519491231002X，电话13800138000）超标排放。")
    shown, findings = showing.shown(told, "安州市生态环境局", TODAY)
    assert "personal_data_in_text" in findings
    assert "11010519491231002X" not in str(shown)
    assert "13800138000" not in str(shown)
