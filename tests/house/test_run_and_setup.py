"""`sanxiang setup` and `run` as somebody at a terminal meets them."""

import json
import pathlib
import re
import signal
import subprocess
import time
from collections.abc import Iterator

import pytest

from house_at_a_terminal import SANXIANG, environment_of, sanxiang, set_up
from sanxiang.postgres import Server


@pytest.fixture
def environment(tmp_path: pathlib.Path) -> Iterator[dict[str, str]]:
    yield environment_of(tmp_path / "var")
    Server(tmp_path / "var" / "postgres").stop()


@pytest.fixture
def ready(environment: dict[str, str]) -> dict[str, str]:
    """The same after `sanxiang setup`."""
    set_up(pathlib.Path(environment["SANXIANG_VAR"]))
    return environment


def started(environment: dict[str, str]) -> "subprocess.Popen[str]":
    process = subprocess.Popen([SANXIANG, "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout
    for line in process.stdout:
        if "Ctrl-C" in line:
            return process
    pytest.fail(f"run ended with {process.wait()}")


def alive(environment: dict[str, str]) -> list[str]:
    """Processes that carry this data folder in their command or environment."""
    folder = environment["SANXIANG_VAR"]
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if folder.encode() in text:
            found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def gone(environment: dict[str, str]) -> bool:
    for _ in range(600):
        if not alive(environment):
            return True
        time.sleep(0.1)
    return False


def test_setup_may_be_repeated_and_leaves_nothing_running(environment: dict[str, str]) -> None:
    first, second = sanxiang(environment, "setup"), sanxiang(environment, "setup")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "建立数据表" in first.stderr
    assert "建立数据表" not in second.stderr
    assert alive(environment) == []


def test_a_command_in_a_folder_that_was_never_set_up_says_so(environment: dict[str, str]) -> None:
    done = sanxiang(environment, "backup", "/tmp/never.tar")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "not_set_up"
    assert "sanxiang setup" in done.stderr


def test_run_answers_and_interrupt_stops_all(ready: dict[str, str]) -> None:
    running = started(ready)
    beside = sanxiang(ready, "run")
    assert beside.returncode == 1
    assert f"进程 {running.pid}" in beside.stderr
    assert ready["SANXIANG_PORTAL_PORT"] in beside.stderr
    running.send_signal(signal.SIGINT)
    assert running.wait(30) == 0
    assert alive(ready) == []


def test_all_stops_when_run_is_killed_by_force(ready: dict[str, str]) -> None:
    running = started(ready)
    running.kill()
    running.wait()
    assert gone(ready), alive(ready)


def test_a_taken_port_is_named_with_its_setting(ready: dict[str, str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(ready["SANXIANG_OFFICE_PORT"])))
        taken.listen()
        done = sanxiang(ready, "run")
    assert done.returncode == 1
    assert re.search(r"SANXIANG_OFFICE_PORT=\d+ make run", done.stderr)
    assert alive(ready) == []
