"""The flowchart's geometry."""

from sanxiang.web.steps import LINE, RIGHT, draw, wrap

STEPS = [
    {"stage": "启动", "title": "立案", "actor": "负责人"},
    {"stage": "审核决定", "title": "法制审核"},
    {"stage": "审核决定", "title": "听证", "optional": True, "note": "当事人要求的"},
    {"stage": "审核决定", "title": "作出决定", "days": "90 日内", "ends": True},
]


def test_boxes_follow_one_another_without_overlap():
    boxes = draw(STEPS)["boxes"]
    assert all(a["y"] + a["height"] < b["y"] for a, b in zip(boxes, boxes[1:], strict=False))
    assert all(box["x"] + box["width"] == RIGHT for box in boxes)


def test_arrows_pass_by_the_steps_that_only_some_cases_take():
    chart = draw(STEPS)
    first, second, aside, last = chart["boxes"]
    assert chart["arrows"] == [(first["y"] + first["height"], second["y"]), (second["y"] + second["height"], last["y"])]
    assert aside["x"] > LINE


def test_a_lane_embraces_the_steps_of_its_stage():
    chart = draw(STEPS)
    lane, boxes = chart["lanes"][1], chart["boxes"][1:]
    assert lane["name"] == "审核决定"
    assert lane["y"] == boxes[0]["y"]
    assert lane["y"] + lane["height"] == boxes[-1]["y"] + boxes[-1]["height"]


def test_text_stays_inside_its_box():
    chart = draw([{"stage": "启动", "title": "很长的名称" * 8, "note": "说明" * 40}])
    box = chart["boxes"][0]
    lines = [y for y, _ in box["title"] + box["notes"]]
    assert lines == sorted(lines)
    assert box["y"] < lines[0]
    assert lines[-1] < box["y"] + box["height"]
    assert chart["height"] >= box["y"] + box["height"]


def test_the_text_alternative_names_every_step():
    text = draw(STEPS)["text"]
    assert all(step["title"] in text for step in STEPS)
    assert "听证（符合条件的）" in text


def test_wrap_counts_a_latin_letter_as_half_and_hangs_punctuation():
    assert wrap("一二三四五六", 3) == ["一二三", "四五六"]
    assert wrap("一二三，四", 3) == ["一二三，", "四"]
    assert len(wrap("abcdef", 3.4)) == 1


def test_no_steps_make_an_empty_chart():
    assert draw([])["boxes"] == []
