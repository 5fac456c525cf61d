"""An organ's log as the database holds it: leaves, tiles, checkpoints, and proofs out of them. docs/record-format.md, “Log”."""

import datetime
from collections.abc import Iterable, Iterator

import msgspec
from django.conf import settings

from sanxiang.record import sql
from sanxiang.record.refusal import NotFound
from sanxiang.tlog import merkle, tiles
from sanxiang.tlog.proof import Proof

LOGS = "SELECT organ, origin, key, size, sm2 FROM record_log WHERE %s::text[] IS NULL OR organ = ANY(%s) ORDER BY organ"
TILES = """
SELECT t.level, t.n, t.data FROM record_tile t JOIN unnest(%s::int[], %s::bigint[]) AS w (level, n) ON t.level = w.level AND t.n = w.n
 WHERE t.organ = %s
"""
CHECKPOINT = "SELECT note FROM record_checkpoint WHERE organ = %s AND size = %s"
COSIGNED = "SELECT DISTINCT ON (witness) line FROM record_cosignature WHERE organ = %s AND size = %s ORDER BY witness, at DESC"
ENTRIES = """
SELECT a.leaf FROM record_leaf l JOIN record_act a ON a.id = l.act AND a.organ = l.organ
 WHERE l.organ = %s AND l.index >= %s AND l.index < %s ORDER BY l.index
"""
SIGNED = "SELECT size, note FROM record_checkpoint WHERE organ = %s AND size = ANY(%s)"
FIRST_AND_LAST = """
SELECT DISTINCT size, witness, at, line FROM (SELECT *, min(at) OVER one AS first, max(at) OVER one AS last FROM record_cosignature
 WHERE organ = %s AND size = ANY(%s) WINDOW one AS (PARTITION BY size, witness)) c WHERE at IN (first, last) ORDER BY size, witness, at
"""
TOKENS = """
SELECT DISTINCT size, at, token FROM (SELECT *, min(at) OVER one AS first, max(at) OVER one AS last FROM record_timestamp
 WHERE organ = %s AND size = ANY(%s) WINDOW one AS (PARTITION BY size)) t WHERE at IN (first, last) ORDER BY size, at
"""
SEEN = """
SELECT DISTINCT t.size FROM unnest(%s::bigint[]) AS i, LATERAL (
 (SELECT size FROM record_cosignature WHERE organ = %s AND size <= i ORDER BY size DESC LIMIT 1) UNION ALL
 (SELECT size FROM record_cosignature WHERE organ = %s AND size > i ORDER BY size LIMIT 1) UNION ALL
 (SELECT size FROM record_timestamp WHERE organ = %s AND size <= i ORDER BY size DESC LIMIT 1) UNION ALL
 (SELECT size FROM record_timestamp WHERE organ = %s AND size > i ORDER BY size LIMIT 1)) t WHERE t.size < %s ORDER BY 1
"""
WAITING = """
SELECT EXISTS (SELECT FROM record_pending p JOIN record_act a ON a.id = p.act WHERE a.organ = %s AND a.recorded_at < now() - interval '1 minute')
"""
STAMPS = "SELECT size, at, token FROM record_timestamp WHERE organ = %s AND size > %s ORDER BY size, at"
NEWEST_STAMP = "SELECT size, at, token FROM record_timestamp WHERE organ = %s AND size > %s ORDER BY size DESC, at DESC LIMIT 1"
PLACE_OF = """
SELECT l.organ, l.index FROM record_leaf l JOIN record_act a ON a.id = l.act AND a.organ = l.organ
 WHERE a.stream_id = %s AND a.version = %s
"""


class Log(msgspec.Struct, frozen=True):
    """How far an organ's log reaches. `origin` and `key` (its verifier key) stay what they were when it began; `sm2` is its second key, if any."""

    organ: str
    origin: str
    key: str
    size: int
    sm2: str = ""


class Stamp(msgspec.Struct, frozen=True):
    """A time stamp: its checkpoint's size, the time (UTC) at which the authority saw it, its answer (DER)."""

    size: int
    at: datetime.datetime
    token: bytes


def origin_of(organ: str) -> str:
    """The name that a new log of this organ takes."""
    return f"{settings.LOG_ORIGIN}/{organ}"


def logs(organs: list[str] | None = None) -> list[Log]:
    """The logs of these organs (or all) that have begun. One query."""
    return [Log(*row) for row in sql.rows(LOGS, [organs, organs])]


