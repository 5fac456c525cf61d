"""What the law wants each document to say is there; what is missing is refused by its name."""

from typing import Any

import pytest

from casework.document_values import values
from sanxiang.casework import documents
from sanxiang.record.refusal import Refused


def text(name: str, **changes: Any) -> str:
    given = values()
    for path, value in changes.items():
        group, key = path.split("__")
        given[group][key] = value
    return documents.text(documents.render(name, given))


def test_penalty_decision_holds_the_six_items_of_article_59() -> None:
    made = text("penalty_decision")
    for item in (
        "安州市好邻居便利店有限公司",
        "安州市云溪区百合路88号一层",
        "占用人行道面积6.5平方米",
        "警告、罚款",
        "第五十一条第一款第三项",
        "自收到本决定书之日起十五日内",
        "六十日内向安州市人民政府申请行政复议",
        "六个月内直接向安州市云溪区人民法院提起行政诉讼",
        "安州市城市管理局\n（印章）\n2026年11月20日",
    ):
        assert item in made


def test_penalty_decision_names_where_to_pay_and_the_surcharge() -> None:
    made = text("penalty_decision")
    assert "罚款代收机构：安州银行云溪支行（安州市云溪区长宁路2号）" in made
    assert "人民币贰仟元整（2000元）" in made
    assert "每日按罚款数额的百分之三加处罚款" in made


def test_penalty_decision_without_a_fine_says_nothing_of_paying_late() -> None:
    made = text("penalty_decision", decide__fine=None, decide__kinds=["警告"])
    assert "加处罚款，" not in made
    assert "罚款代收机构" not in made


def test_penalty_decision_tells_discretion_and_disclosure() -> None:
    made = text("penalty_decision")
    assert "裁量基准" in made
    assert "向社会公示" in made


def test_summary_decision_holds_its_eight_items_and_reconsideration_first() -> None:
    made = text("summary_decision", decide__shares=[])
    for item in (
        "编号：",
        "违法行为：",
        "警告、罚款",
        "处罚依据：",
        "罚款数额：",
        "处罚时间：2026年11月20日15时10分",
        "处罚地点：",
        "执法人员（AZ-2024-0031）",
    ):
        assert item in made
    assert "先向安州市人民政府申请行政复议" in made
    assert "直接向" not in made


def test_prior_notice_offers_a_hearing_only_where_there_is_one() -> None:
    assert "行政处罚（听证）告知书" in text("prior_notice")
    without = text("prior_notice", notify__hearing_offered=False)
    assert "听证" not in without
    assert "陈述和申辩" in without


def test_review_opinion_has_a_conclusion_on_each_of_eight_points() -> None:
    made = text("review_opinion")
    assert made.count("\t符合") == 7
    assert "裁量基准运用是否适当\t存在问题" in made


def test_an_individual_is_addressed_as_you_and_has_an_identity_number() -> None:
    made = text("penalty_decision", party__kind="person", party__name="甲某", party__representative="")
    assert "居民身份证号码" in made
    assert "法定代表人" not in made
    assert "你单位" not in made.replace(values()["decide"]["grounds_text"], "")


def test_interview_is_told_in_questions_and_answers() -> None:
    made = text("interview_record")
    assert "问：有没有取得占用人行道的许可？\n答：没有。" in made


def test_every_missing_field_is_named_in_chinese_with_its_article() -> None:
    given = values()
    given["decide"]["facts_text"] = "  \n"
    del given["organ"]["court"]
    with pytest.raises(documents.Incomplete) as refusal:
        documents.render("penalty_decision", given)
    assert refusal.value.message == "不能生成《行政处罚决定书》，还缺：管辖人民法院、违法事实和证据。"
    assert set(refusal.value.fields) == {"organ.court", "decide.facts_text"}
    assert "第五十九条" in refusal.value.article
    assert isinstance(refusal.value, Refused)
    assert refusal.value.status == 422


@pytest.mark.parametrize("name", [template.id for template in documents.templates()])
def test_each_required_field_is_refused_when_it_is_missing(name: str) -> None:
    for field in documents.template(name).fields:
        if not field.required or "[]" in field.path:
            continue
        group, _, key = field.path.partition(".")
        given = values()
        if key:
            given[group][key] = ""
        else:
            given[group] = []
        with pytest.raises(documents.Incomplete, match=field.label):
            documents.render(name, given)


def test_a_row_without_its_name_is_named_by_its_number() -> None:
    given = values()
    given["seize"]["goods"][1]["name"] = ""
    with pytest.raises(documents.Incomplete, match="名称（第2项）"):
        documents.render("seizure_decision", given)


def test_an_officer_without_a_certificate_is_refused() -> None:
    given = values()
    given["officers"][0]["certificate"] = ""
    with pytest.raises(documents.Incomplete, match="执法证号（第1项）"):
        documents.render("site_record", given)


@pytest.mark.parametrize(("value", "says"), [("很多", "金额"), ("-1", "不小于零"), ("1.234", "两位小数"), ("NaN", "金额")])
def test_an_amount_that_is_none_is_refused(value: str, says: str) -> None:
    with pytest.raises(documents.Incomplete, match=says):
        text("penalty_decision", decide__fine=value)


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(documents.Incomplete, match="决定书|日期"):
        text("penalty_decision", file__at="上周")


def test_a_moment_is_told_in_the_time_of_china() -> None:
    assert "2026年11月21日0时30分" in text("site_record", site_record__ended="2026-11-20T16:30:00Z")


def test_an_individual_business_has_an_operator() -> None:
    made = text("prior_notice", party__kind="individual_business")
    assert "经营者：周小满" in made
    assert "经营场所：" in made


def test_a_day_without_an_hour_is_told_without_an_hour() -> None:
    assert "讨论时间\t2026年11月13日\t" in text("deliberation_record", deliberate__at="2026-11-13")


def test_a_decision_that_facts_are_not_established_says_so() -> None:
    made = text("no_penalty_decision", decide__ground="", decide__outcome="违法事实不能成立，不予处罚")
    assert "情形：违法事实不能成立，不予处罚。" in made


def test_summary_decision_says_how_to_pay_even_without_a_named_bank() -> None:
    made = text("summary_decision", decide__payment_text="", organ__fine_bank="")
    assert "到本机关指定的代收机构缴纳罚款" in made
    assert "自收到本决定书之日起十五日内，到安州银行云溪支行" in text("summary_decision", decide__payment_text="")


def test_a_full_stop_that_was_typed_is_not_printed_twice() -> None:
    made = text("seizure_release", seize_release__reason="不再需要查封扣押。")
    assert "不再需要查封扣押。" in made
    assert "。。" not in made
    assert "。，" not in text("preservation_notice", preserve__place="百合路88号一层。")


def test_a_number_that_was_typed_before_an_entry_is_not_printed_twice() -> None:
    made = text("transfer_letter", transfer__materials=["1. 现场检查笔录", "2、询问笔录", "（3）照片", "1.5米货架照片"])
    for entry in ("现场检查笔录", "询问笔录", "照片", "1.5米货架照片"):
        assert entry in made
    for twice in ("1. 现场", "2、询问", "（3）"):
        assert made.count(twice) <= 1
    assert "1. 1" not in made
    assert "2、2" not in made
