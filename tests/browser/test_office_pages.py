"""The office's main pages at a desk and on a phone: nothing serious for axe, nothing wider than the window."""

from typing import Any

import pytest

import cast
from hands import DESK, PHONE, fits, look, serious, sign_in
from office_ground import LEAD, PARTY, filing

pytestmark = pytest.mark.browser

PAGES = {
    "handler": ["/", "/cases", "/cases/new", "/cases/{case}", "/cases/{case}/taken/1", "/cases/{case}/steps/preserve", "/cases/{case}/evidence",
                "/cases/{case}/hand-over", "/cases/{case}/facts", "/cases/{case}/parties/new", "/documents/{document}"],
    "head": ["/", "/reviews", "/publications", "/lists", "/lists/item", "/lists/discretion/draft", "/people", "/people/delegate"],
    "admin": ["/people", "/people/new", "/people/{officer}", "/organ", "/password", "/lists/nothing"],
}  # fmt: skip


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_main_pages_are_open_to_everyone(live: Any, browser: Any, size: dict[str, int]) -> None:
    from sanxiang.casework import queries, services

    people = cast.city()
    case = services.open_case(people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY, fields=LEAD).case
    services.approve(people.head, case, services.take_step(people.handler, case, "file", filing(people)).proposal)
    names = {"case": case, "officer": people.second.officer, "document": queries.case_page(people.handler, case).documents[0].id}
    wrong: list[str] = []
    for who, addresses in PAGES.items():
        page = sign_in(browser, live.office, who, size)
        for address in addresses:
            page.goto(address.format(**names))
            look(page, f"page-{who}-{address.strip('/').replace('/', '-').format(**{name: name for name in names})}")
            wrong += serious(page)
            if not fits(page):
                wrong.append(f"{address} is wider than the window")
    assert not wrong, "\n".join(wrong)
