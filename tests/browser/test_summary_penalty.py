"""One summary penalty on the street: a handler with a phone, from the stall to the portal."""

from typing import Any

import pytest

import cast
from hands import PHONE, begin, fill, fits, follow, look, press, serious, sign_in, take, told

pytestmark = pytest.mark.browser

SEEN = "当事人在和平路与建设路口占用人行道摆放水果筐两只，占用面积二平方米。"


def test_a_summary_penalty_is_done_on_a_phone(live: Any, browser: Any) -> None:
    cast.city()
    walk(browser, live.office, live.portal)


def walk(browser: Any, office: str, portal: str) -> None:
    phone = sign_in(browser, office, "handler", PHONE)
    axe: list[str] = []

    def checked(page: Any, name: str) -> None:
        look(page, name)
        axe.extend(serious(page))
        assert fits(page), name
        assert not small_targets(page), (name, small_targets(page))

    checked(phone, "home")
    follow(phone, "当场处罚")
    fill(
        phone,
        {
            "cause": "擅自占用城市道路",
            "party.kind": "person",
            "party.name": "王水果",
            "party.address": "安州市建设路8号",
            "source": "inspection",
            "content": SEEN,
        },
    )
    checked(phone, "summary-open")
    press(phone, "登记，下一步现场检查")
    checked(phone, "summary-case")
    second = phone.locator('[name="officers"]')
    begin(phone, "现场检查")
    fill(phone, {"place": "和平路与建设路口", "content": SEEN, "officers": [box.get_attribute("value") for box in second.all()]})
    checked(phone, "summary-site")
    press(phone, "确认提交")
    said = take(phone, "当场告知", {"kinds": ["warning"], "fine": "", "tier": "轻微"})
    assert "已记录" in said
    begin(phone, "当场作出处罚决定")
    fill(
        phone,
        {
            "officers": [box.get_attribute("value") for box in second.all()],
            "by": [box.get_attribute("value") for box in phone.locator('[name="by"]').all()],
        },
    )
    checked(phone, "summary-decide")
    press(phone, "确认提交")
    assert "编号" in told(phone)
    checked(phone, "summary-decided")
    case = phone.url
    discloser = sign_in(browser, office, "discloser", PHONE)
    discloser.goto(case + "/publication")
    checked(discloser, "summary-publication")
    press(discloser, "确认公示")
    reader = browser.new_context(base_url=portal, locale="zh-CN", viewport=PHONE).new_page()
    reader.goto("/decisions?q=占用城市道路")
    assert "王水果" not in reader.locator("main").inner_text()
    follow(reader, "擅自占用城市道路")
    assert "王水果" not in reader.locator("main").inner_text()
    assert not axe, axe


def small_targets(page: Any) -> list[str]:
    """Buttons and fields that a thumb would miss."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('main .button, main input:not([type=hidden],[type=checkbox],[type=radio]), main select, main label.choice')]
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 34).map(e => e.outerHTML.slice(0, 120))"""
        )
    )