def log_of(organ: str) -> Log:
    """Raises NotFound when nothing of this organ has its place yet."""
    found = logs([organ])
    if not found:
        raise NotFound("该机关的日志还没有内容", next="行为记录后一秒内编入日志，请稍后再试；或核对机关代码。")
    return found[0]


def tiles_of(organ: str, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Tiles by (level, n), as far as they are filled. One query."""
    levels, numbers = zip(*wanted, strict=True) if (wanted := list(wanted)) else ((), ())
    return {(level, n): bytes(data) for level, n, data in sql.rows(TILES, [list(levels), list(numbers), organ])}


def reader(organ: str, size: int) -> merkle.Reader:
    """Hashes of the log's subtrees; each tile is read from the database once."""
    return tiles.reader(lambda level, n, width: tiles_of(organ, [(level, n)])[level, n][: width * merkle.SIZE], size)


def edges_of(organ: str, size: int) -> dict[int, bytes]:
    """The partial tile of each level of a log of this size. One query."""
    wanted = [(level, n) for level, n, _ in tiles.widths(size)]
    return {level: data for (level, _), data in tiles_of(organ, wanted).items()} if wanted else {}


def root_of(edges: dict[int, bytes], size: int) -> bytes:
    """The root of a log, which follows from its partial tiles alone."""
    return merkle.root_at(size, tiles.reader(lambda level, n, width: edges[level], size))


def entries(organ: str, start: int, end: int) -> list[bytes]:
    """The leaves [start, end) of a log. One query."""
    return [bytes(leaf) for (leaf,) in sql.rows(ENTRIES, [organ, start, end])]


def signed_note(organ: str, size: int) -> str:
    """The checkpoint of a log at this size as the log signed it."""
    return "".join(text for (text,) in sql.rows(CHECKPOINT, [organ, size]))


def checkpoint_note(organ: str, size: int) -> str:
    """The signed checkpoint of a log at this size, with the newest cosignature of each witness."""
    return signed_note(organ, size) + "".join(text for (text,) in sql.rows(COSIGNED, [organ, size]))


class Seen(msgspec.Struct):
    """A signed checkpoint with the first and the newest cosignature of each witness, and its first and newest time stamp."""

    note: str
    tokens: list[bytes]


def seen(organ: str, sizes: list[int]) -> dict[int, Seen]:
    """What those outside said of the checkpoints of these sizes. Three queries."""
    found = {size: Seen(text, []) for size, text in sql.rows(SIGNED, [organ, sizes])}
    for size, _, _, line in sql.rows(FIRST_AND_LAST, [organ, sizes]):
        found[size].note += line
    for size, _, token in sql.rows(TOKENS, [organ, sizes]):
        found[size].tokens.append(bytes(token))
    return found


def seen_around(organ: str, indices: list[int], below: int) -> list[int]:
    """The sizes of the checkpoints next to these places on either side that somebody outside saw, smaller than `below`. One query."""
    return [size for (size,) in sql.rows(SEEN, [indices, organ, organ, organ, organ, below])]


def stuck(organ: str) -> bool:
    """Whether an act has waited for its place for longer than a minute. Then nobody is asked to say how far the log reaches by now."""
    return bool(sql.rows(WAITING, [organ])[0][0])


def stamps(organ: str) -> Iterator[Stamp]:
    """Every time stamp of a log, by size and time."""
    return (Stamp(size, at, bytes(token)) for size, at, token in sql.each_row(STAMPS, [organ, 0]))


def newest_stamp(organ: str, above: int = 0) -> Stamp | None:
    """The newest time stamp of a log whose checkpoint holds more than so many leaves. One query."""
    found = sql.rows(NEWEST_STAMP, [organ, above])
    return Stamp(found[0][0], found[0][1], bytes(found[0][2])) if found else None


def proof_of(stream: str, version: int) -> Proof:
    """The proof that this act stands in its organ's log, under the newest checkpoint. Raises NotFound: no such act, or not placed yet."""
    found = sql.rows(PLACE_OF, [stream, version])
    if not found:
        raise NotFound("该行为还没有编入日志", next="请一秒后再试。")
    organ, index = found[0]
    size = log_of(organ).size
    return Proof(index, tuple(merkle.inclusion(index, size, reader(organ, size))), checkpoint_note(organ, size))
