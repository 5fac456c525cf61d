"""An act as it is stored: the public leaf, and the salted body behind it. docs/record-format.md."""

import datetime
import hashlib
import os

import msgspec
from django.db.models import Model

from sanxiang.record import projection
from sanxiang.record.acts import Act, Change, Entry, Row, Rows
from sanxiang.record.canonical import canonical, digest, without_empty
from sanxiang.record.models import Projection
from sanxiang.tlog.receipt import tag_of

FORMAT = 1

Written = tuple[Change, Row | None, Row | None]  # a change, the row before it and the row after it


class Sealed(msgspec.Struct, frozen=True):
    """An act ready to be stored: the public leaf and the salted body behind it."""

    entry: Entry
    leaf: bytes
    head: str
    salt: bytes
    body: bytes


def seal(act: Act, entry: Entry, key: bytes, prev: str, rows_digest: str, ground: str = "", salt: bytes = b"") -> Sealed:
    """The two stored forms of an act. docs/record-format.md, “Body” and “Leaf”.

    key: the stream's 32 secret bytes; prev: the stream's head so far; rows_digest: over the rows that the act wrote; salt: 32 random bytes
    unless given (test vectors).
    """
    body = canonical(
        {
            "v": FORMAT,
            "organ": entry.organ,
            "stream": entry.stream,
            "version": entry.version,
            "act": entry.name,
            "actor": entry.actor,
            "role": entry.role,
            "ground": ground,
            "happened_at": entry.happened_at,
            "recorded_at": entry.recorded_at,
            "backfill": entry.backfill,
            "prev": prev,
            "rows": rows_digest,
            "data": msgspec.to_builtins(act),
        }
    )
    salt = salt or os.urandom(32)
    leaf = leaf_of(key, entry.version, milliseconds(entry.recorded_at), salt, body)
    return Sealed(entry, leaf, head_of(leaf), salt, body)


def milliseconds(recorded_at: str) -> int:
    """Milliseconds since 1970 of a moment as the record writes it, rounded down."""
    at = datetime.datetime.fromisoformat(recorded_at)
    return int((at - EPOCH) / datetime.timedelta(milliseconds=1))


EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def leaf_of(key: bytes, version: int, at: int, salt: bytes, body: bytes) -> bytes:
    """The public leaf: a tag that only the stream's key links, a salted commitment, a time in milliseconds."""
    return canonical({"v": FORMAT, "t": at, "tag": tag_of(key, version), "c": commitment(salt, body)})


def commitment(salt: bytes, body: bytes) -> str:
    """What a leaf holds of a body: it can be shown to be this body, and tells nothing of it (docs/record-format.md)."""
    return hashlib.sha256(salt + body).hexdigest()


def head_of(leaf: bytes) -> str:
    """What the next act of the stream names as `prev`, and the stream as its head."""
    return hashlib.sha256(leaf).hexdigest()


def fold(rows: Rows, act: Act, entry: Entry) -> tuple[list[Written], str]:
    """Apply an act to the rows in memory. Returns what changed and the digest over the rows as written."""
    changes: list[Written] = []
    for change in act.fold(rows, entry):
        old, new = projection.apply(rows, entry.stream, change)
        changes.append((change, old, new))
    return changes, rows_digest(changes)


def rows_digest(changes: list[Written]) -> str:
    """The digest over the rows as an act left them. docs/record-format.md, “Rows”."""
    return digest(
        [[c.model._meta.db_table, c.id, None if new is None else without_empty(as_before(c.model, new))] for c, _, new in changes]
    )


def as_before(model: type[Model], row: Row) -> Row:
    """The row without the columns that later versions added, where they hold what stood for them before."""
    added = model.ADDED if issubclass(model, Projection) else {}
    if not added:
        return row
    return {column: value for column, value in row.items() if column not in added or value != added[column](row)}
