"""Whatever is typed into the address bar is answered with a page that helps, never with a server error."""

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal.town import CITY

pytestmark = pytest.mark.django_db
TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=40) | st.sampled_from(
    [
        "\x00",
        "%",
        "_",
        "'",
        '"',
        "\\",
        "' OR 1=1 --",
        "<script>",
        "../../etc/passwd",
        "〔2026〕",
        "\ud7ff",
        "\uffff",
        "9" * 400,
        "é" * 4000,
        "penalty-" + "x" * 4000,
        "penalty-../../national",
        "a+b",
        "%00",
        "\r\nX: y",
    ]
)
KEYS = (
    st.sampled_from(
        [
            "2026-10-21,full",
            "2026-99-99,full",
            "2026-10-21,",
            ",",
            "0000-01-01,x",
            "9999-12-31,zz",
            "２０２６-10-21,full",
            "2026-10-21,%00",
            "2026-10-21,' --",
        ]
    )
    | TEXT
)
YEARS = st.sampled_from(["2026", "0000", "9999", "1000", "-1", "２０２６", "1e9", "99999999999999999999", ""]) | TEXT
ROOM = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def helps(citizen: Client, address: str, **query: Any) -> int:
    answer = citizen.get(address, query)
    assert answer.status_code in (200, 301, 302, 400, 404), (address, query, answer.status_code)
    if answer.status_code in (400, 404):
        text = answer.content.decode()
        assert "怎么办" in text
        assert "查询" in text
    return int(answer.status_code)


@ROOM
@given(q=TEXT, organ=TEXT, kind=TEXT, year=YEARS, after=KEYS)
@example(q="\x00", organ="\x00", kind="\x00", year="\x00", after="\x00")
def test_any_search_is_answered(citizen: Client, q: str, organ: str, kind: str, year: str, after: str) -> None:
    assert helps(citizen, "/decisions", q=q, organ=organ, kind=kind, year=year, after=after) == 200


@ROOM
@given(q=TEXT, organ=TEXT, after=KEYS)
def test_any_officer_search_is_answered(citizen: Client, q: str, organ: str, after: str) -> None:
    assert helps(citizen, "/officers", q=q, organ=organ, after=after) == 200


@ROOM
@given(one=TEXT, two=TEXT, version=YEARS)
def test_any_path_is_answered(citizen: Client, one: str, two: str, version: str) -> None:
    a, b = quote(one, safe=""), quote(two, safe="")
    for address in (
        f"/{a}", f"/decisions/{a}", f"/organs/{a}", f"/organs/{a}/lists/{b}", f"/organs/{CITY}/lists/{b}", f"/organs/{CITY}/procedures/{b}",
        f"/organs/{a}/procedures/penalty-ordinary", f"/{a}/{b}",
    ):  # fmt: skip
        helps(citizen, address, version=version)
    helps(citizen, f"/organs/{CITY}/lists/item", version=version)


@pytest.mark.parametrize(
    "address",
    ["/decisions?after=2026-10-21,x&after=%FF%FE", "/decisions?q=%", "/decisions?%00=%00", "/decisions?q[]=1", "/%ff%fe", "/decisions/%00"],
)
def test_raw_nonsense_is_answered(citizen: Client, address: str) -> None:
    helps(citizen, address)


def test_a_thousand_filters_are_too_many_and_say_so(citizen: Client) -> None:
    answer = citizen.get("/decisions?" + "&".join(f"a{n}=1" for n in range(1500)))
    assert answer.status_code in (200, 400)


@ROOM
@given(name=st.sampled_from(["theme", "elder", "next"]), value=TEXT)
def test_any_display_choice_is_answered(citizen: Client, name: str, value: str) -> None:
    answer = citizen.get("/display", {name: value})
    assert answer.status_code == 302
    assert urlsplit(answer["Location"]).netloc == urlsplit(answer["Location"]).scheme == ""
