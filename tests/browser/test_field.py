"""外勤 on a phone: photographs, recordings and signatures are taken where there is no network, survive it, and reach the case when it is back."""

import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

import cast
import walks
from hands import PHONE, look, serious
from sanxiang.casework.glass_models import Signature
from sanxiang.casework.models import Evidence
from sanxiang.record import files
from wire import Wire

pytestmark = pytest.mark.browser
ABSENT = re.compile(r"离线 · \d 件待上传")


@pytest.fixture
def wire(live: Any) -> Iterator[Wire]:
    found = Wire(live.office)
    yield found
    found.close()


def outside(browser: Any, wire: Wire, who: str = "handler") -> Any:
    """A phone on the field page, which it has kept."""
    place = {"latitude": 30.2741, "longitude": 120.1551, "accuracy": 12}
    context = browser.new_context(
        base_url=wire.url,
        locale="zh-CN",
        viewport=PHONE,
        geolocation=place,
        permissions=["geolocation", "camera", "microphone"],
        has_touch=True,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    page.goto("/sign-in?next=/field")
    page.fill("#username", who)
    page.fill("#password", cast.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/field")
    says(page, "已联网 · 全部已上传")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()  # the worker now carries the page, and keeps it
    says(page, "已联网 · 全部已上传")
    return page


def says(page: Any, text: str) -> None:
    page.locator("[data-state-text]", has_text=text).wait_for()


def cut(page: Any, wire: Wire) -> None:
    page.context.set_offline(True)
    wire.cut()


def mend(page: Any, wire: Wire) -> None:
    wire.mend()
    page.context.set_offline(False)


def until(page: Any, said: str) -> None:
    """Wait until this holds in the page: asked again and again, for the page lets nobody evaluate text."""
    for _ in range(300):
        if page.evaluate(said):
            return
        page.wait_for_timeout(100)
    pytest.fail(said)


def shoot(page: Any) -> None:
    page.locator('[data-take="photo"]').click()
    until(page, "document.querySelector('[data-live]').videoWidth > 0")
    page.locator("[data-shoot]").click()
    page.locator("[data-item]").first.wait_for()
    page.locator("[data-stop]").click()


def record(page: Any, kind: str, seconds: float = 3) -> None:
    page.locator(f'[data-take="{kind}"]').click()
    page.locator("[data-stop]").wait_for()
    page.wait_for_timeout(int(seconds * 1000))
    page.locator("[data-stop]").click()


def test_what_is_taken_without_a_network_waits_on_the_phone_and_is_uploaded_when_it_is_back(live: Any, browser: Any, wire: Wire) -> None:
    people = cast.city()
    case = walks.Walk(people).file().case
    page = outside(browser, wire)
    assert serious(page) == []
    cut(page, wire)
    page.reload()  # from what the phone keeps
    says(page, "离线")
    page.get_by_role("button", name="查封、扣押").click()
    assert "须全程录音录像" in page.locator("[data-must]").inner_text()
    assert page.locator("[data-phrases] li").count() > 3
    look(page, "field-offline")
    shoot(page)
    record(page, "video")
    says(page, "离线 · 2 件待上传")
    page.reload()
    says(page, "离线 · 2 件待上传")
    look(page, "field-waiting")
    assert not Evidence.objects.exists()
    mend(page, wire)
    says(page, "已联网 · 全部已上传")
    photo, film = Evidence.objects.filter(case=case).order_by("number")
    assert (photo.media_type, photo.step, photo.latitude) == ("image/jpeg", "seize", "30.274100")
    assert film.media_type.startswith("video/")
    assert 2 < seconds(film.recorded) < 10
    with files.stream(film.file) as kept:
        assert hashlib.sha256(kept.read()).hexdigest() == film.file
    look(page, "field-uploaded")


def seconds(recorded: dict[str, str]) -> float:
    import datetime

    since, until = (datetime.datetime.fromisoformat(recorded[end]) for end in ("from", "until"))
    return (until - since).total_seconds()


def test_a_recording_outlives_the_page_that_was_closed_over_it(live: Any, browser: Any, wire: Wire) -> None:
    walks.Walk(cast.city()).file()
    page = outside(browser, wire)
    cut(page, wire)
    page.locator('[data-take="audio"]').click()
    page.wait_for_timeout(5500)
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(f"{wire.url}/field")
    says(page, "离线 · 1 件待上传")
    assert "录制中断" in page.locator("[data-queue]").inner_text()
    mend(page, wire)
    says(page, "已联网 · 全部已上传")
    assert Evidence.objects.get().media_type.startswith(("audio/", "video/"))


def test_a_session_that_ended_asks_to_sign_in_and_loses_nothing(live: Any, browser: Any, wire: Wire) -> None:
    walks.Walk(cast.city()).file()
    page = outside(browser, wire)
    cut(page, wire)
    shoot(page)
    says(page, "离线 · 1 件待上传")
    page.context.clear_cookies()
    mend(page, wire)
    says(page, "请重新登录 · 1 件待上传")
    page.locator(".field-signin").click()
    page.fill("#username", "handler")
    page.fill("#password", cast.PASSWORD)
    page.get_by_role("button", name="登录").click()
    says(page, "已联网 · 全部已上传")
    assert Evidence.objects.count() == 1


def test_a_party_signs_on_the_glass_what_was_shown_or_refuses_before_a_witness(live: Any, browser: Any, wire: Wire) -> None:
    walk = walks.Walk(cast.city()).file().inspect()
    page = outside(browser, wire)
    page.locator("[data-sign]").click()
    page.locator("#paper option").first.wait_for(state="attached")
    until(page, "document.querySelector('[data-digest]').textContent.length > 0")
    cut(page, wire)
    page.fill("#signer", "冯某")
    page.locator("[data-done]").click()
    assert "请在签名区签名" in page.locator("[data-wrong]").inner_text()
    glass = page.locator("[data-glass]")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 40)
    page.mouse.down()
    for step in range(1, 12):
        page.mouse.move(box["x"] + 30 + 18 * step, box["y"] + 40 + (25 if step % 2 else 0))
    page.mouse.up()
    look(page, "field-signing")
    page.locator("[data-done]").click()
    says(page, "离线 · 1 件待上传")
    mend(page, wire)
    says(page, "已联网 · 全部已上传")
    one = Signature.objects.get(case=walk.case)
    assert (one.signer, one.manner, len(one.shown)) == ("冯某", "signed", 64)
    assert one.strokes
    assert files.size(one.picture)


def test_two_tabs_upload_what_waits_once(live: Any, browser: Any, wire: Wire) -> None:
    walks.Walk(cast.city()).file()
    page = outside(browser, wire)
    other = page.context.new_page()
    other.goto(f"{wire.url}/field")
    says(other, "已联网 · 全部已上传")
    cut(page, wire)
    shoot(page)
    says(page, "离线 · 1 件待上传")
    mend(page, wire)
    for each in (page, other):
        each.locator("[data-item=done]").wait_for()
    assert Evidence.objects.count() == 1


def test_who_signs_out_leaves_no_cases_on_the_phone(live: Any, browser: Any, wire: Wire) -> None:
    walks.Walk(cast.city()).file()
    page = outside(browser, wire)
    assert page.locator("#case option").count() == 1
    page.goto("/")
    page.locator("details[data-menu] summary").click()
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url("**/sign-in")
    known = """async () => {
      const base = await new Promise(done => { const asked = indexedDB.open("sanxiang-field"); asked.onsuccess = () => done(asked.result); });
      return await new Promise(done => { const asked = base.transaction("known").objectStore("known").count(); asked.onsuccess = () => done(asked.result); });
    }"""
    page.wait_for_timeout(500)
    assert page.evaluate(known) == 0
