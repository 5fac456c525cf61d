"""A million acts verified by the command, in a process of its own whose memory is measured: hashes, chains, trees, roots.

python bench/million.py [--acts 1000000]
"""

import argparse
import json
import os
import pathlib
import subprocess
import threading
import time
from typing import Any

from figures import tell
from system import BIN, own

ORGAN = "11990000MB00000001"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--acts", type=int, default=1_000_000)
    acts = parser.parse_args().acts
    with own() as folder:
        _fill(acts)
        began = time.perf_counter()
        told, most = _verified(folder)
        seconds = time.perf_counter() - began
        assert told["ok"], told["problems"][:3]
        assert told["acts"] >= acts
        tell("verify_a_million", seconds, "s", goal=60, acts=told["acts"], streams=told["streams"])
        tell("verify_a_million_memory", most / 1024, "MB", goal=300)


def _fill(acts: int) -> None:
    """Acts of a few kinds by COPY, in transactions of ten thousand, and their places in the log."""
    from django.db import connections, transaction

    from sanxiang.organs.acts import SetUnit
    from sanxiang.record import sequencer, services

    for begin in range(0, acts, 10_000):
        with transaction.atomic():
            for _ in services.append_many(_news(services, SetUnit, begin, min(begin + 10_000, acts))):
                pass
        sequencer.drain()
    connections.close_all()


def _news(services: Any, kind: Any, begin: int, end: int) -> Any:
    for number in range(begin, end):
        act = kind(unit=f"u{number}", title=f"第{number}大队")
        yield services.New(ORGAN, services.new_id(), act, services.SYSTEM, "2026-01-05", "导入")


def _verified(folder: Any) -> tuple[Any, int]:
    """What `sanxiang verify` answers, and the most memory (kB) that its process held."""
    environment = {**os.environ, "SANXIANG_VAR": str(folder)}
    most = 0
    with subprocess.Popen([BIN / "sanxiang", "verify", "--json"], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        answer: list[bytes] = []
        reader = threading.Thread(target=lambda: answer.append(process.stdout.read()))  # type: ignore[union-attr]
        reader.start()
        while process.poll() is None:
            most = max(most, _memory(process.pid))
            time.sleep(0.1)
        reader.join()
    return json.loads(answer[0]), most


def _memory(pid: int) -> int:
    try:
        lines = pathlib.Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
