"""Writing the record: an act and the rows that it folds to, in one transaction."""

import contextlib
import datetime
import hashlib
import hmac
import os
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg import Connection

from sanxiang.record import projection
from sanxiang.record.acts import Act, Change, Entry, Row, Rows
from sanxiang.record.canonical import canonical, digest, moment, without_empty
from sanxiang.record.models import RecordedAct, Request, Stream
from sanxiang.record.refusal import Invalid, Moved, NotFound, Reused

FORMAT = 1
NO_HEAD = "0" * 64

LOCK = "SELECT organ, kind, key, version, head FROM record_stream WHERE id = %s FOR UPDATE"
NEW_STREAM = "INSERT INTO record_stream (id, organ, kind, key, version, head) VALUES (%s, %s, %s, %s, 0, %s)"
APPEND = """
WITH moved AS (UPDATE record_stream SET version = %(version)s, head = %(head)s WHERE id = %(stream)s AND version = %(version)s - 1 RETURNING id),
     added AS (INSERT INTO record_act (organ, stream_id, version, name, recorded_at, leaf)
               SELECT %(organ)s, id, %(version)s, %(name)s, %(recorded_at)s, %(leaf)s FROM moved RETURNING id),
     queued AS (INSERT INTO record_pending (act) SELECT id FROM added)
INSERT INTO record_actbody (act_id, salt, body) SELECT id, %(salt)s, %(body)s FROM added RETURNING act_id
"""


class Actor(msgspec.Struct, frozen=True):
    """Who acts: a user or officer by id, and the role in which they act (handler, reviewer, head, supervisor, system, …)."""

    id: str
    role: str


SYSTEM = Actor("system", "system")


class Sealed(msgspec.Struct, frozen=True):
    """An act ready to be stored: the public leaf and the salted body behind it."""

    entry: Entry
    leaf: bytes
    head: str
    salt: bytes
    body: bytes


def seal(act: Act, entry: Entry, key: bytes, prev: str, rows_digest: str, ground: str = "") -> Sealed:
    """The two stored forms of an act. docs/record-format.md, “Body” and “Leaf”."""
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
    salt = os.urandom(32)
    milliseconds = int(datetime.datetime.fromisoformat(entry.recorded_at).timestamp() * 1000)
    leaf = leaf_of(key, entry.version, milliseconds, salt, body)
    return Sealed(entry, leaf, hashlib.sha256(leaf).hexdigest(), salt, body)


def leaf_of(key: bytes, version: int, milliseconds: int, salt: bytes, body: bytes) -> bytes:
    """The public leaf: a tag that only the stream's key links, a salted commitment, a time."""
    tag = hmac.new(key, b"tag" + str(version).encode(), hashlib.sha256).hexdigest()
    return canonical({"v": FORMAT, "t": milliseconds, "tag": tag, "c": hashlib.sha256(salt + body).hexdigest()})


def fold(rows: Rows, act: Act, entry: Entry) -> tuple[list[tuple[Change, Row | None, Row | None]], str]:
    """Apply an act to the rows in memory. Returns what changed and the digest over the rows as written."""
    changes = []
    for change in act.fold(rows, entry):
        old, new = projection.apply(rows, entry.stream, change)
        changes.append((change, old, new))
    written = [[c.model._meta.db_table, c.id, None if new is None else without_empty(new)] for c, _, new in changes]
    return changes, digest(written)


class Writing:
    """A stream that is locked for this transaction, with its rows."""

    def __init__(self, id: str, organ: str, kind: str, key: bytes, version: int, head: str, rows: Rows) -> None:
        self.id, self.organ, self.kind, self.key, self.version, self.head, self.rows = id, organ, kind, key, version, head, rows

    def append(
        self, act: Act, *, actor: Actor, happened_at: datetime.date | datetime.datetime | None = None, backfill: str = "", ground: str = ""
    ) -> Entry:
        """Append an act and write the rows that it folds to, in one round trip.

        happened_at is the legal day or moment (now if left out). Beyond the allowed delay (SANXIANG_BACKFILL_AFTER_HOURS) `backfill` must give
        the reason; it is kept with the act as its 补录 mark. Raises Invalid when the reason is missing or the day lies in the future.
        """
        if act.STREAM != self.kind:
            raise TypeError(f"{act.name} belongs on a stream of kind {act.STREAM}, not {self.kind}")
        now = datetime.datetime.now(datetime.UTC)
        entry = self._entry(act, actor, now, happened_at, backfill)
        changes, rows_digest = fold(self.rows, act, entry)
        sealed = seal(act, entry, self.key, self.head, rows_digest, ground)
        _store(self.id, sealed, changes)
        self.version, self.head = entry.version, sealed.head
        return entry

    def _entry(self, act: Act, actor: Actor, now: datetime.datetime, happened_at: Any, backfill: str) -> Entry:
        late = check_times(happened_at, now, backfill)
        when = now if happened_at is None else happened_at
        text = moment(when) if isinstance(when, datetime.datetime) else when.isoformat()
        return Entry(self.id, self.organ, self.version + 1, act.name, text, moment(now), actor.id, actor.role, backfill if late else "")


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


