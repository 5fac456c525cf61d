"""How many cases a second the office opens for four clients over HTTP, and what its list of a hundred costs.

    python bench/office.py [--seconds 20]

`sanxiang run` serves a system of its own with a durable database. A case is opened with everything that belongs to it: checked form, number,
party, first step, act on the record, running periods, idempotency key. Beside it, in turn, a bare view that inserts one row and commits, under the same server
with the same settings and the same database; clients, servers and database share the machine's cores.
"""

import argparse
import statistics
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable

from figures import tell
from system import TOKEN, Client, free_port, own, running, served, signed_in

CLIENTS = 4
ROUNDS = 5
LISTED = 100


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20, help="how long each of the two is measured")
    options = parser.parse_args()
    with own():
        cookies = _city()
        _bare_table()
        from sanxiang import settings

        port = free_port()
        with running() as office, served("bare:application", port, {"BARE": settings.PRIVATE.url}):
            rates = _in_turn(options.seconds, _opener(office, cookies), _inserter(port))
            opened, bare = rates
            tell(
                "cases_opened",
                opened,
                "cases/s",
                goal=100,
                ratio=opened / bare,
                beside=f"bare one-row INSERT view: {round(bare)}/s",
                clients=CLIENTS,
            )
            _list_over_http(office, cookies[0])
        _list()


def _city() -> list[str]:
    """The demonstration's city without its cases; cookies of a handler for each client."""
    from sanxiang.demo import city
    from sanxiang.organs.models import User

    city.build()
    handlers = User.objects.filter(username__in=["zhao", "qian", "han", "feng"]).order_by("username")
    return [signed_in(user) for user in handlers]


def _bare_table() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)")


def _form(item: str) -> dict[str, str]:
    return {
        "csrfmiddlewaretoken": TOKEN,
        "procedure": "ordinary",
        "item": item,
        "cause": "擅自占用城市道路",
        "party.kind": "organisation",
        "party.name": "安州远景商业管理有限公司",
        "party.representative": "许知远",
        "party.address": "安州市清河区解放大街8号",
        "party.phone": "0990-2210008",
        "source": "inspection",
        "content": "巡查发现当事人在人行道上搭建货架经营，占用面积约十二平方米。",
    }


def _opener(port: int, cookies: list[str]) -> Callable[[int], Callable[[], None]]:
    def client(number: int) -> Callable[[], None]:
        connection = Client(port, cookies[number])
        # The fourth client works for the other bureau (users stand in the order of their names).
        form = urllib.parse.urlencode(_form("ZJ-0201" if number == 0 else "CG-0101"))

        def open_one() -> None:
            status, body = connection.ask("POST", "/cases/new", f"{form}&idempotency_key={uuid.uuid4().hex}".encode())
            if status != 302:
                raise SystemExit(f"the office answered {status}: {body.decode()[-2000:]}")

        return open_one

    return client


def _inserter(port: int) -> Callable[[int], Callable[[], None]]:
    def client(number: int) -> Callable[[], None]:
        connection = Client(port)
        return lambda: _expect(connection.ask("POST", "/", b"x=1")[0], 302)

    return client


def _expect(status: int, wanted: int) -> None:
    if status != wanted:
        raise SystemExit(f"answered {status}")


def _in_turn(seconds: float, *makers: Callable[[int], Callable[[], None]]) -> list[float]:
    """Rates a second, medians of rounds that take turns, so that a machine whose speed drifts is fair to all."""
    rates: list[list[float]] = [[] for _ in makers]
    for at in range(-1, ROUNDS):
        for maker, found in zip(makers, rates, strict=True):
            rate = _together(maker, seconds / ROUNDS if at >= 0 else 1)
            if at >= 0:
                found.append(rate)
    return [statistics.median(found) for found in rates]


def _together(maker: Callable[[int], Callable[[], None]], seconds: float) -> float:
    counts = [0] * CLIENTS
    clients = [maker(number) for number in range(CLIENTS)]
    began = time.perf_counter()

    def run(number: int) -> None:
        until = began + seconds
        while time.perf_counter() < until:
            clients[number]()
            counts[number] += 1

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


def _list_over_http(port: int, cookies: str) -> None:
    connection = Client(port, cookies)
    spent = []
    for _ in range(30):
        began = time.perf_counter()
        _expect(connection.ask("GET", "/cases")[0], 200)
        spent.append(1000 * (time.perf_counter() - began))
    tell("case_list_http", statistics.median(spent), "ms", cases=LISTED)


def _list() -> None:
    """The page as the server makes it, sign-in and template included, and its queries."""
    from django.db import connection
    from django.test import Client as Browser
    from django.test.utils import CaptureQueriesContext, override_settings

    from sanxiang.casework.models import Case
    from sanxiang.organs.models import User

    with override_settings(ROOT_URLCONF="sanxiang.office.urls", ALLOWED_HOSTS=["testserver"]):
        browser = Browser()
        browser.force_login(User.objects.get(username="zhao"), backend="django.contrib.auth.backends.ModelBackend")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get("/cases")
        queries = len(asked)  # the next request forgets them
        assert page.content.decode().count("擅自占用城市道路") >= LISTED
        spent = []
        for _ in range(30):
            began = time.perf_counter()
            browser.get("/cases")
            spent.append(1000 * (time.perf_counter() - began))
    tell("case_list", statistics.median(spent), "ms", goal=40, queries=queries, of=Case.objects.count(), cases=LISTED)


if __name__ == "__main__":
    main()
