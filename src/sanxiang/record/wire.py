"""Several statements to PostgreSQL in one packet, their answers in another: what an act reads is one round trip with its BEGIN, what it writes
another with its COMMIT.

psycopg's own pipeline sends a packet for each statement and waits for BEGIN by itself, which made an act cost four round trips and twenty system
calls. Statements are written with $1, $2, …; the server infers the parameters' types and keeps each statement prepared for its connection.
So the connection must be a session of its own: a pooler in between may not be in transaction mode.
"""

import itertools
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import generators, pq
from psycopg.errors import error_from_result

Statement = tuple[str, Sequence[Any]]
COMMIT: list[Statement] = [("COMMIT", [])]
Answer = list[tuple[str | None, ...]]  # rows of text; bytea is asked for as hex

_prepared: weakref.WeakKeyDictionary["psycopg.Connection[Any]", dict[str, bytes]] = weakref.WeakKeyDictionary()


class _Waiting(threading.local):
    """What was written waits for company: it goes with whatever this thread asks next, at the latest with COMMIT."""

    def __init__(self) -> None:
        self.statements: list[tuple[Statement, Exception | None]] = []


_waiting = _Waiting()
_numbers = itertools.count()  # a name is never given twice, so an error cannot leave one behind that is in the way


def ask(*statements: Statement) -> list[Answer]:
    """Run statements on Django's connection in one round trip, after what `later` left waiting; returns the rows of each.

    Values: str, int, bool, bytes, None. Begins a transaction where Django wants one and none is open. Raises django.db.Error of the first
    statement that fails.
    """
    return _ask(statements)


def later(statement: Statement, empty: Exception | None = None) -> None:
    """Have a statement run before anything else that this thread asks. `empty` is raised then if it returns no row."""
    _waiting.statements.append((statement, empty))


def flush(*, commit: bool = False) -> None:
    """Send what waits, and COMMIT in the same packet if that is wanted."""
    if commit or _waiting.statements:
        _ask((), COMMIT if commit else ())


def forget() -> None:
    """What waits is not sent: its transaction is given up."""
    _waiting.statements.clear()


def before_others(execute: Callable[..., Any], *told: Any) -> Any:
    """Django's own queries see what was written before them: a wrapper for `connection.execute_wrapper`."""
    flush()
    return execute(*told)


def _ask(statements: Sequence[Statement], last: Sequence[Statement] = ()) -> list[Answer]:
    waited, _waiting.statements = _waiting.statements, []
    raw, known = _connected()
    try:
        with known.wrap_database_errors, raw.lock:
            results = raw.wait(_exchange(raw, [*(statement for statement, _ in waited), *statements, *last]))
        for (_, empty), result in zip(waited, results, strict=False):
            if empty and not result.ntuples:
                raise empty
    except BaseException:
        known.needs_rollback = known.in_atomic_block  # whoever swallows this may not commit what was done before
        raise
    return [_rows(result) for result in results[len(waited) : len(waited) + len(statements)]]


def raw_connection() -> "psycopg.Connection[Any]":
    """psycopg's own connection, over which nothing waits any more."""
    flush()
    return _connected()[0]


def _connected() -> tuple["psycopg.Connection[Any]", BaseDatabaseWrapper]:
    found = connections[DEFAULT_DB_ALIAS]  # once: each use of django.db.connection looks it up again
    if found.connection is None:
        found.ensure_connection()
    return found.connection, found


def _exchange(raw: "psycopg.Connection[Any]", statements: Sequence[Statement]) -> Any:
    """A generator in psycopg's manner: it yields while it waits, and returns the result of each statement."""
    pgconn = raw.pgconn
    known = _prepared.setdefault(raw, {})
    begins = not raw.autocommit and pgconn.transaction_status == pq.TransactionStatus.IDLE
    pgconn.enter_pipeline_mode()
    try:
        if begins:
            pgconn.send_query_params(b"BEGIN", None)
        fresh = _send(pgconn, known, statements)
        yield from generators.send(pgconn)
        results = []
        for _ in range(begins + len(fresh) + len(statements) + 1):
            results += yield from generators.fetch_many(pgconn)
    finally:
        _leave(pgconn)
    return _checked(known, results, begins, statements, fresh)


def _send(pgconn: pq.abc.PGconn, known: dict[str, bytes], statements: Sequence[Statement]) -> dict[str, bytes]:
    """Put everything into libpq's buffer. Returns the statements that had to be prepared first."""
    fresh: dict[str, bytes] = {}
    for text, values in statements:
        name = known.get(text) or fresh.get(text)
        if name is None:
            name = fresh[text] = b"sanxiang_%d" % next(_numbers)
            pgconn.send_prepare(name, text.encode())
        # Bytes go as they are; everything else as text.
        formats = [pq.Format.BINARY if type(value) is bytes else pq.Format.TEXT for value in values]
        pgconn.send_query_prepared(name, [_sent(value) for value in values], formats)
    pgconn.pipeline_sync()
    return fresh


def _sent(value: Any) -> bytes | None:
    if value is None or type(value) is bytes:
        return value
    if type(value) is str:
        return value.encode()
    if type(value) is bool:
        return b"t" if value else b"f"
    return b"%d" % value


def _leave(pgconn: pq.abc.PGconn) -> None:
    try:
        pgconn.exit_pipeline_mode()
    except psycopg.OperationalError:  # interrupted half-way: nothing that comes over this connection could be understood any more
        pgconn.finish()


def _checked(
    known: dict[str, bytes], results: list[Any], begins: bool, statements: Sequence[Statement], fresh: dict[str, bytes]
) -> list[Any]:
    """The statements' results without those of BEGIN, PREPARE and the closing sync. Raises the first error."""
    answers, waiting = iter(results[begins:]), dict(fresh)
    found = []
    for text, _ in statements:
        # What was prepared before an error stays prepared, whatever becomes of the transaction.
        if (name := waiting.pop(text, None)) and next(answers).status == pq.ExecStatus.COMMAND_OK:
            known[text] = name
        found.append(next(answers))
    for result in results:
        if result.status == pq.ExecStatus.FATAL_ERROR:
            raise error_from_result(result)
    return found


def _rows(result: Any) -> Answer:
    return list(_each_row(result))


def _each_row(result: Any) -> Iterator[tuple[str | None, ...]]:
    columns = range(result.nfields)
    for row in range(result.ntuples):
        found = (result.get_value(row, column) for column in columns)
        yield tuple(None if value is None else value.decode() for value in found)
