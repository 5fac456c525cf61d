"""The sequencer gives acts their places in their organ's log, in the order of commits, and keeps the log's head outside the database.

Ids are handed out before commit, so a reader that follows ids would miss late committers; the queue holds only what is committed.
The chain over all leaves makes any change of the past visible to whoever knows a later head; the Merkle tree and witnesses take its place.
The head files are trusted only as far as the folder is: who can write both it and the database can rewrite both.
"""

import hashlib
import os
import pathlib
import urllib.parse
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

ONLY_ONE = 0x73616E78  # the key of the advisory lock: there is one sequencer
START = hashlib.sha256(b"sanxiang log 1").digest()

LOCK = "SELECT pg_advisory_xact_lock(%s)"
TAKE = "SELECT a.organ, a.id, a.leaf FROM record_pending p JOIN record_act a ON a.id = p.act ORDER BY p.act LIMIT %s"
LOGS = "SELECT organ, size, chain FROM record_log WHERE %s::text[] IS NULL OR organ = ANY(%s)"
PLACE = """
WITH placed AS (INSERT INTO record_leaf (organ, index, act, chain)
                SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::bytea[]))
DELETE FROM record_pending WHERE act = ANY(%s)
"""
KEEP = """
INSERT INTO record_log (organ, size, chain) SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bytea[])
ON CONFLICT (organ) DO UPDATE SET size = excluded.size, chain = excluded.chain
"""
CHAIN_AT = "SELECT chain FROM record_leaf WHERE organ = %s AND index = %s"


class Head(msgspec.Struct, frozen=True):
    """How far an organ's log reaches: its number of leaves, and the chain value of the last in hex."""

    organ: str
    size: int
    chain: str


def link(chain: bytes, leaf: bytes) -> bytes:
    """The next chain value: SHA-256(chain so far ‖ SHA-256(0x00 ‖ leaf)). The inner hash is the leaf hash of RFC 6962 §2.1."""
    return hashlib.sha256(chain + hashlib.sha256(b"\0" + leaf).digest()).digest()


def drain(batch: int = 5000) -> int:
    """Give every waiting act its place and publish the heads that moved. Returns how many were placed. The worker calls it every second."""
    total = 0
    while placed := _place(batch):
        total += placed
    return total


def _place(batch: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [ONLY_ONE])
        cursor.execute(TAKE, [batch])
        taken = cursor.fetchall()
        if not taken:
            return 0
        organs = sorted({organ for organ, _, _ in taken})
        heads = _read(cursor, organs)
        places = [_next(heads, organ, act, bytes(leaf)) for organ, act, leaf in taken]
        cursor.execute(PLACE, [*map(list, zip(*places, strict=True)), [act for _, _, act, _ in places]])
        cursor.execute(KEEP, [organs, [heads[o][0] for o in organs], [heads[o][1] for o in organs]])
    publish(organs)
    return len(taken)


def _read(cursor: Any, organs: list[str]) -> dict[str, tuple[int, bytes]]:
    cursor.execute(LOGS, [organs, organs])
    return {organ: (size, bytes(chain)) for organ, size, chain in cursor.fetchall()}


def _next(heads: dict[str, tuple[int, bytes]], organ: str, act: int, leaf: bytes) -> tuple[str, int, int, bytes]:
    size, chain = heads.get(organ, (0, START))
    heads[organ] = size + 1, link(chain, leaf)
    return organ, size, act, heads[organ][1]


def publish(organs: list[str] | None = None) -> None:
    """Write the heads of these organs (or all) beside the database, where they lag behind it.

    A head that is damaged, or that the log no longer continues, stays as it is, for `verify` to tell.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [ONLY_ONE])  # two who publish at once must not put an older head over a newer
        cursor.execute(LOGS, [organs, organs])
        for organ, size, chain in cursor.fetchall():
            if _lags(cursor, organ, size):
                _write(Head(organ, size, bytes(chain).hex()))


def _lags(cursor: Any, organ: str, size: int) -> bool:
    try:
        kept = published(organ)
    except msgspec.MsgspecError:
        return False
    if kept is None:
        return True
    cursor.execute(CHAIN_AT, [organ, kept.size - 1])
    found = cursor.fetchone()
    return kept.size < size and found is not None and bytes(found[0]).hex() == kept.chain


def folder() -> pathlib.Path:
    return pathlib.Path(settings.VAR) / "log"


def published(organ: str) -> Head | None:
    """The head that was last published for an organ. Raises msgspec.MsgspecError if the file is damaged."""
    file = _file(organ)
    return msgspec.json.decode(file.read_bytes(), type=Head) if file.exists() else None


def all_published() -> list[str]:
    """The organs of which a head was published."""
    return sorted(urllib.parse.unquote(file.stem) for file in folder().glob("*.head"))


def _file(organ: str) -> pathlib.Path:
    return folder() / f"{urllib.parse.quote(organ, safe='')}.head"


def _write(head: Head) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    file = _file(head.organ)
    fresh = file.with_suffix(".new")
    with fresh.open("wb") as out:
        out.write(msgspec.json.encode(head) + b"\n")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    directory = os.open(folder(), os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
