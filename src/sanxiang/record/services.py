"""Writing the record: an act and the rows that it folds to, in one transaction."""

import contextlib
import datetime
import functools
import os
import threading
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, cast

import msgspec
import orjson
import psycopg
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction

from sanxiang.record import amendment, projection, queries
from sanxiang.record.acts import Act, Entry, Row, Rows, declared
from sanxiang.record.amendment import Amendment
from sanxiang.record.canonical import digest, moment
from sanxiang.record.models import RecordedAct, Request
from sanxiang.record.refusal import Invalid, Moved, NotFound, Reused, refusals
from sanxiang.record.seal import Sealed, Written, fold, seal
from sanxiang.record.wire import ask, before_others, flush, forget, later, raw_connection
from sanxiang.tlog.receipt import NO_HEAD

LOCK = "SELECT organ, kind, encode(key, 'hex'), version, head FROM record_stream WHERE id = $1 FOR NO KEY UPDATE"
KIND = "SELECT kind FROM record_stream WHERE id = $1"
# $1 stream $2 organ $3 version $4 head $5 name $6 recorded_at $7 leaf $8 salt $9 body ($10 kind $11 key)
BEGIN = """
WITH moved AS (INSERT INTO record_stream (id, organ, kind, key, version, head) VALUES ($1, $2, $10, $11, $3, $4) RETURNING id),"""
MOVE = """
WITH moved AS (UPDATE record_stream SET version = $3, head = $4 WHERE id = $1 AND version = $3 - 1 RETURNING id),"""
ADD = """
     added AS (INSERT INTO record_act (organ, stream_id, version, name, recorded_at, leaf)
               SELECT $2, id, $3, $5, $6::timestamptz, $7::bytea FROM moved RETURNING id),
     queued AS (INSERT INTO record_pending (act) SELECT id FROM added)
INSERT INTO record_actbody (act_id, salt, body) SELECT id, $8::bytea, $9::bytea FROM added RETURNING act_id
"""
RESERVE = """
INSERT INTO record_request (actor, key, input_digest, answer, at) VALUES ($1, $2, $3, 'null', now())
ON CONFLICT (actor, key) DO NOTHING RETURNING id
"""
FIRST_ANSWER = "SELECT input_digest, answer FROM record_request WHERE actor = $1 AND key = $2"
ANSWER = "UPDATE record_request SET answer = $3 WHERE actor = $1 AND key = $2"
# Search indexes take in what was added by heaps rather than row by row, for as long as the transaction lasts.
IN_BULK = "SELECT set_config('gin_pending_list_limit', '65536', true), set_config('maintenance_work_mem', '262144', true)"
IDS = "SELECT nextval(pg_get_serial_sequence('record_act', 'id')) FROM generate_series(1, $1::int)"


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a user or officer by id, and the role in which they act (handler, reviewer, head, supervisor, system, …)."""

    id: str
    role: str


SYSTEM = Actor("system", "system")


class Writing:
    """A stream that is locked for this transaction, with its rows."""

    def __init__(self, id: str, organ: str, kind: str, key: bytes, version: int, head: str, rows: Rows) -> None:
        self.id, self.organ, self.kind, self.key, self.version, self.head, self.rows = id, organ, kind, key, version, head, rows

    def append(
        self, act: Act, *, actor: Actor, happened_at: datetime.date | datetime.datetime | None = None, backfill: str = "", ground: str = ""
    ) -> Entry:
        """Append an act and write the rows that it folds to. It is sent with what is asked next, or with the COMMIT at the end of the transaction.

        happened_at is the legal day or moment (now if left out; without a time zone it is Shanghai's). Beyond the allowed delay
        (SANXIANG_BACKFILL_AFTER_HOURS) `backfill` must give the reason; it is kept with the act as its 补录 mark. Raises Invalid when the
        reason is missing, the day lies in the future, or an amendment names no act; Refused when the database refuses.
        """
        if self.kind != act.STREAM:
            raise TypeError(f"{act.name} belongs on a stream of kind {act.STREAM}, not {self.kind}")
        now = datetime.datetime.now(datetime.UTC)
        if isinstance(act, Amendment):
            amendment.check(act, self.version, self._annulled())
        entry = self._entry(act, actor, now, happened_at, backfill)
        with _whole_or_nothing():
            changes, rows_digest = fold(self.rows, act, entry)
            sealed = seal(act, entry, self.key, self.head, rows_digest, ground)
            self._store(sealed, changes)
        self.version, self.head = entry.version, sealed.head
        return entry

    def _entry(self, act: Act, actor: Actor, now: datetime.datetime, happened_at: Any, backfill: str) -> Entry:
        when = now if happened_at is None else happened_at
        if isinstance(when, datetime.datetime) and when.tzinfo is None:
            when = when.replace(tzinfo=SHANGHAI)
        late = check_times(when, now, backfill)
        text = moment(when) if isinstance(when, datetime.datetime) else when.isoformat()
        return Entry(self.id, self.organ, self.version + 1, act.name, text, moment(now), actor.id, actor.role, backfill if late else "")

    def _annulled(self) -> frozenset[int]:
        return frozenset(act.version for act in queries.acts_of(self.id) if act.annulled)

    def _store(self, sealed: Sealed, changes: Sequence[Written]) -> None:
        entry = sealed.entry
        values: list[Any] = [
            self.id, self.organ, entry.version, sealed.head, entry.name, entry.recorded_at, sealed.leaf, sealed.salt, sealed.body,
        ]  # fmt: skip
        append = (BEGIN + ADD, [*values, self.kind, self.key]) if entry.version == 1 else (MOVE + ADD, values)
        later(append, empty=Moved([]))
        for written in changes:
            if statement := projection.write(*written):
                later(statement)


@contextlib.contextmanager
def _whole_or_nothing() -> Iterator[None]:
    """Whoever swallows an error of an act that is half done may not commit what was done of it."""
    try:
        yield
    except BaseException:
        transaction.set_rollback(True)
        raise


def check_times(happened_at: datetime.date | datetime.datetime | None, now: datetime.datetime, backfill: str) -> bool:
    """Whether an act is recorded late (补录). Raises Invalid for a future day, or a late one without a reason."""
    if happened_at is None:
        return False
    if not isinstance(happened_at, datetime.datetime):
        local = now.astimezone(SHANGHAI)
        if happened_at > local.date():
            raise Invalid(f"发生日期 {happened_at} 在今天之后", fields={"happened_at": "不能晚于今天"}, next="请填写实际发生的日期。")
        happened_at = datetime.datetime.combine(happened_at, datetime.time.max, SHANGHAI)
    elif happened_at > now + datetime.timedelta(minutes=5):
        raise Invalid("发生时间在现在之后", fields={"happened_at": "不能晚于现在"}, next="请填写实际发生的时间。")
    late = now - happened_at > datetime.timedelta(hours=settings.BACKFILL_AFTER_HOURS)
    if late and not backfill.strip():
        raise Invalid(
            f"该行为发生已超过 {settings.BACKFILL_AFTER_HOURS} 小时，属于补录",
            fields={"backfill": "请说明补录理由"},
            article="行政处罚法第四十七条（全过程记录）",
            next="请填写补录理由；该行为将带有“补录”标记。",
        )
    return late


SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


@contextlib.contextmanager
def _transaction() -> Iterator[None]:
    """One within another of ours makes no savepoint: what is refused within goes out through both, and undoes all of it.

    What was written is sent at the end of the outermost, with its COMMIT where no transaction of somebody else is around it.
    """
    if getattr(_open, "transaction", False):
        with refusals(), transaction.atomic(savepoint=False):
            yield
        return
    known = connections[DEFAULT_DB_ALIAS]
    alone = not known.in_atomic_block
    with refusals(), transaction.atomic(), known.execute_wrapper(before_others):
        _open.transaction = True
        try:
            yield
            if not known.needs_rollback:
                flush(commit=alone)
        finally:
            _open.transaction = False
            forget()


_open = threading.local()


@contextlib.contextmanager
def writing(stream: str, *, seen: int | None = None, additive: bool = False) -> Iterator[Writing]:
    """Lock a stream for one transaction, with its rows, in one round trip.

    `seen` is the version that the user's form saw: if the stream has moved since, Moved is raised, unless the act is additive; acts that are
    quiet (a consultation) move nobody's form.
    Raises NotFound if there is no such stream; what a trigger refuses inside comes out as Refused.
    """
    with _transaction():
        held = _lock(stream)
        if seen is not None and seen != held.version and not additive and ((since := _since(stream, seen)) or seen > held.version):
            raise Moved(since)
        yield held


def _lock(stream: str) -> Writing:
    kind = _kind(stream)
    locked, found = ask((LOCK, [stream]), (projection.select(kind, "= $1"), [stream]))
    if not locked:
        raise _missing()
    organ, found_kind, key, version, head = cast(tuple[str, ...], locked[0])
    if found_kind != kind:
        _kind.cache_clear()
        return _lock(stream)
    return Writing(stream, organ, kind, bytes.fromhex(key), int(version), head, projection.rows_of(kind, found))


@functools.lru_cache(maxsize=50_000)
def _kind(stream: str) -> str:
    """The kind of a stream never changes; knowing it before the lock saves a round trip."""
    (found,) = ask((KIND, [stream]))
    if not found:
        raise _missing()
    return str(found[0][0])


def _missing() -> NotFound:
    return NotFound("没有这条记录，或您无权查看", next="请从列表中重新打开。")


def _since(stream: str, seen: int) -> list[str]:
    """The names of what was done since, quiet acts left out."""
    later = RecordedAct.objects.filter(stream_id=stream, version__gt=seen)
    return [name for name in later.order_by("version").values_list("name", flat=True) if not declared(name).QUIET]


@contextlib.contextmanager
def begin(kind: str, organ: str, stream: str | None = None) -> Iterator[Writing]:
    """A new stream of an organ (by its code), in one transaction; its first act makes it. Raises Refused if there is one of that id."""
    with _transaction():
        yield Writing(stream or new_id(), organ, kind, os.urandom(32), 0, NO_HEAD, Rows())


def new_id() -> str:
    """A random id for a stream or a row; never made inside a fold."""
    return uuid.uuid4().hex


class New(msgspec.Struct, frozen=True):
    """The first act of a new stream, for append_many."""

    organ: str
    stream: str
    act: Act
    actor: Actor
    happened_at: str
    backfill: str = ""


def append_many(news: Iterable[New], batch: int = 1000) -> Iterator[int]:
    """Begin many streams with one act each, by COPY, in the caller's transaction; yields how many are stored after each batch."""
    ask((IN_BULK, []))
    done, waiting = 0, []
    for new in news:
        waiting.append(new)
        if len(waiting) == batch:
            _copy(waiting)
            done, waiting = done + len(waiting), []
            yield done
    if waiting:
        _copy(waiting)
        yield done + len(waiting)


def _copy(news: Sequence[New]) -> None:
    now = datetime.datetime.now(datetime.UTC)
    streams: list[tuple[Any, ...]] = []
    sealed: list[Sealed] = []
    written: dict[Any, list[Row]] = {}
    for new in news:
        key, rows = os.urandom(32), Rows()
        entry = _first_entry(new, now)
        _, rows_digest = fold(rows, new.act, entry)
        one = seal(new.act, entry, key, NO_HEAD, rows_digest)
        sealed.append(one)
        streams.append((new.stream, new.organ, new.act.STREAM, key, 1, one.head))
        for model, _, row in rows:
            written.setdefault(model, []).append(row)
    with refusals(), connection.wrap_database_errors:
        _copy_acts(streams, sealed)
        for model, table_rows in written.items():
            _copy_rows(model, table_rows)


def _first_entry(new: New, now: datetime.datetime) -> Entry:
    day = len(new.happened_at) == len("2026-11-21")
    when = datetime.date.fromisoformat(new.happened_at) if day else datetime.datetime.fromisoformat(new.happened_at)
    late = check_times(when, now, new.backfill)
    backfill = new.backfill if late else ""
    return Entry(new.stream, new.organ, 1, new.act.name, new.happened_at, moment(now), new.actor.id, new.actor.role, backfill)


def _copy_acts(streams: list[tuple[Any, ...]], sealed: list[Sealed]) -> None:
    ids = [row[0] for row in ask((IDS, [len(sealed)]))[0]]
    acts = [(i, s.entry.organ, s.entry.stream, 1, s.entry.name, s.entry.recorded_at, s.leaf) for i, s in zip(ids, sealed, strict=True)]
    _copy_into("record_stream (id, organ, kind, key, version, head)", streams)
    _copy_into("record_act (id, organ, stream_id, version, name, recorded_at, leaf)", acts)
    _copy_into("record_actbody (act_id, salt, body)", [(i, s.salt, s.body) for i, s in zip(ids, sealed, strict=True)])
    _copy_into("record_pending (act)", [(i,) for i in ids])


def _copy_rows(model: Any, rows: list[Row]) -> None:
    names = list(projection.columns(model))
    quoted = ", ".join(f'"{name}"' for name in names)
    into = f"{projection.table(model)} ({quoted})"
    _copy_into(into, [tuple(projection.adapted(model, n, row[n]) for n in names) for row in rows])


def _copy_into(into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with psycopg.Cursor(raw_connection()) as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def once(actor: str, key: str, inputs: Any, do: Callable[[], Any]) -> Any:
    """Do something once for this actor and idempotency key, in one transaction.

    The same key finds the first answer again; with other inputs Reused is raised. `inputs` and the answer are JSON-able.
    Of two simultaneous requests the second waits for the first, and is tried if that was refused. Without a key it is just done.
    """
    with _transaction():
        if not key:
            return do()
        input_digest = digest(inputs)
        (reserved,) = ask((RESERVE, [actor, key, input_digest]))
        if not reserved:
            return _first_answer(actor, key, input_digest)
        answer = do()
        later((ANSWER, [actor, key, orjson.dumps(answer).decode()]))
        return answer


def _first_answer(actor: str, key: str, input_digest: str) -> Any:
    ((found,),) = ask((FIRST_ANSWER, [actor, key]))
    first, answer = cast(tuple[str, str], found)
    if first != input_digest:
        raise Reused
    return orjson.loads(answer)


def forget_answers(days: int = 30) -> int:
    """Forget the answers of `once` to requests older than this: nobody sends a form again after a month. For the worker. How many."""
    older = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
    return Request.objects.filter(at__lt=older).delete()[0]
