"""The portal as people use it: on a phone and a desk, in dark and 长者, by keyboard, without scripts, on paper."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from portal import town

pytestmark = pytest.mark.browser
ADDRESSES = (
    "/", "/decisions", "/decisions?q=占用城市道路", "/decisions?q=没有这样的词", "/decisions/full", "/decisions/late", "/decisions/gone",
    "/decisions/imported", "/organs", f"/organs/{town.CITY}", f"/organs/{town.CITY}/lists/item?version=1",
    f"/organs/{town.CITY}/procedures/penalty-ordinary", "/officers", "/complain", "/about", "/nothing/here",
)  # fmt: skip
SCREENS = {
    "phone": {"viewport": {"width": 390, "height": 844}},
    "desk, dark": {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
    "phone, 长者": {"viewport": {"width": 390, "height": 844}, "storage_state": {"elder": "1"}},
}


@pytest.fixture
def site(live: Any) -> Any:
    town.build()
    return live


@pytest.fixture
def window(site: Any, browser: Any) -> Iterator[Any]:
    """Opens a window of the portal; whatever it asks of another server, and whatever it complains of, is kept."""
    opened = []

    def open_window(**more: Any) -> Any:
        elder = more.pop("storage_state", None)
        context = browser.new_context(base_url=site.portal, locale="zh-CN", **more)
        if elder:
            context.add_cookies([{"name": "elder", "value": "1", "url": site.portal}])
        page = context.new_page()
        page.strangers, page.complaints = [], []
        page.on("request", lambda request: None if request.url.startswith((site.portal, "data:")) else page.strangers.append(request.url))
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" and "404" not in said.text else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        opened.append(context)
        return page

    yield open_window
    for context in opened:
        context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_every_page_is_accessible_fits_the_screen_and_asks_nobody_else(window: Any, screen: str) -> None:
    page = window(**SCREENS[screen])
    for address in ADDRESSES:
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        page.add_script_tag(url="/static/vendor/axe.min.js")
        found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html]))")
        assert not [one for one in found if one[1] in ("serious", "critical")], (address, found)
    assert page.strangers == []
    assert page.complaints == []


def test_without_scripts_one_searches_filters_reads_and_changes_the_display(window: Any) -> None:
    page = window(java_script_enabled=False)
    page.goto("/")
    page.fill("#q", "占用城市道路")
    page.click(".big-search button")
    assert page.locator(".results > li").count() == 2
    page.select_option("#kind", "lower_grade")
    page.click(".filters button")
    assert "没有找到" in page.inner_text("main")
    page.goto("/decisions/full")
    assert "行政处罚决定书" in page.inner_text(".document")
    assert not page.locator("[data-print]").is_visible()
    page.click("text=长者模式")
    assert page.url.endswith("/decisions/full")
    assert page.locator("html[data-elder]").count() == 1


def test_by_keyboard_alone_one_skips_to_the_text_and_learns_what_was_hidden(window: Any) -> None:
    page = window()
    page.goto("/decisions/full")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "hid":
            break
    assert page.evaluate("document.activeElement.title") == "依法隐去：自然人姓名"
    assert page.evaluate("getComputedStyle(document.activeElement, '::after').content") != "none"


def test_a_decision_prints_on_a4_with_nothing_to_click(window: Any, tmp_path: pathlib.Path) -> None:
    page = window()
    page.goto("/decisions/full")
    page.emulate_media(media="print")
    for gone in (".portal-nav", ".decision-acts", ".foot nav", "#similar"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.locator(".seal").is_visible()
    file = tmp_path / "decision.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    data = file.read_bytes()
    assert b"/MediaBox [0 0 594" in data or b"/MediaBox [0 0 595" in data
    assert data.count(b"/Type /Page\n") <= 3
