"""Rows of a plain query over the record's own tables."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection


def rows(query: str, parameters: Sequence[Any] | None = None) -> list[tuple[Any, ...]]:
    """All rows at once, for answers that are bounded."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def each_row(query: str, parameters: Sequence[Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """One after another by a cursor on the server, for answers without a bound."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(query, parameters)
        yield from cursor
