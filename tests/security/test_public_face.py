"""The portal under attack: strange addresses and markup."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

ADDRESSES = ["/decisions?q=<script>alert(1)</script>", "/decisions?q=%00", "/decisions?q=" + "a" * 3000, "/decisions?after=0001-01-01,x", "/decisions?year=9999",
             "/decisions?kind=x&organ=%00", "/officers?q=<script>alert(1)</script>&after=,,", "/officers?after=%00", "/organs/%00", "/organs/x", "/decisions/%ff",
             "/nope", "/organs/x/lists/item?version=999999", "/organs/x/procedures/..", "/decisions?q=%25_%5C", "/officers?q=\\"]  # fmt: skip


@pytest.fixture
def portal(db: None) -> Iterator[Client]:
    with override_settings(ROOT_URLCONF="sanxiang.portal.urls"):
        yield Client(raise_request_exception=False)


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_of_the_portal_breaks_anything(portal: Client, address: str) -> None:
    answer = portal.get(address)
    assert answer.status_code in (200, 404)
    assert "<script>alert" not in answer.content.decode()
    assert "script-src 'self'" in answer["Content-Security-Policy"]
