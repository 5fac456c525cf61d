"""How fast the record is, beside the bare database in the same run. Prints one JSON line a measure.

    python bench/record.py [--seconds 5] [--acts 20000]

A database of its own is made in a temporary folder, durable as in production. An act here is a realistic one: it updates a case-like row and adds
a step row. `ratio` is the rate beside one bare INSERT and COMMIT of a 300-byte row by the same driver, the two measured in turn.
"""

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from typing import Any

from figures import tell

ROOT = pathlib.Path(__file__).resolve().parent.parent
ORGAN = "11990000MB00000001"


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SANXIANG_VAR": folder, "SANXIANG_FACE": "owner", "DJANGO_SETTINGS_MODULE": "sanxiang.settings"}
        sys.path[0] = str(ROOT / "tests")  # for record.desk, the small app of the record's tests
        from django.conf import settings

        with settings.PRIVATE.awake():
            _prepare()
            measure(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6, help="how long each rate is measured")
    parser.add_argument("--acts", type=int, default=20_000, help="acts that are appended in bulk and replayed")
    return parser.parse_args()


def _prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.INSTALLED_APPS.append("record.desk")
    django.setup()
    call_command("migrate", run_syncdb=True, verbosity=0)


def measure(options: argparse.Namespace) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, text text)")
    _begin("m0")
    bare, acts = _in_turn(options.seconds, _bare(), _appender("m0"))
    tell("append", acts, "acts/s", ratio=acts / bare, ratio_goal=0.4, beside=f"bare INSERT and COMMIT: {bare:.0f}/s")
    bare, acts = _in_turn(options.seconds, _together(_bare_maker), _together(_appender_maker))
    tell("append_4_clients", acts, "acts/s", ratio=acts / bare, beside=f"bare INSERT and COMMIT by four: {bare:.0f}/s")
    _bulk(options.acts)
    _drain_and_verify()


def _begin(stream: str) -> None:
    from record.desk.acts import Open
    from sanxiang.record import services

    with services.begin("matter", ORGAN, stream) as writing:
        writing.append(Open(title="占用道路经营", day="2026-11-01", amount="2000"), actor=services.SYSTEM)


def _bare() -> Callable[[float], int]:
    from django.db import connection

    connection.ensure_connection()
    return _bare_on(connection.connection)


def _bare_on(raw: Any) -> Callable[[float], int]:
    import psycopg

    text = "x" * 300
    raw.prepare_threshold = 3

    def run(seconds: float) -> int:
        done, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            psycopg.Cursor(raw).execute("INSERT INTO bare (text) VALUES (%s)", [text])
            done += 1
        return done

    return run


def _appender(stream: str) -> Callable[[float], int]:
    from record.desk.acts import Write
    from sanxiang.record import services

    def run(seconds: float) -> int:
        done, until = 0, time.perf_counter() + seconds
        while time.perf_counter() < until:
            if done % 40 == 0:  # a case of forty acts, then the next one
                current = services.new_id()
                _begin(current)
            with services.writing(current) as writing:
                writing.append(Write(note=services.new_id(), text="现场检查笔录：当事人在场，出示证件。"), actor=services.SYSTEM)
            done += 1
        return done

    return run


def _bare_maker(number: int) -> Callable[[float], int]:
    return _bare()


def _appender_maker(number: int) -> Callable[[float], int]:
    return _appender(f"c{number}")


def _together(maker: Callable[[int], Callable[[float], int]], clients: int = 4) -> Callable[[float], int]:
    """The same by several threads, each with a connection of its own."""

    def run(seconds: float) -> int:
        counts: list[int] = []

        def one(number: int) -> None:
            from django.db import connection

            counts.append(maker(number)(seconds))
            connection.close()

        threads = [threading.Thread(target=one, args=(number,)) for number in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(counts)

    return run


def _in_turn(seconds: float, *runs: Callable[[float], int], rounds: int = 5) -> list[float]:
    """Rates a second, medians of rounds in which each runs after the other, so that a machine whose speed drifts is fair to all."""
    slice_ = seconds / rounds
    rates: list[list[float]] = [[] for _ in runs]
    for run in runs:
        run(0.3)
    for _ in range(rounds):
        for at, run in enumerate(runs):
            started = time.perf_counter()
            rates[at].append(run(slice_) / (time.perf_counter() - started))
    return [statistics.median(found) for found in rates]


def _bulk(acts: int) -> None:
    from django.db import transaction

    from record.desk.acts import Open
    from sanxiang.record import services

    def news() -> Any:
        for number in range(acts):
            act = Open(title=f"第{number}件", amount="98400.00", facts={"文号": f"安综罚决〔2026〕{number}号"})
            yield services.New(ORGAN, services.new_id(), act, services.SYSTEM, "2026-01-05", "导入")

    started = time.perf_counter()
    with transaction.atomic():
        for _ in services.append_many(news()):
            pass
    tell("append_many", acts / (time.perf_counter() - started), "acts/s", goal=5000)


def _drain_and_verify() -> None:
    from sanxiang.record import sequencer
    from sanxiang.record.verify import verify

    started = time.perf_counter()
    placed = sequencer.drain()
    tell("sequence", placed / (time.perf_counter() - started), "acts/s", goal=5000)
    _prove()
    for name, replay, goal in (("verify", False, None), ("verify_replay", True, 3000)):
        started = time.perf_counter()
        report = verify(replay=replay)
        seconds = time.perf_counter() - started
        assert report.ok, report.problems[:5]
        tell(name, report.acts / seconds, "acts/s", goal=goal, acts=report.acts, streams=report.streams)


def _prove(proofs: int = 200) -> None:
    """One act's proof out of the database's tiles, nothing kept between two, checked each time."""
    from sanxiang.record import log, sql
    from sanxiang.tlog import note, proof

    known = log.log_of(ORGAN)
    key = note.verifier_key(known.key)
    acts = sql.rows("SELECT stream_id, version, leaf FROM record_act ORDER BY md5(id::text) LIMIT %s", [proofs])
    times = []
    for stream, version, leaf in acts:
        started = time.perf_counter()
        made = log.proof_of(stream, version)
        times.append(time.perf_counter() - started)
        proof.check(made, bytes(leaf), key)
    tell("proof", statistics.median(times) * 1000, "ms", goal=5, p95=sorted(times)[int(proofs * 0.95)] * 1000, leaves=known.size)


if __name__ == "__main__":
    main()
