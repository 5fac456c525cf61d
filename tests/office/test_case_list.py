"""The list of cases: what it holds, and that it stays cheap."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import cast
from office_ground import LEAD, PARTY
from sanxiang.casework import services
from sanxiang.casework.models import Due

HUNDRED = 100
MOST = 6


@pytest.fixture
def hundred(people: cast.Cast) -> None:
    """A hundred cases and one, each with a period that runs."""
    today = timezone.localdate()
    for at in range(HUNDRED + 1):
        done = services.open_case(
            people.handler, item="CG-001", cause="擅自占用城市道路", party=PARTY | {"name": f"当事人{at:03}"}, fields=LEAD
        )
        due = today + datetime.timedelta(days=at)
        Due.objects.create(case=done.case, organ=people.organ, rule="PEN-60", title="作出处罚决定", start=today, due=due)


def test_a_hundred_cases_cost_six_queries_for_the_whole_page(hundred: None, signed_in: Any) -> None:
    client = signed_in("handler")
    client.get("/cases")
    with CaptureQueriesContext(connection) as asked:
        answer = client.get("/cases")
    text = answer.content.decode()
    assert text.count('class="ruler-small') == HUNDRED
    assert "?after=" in text
    queries = [query["sql"] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(queries) <= MOST, "the list of cases asks the database more often: read it in fewer queries\n" + "\n".join(queries)


def test_the_next_page_follows_and_words_find(hundred: None, signed_in: Any) -> None:
    client = signed_in("head")
    first = client.get("/cases").content.decode()
    onward = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert client.get("/cases" + onward).content.decode().count("<tr>") == 2
    found = client.get("/cases", {"q": "当事人042"}).content.decode()
    assert "当事人042" in found
    assert "当事人041" not in found


def test_an_empty_list_says_so_and_offers_a_way_on(people: cast.Cast, signed_in: Any) -> None:
    assert "没有符合条件的案件" in signed_in("head").get("/cases", {"q": "没有这样的案件"}).content.decode()


def test_a_senseless_filter_does_no_harm(people: cast.Cast, signed_in: Any) -> None:
    for asked in ({"stage": "x"}, {"status": "'--"}, {"after": "x"}, {"after": "2026-99-99~1"}, {"q": "\x00%_\\"}):
        assert signed_in("head").get("/cases", asked).status_code == 200, asked
