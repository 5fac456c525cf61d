"""A running system and people at its office who see it only over HTTP."""

import contextlib
import dataclasses
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from collections.abc import Iterator

from house_at_a_terminal import SANXIANG, environment_of, sanxiang, set_up
from sanxiang.postgres import Server

CITY = """
from sanxiang.cli.database import database
with database():
    from sanxiang.demo import city
    city.build()
"""
PASSWORD = "anzhou-demo-2026"
TOKEN = "b" * 32


@dataclasses.dataclass
class System:
    """A data folder with the demonstration's city and no cases; `sanxiang run` over it, started again whenever it has ended."""

    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def office(self) -> int:
        return int(self.environment["SANXIANG_OFFICE_PORT"])

    @property
    def server(self) -> Server:
        return Server(pathlib.Path(self.environment["SANXIANG_VAR"]) / "postgres")

    def start(self) -> None:
        """Also after a crash: whoever restarts waits until the last process of the run before is gone."""
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if self.process is None or self.process.poll() is not None:
                self.process = subprocess.Popen(
                    [SANXIANG, "run"], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            if self.answers():
                time.sleep(0.5)
                if self.process.poll() is None:
                    return  # else it was one of the run before that answered, with its last breath
            time.sleep(0.3)
        raise AssertionError("the system did not come up again")

    def answers(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.office, timeout=5)
            connection.request("GET", "/sign-in")
            return connection.getresponse().status == 200
        return False

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(90)

    def verify(self) -> dict[str, object]:
        done = sanxiang(self.environment, "verify", "--replay", "--json")
        return dict(json.loads(done.stdout)) | {"exit": done.returncode}


@contextlib.contextmanager
def system(var: pathlib.Path) -> Iterator[System]:
    made = System(environment_of(var))
    set_up(var)
    subprocess.run([sys.executable, "-c", CITY], env=made.environment, check=True, timeout=120)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        made.server.stop()


class Clerk(threading.Thread):
    """Opens cases one after another. What was not answered is sent again with the same key until it is; every answer is kept."""

    def __init__(self, port: int, username: str, item: str) -> None:
        super().__init__(daemon=True)
        self.port, self.username, self.item = port, username, item
        self.opened: dict[str, str] = {}  # idempotency key → the case that the office said it had opened
        self.refused: list[str] = []
        self.until = threading.Event()
        self.cookies = ""

    def run(self) -> None:
        while not self.until.is_set():
            key = uuid.uuid4().hex
            while not self.until.is_set() and not (case := self.ask(key)):
                time.sleep(0.1)
            if not self.until.is_set():
                self.opened[key] = case

    def ask(self, key: str) -> str:
        """The case that the office says it has opened; empty when it did not answer, or could not."""
        try:
            self.cookies = self.cookies or self.sign_in()
            status, headers, body = self.send("/cases/new", FORM | {"item": self.item, "idempotency_key": key})
        except (OSError, http.client.HTTPException):
            return ""
        if status == 302 and "/cases/" in headers["Location"]:
            return str(headers["Location"].rpartition("/")[2])
        if status == 302:
            self.cookies = ""
        elif status < 500:
            self.refused.append(f"{status}: {body[-400:].decode()}")
        return ""

    def sign_in(self) -> str:
        status, headers, _ = self.send("/sign-in", {"username": self.username, "password": PASSWORD})
        if status != 302:
            raise http.client.HTTPException(f"sign-in answered {status}")
        session = next(value.split(";")[0] for value in headers.get_all("Set-Cookie", []) if value.startswith("sessionid="))
        return f"; {session}"

    def send(self, path: str, form: dict[str, str]) -> tuple[int, http.client.HTTPMessage, bytes]:
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": TOKEN})
            kind = "application/x-www-form-urlencoded"
            connection.request("POST", path, body, {"Content-Type": kind, "Cookie": f"csrftoken={TOKEN}{self.cookies}"})
            answer = connection.getresponse()
            return answer.status, answer.msg, answer.read()


FORM = {
    "procedure": "ordinary",
    "cause": "擅自占用城市道路",
    "party.kind": "organisation",
    "party.name": "安州远景商业管理有限公司",
    "source": "inspection",
    "content": "巡查发现当事人在人行道上搭建货架经营。",
}


@contextlib.contextmanager
def clerks(port: int) -> Iterator[list[Clerk]]:
    """Three people of one bureau and one of the other, at work inside."""
    people = [Clerk(port, name, "CG-0101") for name in ("zhao", "qian", "han")] + [Clerk(port, "feng", "ZJ-0201")]
    for clerk in people:
        clerk.start()
    try:
        yield people
    finally:
        for clerk in people:
            clerk.until.set()
        for clerk in people:
            clerk.join(60)


def processes(var: str, word: str) -> list[int]:
    """Processes over this data folder whose command holds the word."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command, told = (entry / "cmdline").read_bytes(), (entry / "environ").read_bytes()
            if word.encode() in command and f"SANXIANG_VAR={var}\0".encode() in told + b"\0":
                found.append(int(entry.name))
    return sorted(found)


def kill(number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(number, signal.SIGKILL)
