"""The logs on the portal: exactly the files of the specification, and nothing else of the data folder."""

import pathlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client, override_settings

from sanxiang.tlog.files import put

ORGAN = "11990100000000001M"


@pytest.fixture
def portal(settings: Any, tmp_path: pathlib.Path) -> Iterator[Client]:
    settings.VAR = tmp_path
    put(tmp_path / "log" / ORGAN / "checkpoint", b"origin\n")
    put(tmp_path / "log" / ORGAN / "tile/0/x001/067.p/12", b"hashes")
    put(tmp_path / "keys" / "log.key", b"secret")
    with override_settings(ROOT_URLCONF="sanxiang.portal.urls"):
        yield Client()


def test_the_checkpoint_is_fresh_and_tiles_are_for_ever(portal: Client) -> None:
    checkpoint = portal.get(f"/log/{ORGAN}/checkpoint")
    assert (b"".join(checkpoint), checkpoint["Content-Type"]) == (b"origin\n", "text/plain; charset=utf-8")
    assert checkpoint["Cache-Control"] == "public, max-age=1"
    tile = portal.get(f"/log/{ORGAN}/tile/0/x001/067.p/12")
    assert (b"".join(tile), tile["Content-Type"]) == (b"hashes", "application/octet-stream")
    assert "immutable" in tile["Cache-Control"]


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/000", "tile/0/067.p/0", "tile/64/000", "tile/00/000", "tile/0/x001/067.p/12/", "tile/0", "", "../../keys/log.key",
        "..%2f..%2fkeys/log.key", "checkpoint.new", "tile/0/x００1/067.p/12",
    ],
)  # fmt: skip
def test_anything_else_is_not_found(portal: Client, name: str) -> None:
    assert portal.get(f"/log/{ORGAN}/{name}").status_code == 404


def test_an_organ_that_is_none_is_not_found(portal: Client) -> None:
    for organ in ("x", "..", "%2e%2e", "."):
        assert portal.get(f"/log/{organ}/checkpoint").status_code == 404


def test_nothing_can_be_written(portal: Client) -> None:
    assert portal.post(f"/log/{ORGAN}/checkpoint").status_code == 405


def test_the_page_that_checks_receipts_reaches_nothing(portal: Client) -> None:
    page = portal.get("/verify")
    assert "回执核验" in page.content.decode()
    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert "http" not in page.content.decode().replace("http-equiv", "")
