"""Backup, restore into an empty folder, and proof: the demonstration and a few thousand generated streams, there and back.

python bench/keeping.py [--cases 1000] [--decisions 10000]
"""

import argparse
import json
import os
import pathlib
import subprocess
import tempfile
import time
from typing import Any

from figures import tell
from system import BIN, own


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--decisions", type=int, default=10_000)
    options = parser.parse_args()
    with own() as folder, tempfile.TemporaryDirectory(prefix="sanxiang-bench-") as other:
        _load(options.cases, options.decisions)
        file = pathlib.Path(other) / "backup.tar"
        saved, seconds = _timed(folder, "backup", str(file))
        tell("backup", seconds, "s", megabytes=saved["bytes"] / 1e6, evidence=saved["evidence"])
        restored = pathlib.Path(other) / "var"
        _, seconds = _timed(restored, "restore", str(file))
        tell("restore", seconds, "s")
        proven, seconds = _timed(restored, "verify", "--replay")
        tell("verify_replay_restored", proven["acts"] / seconds, "acts/s", acts=proven["acts"], streams=proven["streams"], seconds=seconds)


def _load(cases: int, decisions: int) -> None:
    from django.db import connections, transaction

    from sanxiang import demo
    from sanxiang.record import sequencer

    began = time.perf_counter()
    with transaction.atomic():
        demo.load()
    tell("demo_load", time.perf_counter() - began, "s", goal=40)
    demo.fill(cases=cases)
    began = time.perf_counter()
    demo.fill(decisions=decisions)
    tell("demo_decisions", decisions / (time.perf_counter() - began), "decisions/s", goal=3000)
    sequencer.drain()
    connections.close_all()


def _timed(var: pathlib.Path, *command: str) -> tuple[Any, float]:
    began = time.perf_counter()
    done = subprocess.run([BIN / "sanxiang", *command, "--json"], env={**os.environ, "SANXIANG_VAR": str(var)}, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit(f"sanxiang {command[0]} ended with {done.returncode}: {done.stdout.decode()}")
    return json.loads(done.stdout), time.perf_counter() - began


if __name__ == "__main__":
    main()
