"""Are the logs whole? Places, leaves, tiles, checkpoints, and what was published of them. docs/record-format.md, “Verification”."""

import itertools
import sys
from collections.abc import Callable, Iterator
from typing import Any

from cryptography.x509 import Certificate
from django.conf import settings

from sanxiang.record import log, shelf, sql, timestamps
from sanxiang.tlog import checkpoint, merkle, note, tiles, times
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.merkle import Wrong

CHUNK = 1 << 14  # leaves whose tiles are compared at once

LEAVES = """
SELECT l.organ, l.index, l.act, a.organ, a.leaf, a.stream_id, a.version, extract(epoch FROM a.recorded_at)::bigint
  FROM record_leaf l LEFT JOIN record_act a ON a.id = l.act ORDER BY l.organ, l.index
"""
# How far the log reached when somebody outside said so, and when (POSIX seconds): the latest word on each size.
SEEN = """
SELECT size, max(at) FROM (
 SELECT size, at FROM record_cosignature WHERE organ = %s UNION ALL
 SELECT size, extract(epoch FROM at)::bigint FROM record_timestamp WHERE organ = %s) o (size, at) GROUP BY size ORDER BY size
"""
TILES = "SELECT count(*) FROM record_tile WHERE organ = %s"
CHECKPOINTS = "SELECT note FROM record_checkpoint WHERE organ = %s ORDER BY size DESC"
UNPLACED = """
SELECT a.organ, a.stream_id, a.version FROM record_act a
 WHERE NOT EXISTS (SELECT FROM record_leaf l WHERE l.act = a.id)
   AND NOT EXISTS (SELECT FROM record_pending p WHERE p.act = a.id) ORDER BY a.id
"""
QUEUE = "SELECT act FROM record_pending p WHERE NOT EXISTS (SELECT FROM record_act a WHERE a.id = p.act) ORDER BY 1"

Tell = Callable[[str, str], None]


def verify_logs(tell: Tell, walked_on: Callable[[int], None]) -> None:
    """Tell (where, what) of everything that is not as it was signed; `walked_on` is told how many leaves more were looked at.

    Every leaf is read once; memory stays bounded by a chunk.
    """
    signers = _authorities(tell)
    known = {each.organ: each for each in log.logs()}
    walked = set()
    for organ, rows in itertools.groupby(sql.each_row(LEAVES), key=lambda row: row[0]):
        walked.add(organ)
        if organ in known:
            _walk(tell, known[organ], rows, signers, walked_on)
        else:
            tell(f"主体 {organ} 日志", "有日志叶，却没有日志")
    for organ in sorted(known.keys() - walked):
        _walk(tell, known[organ], iter(()), signers, walked_on)
    for organ in shelf.shelved():
        if organ not in known:
            tell(f"主体 {organ} 日志", "库外有已发布的日志，库内没有：行为被删除，或恢复了旧备份")
    for organ, stream, version in sql.each_row(UNPLACED):
        tell(f"主体 {organ} 行为链 {stream} 第 {version} 号", "没有编入日志，也不在队列中")
    for (act,) in sql.each_row(QUEUE):
        tell(f"行为 {act}", "在待编号队列中，却没有这个行为")


def _authorities(tell: Tell) -> list[Certificate]:
    """Whose time stamps are believed; without any, stamps are only seen to be over their checkpoints."""
    try:
        return timestamps.trusted() if settings.TSA_CERTIFICATE else []
    except Wrong as wrong:
        tell("时间戳", str(wrong))
        return []


def _walk(
    tell: Tell, known: log.Log, rows: Iterator[tuple[Any, ...]], signers: list[Certificate], walked_on: Callable[[int], None]
) -> None:
    """Build the organ's tree anew from the acts and compare it with what is stored, signed and published."""
    organ, size, made = known.organ, 0, 0
    edges: dict[int, bytes] = {}
    leaves = _leaves(tell, organ, rows)
    while chunk := list(itertools.islice(leaves, CHUNK)):
        grown = {(level, n): data for level, n, data in tiles.grown(edges, size, chunk)}
        made = _compare(tell, organ, grown, made)
        size += len(chunk)
        walked_on(len(chunk))
    if size != known.size:
        tell(f"主体 {organ} 日志", f"日志记为 {known.size} 片叶，实有 {size} 片")
    elif made != sql.rows(TILES, [organ])[0][0]:
        tell(f"主体 {organ} 日志", "瓦片的数量与日志大小不符")
    _signed(tell, known, size, log.root_of(edges, size))
    for what in timestamps.faults(organ, signers):
        tell(f"主体 {organ} 日志", what)
    _published(tell, known)


