"""What every command that needs the database opens first."""

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def database() -> Iterator[None]:
    """Django as the owner of the tables, with the private server awake; one that was found stopped is stopped again."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanxiang.settings")
    os.environ.setdefault("SANXIANG_FACE", "owner")
    import django
    from django.conf import settings

    with contextlib.nullcontext() if settings.DATABASE_URL else settings.PRIVATE.awake():
        django.setup()
        try:
            yield
        finally:
            from django.db import connections

            connections.close_all()
