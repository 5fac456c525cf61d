"""How many decision pages a second the portal serves, as `sanxiang run` starts it, and how long a search takes among many decisions.

    python bench/portal.py [--seconds 10] [--decisions 20000]

The pages are those of the demonstration's published decisions, with their full text. Clients, servers and database share the machine's cores.
"""

import argparse
import multiprocessing
import os
import statistics
import time
from collections.abc import Sequence

from figures import tell
from system import Client, own, running

CLIENTS = 2  # processes; each has two connections, so that no worker waits for a client
CONNECTIONS = 2
SEARCHES = ("占用城市道路", "施工许可", "安州同心", "〔2024〕12号", "龘龘", "餐厨垃圾 酒店")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="how long pages are asked for")
    parser.add_argument("--decisions", type=int, default=20_000, help="generated decisions beside the demonstration's")
    options = parser.parse_args()
    with own():
        pages = _decisions(options.decisions)
        with running():
            port = int(os.environ["SANXIANG_PORTAL_PORT"])
            _rate(port, pages, 2)
            rate = _rate(port, pages, options.seconds)
            tell("portal_decision_page", rate, "pages/s", goal=300, clients=CLIENTS * CONNECTIONS)
            tell("portal_search", _searched(port), "ms", goal=200, decisions=options.decisions)


def _decisions(count: int) -> list[str]:
    from django.db import connection

    from sanxiang import demo
    from sanxiang.disclosure.models import PublicDecision

    demo.load()
    pages = [f"/decisions/{id}" for id in PublicDecision.objects.filter(state="published").values_list("id", flat=True)]
    demo.fill(decisions=count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    connection.close()
    return pages


def _rate(port: int, pages: Sequence[str], seconds: float) -> float:
    """Pages a second that all clients got together."""
    with multiprocessing.Pool(CLIENTS) as pool:
        return sum(pool.starmap(_ask, [(port, pages, seconds)] * CLIENTS))


def _ask(port: int, pages: Sequence[str], seconds: float) -> float:
    """One client: each of its connections has a question under way all the time."""
    clients = [Client(port) for _ in range(CONNECTIONS)]
    began, done = time.perf_counter(), 0
    for client in clients:
        client.send("GET", pages[done % len(pages)])
    while time.perf_counter() - began < seconds:
        client = clients[done % CONNECTIONS]
        status, _ = client.receive()
        assert status == 200, status
        done += 1
        client.send("GET", pages[done % len(pages)])
    return done / (time.perf_counter() - began)


def _searched(port: int) -> float:
    """The median over these searches of the median of each, in milliseconds."""
    from urllib.parse import quote

    client = Client(port)
    return statistics.median(statistics.median(_timed(client, f"/decisions?q={quote(words)}") for _ in range(7)) for words in SEARCHES)


def _timed(client: Client, path: str) -> float:
    began = time.perf_counter()
    status, _ = client.ask("GET", path)
    assert status == 200, status
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
