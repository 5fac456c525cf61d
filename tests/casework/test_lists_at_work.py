"""What the organ published is what its cases run on: leniency, discretion, random inspections, review, recording and templates; and who may not."""

import datetime
from typing import Any

import pytest

import cast
import every_type
import walks
from dated import Dated
from sanxiang.casework import queries
from sanxiang.casework.models import Document, Step
from sanxiang.record.refusal import Invalid, NotAllowed, Refused
from sanxiang.review import queries as reviews

pytestmark = pytest.mark.django_db
FIRST = {
    "code": "QD-1", "effect": "no_penalty", "name": walks.CAUSE, "when": "占用面积不足五平方米", "first_offence": True, "minor_harm": True,
    "corrected": True, "basis": "《行政处罚法》第三十三条",
}  # fmt: skip
LIGHTER = {"code": "QD-2", "effect": "lighter", "name": "某别的违法行为", "when": "主动", "basis": "《行政处罚法》第三十二条"}
EVERY = ["first_offence", "minor_harm", "corrected", "listed"]
NO_PENALTY = {"proposal": "no_penalty", "kinds": [], "fine": "", "leniency": "QD-1", "leniency_conditions": EVERY}
MARCH = datetime.date(2026, 3, 2)


def publish(people: cast.Cast, kind: str, *rows: dict[str, Any]) -> None:
    every_type.publish(people, kind, "清单", list(rows))


def inspected(people: cast.Cast, *rows: dict[str, Any]) -> walks.Walk:
    publish(people, "leniency", *rows)
    return walks.Walk(people).file().inspect()


# ── 不予、减轻、从轻、从重 ──


def test_a_form_shows_the_rows_that_name_the_cause_and_only_those(people: cast.Cast) -> None:
    walk = inspected(people, FIRST, LIGHTER)
    form = queries.form(people.handler, walk.case, "investigation_report")
    said = next(one for one in form.listed if "从轻" in one.title)
    assert [entry.name for entry in said.entries] == [f"不予处罚：{walks.CAUSE}", "既往处罚"]
    assert ("依据", FIRST["basis"]) in said.entries[0].facts
    assert [one.value for field in form.fields if field.name == "leniency" for one in field.choices] == ["QD-1", "none"]


def test_a_list_that_does_not_name_the_cause_asks_nothing(people: cast.Cast) -> None:
    walk = inspected(people, LIGHTER)
    assert not any(field.name.startswith("leniency") for field in queries.form(people.handler, walk.case, "investigation_report").fields)
    walk.report()


def test_a_deviation_from_the_suggestion_asks_for_a_reason_that_the_reviewer_sees(people: cast.Cast) -> None:
    walk = inspected(people, FIRST)
    for told in ({}, {"leniency": "none"}, {"leniency": "QD-1"}):
        with pytest.raises(Invalid) as refusal:
            walk.report(**told)
        assert refusal.value.fields.keys() <= {"leniency", "leniency_reason"}
    reason = {"leniency": "none", "leniency_reason": "占用面积十平方米，不符合适用条件"}
    walk.report(**reason).notify(**reason).submit(reason)
    page = reviews.review(people.reviewer, walk.case)
    assert [words for _, words in page.deviations] == [reason["leniency_reason"]]
    assert any(words == reason["leniency_reason"] for _, words in page.draft)


def test_no_penalty_asks_that_each_condition_be_established(people: cast.Cast) -> None:
    walk = inspected(people, FIRST)
    with pytest.raises(Invalid, match="尚未确认：已及时改正"):
        walk.report(**NO_PENALTY | {"leniency_conditions": ["first_offence", "minor_harm", "listed"]})
    walk.report(**NO_PENALTY)


def test_an_earlier_penalty_is_found_by_the_program(people: cast.Cast) -> None:
    walks.Walk(people).to_decision()
    walk = inspected(people, FIRST)
    assert "安城管罚决字" in str(queries.form(people.handler, walk.case, "investigation_report").listed)
    with pytest.raises(Refused, match="不是初次违法"):
        walk.report(**NO_PENALTY)


def test_nobody_but_the_handler_weighs(people: cast.Cast) -> None:
    walk = inspected(people, FIRST)
    with pytest.raises(NotAllowed):
        walk.take("investigation_report", people.reviewer, **walks.REPORT | NO_PENALTY)


# ── 裁量基准 ──


@pytest.mark.parametrize("told", [{"fine": "8000"}, {"fine": "2000", "tier": "轻微"}])
def test_a_fine_outside_the_tier_asks_for_reason_and_approval_and_the_decision_says_so(people: cast.Cast, told: dict[str, Any]) -> None:
    walk = walks.Walk(people).file().inspect()
    with pytest.raises(Invalid) as refusal:
        walk.report(**told)
    assert set(refusal.value.fields) == {"tier_reason"}
    draft = told | {"tier_reason": "多次占道，屡劝不改"}
    walk.report(**draft).notify(**draft, hearing_offered=True)
    walk.submit(draft).agree()
    with pytest.raises(Invalid) as refusal:
        walk.decide(**draft)
    assert set(refusal.value.fields) == {"tier_approval"}
    with pytest.raises(Invalid, match="没有登记集体讨论"):
        walk.decide(**draft, tier_approval="deliberation")
    walk.decide(**draft, tier_approval="head")
    paper = str(Document.objects.get(case=walk.case, template="penalty_decision", number__gt="").content)
    assert "多次占道，屡劝不改" in paper
    assert "经行政机关主要负责人批准" in paper


