"""What happens by itself: `sanxiang worker`, whose tasks are each one call of a service, and `sanxiang sequencer`."""

import asyncio
import contextlib
import importlib
import logging
import signal
import threading
from collections.abc import Callable
from typing import Any

from sanxiang.cli.database import database

# name → when (cron, UTC; with six fields the last is seconds) and the service that is called. Each is called once at the start too.
TASKS: dict[str, tuple[str, str]] = {
    "rebuild_dues": ("5 16 * * *", "sanxiang.casework.services:rebuild_dues"),  # five past midnight in Shanghai: “days left” has changed
    "forget_answers": ("20 16 * * *", "sanxiang.record.services:forget_answers"),
    "retain_dossiers": ("15 16 * * *", "sanxiang.casework.retention:catch_up"),
    "carry_out_destructions": ("25 16 * * *", "sanxiang.casework.destruction:carry_out"),
    "receive_footage": ("*/5 * * * *", "sanxiang.casework.footage:receive_waiting"),
    "sweep_uploads": ("35 * * * *", "sanxiang.record.uploads:sweep"),
    "forget_dossiers": ("30 16 * * *", "sanxiang.casework.dossier_building:forget"),
    "end_periods": ("10 16 * * *", "sanxiang.disclosure.services:end_periods"),
    "show_files": ("40 * * * *", "sanxiang.casework.file_shows:make_waiting"),  # what was ordered comes at once; this finds what was lost
}
# What services order for afterwards (casework/later.py): name → the service that is called with what was given.
ORDERED: dict[str, str] = {
    "show_file": "sanxiang.casework.file_shows:show",
    "issue_document": "sanxiang.casework.sealing:issue",
    "build_dossier": "sanxiang.casework.dossier_building:build",
}
AT_ONCE = 2  # a recording that is copied for an hour does not hold up what else is ordered
SEQUENCE_SECONDS = 1.0
WITNESS_SECONDS = 2.0
STAMP_SECONDS = 60.0  # how often it is asked whether a time stamp is due


def run() -> int:
    """Work until told to stop (SIGINT, SIGTERM); what is under way is finished first."""
    with database("office"):
        from procrastinate.contrib.django import app

        declare(app)
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            asyncio.run(_work(app))
    return 0


def declare(app: Any) -> None:
    """Declare every task of TASKS and ORDERED. A queueing lock keeps one of TASKS that is late from piling up behind itself."""
    for name, (cron, service) in TASKS.items():
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(_call(service)))
    for name, service in ORDERED.items():
        app.task(name=name, retry=5)(_call(service))


def _call(service: str) -> Callable[..., None]:
    module, function = service.split(":")

    def call(timestamp: int = 0, **given: str) -> None:
        from django.db import close_old_connections

        close_old_connections()
        getattr(importlib.import_module(module), function)(**given)

    return call


async def _work(app: Any) -> None:
    from procrastinate.exceptions import AlreadyEnqueued

    async with app.open_async():
        for name in TASKS:
            with contextlib.suppress(AlreadyEnqueued):
                await app.tasks[name].defer_async(timestamp=0)
        await app.run_worker_async(concurrency=AT_ONCE)


def sequence() -> int:
    """Drain the record's queue every second, as the database's role for it, and have the logs witnessed, until told to stop."""
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, frame: told_to_stop.set())
    with database("sequencer"):
        from sanxiang.record import sequencer, timestamps, witnessing

        behind = threading.Event()
        behind.set()  # until the witnesses have been asked
        beside = [
            threading.Thread(target=_until, args=(told_to_stop, seconds, do))
            for seconds, do in (
                (WITNESS_SECONDS, lambda: _witnessed(behind, witnessing)),
                (STAMP_SECONDS, lambda: _warn(timestamps.stamp_all())),
            )
        ]
        for each in beside:
            each.start()
        _until(told_to_stop, SEQUENCE_SECONDS, lambda: None if behind.is_set() else sequencer.drain())
        for each in beside:
            each.join()
    return 0


def _witnessed(behind: threading.Event, witnessing: Any) -> None:
    """What has been signed is cosigned; nothing more is signed while a witness knows more than this database."""
    from sanxiang.record.refusal import Refused

    try:
        if behind.is_set():
            witnessing.must_not_be_behind()
            behind.clear()
        _warn(witnessing.cosign_all())
    except Refused:
        behind.set()
        raise


def _warn(problems: list[str]) -> None:
    for problem in problems:
        logging.getLogger(__name__).warning(problem)


def _until(told_to_stop: threading.Event, seconds: float, do: Callable[[], object]) -> None:
    """Do it again and again; what goes wrong is logged, and tried again."""
    from django.db import DatabaseError, close_old_connections, connections

    from sanxiang.record.refusal import Refused

    try:
        while True:
            try:
                close_old_connections()
                do()
            except DatabaseError:
                # The database may be restarting. What waits stays in the queue, in order.
                logging.getLogger(__name__).exception("日志排序暂停，稍后再试")
            except Refused as stopped:
                logging.getLogger(__name__).error("日志排序停止：%s %s", stopped.message, stopped.next)
            if told_to_stop.wait(seconds):
                return
    finally:
        connections.close_all()
