"""Messy tables: what is certain is read, what is not waits for the user, nothing is guessed silently."""

import pathlib

import pytest

from sanxiang.catalogue import heads, intake, words
from sanxiang.catalogue.intake import Settled, Source
from sanxiang.sheets import plain, reading

REVIEW = """某局重大执法决定法制审核目录
序号 |
执法大类 |
审核事项 |
应提交的审核资料 |
审核重点 |
1 |
行政许可类 |
涉及公共利益的许可 |
申请书 |
材料是否齐备 |
2 |
不予许可 |
情况说明 |
理由是否适当 |
|
3 |
其他类 |
移送司法机关的 |
移送书 |
证据是否充分 |
"""


def understand(kind: str, text: str, settled: Settled | None = None) -> intake.Understood:
    return intake.understand(kind, Source(text=text), settled or Settled())


def test_a_cell_to_a_line_is_read_by_its_numbers_and_rows_that_lack_a_cell_wait() -> None:
    found = understand("review_list", REVIEW)
    assert found.shape == "cells"
    assert [row.cells["name"] for row in found.rows] == ["涉及公共利益的许可", "移送司法机关的"]
    waiting = [row for row in found.aside if row.short]
    assert [row.number for row in waiting] == [12]
    assert "只有4格，比表头的5格少" in waiting[0].reason


def test_a_merged_cell_is_filled_down_only_where_the_user_says_so_and_is_marked() -> None:
    settled = Settled(columns={"1": "type"}, short="1", words={"type": {"其他类": "行政处罚"}})
    found = understand("review_list", REVIEW, settled)
    assert [(row.cells["type"], "type" in row.filled) for row in found.rows] == [
        ("行政许可", False),
        ("行政许可", True),
        ("行政处罚", False),
    ]
    assert found.open_ == []


def test_a_head_that_is_not_known_and_a_word_that_is_none_to_choose_from_wait_for_the_user() -> None:
    found = understand("review_list", REVIEW)
    assert "第2栏“执法大类”是什么" in found.open_
    told = understand("review_list", REVIEW, Settled(columns={"1": "type"}))
    assert told.open_ == ["“执法类别”栏有1种写法不能识别"]
    assert told.questions[0].texts == ("其他类",)


BARS = """行政执法音像记录事项清单
发布时间：2024-05-22 点击量：678
序号 | 执法 事项 | 记录方式 | 记录人 | 记录 过程 |
1 | 现场检查（勘验） | 拍照、录音录像等 | 执法人员 | 全过程 |
2 | 证据保全 | 拍照、录音录像等 | 执法人员 | 登记情况 |
序号 | 执法 事项 | 记录方式 | 记录人 | 记录 过程 |
3 | 送达回证 | 拍照、录音录像等 |
合计 | 3 | | | |
注：未列明的按有关规定执行。
"""


def test_titles_repeated_headers_totals_and_notes_are_set_aside_with_their_reasons() -> None:
    found = understand("recording_list", BARS)
    assert [row.cells["name"] for row in found.rows] == ["现场检查（勘验）", "证据保全"]
    reasons = {row.number: row.reason for row in found.aside}
    assert reasons[1] == reasons[2] == "表头以上的标题和说明"
    assert reasons[6] == "重复的表头"
    assert reasons[8] == "合计行"
    assert "比表头的5格少" in reasons[7]
    assert "整行只有一段文字" in reasons[9]


def test_columns_that_the_table_does_not_have_are_given_one_word_for_all() -> None:
    found = understand(
        "recording_list", BARS, Settled(constants={"type": "各类执法"}, words={"manner": {"拍照、录音录像等": "按需音像记录"}})
    )
    rows, faults = words.typed("recording_list", [row.cells for row in found.rows])
    assert faults == []
    assert [(row["type"], row["manner"]) for row in rows] == [("all", "on_demand")] * 2


BLANKS = """某区权责清单目录
一、发展和改革局
序号 项 目 名 称 权力类型
1 企业投资项目核准 行政许可
2 对违反备案规定的处罚 行政处罚
二、教育局
3 民办学校设立 行政许可
"""


