"""What a list must be before it may become rule."""

from typing import Any

import pytest

from sanxiang.catalogue import checks, vocabulary
from sanxiang.catalogue.kinds import KINDS, Tier
from sanxiang.law import packs

LAW = packs.load(())


def said(kind: str, *rows: dict[str, Any]) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.message) for fault in checks.faults(kind, rows, LAW)]


def tier(name: str, low: str = "", high: str = "", **more: str) -> Tier:
    return Tier(name=name, when="条件", standard="标准", low=low, high=high, **more)


def standard(*tiers: dict[str, str]) -> dict[str, Any]:
    return {"code": "CL-1", "name": "占道", "basis": "条例", "tiers": [{"when": "条件", "standard": "标准"} | one for one in tiers]}


def test_tiers_that_meet_are_accepted_in_any_order() -> None:
    assert checks.tiers([tier("从重", "1000", "5000"), tier("警告", "0", "0"), tier("从轻", "0", "500"), tier("一般", "500", "1000")]) == []


def test_a_gap_between_tiers_is_told_with_the_row_and_the_amounts() -> None:
    found = said("discretion", standard({"name": "轻", "low": "0", "high": "500"}, {"name": "重", "low": "600", "high": "900"}))
    assert found[0][:2] == (0, "tiers")
    assert "500元至600元不属于任何阶次" in found[0][2]


def test_an_overlap_of_tiers_is_told_with_the_amounts() -> None:
    assert "800元至1000元属于两个阶次" in checks.tiers([tier("轻", "0", "1000"), tier("重", "800", "2000")])[0]


def test_amounts_for_persons_are_a_scale_of_their_own() -> None:
    given = [
        tier("五平方米以下", "500", "1500", person_low="200", person_high="500"),
        tier("以上", "1500", "2000", person_low="600", person_high="900"),
    ]
    assert checks.tiers(given) == ["对个人“五平方米以下”（200元至500元）与“以上”（600元至900元）之间有空档：500元至600元不属于任何阶次"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ([], "没有裁量阶次"),
        ([tier("轻", "500", "100")], "高于最高金额"),
        ([tier("轻", "五百", "1000")], "不是数"),
        ([tier("轻", "500", "")], "两个都写"),
        ([Tier(name="轻｜重", when="条件", standard="标准")], "不能有"),
    ],
)
def test_tiers_that_cannot_be_walked_are_refused(given: list[Tier], words: str) -> None:
    assert words in checks.tiers(given)[0]


ITEM = {"code": "X-1", "name": "某事项", "type": "penalty", "basis": "某法", "procedures": ["ordinary"]}


def test_an_items_procedures_are_those_of_its_type_in_the_packs() -> None:
    assert said("item", ITEM) == []
    assert said("item", ITEM | {"procedures": ["king"]})[0][1] == "procedures"


def test_a_type_without_a_procedure_in_the_packs_may_stand_in_the_list() -> None:
    assert [
        one
        for one in said("item", {"code": "X-1", "name": "某事项", "type": "grant", "basis": "某法", "number": "QZ-7"})
        if one[1] != "procedures"
    ] == []


def test_a_code_that_stands_twice_is_told_with_both_rows() -> None:
    assert said("item", ITEM, ITEM) == [(1, "code", "编码重复：X-1，已在第1行")]


def test_a_row_of_an_unknown_column_or_without_a_needed_one_is_told_in_words() -> None:
    found = said("item", {"code": "X-1", "name": "", "type": "penalty", "basis": "某法", "colour": "red"})
    assert (0, "", "没有“colour”这一栏") in found
    assert (0, "name", "没有填写事项名称") in found


FIRST = {"code": "1", "effect": "no_penalty", "name": "占道", "when": "首次", "basis": "处罚法", "first_offence": True}


def test_a_first_offence_needs_all_three_conditions() -> None:
    assert "危害后果轻微、及时改正" in said("leniency", FIRST)[0][2]
    assert said("leniency", FIRST | {"minor_harm": True, "corrected": True}) == []
    assert said("leniency", FIRST | {"effect": "lighter"}) == []


def test_an_exemption_from_review_names_its_ground_and_thresholds_are_amounts() -> None:
    row = {"code": "1", "type": "penalty", "name": "某类", "exempt": True}
    assert said("review_list", row)[0][1] == "basis"
    assert said("review_list", row | {"basis": "某规定", "from_person": "五千"})[0][1] == "from_person"


