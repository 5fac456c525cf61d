"""A whole system of its own for a measurement: a data folder, a durable database, the demonstration's city, and `sanxiang run` over it."""

import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from typing import Any

BIN = pathlib.Path(sys.executable).parent


@contextlib.contextmanager
def own() -> Iterator[pathlib.Path]:
    """An empty, migrated system in a temporary folder; inside, this process is its owner."""
    with tempfile.TemporaryDirectory(prefix="sanxiang-bench-") as folder:
        os.environ |= {"SANXIANG_VAR": folder, "SANXIANG_FACE": "owner", "DJANGO_SETTINGS_MODULE": "sanxiang.settings"}
        for name in ("OFFICE", "PORTAL"):
            os.environ[f"SANXIANG_{name}_PORT"] = str(free_port())
        from sanxiang import settings

        settings.PRIVATE.start()  # not awake(): the one who measures would keep `sanxiang run` from ending
        try:
            import django

            django.setup()
            from sanxiang.cli import house

            house.prepare(demo=False)
            yield pathlib.Path(folder)
        finally:
            settings.PRIVATE.stop()


@contextlib.contextmanager
def running() -> Iterator[int]:
    """`sanxiang run` over the system of this process. The value is the office's port."""
    process = subprocess.Popen([BIN / "sanxiang", "run"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        for line in process.stdout:
            if "Ctrl-C" in line:
                break
        else:
            raise SystemExit("sanxiang run did not start")
        yield int(os.environ["SANXIANG_OFFICE_PORT"])
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)


@contextlib.contextmanager
def served(application: str, port: int, environment: dict[str, str]) -> Iterator[None]:
    """A WSGI application of this folder, under the settings with which `sanxiang run` serves ours."""
    from sanxiang.cli.servers import SERVER

    command = [BIN / "granian", *SERVER, "--host", "127.0.0.1", "--port", str(port), application]
    path = str(pathlib.Path(__file__).parent)
    process = subprocess.Popen(command, env={**os.environ, **environment, "PYTHONPATH": path})
    try:
        wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait(30)


def wait_for(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise SystemExit(f"nothing answers on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Client:
    """A browser reduced to what it sends: one kept connection, answers read to their end."""

    def __init__(self, port: int, cookies: str = "") -> None:
        self.port, self.cookies = port, cookies
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, body: bytes = b"") -> tuple[int, bytes]:
        """Status and body."""
        self.send(method, path, body)
        return self.receive()

    def send(self, method: str, path: str, body: bytes = b"") -> None:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nCookie: {self.cookies}\r\nContent-Length: {len(body)}\r\n"
        if body:
            head += "Content-Type: application/x-www-form-urlencoded\r\n"
        self.socket.sendall(head.encode() + b"\r\n" + body)

    def receive(self) -> tuple[int, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def _more(self) -> bytes:
        if not (received := self.socket.recv(65536)):
            raise SystemExit("the server closed the connection")
        return received


def signed_in(user: Any) -> str:
    """The cookies of somebody signed in, and the token for their forms."""
    from django.test import Client as Browser

    browser = Browser()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"sessionid={browser.cookies['sessionid'].value}; csrftoken={TOKEN}"


TOKEN = "b" * 32
