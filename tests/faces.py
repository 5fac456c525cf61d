"""For browser tests: both faces served by processes of their own, with their real database roles, and a Chromium to look at them."""

import contextlib
import dataclasses
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = pathlib.Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
]  # fmt: skip


@dataclasses.dataclass
class Faces:
    """Where the two faces answer: `office` and `portal` without a slash at the end. `database` is theirs alone."""

    office: str
    portal: str
    database: str
    template: str


@pytest.fixture(scope="session")
def faces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faces]:
    """Office and portal for all of this worker's browser tests. Use `live`, which gives each test fresh data."""
    request.getfixturevalue("django_db_setup")
    from django.db import connection

    template = connection.settings_dict["NAME"]
    ports = {face: free_port() for face in ("office", "portal")}
    told = Faces(f"http://127.0.0.1:{ports['office']}", f"http://127.0.0.1:{ports['portal']}", f"live_{template}", template)
    settings = {
        "DATABASE_URL": re.sub(r"/[^/?]*(\?|$)", rf"/{told.database}\1", _base_url(), count=1),
        "SANXIANG_OFFICE_URL": told.office,
        "SANXIANG_PORTAL_URL": told.portal,
    }
    _fresh(told.database, template)
    with contextlib.ExitStack() as running:
        for face, port in ports.items():
            log = tmp_path_factory.mktemp("faces") / f"{face}.log"
            running.enter_context(_served(face, port, settings, log))
        yield told


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A fresh copy of the migrated database where this test commits: for several connections, roles and tampering. Never with `db`.

    The record cannot be truncated, so pytest-django's transactional_db cannot clean up after such a test. The value is the database's name.
    """
    from django.db import connection

    template = connection.settings_dict["NAME"]
    with django_db_blocker.unblock(), _moved_to(f"own_{template}", template):
        yield f"own_{template}"


@pytest.fixture
def live(faces: Faces, django_db_blocker: Any) -> Iterator[Faces]:
    """Both faces over a fresh copy of the migrated database. The test's own queries go there, and commit: never with `db`."""
    with django_db_blocker.unblock(), _moved_to(faces.database, faces.template):
        yield faces


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium. `browser.new_page(base_url=live.office, locale="zh-CN", viewport={…})` for one person's window."""
    if not CHROMIUM.exists():
        pytest.fail("浏览器测试需要 chromium：apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


def _base_url() -> str:
    from django.conf import settings

    return str(settings.DATABASE_URL or settings.PRIVATE.url)


def _fresh(database: str, template: str) -> None:
    """`database` anew, copied from `template`. Connections to it end; a server connects again with its next request."""
    import psycopg
    from django.db import connections

    connections.close_all()
    with psycopg.connect(_base_url(), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {database} TEMPLATE {template}")


@contextlib.contextmanager
def _moved_to(database: str, template: str) -> Iterator[None]:
    from django.db import connection, connections

    _fresh(database, template)
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = template


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def _served(face: str, port: int, settings: dict[str, str], log: pathlib.Path) -> Iterator[None]:
    granian = [
        str(pathlib.Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "1", "--log-level", "warning", "sanxiang.wsgi:application",
    ]  # fmt: skip
    with log.open("w") as out:
        process = subprocess.Popen(granian, env={**os.environ, **settings, "SANXIANG_FACE": face}, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        yield
    finally:
        process.terminate()
        process.wait(10)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: pathlib.Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/static/", timeout=5)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server did not answer: {log.read_text()[-3000:]}")
