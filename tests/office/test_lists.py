"""A list from draft to portal through the pages."""

from typing import Any

from sanxiang.catalogue import queries
from sanxiang.disclosure.models import PublicList

ROW = {
    "title": "行政执法事项清单",
    "rows.0.code": "CG-001",
    "rows.0.name": "对擅自占用城市道路的处罚",
    "rows.0.type": "penalty",
    "rows.0.basis": "《城市道路管理条例》第二十七条",
    "rows.0.procedures": ["ordinary", "summary"],
    "rows.1.code": "CG-002",
    "rows.1.name": "对擅自挖掘城市道路的处罚",
    "rows.1.type": "penalty",
    "rows.1.basis": "《城市道路管理条例》第三十条",
    "rows.1.procedures": ["ordinary"],
    "rows.2.code": "",
    "rows.2.name": "",
}


def test_a_list_is_drafted_approved_published_and_shown_on_the_portal(people: Any, signed_in: Any) -> None:
    answer = signed_in("handler").post("/lists/item/draft", ROW, follow=True)
    text = answer.content.decode()
    assert "草案已保存" in text
    assert "CG-002" in text
    assert "新增" in text
    head, discloser = signed_in("head"), signed_in("discloser")
    assert head.post("/lists/item/2/settle", {"do": "approve"}).status_code == 302
    assert "已公布" in discloser.post("/lists/item/2/settle", {"do": "publish"}, follow=True).content.decode()
    shown = PublicList.objects.get(organ=people.organ, kind="item")
    assert [row["code"] for row in shown.rows] == ["CG-001", "CG-002"]
    assert shown.approved_by == "李负责"
    assert shown.rows[0]["procedures"] == "普通程序\n简易程序"
    import datetime

    assert queries.in_force(people.organ, "item", datetime.date(2100, 1, 1)).number == 2


def test_a_row_that_does_not_fit_is_told_and_nothing_typed_is_lost(people: Any, signed_in: Any) -> None:
    answer = signed_in("handler").post("/lists/item/draft", ROW | {"rows.1.basis": ""})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "第2项没有填写依据" in text
    assert "对擅自挖掘城市道路的处罚" in text


def test_a_blank_row_is_added_without_scripts(people: Any, signed_in: Any) -> None:
    text = signed_in("handler").post("/lists/item/draft", ROW | {"add": "rows"}, follow=True).content.decode()
    assert 'name="rows.2.code"' in text


def test_tiers_are_written_a_line_each(people: Any, signed_in: Any) -> None:
    row = {
        "title": "基准",
        "rows.0.code": "CL-1",
        "rows.0.name": "占道",
        "rows.0.basis": "条例",
        "rows.0.tiers": "一般｜五平方米以下｜处一千元以下罚款｜0｜1000",
    }
    assert signed_in("handler").post("/lists/discretion/draft", row).status_code == 302
    tier = queries.versions(people.organ, "discretion")[0].rows[0]["tiers"][0]
    assert tier == {"name": "一般", "when": "五平方米以下", "standard": "处一千元以下罚款", "low": "0", "high": "1000"}


def test_the_drafter_cannot_approve_and_a_return_needs_a_reason(people: Any, signed_in: Any) -> None:
    head = signed_in("head")
    head.post("/lists/item/draft", ROW)
    assert head.post("/lists/item/2/settle", {"do": "approve"}).status_code == 409
    assert head.post("/lists/item/2/settle", {"do": "return", "reason": ""}).status_code == 422
    assert head.post("/lists/item/2/settle", {"do": "nothing"}).status_code == 422
    assert head.post("/lists/item/2/settle", {"do": "publish", "valid_from": "x"}).status_code == 422


def test_every_kind_of_list_can_be_drafted(people: Any, signed_in: Any) -> None:
    from sanxiang.catalogue.kinds import DRAWN, KINDS

    for kind in KINDS:
        assert signed_in("handler").get(f"/lists/{kind}/draft").status_code == (409 if kind in DRAWN else 200), kind
        assert signed_in("handler").get(f"/lists/{kind}").status_code == 200, kind
    assert signed_in("handler").get("/lists/nothing").status_code == 404