def test_group_titles_fill_the_column_that_the_user_names() -> None:
    found = understand("item", BLANKS, Settled(group="subject"))
    assert [row.cells["subject"] for row in found.rows] == ["发展和改革局", "发展和改革局", "教育局"]
    assert all("subject" in row.filled for row in found.rows)
    assert "subject" not in understand("item", BLANKS).rows[0].cells


def test_blank_cells_are_filled_down_in_the_columns_that_the_user_ticks() -> None:
    text = "序号\t抽查领域\t抽查事项\t检查对象\n1\t食品\t学校食堂\t学校\n2\t\t小餐饮\t餐馆\n"
    assert "area" not in understand("random_inspection", text).rows[1].cells
    filled = understand("random_inspection", text, Settled(fill=["1"])).rows[1]
    assert (filled.cells["area"], filled.filled) == ("食品", frozenset(["area"]))


@pytest.mark.parametrize(
    ("cell", "ratio", "often"),
    [
        ("10-20%，1次/年", "10-20%", "1次/年"),
        ("60-70家 每年1次", "60-70家", "每年1次"),
        ("1次/年；5%", "5%", "1次/年"),
        ("按计划", "按计划", ""),
    ],
)
def test_columns_run_together_are_parted_where_both_parts_can_be_read(cell: str, ratio: str, often: str) -> None:
    text = f"序号\t抽查事项\t抽查比例频次\n1\t食堂\t{cell}\n2\t餐馆\t5%，每年1次\n"
    found = understand("random_inspection", text, Settled(columns={"2": "ratio+frequency"}))
    assert (found.rows[0].cells["ratio"], found.rows[0].cells.get("frequency", "")) == (ratio, often)


def test_two_thresholds_in_one_cell_are_parted() -> None:
    text = "序号\t审核事项\t标准金额\n1\t罚款\t对个人处5000元以上、对单位处5万元以上罚款\n2\t没收\t较大数额\n"
    found = understand("review_list", text, Settled(columns={"2": "from_person+from_entity"}))
    assert (found.rows[0].cells["from_person"], found.rows[0].cells["from_entity"]) == ("5000", "50000")
    assert found.rows[1].cells["from_person"] == "较大数额"


def test_a_number_and_a_name_in_one_cell_are_parted() -> None:
    found = understand(
        "item", "事项名称\t类别\t依据\n1.占道处罚\t行政处罚\t某法\n2、挖掘处罚\t行政处罚\t某法\n", Settled(columns={"0": "code+name"})
    )
    assert [(row.cells["code"], row.cells["name"]) for row in found.rows] == [("1", "占道处罚"), ("2", "挖掘处罚")]


def test_rows_are_numbered_anew_only_when_the_user_wants_that() -> None:
    text = "序号\t事项名称\t类别\t依据\n1\t甲\t行政处罚\t某法\n1\t乙\t行政处罚\t某法\n"
    assert [row.cells["code"] for row in understand("item", text).rows] == ["1", "1"]
    assert [row.cells["code"] for row in understand("item", text, Settled(renumber=True)).rows] == ["1", "2"]


def test_the_header_may_stand_where_the_user_says() -> None:
    text = "甲\t乙\n编号\t名目\n1\t占道\n"
    assert understand("item", text).heads == ()
    found = understand("item", text, Settled(header=2, columns={"0": "code", "1": "name"}))
    assert [row.cells for row in found.rows] == [{"code": "1", "name": "占道"}]


HTML = """<table><tr><th rowspan=2>序号</th><th colspan=2>标准</th></tr><tr><th>个人金额</th><th>单位金额</th></tr>
<tr><td>1</td><td rowspan=2>5000</td><td>50000</td></tr><tr><td>2</td><td>80000</td></tr></table>"""


def test_merged_cells_of_a_page_or_workbook_are_known_and_marked() -> None:
    sheet = reading.read(HTML.encode())[0]
    source = Source(sheets=[intake.Sheet("", [(row.number, row.cells, sorted(row.spread)) for row in sheet.rows])])
    found = intake.understand("review_list", source, Settled(columns={"1": "from_person", "2": "from_entity"}))
    assert [(row.cells["from_person"], "from_person" in row.filled) for row in found.rows[-2:]] == [("5000", False), ("5000", True)]


