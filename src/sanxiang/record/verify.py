"""Walking the whole record: is everything there, in order, and as it was sealed? docs/record-format.md, “Verification”."""

import contextlib
import datetime
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import orjson
from django.db import connection, transaction

from sanxiang.record import log, sequencer, shelf, sql, timestamps
from sanxiang.record.acts import declared
from sanxiang.record.canonical import moment
from sanxiang.record.refusal import Refused
from sanxiang.record.replay import Replay, strays
from sanxiang.record.seal import commitment, head_of, leaf_of, milliseconds
from sanxiang.record.verify_log import verify_logs
from sanxiang.tlog.receipt import NO_HEAD

BATCH = 500  # streams that are looked at together

STREAMS = "SELECT id, organ, kind, key, version, head FROM record_stream WHERE %s::text IS NULL OR id > %s ORDER BY id LIMIT %s"
ACTS = """
SELECT a.stream_id, a.id, a.organ, a.version, a.name, a.recorded_at, a.leaf, b.salt, b.body
  FROM record_act a LEFT JOIN record_actbody b ON b.act_id = a.id WHERE a.stream_id = ANY(%s) ORDER BY a.stream_id, a.version, a.id
"""
HOMELESS = """
SELECT stream_id, organ, count(*) FROM record_act a
 WHERE NOT EXISTS (SELECT FROM record_stream s WHERE s.id = a.stream_id) GROUP BY 1, 2 ORDER BY 1, 2
"""
BODIES = "SELECT act_id FROM record_actbody b WHERE NOT EXISTS (SELECT FROM record_act a WHERE a.id = b.act_id) ORDER BY 1"

WHOLE = "SELECT (SELECT count(*) FROM record_act) + (SELECT coalesce(sum(size), 0)::bigint FROM record_log)"

Progress = Callable[[int, int], None]


class Problem(msgspec.Struct, frozen=True):
    """Where (organ, stream, version, table, row, column) and what is wrong, in Chinese."""

    where: str
    what: str


class Report(msgspec.Struct):
    """What a verification looked at and what it found."""

    acts: int = 0
    streams: int = 0
    problems: list[Problem] = []
    notes: list[Problem] = []  # what does not make the record wrong, but should be seen to

    @property
    def ok(self) -> bool:
        return not self.problems

    def tell(self, where: str, what: str) -> None:
        self.problems.append(Problem(where, what))


class Stored(msgspec.Struct, frozen=True):
    """An act with its body as they stand in the database."""

    stream: str
    id: int
    organ: str
    version: int
    name: str
    recorded_at: datetime.datetime
    leaf: bytes
    salt: bytes | None
    body: bytes | None


class Chain(msgspec.Struct, frozen=True):
    """A stream as it stands in the database."""

    id: str
    organ: str
    kind: str
    key: bytes
    version: int
    head: str

    def at(self, version: int) -> str:
        return f"主体 {self.organ} 行为链 {self.id} 第 {version} 号"


def verify(*, replay: bool = False, progress: Progress | None = None) -> Report:
    """Walk every stream, the log and its published heads; with `replay`, fold every stream and compare with all projections.

    progress(done, all) is told after each batch: acts in their streams, then leaves in their logs. Memory stays bounded by a batch. Acts
    that wait get their place first.
    """
    report = Report()
    try:
        sequencer.drain()
    except Refused as stopped:
        report.tell("日志", stopped.message)
    with _unmoving():
        told = _told(progress)
        for chains in _batches():
            before = report.acts
            _walk_batch(report, chains, replay)
            told(report.acts - before)
        _strays(report)
        verify_logs(report.tell, told)
        if replay:
            for where, what in strays():
                report.tell(where, what)
    shelf.publish()
    for each in log.logs():
        if what := timestamps.overdue(each.organ):
            report.notes.append(Problem(f"主体 {each.organ} 日志", what))
    return report


def _told(progress: Progress | None) -> Callable[[int], None]:
    """What adds to what was done, and tells it."""
    if progress is None:
        return lambda more: None
    whole, done = sql.rows(WHOLE)[0][0], 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress(done, whole)

    return told


