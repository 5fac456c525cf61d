"""Every test's ground: a private PostgreSQL of its own, the owner's face, and for browser tests both faces served with their real roles."""

import contextlib
import fcntl
import os
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

from faces import browser, faces, live, own_database

__all__ = ["browser", "faces", "live", "own_database"]

ROOT = pathlib.Path(__file__).resolve().parent.parent
_held: list[Any] = []


def _slot() -> pathlib.Path:
    """The first data folder under var/test that no other run of the tests is using."""
    for number in range(1, 100):
        folder = ROOT / "var" / "test" / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / "in-use").open("w")
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            _held.append(lock)
            return folder
    raise pytest.UsageError("var/test: every slot is in use")


# The workers of xdist inherit the folder that their controller chose. All of this must stand before Django reads its settings.
if "SANXIANG_VAR" not in os.environ:
    os.environ["SANXIANG_VAR"] = str(_slot())
os.environ["SANXIANG_FACE"] = "owner"
os.environ["DJANGO_SETTINGS_MODULE"] = "sanxiang.settings"
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous interface runs an event loop in our thread


def pytest_configure(config: pytest.Config) -> None:
    from django.conf import settings

    assert settings.DATABASES  # read now, so that pytest-django, whose turn is after ours, finds them and sets Django up
    if os.environ.get("DATABASE_URL"):
        return
    from sanxiang.postgres import Server

    running = contextlib.ExitStack()
    running.enter_context(Server(pathlib.Path(os.environ["SANXIANG_VAR"]) / "postgres", durable=False).awake())
    config.add_cleanup(running.close)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any) -> Iterator[None]:
    """The migrated test database, with the rights of each database role as after `sanxiang setup`."""
    from django.test.utils import setup_databases, teardown_databases

    from sanxiang.record import roles

    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, aliases={"default"}, serialized_aliases=set())
        roles.grant()
    yield
    with django_db_blocker.unblock():
        _end_other_sessions()
        teardown_databases(made, verbosity=0)


def _end_other_sessions() -> None:
    """A face that was served, or a thread of a test, may still hold the database when it is to go."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
