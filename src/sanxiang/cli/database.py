"""What every command that needs the database opens first."""

import contextlib
import os
from collections.abc import Iterator

from sanxiang.cli import BadUse


@contextlib.contextmanager
def database(face: str = "owner", *, prepared: bool = True) -> Iterator[None]:
    """Django is set up as `face` and its database answers inside; a private server that was stopped is stopped again.

    With `prepared`, a database without our tables is refused (exit 2) rather than taken for an empty system.
    """
    os.environ["SANXIANG_FACE"] = face
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanxiang.settings")
    from sanxiang import settings

    if prepared and not settings.DATABASE_URL and not settings.PRIVATE.data.exists():
        raise BadUse("not_set_up", f"{settings.VAR} 里还没有系统。请先运行 sanxiang setup，或用 SANXIANG_VAR 指明数据目录。")
    with server_awake(), _connected(prepared):
        yield


@contextlib.contextmanager
def server_awake() -> Iterator[None]:
    """The private server is running inside, unless DATABASE_URL names another."""
    from sanxiang import settings
    from sanxiang.postgres import CannotStart

    try:
        with contextlib.nullcontext() if settings.DATABASE_URL else settings.PRIVATE.awake():
            yield
    except CannotStart as error:
        raise BadUse("database", str(error)) from error


@contextlib.contextmanager
def _connected(prepared: bool) -> Iterator[None]:
    import django
    from django.db import OperationalError, connection, connections

    django.setup()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_regclass('django_migrations')")
            there = cursor.fetchone()[0]
    except OperationalError as error:
        raise BadUse("database", f"连接不上数据库：{error}。请核对 DATABASE_URL。") from error
    if prepared and not there:
        raise BadUse("not_set_up", "数据库里还没有系统。请先运行 sanxiang setup。")
    try:
        yield
    finally:
        connections.close_all()