@contextlib.contextmanager
def _unmoving() -> Iterator[None]:
    """One snapshot for everything that is compared. Inside a transaction the caller's own view must do."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _batches() -> Iterator[list[Chain]]:
    last = None
    while found := sql.rows(STREAMS, [last, last, BATCH]):
        chains = [Chain(id, organ, kind, bytes(key), version, head) for id, organ, kind, key, version, head in found]
        yield chains
        last = chains[-1].id


def _walk_batch(report: Report, chains: list[Chain], replay: bool) -> None:
    known = {chain.id: chain for chain in chains}
    replayed = Replay({chain.id: chain.kind for chain in chains}) if replay else None
    seen = set()
    for id, rows in itertools.groupby(sql.each_row(ACTS, [list(known)]), key=lambda row: row[0]):
        seen.add(id)
        _walk(report, known[id], map(_stored, rows), replayed)
    for chain in chains:
        if chain.id not in seen:
            report.tell(f"主体 {chain.organ} 行为链 {chain.id}", f"行为全部缺失，链上记为 {chain.version} 个")
    report.streams += len(chains)
    if replayed:
        for id, where, what in replayed.differences():
            report.tell(f"主体 {known[id].organ} 行为链 {id} {where}", what)


def _stored(row: tuple[Any, ...]) -> Stored:
    stream, id, organ, version, name, recorded_at, leaf, salt, body = row
    return Stored(stream, id, organ, version, name, recorded_at, bytes(leaf), salt and bytes(salt), body and bytes(body))


def _walk(report: Report, chain: Chain, acts: Iterator[Stored], replayed: Replay | None) -> None:
    expected, head = 1, NO_HEAD
    for act in acts:
        report.acts += 1
        where = chain.at(act.version)
        if act.version != expected:
            report.tell(where, f"版本号不连续：应为 {expected}")
        for what in _faults(chain, act, head):
            report.tell(where, what)
        if replayed and act.body is not None and (what := replayed.add(chain.id, act.body)):
            report.tell(where, what)
        expected, head = act.version + 1, head_of(act.leaf)
    if chain.version != expected - 1:
        report.tell(f"主体 {chain.organ} 行为链 {chain.id}", f"链上记为 {chain.version} 个行为，实有到第 {expected - 1} 号")
    if chain.head != head:
        report.tell(f"主体 {chain.organ} 行为链 {chain.id}", "链头与最后一个行为不符")


def _faults(chain: Chain, act: Stored, head: str) -> Iterator[str]:
    """What is wrong with an act, given its stream and the head before it."""
    if act.organ != chain.organ:
        yield f"所属主体 {act.organ} 与行为链不符"
    yield from _name_faults(chain, act)
    if act.body is None or act.salt is None:
        yield "行为内容缺失"
        return
    at = milliseconds(moment(act.recorded_at))
    if act.leaf != leaf_of(chain.key, act.version, at, act.salt, act.body):
        yield from _leaf_faults(chain, act, at)
    yield from _body_faults(act, head)


def _name_faults(chain: Chain, act: Stored) -> Iterator[str]:
    try:
        kind = declared(act.name).STREAM
    except KeyError:
        yield f"没有名为 {act.name} 的行为"
        return
    if kind != chain.kind:
        yield f"行为 {act.name} 不属于 {chain.kind} 类的行为链"


def _leaf_faults(chain: Chain, act: Stored, at: int) -> Iterator[str]:
    """Which part of the leaf is wrong."""
    try:
        leaf = orjson.loads(act.leaf)
        told = leaf["t"], leaf["tag"], leaf["c"]
    except (ValueError, KeyError, TypeError):
        yield "公开叶损坏"
        return
    expected = orjson.loads(leaf_of(chain.key, act.version, at, act.salt or b"", act.body or b""))
    if told[0] != at:
        yield "记录时间与公开叶不符"
    if told[1] != expected["tag"]:
        yield "公开叶的标签不属于这条行为链的这一号"
    if told[2] != expected["c"]:
        yield "行为内容与公开叶中的承诺不符"
    if told == (at, expected["tag"], commitment(act.salt or b"", act.body or b"")):
        yield "公开叶的编码不是规范形式"


def _body_faults(act: Stored, head: str) -> Iterator[str]:
    try:
        told = orjson.loads(act.body or b"")
        found = told["organ"], told["stream"], told["version"], told["act"], told["recorded_at"], told["prev"]
    except (ValueError, KeyError, TypeError):
        yield "行为内容损坏，无法读取"
        return
    expected = act.organ, act.stream, act.version, act.name, moment(act.recorded_at), head
    for what, one, other in zip(("主体", "行为链", "版本号", "行为名称", "记录时间", "上一环"), found, expected, strict=True):
        if one != other:
            yield f"行为内容中的{what}（{one}）与登记（{other}）不符"


def _strays(report: Report) -> None:
    for stream, organ, count in sql.rows(HOMELESS):
        report.tell(f"主体 {organ} 行为链 {stream}", f"行为链缺失，却有它的 {count} 个行为")
    for (act,) in sql.each_row(BODIES):
        report.tell(f"行为 {act}", "只有内容，没有对应的行为")
