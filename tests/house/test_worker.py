"""What happens by itself does happen, and as the database role that may do it."""

import importlib
import pathlib
import signal
import subprocess
import time
from typing import Any

import psycopg
import pytest

from house_at_a_terminal import SANXIANG, environment_of, set_up
from sanxiang.cli.worker import TASKS, declare
from sanxiang.postgres import Server


@pytest.mark.parametrize("name", TASKS)
def test_each_task_calls_a_service_that_is_there(name: str) -> None:
    cron, service = TASKS[name]
    module, function = service.split(":")
    assert callable(getattr(importlib.import_module(module), function))
    assert len(cron.split()) in (5, 6)


@pytest.mark.django_db
def test_a_task_calls_its_service(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[int] = []
    declared: dict[str, Any] = {}

    class App:
        def periodic(self, cron: str) -> Any:
            return lambda task: task

        def task(self, name: str, **how: Any) -> Any:
            return lambda function: declared.setdefault(name, function)

    monkeypatch.setattr("sanxiang.casework.services.rebuild_dues", lambda: called.append(1))
    declare(App())
    declared["rebuild_dues"](0)
    assert called == [1]


@pytest.mark.parametrize("command", ["worker", "sequencer"])
def test_it_stops_when_told_and_leaves_nothing_undone(command: str, tmp_path: pathlib.Path) -> None:
    set_up(tmp_path / "var")
    with Server(tmp_path / "var" / "postgres").awake() as server:
        process = subprocess.Popen([SANXIANG, command], env=environment_of(tmp_path / "var"), stderr=subprocess.PIPE, text=True)
        with psycopg.connect(server.url, autocommit=True) as connection:
            wait_for(connection, {"worker": "sanxiang_app", "sequencer": "sanxiang_sequencer"}[command])
            if command == "worker":
                until(connection, "SELECT count(*) = %s FROM procrastinate_jobs WHERE status = 'succeeded'", len(TASKS))
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0, process.stderr and process.stderr.read()


def wait_for(connection: Any, role: str) -> None:
    until(connection, "SELECT count(*) > 0 FROM pg_stat_activity WHERE usename = %s", role)


def until(connection: Any, query: str, value: Any) -> None:
    for _ in range(300):
        if connection.execute(query, [value]).fetchone()[0]:
            return
        time.sleep(0.1)
    pytest.fail(query)
