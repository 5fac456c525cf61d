"""The ground that browser tests stand on."""

import urllib.error
import urllib.request
from typing import Any

import pytest
from django.db import connection


def status(address: str) -> int:
    try:
        return int(urllib.request.urlopen(address).status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.browser
def test_both_faces_answer_a_browser(live: Any, browser: Any) -> None:
    page = browser.new_page(locale="zh-CN")
    for face in (live.office, live.portal):
        assert page.goto(face).status < 500


@pytest.mark.browser
def test_faces_survive_a_fresh_database(live: Any) -> None:
    assert connection.settings_dict["NAME"].startswith("live_")
    assert status(f"{live.portal}/") < 500


def test_an_own_database_keeps_what_is_committed(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE mark (it int)")
        connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), to_regclass('mark')")
        assert cursor.fetchone() == (own_database, "mark")


def test_an_own_database_is_fresh(own_database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('mark')")
        assert cursor.fetchone() == (None,)
