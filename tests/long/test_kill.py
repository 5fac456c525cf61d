"""Killed by force under load: what the office acknowledged is there, once; what it did not is there whole or not at all."""

import collections
import contextlib
import json
import os
import pathlib
import random
import subprocess
import sys
import time

import psycopg
import pytest

from house_at_a_terminal import SANXIANG
from long.from_outside import Clerk, System, clerks, kill, processes, system
from sanxiang.postgres import CannotStart
from sanxiang.tlog import mirror, note

pytestmark = pytest.mark.long
ROUNDS = int(os.environ.get("SANXIANG_TEST_KILLS", "12"))


def kill_a_worker_of_the_office(running: System) -> None:
    port = running.environment["SANXIANG_OFFICE_PORT"]
    workers = processes(running.environment["SANXIANG_VAR"], f"--port\0{port}")[1:]
    kill(random.choice(workers))


def kill_the_database(running: System) -> None:
    kill(int((running.server.data / "postmaster.pid").read_text().split()[0]))
    time.sleep(0.5)
    with contextlib.suppress(psycopg.OperationalError, CannotStart):  # the whole may stop for the missing part, and its database with it
        running.server.start()


def kill_the_sequencer(running: System) -> None:
    while not (found := processes(running.environment["SANXIANG_VAR"], "sanxiang.cli\0sequencer")):
        time.sleep(0.2)  # it starts after the faces
    kill(found[0])
    assert running.process
    running.process.wait(60)  # a part is missing: the whole stops, for whoever keeps it running to start it again


def kill_everything(running: System) -> None:
    assert running.process
    running.process.kill()
    running.process.wait()


def test_no_acknowledged_act_is_lost_and_none_is_done_twice(tmp_path: pathlib.Path) -> None:
    blows = [kill_a_worker_of_the_office, kill_the_sequencer, kill_the_database, kill_everything]
    with system(tmp_path / "var") as running:
        with clerks(running.office) as people:
            for at in range(ROUNDS):
                time.sleep(random.uniform(0.5, 2))
                blows[at % len(blows)](running)
                running.start()
                _until_work_goes_on(people)
                print(f"{at + 1} of {ROUNDS}, {sum(len(clerk.opened) for clerk in people)} cases", file=sys.stderr, flush=True)
        opened = {key: case for clerk in people for key, case in clerk.opened.items()}
        assert not [clerk.refused for clerk in people if clerk.refused]
        with psycopg.connect(running.server.url) as connection:
            cases = {row[0] for row in connection.execute("SELECT id FROM casework_case")}
            asked = dict(connection.execute("SELECT key, answer FROM record_request WHERE key <> ''").fetchall())
        assert set(opened.values()) <= cases, "an acknowledged case is lost"
        assert len(set(opened.values())) == len(opened), "two answers named one case"
        assert collections.Counter(answer["case"] for answer in asked.values()) == dict.fromkeys(cases, 1), "a request was done twice"
        for clerk in people:
            key, case = next(iter(clerk.opened.items()))
            assert clerk.ask(key) == case, "the same key finds the first answer"
        running.stop()
        report = running.verify()
        _published_logs_are_whole(running)
    assert report["exit"] == 0, report
    assert len(opened) > 4 * ROUNDS


def _published_logs_are_whole(running: System) -> None:
    """Every tile that was published, before and after any blow, follows from the entries and the signed root."""
    listed = subprocess.run([SANXIANG, "log", "list", "--json"], env=running.environment, capture_output=True, check=True)
    for each in json.loads(listed.stdout):
        key = subprocess.run(
            [SANXIANG, "log", "key", "--organ", each["organ"]], env=running.environment, capture_output=True, text=True, check=True
        )
        folder = pathlib.Path(running.environment["SANXIANG_VAR"]) / "log" / each["organ"]
        assert mirror.check(folder, note.verifier_key(key.stdout.strip())).size == each["size"]


def _until_work_goes_on(people: list[Clerk]) -> None:
    """Every clerk has been answered once more after the blow."""
    before = [len(clerk.opened) for clerk in people]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if all(len(clerk.opened) > count for clerk, count in zip(people, before, strict=True)):
            return
        time.sleep(0.1)
    raise AssertionError(
        f"a clerk waits in vain: {before}, {[len(clerk.opened) for clerk in people]}, {[clerk.refused[-1:] for clerk in people]}"
    )
