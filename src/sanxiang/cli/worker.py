"""`sanxiang worker`: what happens by itself. Each task is one call of a service; when it runs stands beside it."""

import asyncio
import importlib
from collections.abc import Callable
from typing import Any

from sanxiang.cli.database import database

# name → when (cron in the server's zone; with six fields the last is seconds) and the service that is called
TASKS: dict[str, tuple[str, str]] = {}


def run() -> int:
    """Work until told to stop (SIGINT, SIGTERM); what is under way is finished first."""
    with database("office"):
        from procrastinate.contrib.django import app

        declare(app)
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            asyncio.run(_work(app))
    return 0


def declare(app: Any) -> None:
    """Declare every task of TASKS. Its queueing lock keeps one that is late from piling up behind itself."""
    for name, (cron, service) in TASKS.items():
        app.periodic(cron=cron)(app.task(name=name, queueing_lock=name)(_call(service)))


def _call(service: str) -> Callable[[int], None]:
    module, function = service.split(":")

    def call(timestamp: int) -> None:
        from django.db import close_old_connections

        close_old_connections()
        getattr(importlib.import_module(module), function)()

    return call


async def _work(app: Any) -> None:
    async with app.open_async():
        await app.run_worker_async()