ARTICLES = """㈢减轻处罚的，处五万元以下罚款。
第十五条 对《
某规定》第
七条自由裁量处罚幅度：
㈠从重处罚的，处3倍以上5倍以下罚款；
㈡从轻处罚的，处2倍以下
罚款。
第十六条 对《某规定》第八条自由裁量处罚幅度：
（一）从重处罚的，处五万元以上罚款。
"""


def test_articles_with_points_are_rows_whose_tiers_wait_for_the_user() -> None:
    found = understand("discretion", ARTICLES, Settled(columns={"1": "name"}))
    assert [row.cells["name"] for row in found.rows] == ["对《某规定》第七条自由裁量处罚幅度：", "对《某规定》第八条自由裁量处罚幅度："]
    assert found.rows[0].cells["tiers"] == "㈠从重处罚的，处3倍以上5倍以下罚款；\n㈡从轻处罚的，处2倍以下罚款。"
    assert found.aside[0].text.startswith("㈢减轻处罚")
    _, faults = words.typed("discretion", [row.cells for row in found.rows])
    assert any("一行写作：名称｜适用条件｜标准" in fault.message for fault in faults)


def test_a_list_that_no_shape_fits_is_set_aside_whole_and_told() -> None:
    found = understand("discretion", "为规范处罚，制定本办法。\n从轻处罚的，处一倍罚款。")
    assert found.rows == []
    assert [row.reason for row in found.aside] == ["没有找到表头，不能知道各栏是什么"] * 2
    assert "没有找到表头" in found.open_[0]


@pytest.mark.parametrize("text", ["", "\n\n", "|||", "序号 |", "1 |\n2 |", '"', "\x0b", "序号\t" * 500 + "\n1"])
def test_no_text_breaks_it(text: str) -> None:
    for shape in ("", *plain.SHAPES):
        understand("item", text, Settled(shape=shape, header=1))


def test_every_known_head_means_one_column() -> None:
    from sanxiang.catalogue.columns import COLUMNS

    for kind, columns in COLUMNS.items():
        for column in columns:
            assert heads.meaning(kind, column.head) == column.name, (kind, column.head)


# ── tables that organs really published, when they are there ──

LISTS = pathlib.Path(__file__).resolve().parents[3] / "shared" / "data" / "lists"
# file → kind, rows understood with nothing settled, rows understood with what a user would settle, how that is settled
REAL = {
    "bf02_zongyang": ("leniency", 0, 1, Settled(rows={}, short="end")),
    "cc02_fenyang": ("random_inspection", 4, 6, Settled(rows={"3": "tail", "7": "lead"})),
    "cl02_price": ("discretion", 3, 3, Settled()),
    "fz01_xuchang": ("review_list", 1, 6, Settled(short="1", rows={"31": "end"})),
    "fz03_kanmen": ("review_list", 0, 0, Settled()),
    "qz01_xiangshan_aj": ("item", 9, 9, Settled(group="subject", words={"type": {"行政审批": "行政许可"}})),
    "qz02_guichi": ("item", 0, 10, Settled(short="end", group="subject")),
    "yx01_lianchi": ("recording_list", 7, 8, Settled(short="end", constants={"type": "各类执法"})),
    "yx05_luohe_gdb": ("recording_list", 5, 5, Settled()),
    "yx06_wuzhong_jt": ("recording_list", 7, 8, Settled(short="end")),
}


@pytest.mark.skipif(not LISTS.is_dir(), reason="the collected lists are not here")
@pytest.mark.parametrize("name", REAL)
def test_a_published_list_is_understood_and_every_line_is_accounted_for(name: str) -> None:
    kind, plainly, settled_rows, settled = REAL[name]
    text = (LISTS / f"{name}.txt").read_text(encoding="utf-8")
    found, told = understand(kind, text), understand(kind, text, settled)
    assert (len(found.rows), len(told.rows)) == (plainly, settled_rows)
    lines = len(plain.rows(text, found.shape)) - bool(found.heads)
    assert len(found.rows) + len(found.aside) == lines
    assert all(row.reason for row in found.aside)
