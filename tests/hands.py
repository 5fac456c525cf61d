"""Hands for browser tests: people of the cast at their windows, doing what a person does in the pages."""

import os
import pathlib
import re
from typing import Any

import cast

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
PICTURES = os.environ.get("SANXIANG_PICTURES", "")  # a folder: every page that `look` is called on is pictured there
AXE = pathlib.Path(__file__).resolve().parent.parent / "src/sanxiang/web/static/vendor/axe.min.js"


def sign_in(browser: Any, office: str, who: str, size: dict[str, int] = DESK) -> Any:
    """A window of their own for one of the cast."""
    page = browser.new_context(base_url=office, locale="zh-CN", viewport=size).new_page()
    page.set_default_timeout(30_000)
    page.goto("/sign-in")
    page.fill("#username", who)
    page.fill("#password", cast.PASSWORD)
    press(page, "登录")
    assert page.url == office + "/", page.locator("main").inner_text()
    return page


def fill(page: Any, values: dict[str, Any]) -> None:
    """Fill fields by name: text, a choice, a list of choices, or whether a box is ticked."""
    for name, value in values.items():
        field = page.locator(f'[name="{name}"]')
        if isinstance(value, bool):
            field.first.set_checked(value)
        elif isinstance(value, list):
            for box in field.all():
                box.set_checked(box.get_attribute("value") in value)
        elif field.first.get_attribute("type") == "radio":
            page.locator(f'[name="{name}"][value="{value}"]').check()
        elif field.first.evaluate("e => e.tagName") == "SELECT":
            field.first.select_option(value)
        else:
            field.first.fill(value)


def press(page: Any, name: str) -> None:
    """Press a button of the page, say yes if it asks, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).first.click()
        sure = page.locator("#confirm[open] [data-confirm-yes]")
        if sure.count():
            sure.click()


def follow(page: Any, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def told(page: Any) -> str:
    """What the page says at its head after an action."""
    return (
        str(page.locator(".messages").inner_text()) if page.locator(".messages").count() else str(page.locator("main").inner_text()[:600])
    )


def begin(page: Any, step: str) -> None:
    """From the case's page: open a step's form, among the next steps or the others."""
    card = page.get_by_role("link", name=re.compile(rf"^(办理|审核)\s*：{step}"))
    if not card.count():
        card = page.locator(".step-links").get_by_role("link", name=step)
        if not card.first.is_visible():  # it stands open where nothing stands before it
            page.locator(".more-steps > summary").first.click()
    with page.expect_navigation():
        card.first.click()


def take(page: Any, step: str, values: dict[str, Any], button: str = "确认提交") -> str:
    """From the case's page: open a step's form, fill it, submit it. What the page said."""
    begin(page, step)
    fill(page, values)
    look(page, step)
    press(page, button)
    return told(page)


def look(page: Any, name: str) -> None:
    """Keep a picture of the page where pictures are wanted."""
    if PICTURES:
        page.screenshot(path=f"{PICTURES}/{name}-{page.viewport_size['width']}.png", full_page=True)


def serious(page: Any) -> list[str]:
    """What axe finds serious or critical on the page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{page.url} {one['id']}: {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def fits(page: Any) -> bool:
    """Whether nothing stands out of the window's width."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