def test_the_kinds_of_a_review_row_are_penalties_or_the_outcomes_of_its_type() -> None:
    row = {"code": "1", "type": "penalty", "name": "某类", "kinds": ["fine"]}
    assert said("review_list", row) == []
    assert said("review_list", row | {"type": "permit"})[0][1] == "kinds"
    assert said("review_list", row | {"type": "permit", "kinds": [next(iter(vocabulary.outcomes("permit")))]}) == []


def test_a_recording_row_names_a_step_that_there_is_or_none() -> None:
    row = {"code": "1", "type": "penalty", "name": "查封", "manner": "throughout"}
    assert said("recording_list", row) == []
    assert said("recording_list", row | {"step": "seize"}) == []
    assert said("recording_list", row | {"step": "dance"})[0][1] == "step"


# ── only tightening ──

TIGHT = {"code": "file", "type": "penalty", "procedure": "ordinary"}


def test_extra_fields_required_fields_and_guards_tighten_a_procedure() -> None:
    row = TIGHT | {
        "fields": [{"name": "risk", "label": "风险评估"}],
        "required": ["basis_text"],
        "guards": [{"kind": "step-taken", "rule": "PEN-54", "step": "lead"}],
    }
    assert said("procedure", row) == []


@pytest.mark.parametrize(
    ("change", "column", "words"),
    [
        ({"code": "fly"}, "code", "“fly”不是可选的步骤"),
        ({"code": "seize_extend_2"}, "code", "“seize_extend_2”"),
        ({"procedure": "none"}, "procedure", ""),
        ({"fields": [{"name": "cause", "label": "案由"}]}, "fields", "不能改写"),
        ({"fields": [{"name": "A b", "label": "x"}]}, "fields", "小写字母"),
        ({"required": ["nothing"]}, "required", "没有“nothing”这项内容"),
        ({"guards": [{"kind": "step-takn", "rule": "PEN-54", "step": "lead"}]}, "guards", "没有前置条件“step-takn”；可用的：step-taken"),
        ({"guards": [{"kind": "step-taken", "rule": "PEN-54"}]}, "guards", "缺少参数 step；写作：step-taken｜"),
        ({"guards": [{"kind": "step-taken", "rule": "PEN-9999", "step": "lead"}]}, "guards", "引用的规则“PEN-9999”不存在"),
        ({"guards": [{"kind": "step-taken", "rule": "PEN-54", "step": "fly"}]}, "guards", "没有行为 fly"),
        ({}, "fields", "没有增加任何内容"),
        ({"remove": ["cause"]}, "", "不能删减或者放宽"),
        ({"fields": [{"name": "x", "label": "x", "required": False}]}, "", "不能删减或者放宽"),
    ],
)
def test_what_loosens_or_is_unknown_is_refused_with_what_would_be_right(change: dict[str, Any], column: str, words: str) -> None:
    found = said("procedure", TIGHT | change)
    assert found, change
    assert found[0][1] == column
    assert words in found[0][2]


def test_a_step_may_be_tightened_in_two_procedures() -> None:
    row = TIGHT | {"code": "lead", "fields": [{"name": "risk", "label": "风险评估"}]}
    twice = said("procedure", row, row | {"procedure": "summary"})
    assert not [fault for fault in twice if "编码重复" in fault[2]]


def test_every_kind_has_columns_for_every_field_of_its_rows() -> None:
    import msgspec

    from sanxiang.catalogue.columns import COLUMNS

    for kind, (_, struct) in KINDS.items():
        assert {column.name for column in COLUMNS[kind]} == {field.name for field in msgspec.structs.fields(struct)}, kind


@pytest.mark.parametrize(
    ("told", "column"), [({"ratio": "150%"}, "ratio"), ({"ratio": "20-10%"}, "ratio"), ({"frequency": "3-1次/年"}, "frequency")]
)
def test_a_share_of_more_than_all_is_refused(told: dict[str, str], column: str) -> None:
    row = {"code": "SJ-1", "name": "检查", "subject": "某局", "basis": "某法", "target": "某类单位", "content": "说明", "ratio": "5%"}
    row |= {"manner": "双随机", "frequency": "1次/年"}
    assert said("random_inspection", row) == []
    assert said("random_inspection", row | {"ratio": "按计划"}) == []
    assert [found[:2] for found in said("random_inspection", row | told)] == [(0, column)]
