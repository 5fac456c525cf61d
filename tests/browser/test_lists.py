"""Lists in a browser: the table editor by keyboard and paste, a messy table imported, the pages at a desk and on a phone."""

from typing import Any

import pytest

import cast
from hands import DESK, PHONE, fits, look, serious, sign_in

pytestmark = pytest.mark.browser

TABLE = """行政执法音像记录事项清单
序号 | 执法事项 | 记录方式 | 记录内容 |
1 | 现场检查 | 拍照等 | 全过程 |
2 | 送达 | 拍照等 |
"""
PASTE = """(text) => { const field = document.activeElement, data = new DataTransfer(); data.setData("text/plain", text);
field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""


def test_a_list_is_written_with_the_keyboard_alone(live: Any, browser: Any) -> None:
    cast.city()
    page = sign_in(browser, live.office, "handler", DESK)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/lists/window_board/draft")
    page.focus('[name="rows.0.code"]')
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.type("一号窗口")
    page.focus('[name="rows.0.code"]')
    page.keyboard.press("Control+Enter")
    page.evaluate(PASTE, '3\t三号窗口\t王某\n2\t二号窗口\t"李某\n兼"\n')
    page.keyboard.press("Alt+ArrowDown")
    codes = [field.input_value() for field in page.query_selector_all('[data-sheet] [name$=".code"]')]
    assert codes == ["1", "2", "3"]
    page.get_by_role("button", name="保存草案").click()
    assert page.locator("td.wrong").count() > 0
    assert [field.input_value() for field in page.query_selector_all('[data-sheet] [name$=".window"]')] == [
        "一号窗口",
        "二号窗口",
        "三号窗口",
    ]
    look(page, "list-editor-faults")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_pages_of_lists_are_open_to_everyone(live: Any, browser: Any, size: dict[str, int]) -> None:
    cast.city()
    page = sign_in(browser, live.office, "handler", size)
    page.goto("/lists/recording_list/import")
    page.fill("[name=text]", TABLE)
    page.get_by_role("button", name="下一步").click()
    wrong: list[str] = []
    for address in (
        "/lists/recording_list/import/settle",
        "/lists",
        "/lists/discretion/draft",
        "/lists/procedure/draft",
        "/lists/item/import",
        "/lists/changes",
        "/lists/item/1/compare/1",
    ):
        page.goto(address)
        look(page, f"page-{address.strip('/').replace('/', '-')}")
        wrong += serious(page)
        if not fits(page):
            wrong.append(f"{address} is wider than the window")
    assert not wrong, "\n".join(wrong)
