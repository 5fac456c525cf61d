"""The flowchart's geometry."""

import pytest

from sanxiang.web.steps import LINE, MAIN_RIGHT, draw, wrap

STEPS = [
    {"stage": "启动", "title": "立案", "actor": "负责人", "approver": "机关负责人"},
    {
        "stage": "审核决定",
        "title": "法制审核",
        "branches": [{"answer": "同意", "to": "作出决定"}, {"answer": "存在问题", "to": "送审", "back": True}],
    },
    {"stage": "审核决定", "title": "听证", "optional": True, "occasion": "当事人要求的", "spans": ["五个工作日内"]},
    {"stage": "审核决定", "title": "作出决定", "spans": ["自立案之日起90日内"], "ends": True},
]
BOTH = pytest.mark.parametrize("wide", [False, True])


@BOTH
def test_each_stage_has_a_drawing_that_holds_its_steps(wide: bool) -> None:
    stages = draw(STEPS, wide)
    assert [stage["name"] for stage in stages] == ["启动", "审核决定"]
    assert [len(stage["boxes"]) for stage in stages] == [1, 3]
    for stage in stages:
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= stage["width"] for box in stage["boxes"])
        assert all(box["y"] + box["height"] <= stage["height"] for box in stage["boxes"])


@BOTH
def test_no_two_boxes_overlap(wide: bool) -> None:
    steps = [{"stage": "启动", "title": f"步骤{at}", "optional": at % 5 != 0, "occasion": "有时的" * (at % 4)} for at in range(40)]
    (stage,) = draw(steps, wide)
    boxes = stage["boxes"]
    for at, one in enumerate(boxes):
        for other in boxes[at + 1 :]:
            aside = one["x"] + one["width"] <= other["x"] or other["x"] + other["width"] <= one["x"]
            assert aside or one["y"] + one["height"] <= other["y"] or other["y"] + other["height"] <= one["y"]


def test_arrows_join_the_steps_that_every_case_takes_from_stage_to_stage() -> None:
    filing, deciding = draw(STEPS)
    assert filing["arrows"] == [(filing["boxes"][0]["y"] + filing["boxes"][0]["height"], filing["height"])]
    first, aside, last = deciding["boxes"]
    assert deciding["arrows"] == [(0, first["y"]), (first["y"] + first["height"], last["y"])]
    assert aside["x"] > LINE


def test_a_period_stands_on_the_arrow_to_its_step_or_in_what_hangs_beside() -> None:
    _, deciding = draw(STEPS)
    first, aside, last = deciding["boxes"]
    assert [line for y, line in deciding["labels"] if y < last["y"]] == ["◷ 自立案之日起90日内"]
    assert "◷ 五个工作日内" in [line for _, line in aside["notes"]]


def test_text_stays_inside_its_box() -> None:
    (stage,) = draw([{"stage": "启动", "title": "很长的名称" * 8, "note": "说明" * 40, "ends": True}])
    box = stage["boxes"][0]
    lines = [y for y, _ in box["title"] + box["notes"]]
    assert lines == sorted(lines)
    assert box["y"] < lines[0]
    assert lines[-1] < box["y"] + box["height"]
    assert box["x"] + box["width"] == MAIN_RIGHT


def test_the_text_alternative_names_every_step_its_occasion_and_its_branches() -> None:
    text = "".join(stage["text"] for stage in draw(STEPS))
    assert all(str(step["title"]) in text for step in STEPS)
    assert "听证（当事人要求的）" in text
    assert "存在问题 ↩ 送审" in text
    assert "机关负责人审批" in text


def test_wrap_counts_a_latin_letter_as_half_and_hangs_punctuation() -> None:
    assert wrap("一二三四五六", 3) == ["一二三", "四五六"]
    assert wrap("一二三，四", 3) == ["一二三，", "四"]
    assert len(wrap("abcdef", 3.4)) == 1


def test_no_steps_make_no_drawing() -> None:
    assert draw([]) == []


def test_a_page_breaks_between_rows_and_every_step_stands_in_one_part() -> None:
    steps = [{"stage": "启动", "title": f"步骤{at}", "optional": at % 7 != 0, "spans": ["三日内" * 9] * (at % 3)} for at in range(50)]
    (stage,) = draw(steps, wide=True)
    assert len(stage["slices"]) > 2
    assert sum(part["height"] for part in stage["slices"]) == stage["height"]
    assert sum(len(part["boxes"]) for part in stage["slices"]) == 50
    for part in stage["slices"]:
        assert all(part["y"] <= box["y"] and box["y"] + box["height"] <= part["y"] + part["height"] for box in part["boxes"])
