"""`sanxiang assess --all`: every stored case judged, by as many processes as there are cores."""

import argparse
import multiprocessing
import os
import queue
import sys
import time
from typing import Any

import msgspec

from sanxiang.cli import emit
from sanxiang.cli.database import database

MOST = 8
PATIENCE = 0.2  # seconds between two looks at how far it has come


def run(options: argparse.Namespace) -> int:
    """Judge the cases, with progress on standard error; prints what was found."""
    begun = time.monotonic()
    with database("office"):
        from sanxiang.casework import overnight

        of = min(MOST, os.cpu_count() or 1)
        total = overnight.count(options.organ)
        found = _together(options.organ, of, total) if of > 1 and total > overnight.BATCH else overnight.share(options.organ)
    answer: dict[str, Any] = msgspec.to_builtins(found) | {"seconds": round(time.monotonic() - begun, 2), "processes": of}
    if options.json:
        emit(answer)
    else:
        print(
            f"评判 {found.cases} 件在办案件，用时 {answer['seconds']} 秒。问题：致命 {found.fatal}、严重 {found.major}、轻微 {found.minor}；"
            f"在计期限 {found.periods} 个，{found.renewed} 件有变化。"
            + (f"有 {found.broken} 件无法评判，原有期限保留；案件和原因见日志，请更正后再次评判。" if found.broken else "")
        )
    return 0


def _together(organ: str, of: int, total: int) -> Any:
    """Each process takes its share of the cases; the first error ends all."""
    from sanxiang.casework.overnight import Judged

    fresh = multiprocessing.get_context("spawn")  # a process of its own, with a connection of its own
    told: Any = fresh.Queue()
    workers = [fresh.Process(target=_share, args=(organ, at, of, told), daemon=True) for at in range(of)]
    for worker in workers:
        worker.start()
    found, done, waiting = Judged(), 0, of
    while waiting:
        try:
            said = told.get(timeout=PATIENCE)
        except queue.Empty:
            if any(worker.exitcode for worker in workers):
                raise RuntimeError("评判中断：有一个进程没有做完，请查看上面的错误。") from None
            continue
        if isinstance(said, int):
            done += said
            _progress(done, total)
        else:
            found.add(msgspec.convert(said, Judged))
            waiting -= 1
    for worker in workers:
        worker.join()
    return found


def _share(organ: str, at: int, of: int, told: Any) -> None:
    with database("office"):
        from sanxiang.casework import overnight

        told.put(msgspec.to_builtins(overnight.share(organ, at=at, of=of, told=told.put)))


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        bar = "█" * (30 * done // max(total, 1))
        print(f"\r评判 {bar:<30} {done}/{total}", end="\n" if done >= total else "", file=sys.stderr, flush=True)
    elif done >= total:
        print(f"评判 {done}/{total}", file=sys.stderr, flush=True)
