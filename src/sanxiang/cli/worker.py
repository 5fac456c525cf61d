"""`sanxiang worker`: what happens by itself. Each task is one call of a service; when it runs stands beside it."""

import asyncio
import importlib
from collections.abc import Callable
from typing import Any

from sanxiang.cli.database import database

# name → when (cron, Asia/Shanghai; six fields have seconds) and the service that is called
TASKS: dict[str, tuple[str, str]] = {}


def run() -> int:
    """Work until told to stop (SIGINT, SIGTERM); what is under way is finished first."""
    with database("office"):
        from procrastinate.contrib.django import app

        for name, (cron, service) in TASKS.items():
            app.periodic(cron=cron)(app.task(_job(service), name=name, queueing_lock=name, pass_context=False))
        with app.replace_connector(app.connector.get_worker_connector()):
            asyncio.run(_work(app))
    return 0


async def _work(app: Any) -> None:
    async with app.open_async():
        await app.run_worker_async(concurrency=1, listen_notify=True)


def _job(service: str) -> Callable[[int], Any]:
    module, function = service.split(":")

    def job(timestamp: int) -> None:
        from django.db import close_old_connections

        close_old_connections()
        getattr(importlib.import_module(module), function)()

    return job
