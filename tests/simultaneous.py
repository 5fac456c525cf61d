"""Several people at once, each on a connection of their own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, connections


def together(*doing: Callable[[], Any]) -> list[Any]:
    """Each in a thread of its own; what it returned, or raised."""
    found: list[Any] = [None] * len(doing)
    ready = threading.Barrier(len(doing))

    def run(at: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait(10)
            found[at] = doing[at]()
        except Exception as error:
            found[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(doing))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found