def _leaves(tell: Tell, organ: str, rows: Iterator[tuple[Any, ...]]) -> Iterator[bytes]:
    """The leaf hashes of an organ's acts in their places; what is wrong with a place is told."""
    earliest, allowed = _earliest(organ), settings.LOG_DELAY_MINUTES
    for expected, (_, index, act, act_organ, leaf, stream, version, recorded) in enumerate(rows):
        where = f"主体 {organ} 日志第 {index} 片"
        if index != expected:
            tell(where, f"日志编号不连续：应为 {expected}")
        if leaf is None:
            tell(where, f"行为 {act} 缺失")
        elif act_organ != organ:
            tell(f"{where}（行为链 {stream} 第 {version} 号）", f"行为属于主体 {act_organ}")
        elif recorded < (bound := earliest(index)):
            early = f"记录时间 {times.spoken(recorded)} 比它之前的检查点被见证的时间早 {(bound - recorded) // 60 + allowed} 分钟"
            tell(f"{where}（行为链 {stream} 第 {version} 号）", f"{early}，超过允许的 {allowed} 分钟：时钟被拨回，或者时间被倒填")
        yield merkle.leaf_hash(bytes(leaf or b""))


def _earliest(organ: str) -> Callable[[int], int]:
    """The earliest time (POSIX seconds) that an act at an index may name, asked for with rising indices: what was seen before it was
    placed, less the allowed delay."""
    seen, bound = itertools.chain(sql.each_row(SEEN, [organ, organ]), [(sys.maxsize, 0)]), 0
    size, at = next(seen)

    def of(index: int) -> int:
        nonlocal size, at, bound
        while size <= index:
            bound = max(bound, at - settings.LOG_DELAY_MINUTES * 60)
            size, at = next(seen)
        return bound

    return of


def _compare(tell: Tell, organ: str, grown: dict[tuple[int, int], bytes], made: int) -> int:
    """Compare tiles made anew with the stored ones. Returns how many tiles there are by now."""
    stored = log.tiles_of(organ, grown)
    for (level, n), data in grown.items():
        kept = stored.get((level, n), b"")
        at = next((i for i in range(0, len(data), merkle.SIZE) if kept[i : i + merkle.SIZE] != data[i : i + merkle.SIZE]), None)
        if at is not None:
            place = (n * tiles.WIDTH + at // merkle.SIZE) << (tiles.HEIGHT * level)
            tell(
                f"主体 {organ} 日志第 {place} 片",
                "与日志树不符：这一片叶或者日志树被改动" if level == 0 else f"日志树第 {level} 层与叶不符",
            )
    per_level: dict[int, int] = {}
    for level, n in grown:
        per_level[level] = max(per_level.get(level, 0), n + 1)
    return max(made, sum(per_level.values()))


def _signed(tell: Tell, known: log.Log, size: int, root: bytes) -> None:
    """The newest checkpoint is signed with the log's key and says what the acts come to."""
    notes = sql.rows(CHECKPOINTS + " LIMIT 1", [known.organ])
    where = f"主体 {known.organ} 日志"
    try:
        found = _opened(known, notes[0][0]) if notes else Checkpoint(known.origin, 0, merkle.EMPTY)
    except Wrong as wrong:
        tell(where, f"检查点不能验证：{wrong}")
        return
    if (found.origin, found.size, found.root) != (known.origin, size, root):
        tell(where, f"签名的检查点（{found.size} 片叶）与日志（{size} 片叶）不符")


def _opened(known: log.Log, raw: str) -> Checkpoint:
    """A checkpoint with the log's signature, and with its SM2 line right where it has one. Raises Wrong."""
    found, signed = checkpoint.opened(raw, note.verifier_key(known.key))
    second = note.verifier_key(known.sm2) if known.sm2 else None
    if second and any(map(second.signed, signed.signatures)):
        note.verified(signed, [second])
    return found


def _published(tell: Tell, known: log.Log) -> None:
    """What was published outside the database is a beginning of the log."""
    where = f"主体 {known.organ} 日志"
    try:
        kept = shelf.published(known.organ, known.key)
    except Wrong as wrong:
        tell(where, f"库外的检查点不能验证：{wrong}")
        return
    if kept is None:
        return
    if kept.size > known.size:
        tell(where, f"日志变短：已发布 {kept.size} 片叶，库内只有 {known.size} 片；行为被删除，或恢复了旧备份")
        return
    try:
        root = merkle.root_at(kept.size, log.reader(known.organ, known.size))
    except (KeyError, IndexError):
        tell(where, "日志树缺少瓦片，不能与已发布的检查点比较")
        return
    if root != kept.root:
        tell(where, f"与已发布的检查点（{kept.size} 片叶）不符：历史被改写")