def test_the_tier_applied_stands_in_the_decision(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_decision()
    paper = str(Document.objects.get(case=walk.case, template="penalty_decision", number__gt="").content)
    assert "“一般”阶次（适用条件：占用面积五平方米以上十平方米以下" in paper


# ── 双随机 ──


def random(people: cast.Cast, **row: str) -> None:
    every_type.items(people)
    every_type.publish_later(people, "random_inspection", [every_type.RANDOM | row])


def test_what_is_not_on_the_published_list_is_not_inspected_at_random(people: cast.Cast) -> None:
    random(people, name="别的事项")
    with pytest.raises(Refused, match="未列入本机关公布的随机抽查事项清单"):
        Dated(people, "inspection", "random", MARCH, list_item="inspection事项")


def test_a_task_takes_ratio_and_frequency_from_the_published_row(people: cast.Cast) -> None:
    random(people, ratio="5%", frequency="每年2次")
    walk = Dated(people, "inspection", "random", MARCH)
    plan = Step.objects.get(case=walk.case, act="plan").fields
    assert (plan["ratio"], plan["frequency"], plan["content"]) == ("5%", "每年2次", "一段说明")
    with pytest.raises(Invalid, match="公布的是“5%”"):
        Dated(people, "inspection", "random", MARCH, ratio="50%")


def test_a_draw_is_as_large_as_the_ratio_says(people: cast.Cast) -> None:
    random(people, ratio="10-20%")
    walk = Dated(people, "inspection", "random", MARCH).on(3, 3)
    for count in (9, 21):
        with pytest.raises(Invalid, match="应抽取10户至20户"):
            walk.take("draw", objects_count=100, drawn_count=count)
    walk.take("draw", objects_count=100, drawn_count=15)


def test_nobody_is_inspected_oftener_than_the_list_says(people: cast.Cast) -> None:
    random(people, ratio="100%", frequency="每年1次")
    first = Dated(people, "inspection", "random", MARCH).on(3, 3)
    first.take("draw")
    first.take("inspection_approval", exceeding=False, visits_day=1, visits_week=1, visits_month=1, visits_year=1, clean_runs=0)
    first.on(3, 4).take("inspection_notice", inspection_day="2026-03-09", served="2026-03-04")
    first.on(3, 9).take("site_record")
    second = Dated(people, "inspection", "random", datetime.date(2026, 4, 1)).on(4, 2)
    with pytest.raises(Refused, match="本年度本机关已对.*检查1次"):
        second.take("draw")
    other = Dated(people, "inspection", "random", datetime.date(2026, 4, 1), party=every_type.COMPANY | {"name": "另一家公司"})
    other.on(4, 2).take("draw")


# ── 法制审核目录 ──


def test_a_material_that_the_list_names_is_sent_or_its_absence_explained(people: cast.Cast) -> None:
    publish(people, "review_list", cast.REVIEW | {"materials": ["调查终结报告", "听证笔录"], "focus": "裁量"})
    walk = walks.Walk(people).to_notice()
    form = queries.form(people.handler, walk.case, "review_submit")
    assert any(("审核重点", "裁量") in entry.facts for said in form.listed for entry in said.entries)
    with pytest.raises(Invalid, match="还缺：听证笔录"):
        walk.submit()
    walk.submit(lacking_reason="当事人未要求听证")
    assert reviews.review(people.reviewer, walk.case).request.materials[-1] == "缺听证笔录（理由：当事人未要求听证）"


# ── 音像记录 ──


def test_a_step_to_be_recorded_throughout_tells_so_or_is_found(people: cast.Cast) -> None:
    publish(people, "recording_list", cast.RECORDING | {"step": "site_record", "type": "all", "retention": "五年"})
    walk = walks.Walk(people).file()
    form = queries.form(people.handler, walk.case, "site_record")
    assert form.recording == "throughout"
    assert {"filmed", "recorded"} <= {field.name for field in form.fields}
    assert any(("保存期限", "五年") in entry.facts for said in form.listed for entry in said.entries)
    walk.inspect()
    assert "REC-08" in {finding.rule for finding in queries.case_page(people.handler, walk.case).findings}


def test_a_step_told_not_to_have_been_recorded_is_refused(people: cast.Cast) -> None:
    publish(people, "recording_list", cast.RECORDING | {"step": "site_record"})
    walk = walks.Walk(people).file()
    with pytest.raises(Refused, match="未全程音像记录"):
        walk.take(
            "site_record", place="门前", began="2026-11-20T09:00", ended="2026-11-20T09:40", officers=walk.officers, certificate_shown=True,
            qualified=True, present="冯某", content="堆放货物", filmed=False,
        )  # fmt: skip


# ── 文书模板 ──


def test_a_document_is_made_in_the_words_of_the_version_that_the_case_walks(people: cast.Cast) -> None:
    old = walks.Walk(people).file().inspect()
    body = "本局查实：{违法行为}。\n责令：{改正要求}。\n依据：{法律依据}。"
    publish(people, "templates", {"code": "correction_order", "name": "责令改正通知书（本局）", "body": body})
    new = walks.Walk(people).file().inspect()
    for walk in (old, new):
        every_type.take(people, walk.case, "order_correction", content="立即清除")
    papers = {each.case: each for each in Document.objects.filter(template="correction_order")}
    assert "本局查实：" in str(papers[new.case].content)
    assert papers[new.case].title == "责令改正通知书（本局）"
    assert "本局查实：" not in str(papers[old.case].content)
