"""A file of the evidence form goes up by parts as soon as it is chosen; a cut network only delays it. Pages of docks at a desk and on a phone."""

import pathlib
import random
from typing import Any

import pytest

import cast
from hands import DESK, PHONE, fits, look, serious, sign_in
from office_ground import LEAD, PARTY, filing

pytestmark = pytest.mark.browser
VIDEO = b"\x00\x00\x00\x20ftypisom" + random.Random(9).randbytes(30_000_000)


def a_case(people: cast.Cast) -> str:
    from sanxiang.casework import services

    case = services.open_case(people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY, fields=LEAD).case
    services.approve(people.head, case, services.take_step(people.handler, case, "file", filing(people)).proposal)
    return case


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_cut_network_delays_an_upload_and_loses_nothing(live: Any, browser: Any, tmp_path: pathlib.Path, size: dict[str, int]) -> None:
    from sanxiang.casework.models import Evidence
    from sanxiang.record import files

    case = a_case(cast.city())
    file = tmp_path / "现场.mp4"
    file.write_bytes(VIDEO)
    page = sign_in(browser, live.office, "handler", size)
    page.goto(f"/cases/{case}/evidence")
    parts: list[str] = []

    def cut(route: Any) -> None:
        parts.append(route.request.headers["upload-offset"])
        if len(parts) in (2, 3):
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/uploads/*", lambda route: cut(route) if route.request.method == "PATCH" else route.continue_())
    page.set_input_files("input[type=file]", str(file))
    page.wait_for_selector("[data-progress-label]:has-text('自动续传')")
    look(page, f"upload-cut-{size['width']}")
    page.wait_for_selector("[name=upload][value]:not([value=''])", state="attached")
    look(page, f"upload-done-{size['width']}")
    assert not serious(page)
    assert fits(page)
    assert parts[1] == parts[2] == parts[3] == str(8 * 1048576)
    page.select_option("[name=kind]", "audio_visual")
    for name, value in {"title": "现场录像", "proves": "占道", "place": "和平路"}.items():
        page.fill(f"[name={name}]", value)
    page.click("text=上传入卷")
    page.wait_for_url("**added=*")
    row = Evidence.objects.get(case=case)
    assert (row.filename, row.size) == ("现场.mp4", len(VIDEO))
    assert files.intact(row.file)


def test_an_upload_is_paused_and_goes_on(live: Any, browser: Any, tmp_path: pathlib.Path) -> None:
    case = a_case(cast.city())
    file = tmp_path / "现场.mp4"
    file.write_bytes(VIDEO)
    page = sign_in(browser, live.office, "handler", DESK)
    page.goto(f"/cases/{case}/evidence")
    held: list[Any] = []
    page.route("**/uploads/*", lambda route: held.append(route) if route.request.method == "PATCH" and len(held) < 1 else route.continue_())
    page.set_input_files("input[type=file]", str(file))
    while not held:
        page.wait_for_timeout(50)
    page.click("[data-progress] button:has-text('暂停')")
    assert "已暂停" in page.text_content("[data-progress-label]")
    page.click("[data-progress] button:has-text('继续')")
    page.wait_for_selector("[name=upload][value]:not([value=''])", state="attached")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_of_docks_are_open_to_everyone(live: Any, browser: Any, size: dict[str, int]) -> None:
    import base64

    from sanxiang.casework import footage
    from sanxiang.organs import docks
    from sanxiang.record import uploads

    people = cast.city()
    case = a_case(people)
    docks.admit(people.admin, "一中队采集站")
    me = footage.owner(docks.of_organ(people.admin.organ)[0])
    name = base64.b64encode(b"DSJ-A7_00012_20261119_093000.mp4").decode()
    id = footage.receive(uploads.add(me, uploads.begin(me, 1000, f"filename {name}", stays=True).id, 0, [VIDEO[:1000]]))
    wrong: list[str] = []
    for who, address in (
        ("handler", "/"), ("handler", "/evidence/inbox"), ("handler", f"/evidence/inbox/{id}"), ("handler", f"/evidence/inbox/{id}?case={case}"),
        ("admin", "/organ/docks"),
    ):  # fmt: skip
        page = sign_in(browser, live.office, who, size)
        page.goto(address)
        look(page, f"docks-{who}-{len(address)}-{size['width']}")
        wrong += serious(page)
        if not fits(page):
            wrong.append(f"{address} is wider than the window")
    page.fill("#title", "二中队采集站")
    page.click("text=启用，取得令牌")
    look(page, f"docks-token-{size['width']}")
    if not fits(page):
        wrong.append("the token is wider than the window")
    assert not wrong + serious(page), "\n".join(wrong)
