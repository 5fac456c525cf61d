"""One ordinary penalty from lead to portal, through the real pages, with four people signed in."""

from typing import Any

import pytest

import cast
from hands import begin, fill, fits, follow, look, press, serious, sign_in, take, told

pytestmark = pytest.mark.browser

FACTS = "2026年11月20日，当事人张小满在安州市和平路31号门前占用人行道摆放桌椅四张，占用面积六平方米。"
PARTY = {"party.kind": "person", "party.name": "张小满", "party.id_number": "", "party.address": "安州市河东区和平路31号2单元501室", "party.phone": "13900000000"}  # fmt: skip
PICTURE = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")  # fmt: skip


def test_a_penalty_walks_from_lead_to_portal(live: Any, browser: Any) -> None:
    cast.city()
    walk(browser, live.office, live.portal)


def walk(browser: Any, office: str, portal: str) -> None:
    handler, head, reviewer, discloser = (sign_in(browser, office, who) for who in ("handler", "head", "reviewer", "discloser"))
    axe: list[str] = []

    def checked(page: Any, name: str) -> None:
        look(page, name)
        axe.extend(serious(page))
        assert fits(page), name

    checked(handler, "home")
    follow(handler, "登记案件")
    fill(handler, PARTY | {"cause": "擅自占用城市道路", "source": "inspection", "content": FACTS})
    checked(handler, "open")
    press(handler, "登记")
    assert "已登记" in told(handler)
    case = handler.url

    said = take(handler, "立案", {"handlers": [box["value"] for box in handlers_of(handler, case)]}, "提交批准")
    assert "等待机关负责人批准" in said
    approve(head, checked)

    handler.goto(case)
    checked(handler, "case")
    record = {"place": "安州市和平路31号门前", "content": FACTS, "signed": True}
    begin(handler, "现场检查")
    fill(handler, record)
    press(handler, "先看文书")
    checked(handler, "preview")
    press(handler, "确认提交")
    assert "已记录" in told(handler)
    take(handler, "询问", {"place": "安州市城市管理局询问室", "content": "问：是否占道经营？\n答：是。", "signed": True})
    add_evidence(handler, case, checked)
    handler.goto(case)
    report = {
        "facts_text": FACTS,
        "grounds_text": "违法事实清楚，裁量阶次为一般。",
        "proposal": "penalty",
        "kinds": ["fine"],
        "fine": "3000",
    }
    assert "已记录" in take(handler, "调查终结", report)
    assert "已提交" in take(handler, "事先告知", {"facts_text": FACTS, "hearing_offered": True}, "提交批准")
    approve(head, checked)
    handler.goto(case)
    take(handler, "当事人放弃陈述申辩或者听证", {"what": "both", "statement": "本人放弃陈述申辩和听证。"})

    begin(handler, "送法制审核")
    fill(handler, {"outcome": "penalty", "materials": "调查终结报告\n决定代拟稿\n证据"})
    checked(handler, "submit")
    press(handler, "送审")
    assert "已送法制审核" in told(handler)

    head.goto(case)
    assert "未经法制审核" in head.locator("main").inner_text() or "法制审核" in head.locator("main").inner_text()
    follow_task(reviewer, "等我审核")
    checked(reviewer, "review")
    points = ("subject", "procedure", "facts", "law", "discretion", "powers", "documents", "transfer")
    fill(reviewer, {f"{point}_ok": "true" for point in points} | {"opinion": "agree", "opinion_text": "同意。"})
    press(reviewer, "提出审核意见")
    assert "同意" in told(reviewer)

    follow_task(head, "等我决定")
    fill(head, {"remedies": True})
    checked(head, "decide")
    press(head, "确认提交")
    assert "已记录，编号" in told(head)
    handler.goto(case)
    take(handler, "送达", {"manner": "direct", "place": "安州市和平路31号"})

    publish(discloser, case, checked)
    reader = browser.new_context(base_url=portal, locale="zh-CN").new_page()
    reader.goto("/decisions?q=占用城市道路")
    follow(reader, "擅自占用城市道路")
    text = reader.locator("main").inner_text()
    assert "安城管罚" in text
    assert "张小满" not in text
    assert "13900000000" not in text
    handler.goto(case)
    checked(handler, "case-decided")
    assert not axe, axe


def handlers_of(page: Any, case: str) -> list[dict[str, str]]:
    page.goto(case + "/steps/file")
    found = [{"value": box.get_attribute("value")} for box in page.locator('[name="handlers"]').all()]
    page.goto(case)
    return found


def follow_task(page: Any, mark: str) -> None:
    page.goto("/")
    with page.expect_navigation():
        page.locator(".task-list li", has_text=mark).get_by_role("link").first.click()


def approve(head: Any, checked: Any) -> None:
    follow_task(head, "等我批准")
    checked(head, "proposal")
    press(head, "批准")
    assert "已批准" in told(head)


def add_evidence(page: Any, case: str, checked: Any) -> None:
    page.goto(case + "/evidence")
    fill(page, {"kind": "audio_visual", "title": "占道现场照片", "proves": "占用人行道摆放桌椅", "place": "和平路31号门前"})
    page.set_input_files('[name="file"]', {"name": "现场.png", "mimeType": "image/png", "buffer": PICTURE})
    checked(page, "evidence-form")
    with page.expect_navigation():
        page.get_by_role("button", name="上传入卷").click()
    page.get_by_text("已入卷，校验值已记录").wait_for()
    checked(page, "evidence")


def publish(page: Any, case: str, checked: Any) -> None:
    page.goto("/")
    page.goto(case + "/publication")
    fill(page, {"hide": "和平路31号"})
    press(page, "重新预览")
    checked(page, "publication")
    press(page, "确认公示")
    assert "已公示" in told(page)
