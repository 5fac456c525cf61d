"""A form in a browser: pressed twice, gone back to, open in two tabs."""

from typing import Any

import pytest

import cast
from hands import fill, press, sign_in, told
from office_ground import LEAD, PARTY, filing

pytestmark = pytest.mark.browser

SAID = {"content": "问：货物是谁堆放的？答：是我。", "interviewee": "张小满", "relation": "当事人", "place": "和平路31号"}


def taken(page: Any, case: str) -> int:
    page.goto(f"/cases/{case}")
    return int(page.locator(".spine-side").get_by_text("《询问笔录》").count())


def test_one_submission_is_one_act(live: Any, browser: Any) -> None:
    from sanxiang.casework import services

    people = cast.city()
    case = services.open_case(people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY, fields=LEAD).case
    services.approve(people.head, case, services.take_step(people.handler, case, "file", filing(people)).proposal)
    page = sign_in(browser, live.office, "handler")
    page.goto(f"/cases/{case}/steps/interview")
    fill(page, SAID)
    with page.expect_navigation():
        page.evaluate("document.querySelectorAll('form[data-draft-url] button.primary').forEach(b => { b.click(); b.click(); })")
    page.wait_for_url(f"**/cases/{case}")
    page.go_back()
    assert page.locator("[name=content]").input_value() == "", "what was submitted is not there to be submitted again"
    assert taken(page, case) == 1

    other = sign_in(browser, live.office, "handler")
    for window in (page, other):
        window.goto(f"/cases/{case}/steps/interview")
        fill(window, SAID)
    press(other, "确认提交")
    press(page, "确认提交")
    assert "案件已被他人更新" in page.locator("main").inner_text()
    assert page.locator("[name=content]").input_value() == SAID["content"]
    press(page, "确认提交")
    assert "已记录" in told(page)
    assert taken(page, case) == 3
