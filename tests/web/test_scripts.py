"""What the scripts add in a real browser under the real content policy, and that nothing needs them."""

import threading
from collections.abc import Iterator
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings

from web import desk

pytestmark = pytest.mark.browser
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
MIDDLEWARE = ["csp.middleware.CSPMiddleware", "django.middleware.csrf.CsrfViewMiddleware"]


class Quiet(WSGIRequestHandler):
    def log_message(self, *told: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with override_settings(ROOT_URLCONF="web.desk", MIDDLEWARE=MIDDLEWARE, DEBUG=True):
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), handler_class=Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    """A phone's window; whatever the browser complains of fails the test."""
    desk.SENT.clear()
    desk.state["draft"] = 204
    context = browser.new_context(base_url=address, viewport=PHONE, locale="zh-CN")
    page, said = context.new_page(), []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
    yield page
    context.close()
    assert said == []


def sent(to: str) -> list[dict[str, object]]:
    return [one for one in desk.SENT if one["to"] == to]


def test_what_is_typed_is_kept_as_a_draft(page):
    page.goto("/form")
    page.fill("[name=facts]", "在和平路摆摊")
    page.check("[value=乙]")
    page.get_by_text("草稿已保存").wait_for()
    draft = sent("draft")[-1]
    assert (draft["facts"], draft["kind"]) == ("在和平路摆摊", "乙")
    assert "csrfmiddlewaretoken" not in draft


def test_without_the_server_the_draft_stays_on_the_machine(page):
    desk.state["draft"] = 503
    page.goto("/form")
    page.fill("[name=facts]", "断网时写的")
    page.get_by_text("草稿已存在本机").wait_for()
    page.goto("/form")
    assert page.input_value("[name=facts]") == "断网时写的"


def test_a_file_goes_up_and_the_page_goes_on(page, tmp_path):
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"x" * 2_000_000)
    page.goto("/form")
    page.set_input_files("[name=photo]", file)
    page.click("main .button.primary")
    page.wait_for_url("**/portal")
    assert sent("form")[-1]["photo"] == 2_000_000


def test_a_question_is_asked_before_what_cannot_be_undone(page):
    page.goto("/form?ask=确认提交？")
    page.click("main .button.primary")
    assert page.inner_text("[data-confirm-text]") == "确认提交？"
    page.click("#confirm button[value=no]")
    assert sent("form") == []
    page.click("main .button.primary")
    page.click("[data-confirm-yes]")
    page.wait_for_url("**/portal")
    assert len(sent("form")) == 1


def test_items_are_added_one_by_one(page):
    page.goto("/form")
    page.click("[data-add]")
    page.fill("[name='goods.0.name']", "折叠桌")
    page.click("[data-add]")
    assert page.locator("fieldset.item legend").all_inner_texts() == ["第 1 项", "第 2 项"]
    assert page.locator("[name='goods.1.name']").count() == 1


def test_money_is_read_back(page):
    page.goto("/form")
    page.fill("[name=fine]", "98400")
    assert page.inner_text("[data-money-said]") == "98,400 元（9.84 万元）"


def test_a_second_click_does_not_send_twice(page):
    page.goto("/form")
    page.evaluate("const b = document.querySelector('main .button.primary'); b.click(); b.click();")
    page.wait_for_url("**/portal")
    assert len({one["idempotency_key"] for one in sent("form")}) == 1


def test_theme_and_elder_mode_are_kept(page):
    page.goto("/portal")
    page.click("[data-display=theme]")
    page.click("[data-display=elder]")
    page.reload()
    assert page.evaluate("[document.documentElement.dataset.theme, 'elder' in document.documentElement.dataset]") == ["dark", True]
    assert page.inner_text("[data-display=elder]") == "标准模式"


def test_an_article_opens_and_escape_closes_it(page):
    page.goto("/_components")
    page.locator("details.article-tag summary").first.click()
    assert page.locator("details.article-tag[open]").count() == 1
    page.keyboard.press("Escape")
    assert page.locator("details.article-tag[open]").count() == 0


def test_without_scripts_forms_and_display_still_work(browser, address):
    context = browser.new_context(base_url=address, viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto("/portal")
    page.click("[data-display=elder]")
    assert page.locator("html[data-elder]").count() == 1
    desk.SENT.clear()
    page.goto("/form")
    page.fill("[name=facts]", "没有脚本")
    page.click("main .button.primary")
    assert page.url.endswith("/portal")
    assert sent("form")[0]["facts"] == "没有脚本"
    context.close()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/_components", "/portal", "/form"])
def test_no_barrier_and_no_sideways_scrolling(browser, address, size, scheme, path):
    context = browser.new_context(base_url=address, viewport=size, color_scheme=scheme, locale="zh-CN")
    page = context.new_page()
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.add_script_tag(url="/static/vendor/axe.min.js")
    found = page.evaluate("axe.run().then(r => r.violations.map(v => [v.id, v.impact, v.nodes[0].html]))")
    context.close()
    assert found == []


def test_elder_mode_on_a_phone_does_not_scroll_sideways(browser, address):
    context = browser.new_context(base_url=address, viewport=PHONE)
    context.add_cookies([{"name": "elder", "value": "1", "url": address}])
    page = context.new_page()
    page.goto("/_components")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
