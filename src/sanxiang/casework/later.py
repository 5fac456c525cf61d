"""What the worker does afterwards (`sanxiang worker`): ordered in the transaction that calls for it, so that it is never lost and never too early."""

from procrastinate.contrib.django import app


def later(task: str, **given: str) -> None:
    """Have the worker call the service of this name (cli/worker.py, ORDERED) once the transaction has been committed."""
    app.configure_task(task, allow_unknown=True).defer(**given)
