"""People opening cases while others read lists, cases and the portal, for half a minute: nobody is answered with an error, and the record is whole."""

import contextlib
import http.client
import pathlib
import threading
import time

import pytest

from long.from_outside import TOKEN, Clerk, clerks, system

pytestmark = pytest.mark.long
SECONDS = 30


class Reader(threading.Thread):
    """Somebody who looks at one page after another."""

    def __init__(self, port: int, paths: list[str], cookies: str) -> None:
        super().__init__(daemon=True)
        self.port, self.paths, self.cookies = port, paths, cookies
        self.answers: list[tuple[str, int, float]] = []
        self.until = threading.Event()

    def run(self) -> None:
        while not self.until.is_set():
            for path in self.paths:
                began = time.monotonic()
                with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
                    connection.request("GET", path, headers={"Cookie": f"csrftoken={TOKEN}{self.cookies}"})
                    answer = connection.getresponse()
                    answer.read()
                self.answers.append((path, answer.status, time.monotonic() - began))


def test_nobody_meets_an_error_under_load(tmp_path: pathlib.Path) -> None:
    with system(tmp_path / "var") as running:
        portal = int(running.environment["SANXIANG_PORTAL_PORT"])
        cookies = Clerk(running.office, "li", "").sign_in()
        readers = [
            Reader(running.office, ["/", "/cases", "/cases?q=%E5%8D%A0%E7%94%A8", "/lists", "/people"], cookies),
            Reader(portal, ["/", "/decisions?q=%E5%8D%A0%E7%94%A8", "/about", "/officers", "/organs"], ""),
        ]
        with clerks(running.office) as people:
            for reader in readers:
                reader.start()
            time.sleep(SECONDS)
            for reader in readers:
                reader.until.set()
            for reader in readers:
                reader.join(60)
        wrong = {(path, status) for reader in readers for path, status, _ in reader.answers if status >= 400}
        assert not wrong, wrong
        assert not [clerk.refused for clerk in people if clerk.refused]
        assert min(len(clerk.opened) for clerk in people) > SECONDS // 5, "somebody was kept waiting"
        slowest = sorted(spent for reader in readers for _, _, spent in reader.answers)
        assert slowest[len(slowest) * 95 // 100] < 5, "pages took too long"
        running.stop()
        assert running.verify()["exit"] == 0
