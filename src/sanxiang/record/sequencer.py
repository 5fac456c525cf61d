"""The sequencer gives acts their places in their organ's log, in the order of commits, and signs how far the log reaches.

Ids are handed out before commit, so a reader that follows ids would miss late committers; the queue holds only what is committed.
Places, tiles, size and the signed checkpoint are one transaction: its commit is the decision. The files follow (`record.shelf`).
"""

from typing import Any

from django.conf import settings
from django.db import connection, transaction

from sanxiang.record import keys, log, shelf
from sanxiang.tlog import checkpoint, merkle, tiles
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.note import Signer, SignerSm2

ONLY_ONE = 0x73616E78  # the key of the advisory lock: there is one sequencer

LOCK = "SELECT pg_advisory_xact_lock(%s)"
TAKE = "SELECT a.organ, a.id, a.leaf FROM record_pending p JOIN record_act a ON a.id = p.act ORDER BY p.act LIMIT %s"
PLACE = """
WITH placed AS (INSERT INTO record_leaf (organ, index, act) SELECT %s, * FROM unnest(%s::bigint[], %s::bigint[]))
DELETE FROM record_pending WHERE act = ANY(%s)
"""
TILE = """
INSERT INTO record_tile (organ, level, n, data) SELECT %s, * FROM unnest(%s::int[], %s::bigint[], %s::bytea[])
ON CONFLICT (organ, level, n) DO UPDATE SET data = excluded.data
"""
BEGIN = "INSERT INTO record_log (organ, origin, key, size) VALUES (%s, %s, %s, 0) ON CONFLICT (organ) DO NOTHING"
GROW = "UPDATE record_log SET size = %s, sm2 = %s WHERE organ = %s"
SIGN = "INSERT INTO record_checkpoint (organ, size, note) VALUES (%s, %s, %s)"


def drain(batch: int = 5000) -> int:
    """Give every waiting act its place and publish the logs that moved. Returns how many were placed. Called every second.

    Raises Refused when a log's signing key is not at hand; what waits stays in the queue.
    """
    total = 0
    while placed := _place(batch):
        total += placed
    return total


def _place(batch: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK, [ONLY_ONE])
        cursor.execute(TAKE, [batch])
        waiting: dict[str, list[tuple[int, bytes]]] = {}
        for organ, act, leaf in cursor.fetchall():
            waiting.setdefault(organ, []).append((act, bytes(leaf)))
        for organ, acts in waiting.items():
            _extend(cursor, _begun(cursor, organ), acts)
    if waiting:
        shelf.publish(sorted(waiting))
    return sum(map(len, waiting.values()))


def _begun(cursor: Any, organ: str) -> log.Log:
    """The organ's log, begun with its name and key if it has none."""
    found = log.logs([organ])
    if found:
        return found[0]
    origin = log.origin_of(organ)
    cursor.execute(BEGIN, [organ, origin, str(keys.signer(organ, origin).verifier)])
    return log.log_of(organ)


def _extend(cursor: Any, begun: log.Log, acts: list[tuple[int, bytes]]) -> None:
    """Places for these acts, the tiles that grow, and the checkpoint over all of it."""
    organ, size = begun.organ, begun.size + len(acts)
    ids = [act for act, _ in acts]
    edges = log.edges_of(organ, begun.size)
    grown = list(tiles.grown(edges, begun.size, [merkle.leaf_hash(leaf) for _, leaf in acts]))
    cursor.execute(PLACE, [organ, list(range(begun.size, size)), ids, ids])
    cursor.execute(TILE, [organ, *map(list, zip(*grown, strict=True))])
    signers = _signers(begun)
    cursor.execute(GROW, [size, str(signers[1].verifier) if signers[1:] else begun.sm2, organ])
    note = checkpoint.sign(Checkpoint(begun.origin, size, log.root_of(edges, size)), *signers)
    cursor.execute(SIGN, [organ, size, str(note)])


def _signers(begun: log.Log) -> list[Signer | SignerSm2]:
    """The log's Ed25519 key, which every verifier knows, and its SM2 key where that is wanted."""
    first = keys.signer(begun.organ, begun.origin, begun.key)
    return [first, keys.signer_sm2(begun.organ, begun.origin, begun.sm2)] if settings.SM2 else [first]
