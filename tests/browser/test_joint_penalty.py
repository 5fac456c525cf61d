"""A penalty of two parties (共同违法) through the real pages: a row for each, the whole added up, the portal without the person's name."""

from typing import Any

import pytest

import cast
import walks
from hands import PHONE, fill, fits, follow, look, press, serious, sign_in, told
from sanxiang.casework import services

pytestmark = pytest.mark.browser
SECOND = {"kind": "person", "name": "周明远", "address": "安州市新安路9号", "born": "1980-01-01"}
SHARES = {"shares.0.kinds": ["fine"], "shares.0.fine": "2000", "shares.1.kinds": ["fine"], "shares.1.fine": "1000.50"}
SIZE = {"width": 1280, "height": 900}


def test_two_parties_are_told_decided_and_published(live: Any, browser: Any) -> None:
    people = cast.city()
    walk = walks.Walk(people).file().inspect()
    services.add_party(people.handler, walk.case, SECOND)
    desk, phone = (sign_in(browser, live.office, "handler", size) for size in (SIZE, PHONE))
    head, reviewer, discloser = (sign_in(browser, live.office, who, SIZE) for who in ("head", "reviewer", "discloser"))
    axe: list[str] = []
    case = f"{live.office}/cases/{walk.case}"

    def checked(page: Any, name: str) -> None:
        look(page, f"joint-{name}")
        axe.extend(serious(page))
        assert fits(page), name

    texts = {name: walks.REPORT[name] for name in ("facts_text", "grounds_text", "basis_text")}
    phone.goto(f"{case}/steps/investigation_report")
    fill(phone, texts | {"evidence_text": "现场检查笔录", "proposal": "penalty"} | SHARES)
    assert phone.locator('[data-sum="fine"]').inner_text() == "3,000.50"
    checked(phone, "report")
    press(phone, "确认提交")
    assert "已记录" in told(phone)
    desk.goto(f"{case}/steps/notify")
    assert desk.locator('[name="shares.1.fine"]').input_value() == "1000.50"
    fill(desk, {"shares.1.fine": "", "hearing_offered": False})
    desk.locator('[name="shares.1.kinds"][value="fine"]').uncheck()
    press(desk, "提交批准")
    assert "没有写明对周明远的处罚" in desk.locator("main").inner_text()
    fill(desk, SHARES)
    checked(desk, "notify")
    press(desk, "先看文书")
    assert "罚款人民币壹仟元伍角整（1000.50元）" in desk.locator("#papers").inner_text()
    checked(desk, "preview")
    press(desk, "提交批准")
    follow_task(head, "等我批准")
    assert "罚款人民币壹仟元伍角整（1000.50元）" in head.locator("main").inner_text()
    checked(head, "proposal")
    press(head, "批准")
    walk.take("waive", what="both", statement="放弃陈述申辩")

    phone.goto(f"{case}/review/submit")
    checked(phone, "submit")
    fill(phone, {"outcome": "penalty", "materials": "调查终结报告\n决定代拟稿\n证据"})
    press(phone, "送审")
    assert "已送法制审核" in told(phone)
    walk.agree()
    reviewer.goto(f"{case}/review")
    checked(reviewer, "review")
    follow_task(head, "等我决定")
    fill(head, {"remedies": True})
    checked(head, "decide")
    press(head, "确认提交")
    assert "已记录，编号" in told(head)
    phone.goto(f"{case}/steps/pay")
    checked(phone, "pay")
    fill(phone, {"amount": "1000.51"})
    phone.get_by_label("周明远").check()
    press(phone, "确认提交")
    assert "超过1000.50" in phone.locator("main").inner_text()
    desk.goto(case)
    checked(desk, "case")

    discloser.goto(f"{case}/publication")
    checked(discloser, "publication")
    press(discloser, "确认公示")
    assert "已公示" in told(discloser)
    reader = browser.new_context(base_url=live.portal, locale="zh-CN", viewport=SIZE).new_page()
    reader.goto("/decisions?q=占用城市道路")
    follow(reader, "擅自占用城市道路")
    text = reader.locator("main").inner_text()
    look(reader, "joint-portal")
    assert "安州某某商贸有限公司：罚款2000元" in text
    assert "周某" in text
    assert "周明远" not in text
    assert not axe, axe


def follow_task(page: Any, mark: str) -> None:
    page.goto("/")
    with page.expect_navigation():
        page.locator(".task-list li", has_text=mark).get_by_role("link").first.click()