def _store(stream: str, sealed: Sealed, changes: Sequence[tuple[Change, Row | None, Row | None]]) -> None:
    entry = sealed.entry
    values = {
        "stream": stream, "organ": entry.organ, "version": entry.version, "name": entry.name, "recorded_at": entry.recorded_at,
        "leaf": sealed.leaf, "head": sealed.head, "salt": sealed.salt, "body": sealed.body,
    }  # fmt: skip
    statements = [s for s in (projection.write(*change) for change in changes) if s]
    raw = _raw()
    with raw.pipeline():
        stored = raw.execute(APPEND, values)
        for statement, parameters in statements:
            raw.execute(statement, parameters)
    if stored.rowcount != 1:
        raise Moved([])


def _raw() -> "Connection[Any]":
    connection.ensure_connection()
    return connection.connection  # type: ignore[no-any-return]


@contextlib.contextmanager
def writing(stream: str, *, seen: int | None = None, additive: bool = False) -> Iterator[Writing]:
    """Lock a stream for one transaction, with its rows.

    `seen` is the version that the user's form saw: if the stream has moved since, Moved is raised, unless the act is additive.
    Raises NotFound if there is no such stream.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK, [stream])
            found = cursor.fetchone()
        if not found:
            raise NotFound("没有这条记录，或您无权查看")
        organ, kind, key, version, head = found
        if seen is not None and seen != version and not additive:
            raise Moved(
                list(RecordedAct.objects.filter(stream_id=stream, version__gt=seen).order_by("version").values_list("name", flat=True))
            )
        yield Writing(stream, organ, kind, bytes(key), version, head, _load(kind, stream))


def _load(kind: str, stream: str) -> Rows:
    query, parameters = projection.select(kind, [stream])
    return projection.rows_of(kind, _raw().execute(query, parameters).fetchall())


@contextlib.contextmanager
def begin(kind: str, organ: str, stream: str | None = None) -> Iterator[Writing]:
    """A new stream of an organ (by its code), in one transaction."""
    id, key = stream or new_id(), os.urandom(32)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(NEW_STREAM, [id, organ, kind, key, NO_HEAD])
        yield Writing(id, organ, kind, key, 0, NO_HEAD, Rows())


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
    now = moment(datetime.datetime.now(datetime.UTC))
    streams: list[tuple[Any, ...]] = []
    sealed: list[Sealed] = []
    written: dict[Any, list[Row]] = {}
    for new in news:
        key = os.urandom(32)
        entry = Entry(new.stream, new.organ, 1, new.act.name, new.happened_at, now, new.actor.id, new.actor.role, new.backfill)
        rows = Rows()
        changes, rows_digest = fold(rows, new.act, entry)
        one = seal(new.act, entry, key, NO_HEAD, rows_digest)
        sealed.append(one)
        streams.append((new.stream, new.organ, new.act.STREAM, key, 1, one.head))
        for model, _, row in rows:
            written.setdefault(model, []).append(row)
    _copy_acts(streams, sealed)
    for model, table_rows in written.items():
        _copy_rows(model, table_rows)


def _copy_acts(streams: list[tuple[Any, ...]], sealed: list[Sealed]) -> None:
    raw = _raw()
    numbers = "SELECT nextval(pg_get_serial_sequence('record_act', 'id')) FROM generate_series(1, %s)"
    ids = [row[0] for row in raw.execute(numbers, [len(sealed)]).fetchall()]
    acts = [(i, s.entry.organ, s.entry.stream, 1, s.entry.name, s.entry.recorded_at, s.leaf) for i, s in zip(ids, sealed, strict=True)]
    _copy_into(raw, "record_stream (id, organ, kind, key, version, head)", streams)
    _copy_into(raw, "record_act (id, organ, stream_id, version, name, recorded_at, leaf)", acts)
    _copy_into(raw, "record_actbody (act_id, salt, body)", [(i, s.salt, s.body) for i, s in zip(ids, sealed, strict=True)])
    _copy_into(raw, "record_pending (act)", [(i,) for i in ids])


def _copy_rows(model: Any, rows: list[Row]) -> None:
    raw, names = _raw(), list(rows[0])
    into = projection.table(model).as_string(raw) + " (" + ", ".join(f'"{n}"' for n in names) + ")"
    _copy_into(raw, into, [tuple(projection.adapted(model, n, row[n]) for n in names) for row in rows])


def _copy_into(raw: "Connection[Any]", into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:  # type: ignore[arg-type]
        for row in rows:
            copy.write_row(row)


def once(actor: str, key: str, inputs: Any, do: Callable[[], Any]) -> Any:
    """Do something once for this actor and idempotency key, in one transaction.

    The same key finds the first answer again; with other inputs Reused is raised. `inputs` and the answer are JSON-able.
    """
    input_digest = digest(inputs)
    if not key:
        with transaction.atomic():
            return do()
    first = Request.objects.filter(actor=actor, key=key).first()
    if first is None:
        try:
            with transaction.atomic():
                # Reserve the key before acting, so that of two simultaneous requests one waits for the other.
                request = Request.objects.create(actor=actor, key=key, input_digest=input_digest, answer=None)
                request.answer = do()
                request.save(update_fields=["answer"])
                return request.answer
        except IntegrityError:
            first = Request.objects.filter(actor=actor, key=key).first()
            if first is None:
                raise
    if first.input_digest != input_digest:
        raise Reused
    return first.answer


def organ_of(stream: str) -> str:
    """The code of the organ that a stream belongs to. Raises NotFound."""
    found = Stream.objects.filter(id=stream).values_list("organ", flat=True).first()
    if found is None:
        raise NotFound("没有这条记录，或您无权查看")
    return found
