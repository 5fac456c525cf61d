"""The record's own tables, and the base of every projection of it."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.db import models

# Column → what stood for it before it was added, by the row's other columns.
Added = dict[str, Callable[[Mapping[str, Any]], Any]]


class Projection(models.Model):
    """A table whose rows are made by acts alone; only `record` writes them.

    STREAMS names the kinds of stream whose acts write here. ADDED tells, of each column that a later version added with something else than
    nothing in it, what stands in it for a row from before: a row that holds just that has the digest that it had without the column.
    """

    STREAMS: ClassVar[tuple[str, ...]] = ()
    ADDED: ClassVar[Added] = {}

    id = models.CharField(max_length=80, primary_key=True)
    stream = models.CharField(max_length=40, db_index=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *_: Any, **__: Any) -> None:
        raise TypeError(f"{type(self).__name__} is a projection: append an act whose fold writes it")

    def delete(self, *_: Any, **__: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is a projection: append an act whose fold drops it")


class Stream(models.Model):
    """One case, organ, list, …: its acts bear versions 1, 2, 3 without a gap."""

    OFF_THE_RECORD = "是记录本身：每条行为链的版本和链头，由 verify 核对"

    id = models.CharField(max_length=40, primary_key=True)
    organ = models.CharField(max_length=18)
    kind = models.CharField(max_length=20)
    key = models.BinaryField(max_length=32)
    version = models.IntegerField()
    head = models.CharField(max_length=64)

    class Meta:
        verbose_name = "行为链"


class RecordedAct(models.Model):
    """行为记录, the row that stays for ever. `leaf` is what the public log holds."""

    OFF_THE_RECORD = "是记录本身"

    # In the database the key is (id, organ): every unique index holds the organ, so that the table can be hash-partitioned by it.
    id = models.BigAutoField(primary_key=True)
    organ = models.CharField(max_length=18)
    stream = models.ForeignKey(Stream, models.PROTECT, db_constraint=False, db_index=False)
    version = models.IntegerField()
    name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()
    leaf = models.BinaryField()

    class Meta:
        db_table = "record_act"
        verbose_name = "行为记录"
        constraints = [models.UniqueConstraint(fields=["stream", "version", "organ"], name="record_act_once")]


class ActBody(models.Model):
    """The act's content, erasable at the end of its retention; the leaf stays."""

    OFF_THE_RECORD = "是记录本身"

    act = models.OneToOneField(RecordedAct, models.PROTECT, primary_key=True, db_constraint=False)
    salt = models.BinaryField(max_length=32)
    body = models.BinaryField()

    class Meta:
        verbose_name = "行为内容"


class Pending(models.Model):
    """Acts that wait for their index in the organ's log; the sequencer takes them in order of id."""

    OFF_THE_RECORD = "队列：等待编入日志的行为"

    act = models.BigIntegerField(primary_key=True)

    class Meta:
        verbose_name = "待编号"


class Leaf(models.Model):
    """An act's place in its organ's log, given in the order of commits."""

    OFF_THE_RECORD = "是记录本身：日志的编号，由 verify 核对"

    pk = models.CompositePrimaryKey("organ", "index")
    organ = models.CharField(max_length=18)
    index = models.BigIntegerField()
    act = models.BigIntegerField()

    class Meta:
        verbose_name = "日志叶"
        constraints = [models.UniqueConstraint(fields=["act", "organ"], name="record_leaf_once")]


class Log(models.Model):
    """An organ's log: its name and verifier key, which never change, its number of leaves, and its SM2 key once it has one."""

    OFF_THE_RECORD = "是记录本身：日志的名称、公钥和大小，由 verify 核对"

    organ = models.CharField(max_length=18, primary_key=True)
    origin = models.CharField(max_length=200)
    key = models.CharField(max_length=300)
    size = models.BigIntegerField()
    sm2 = models.CharField(max_length=300, default="")

    class Meta:
        verbose_name = "日志"


class Tile(models.Model):
    """256 hashes of the log's tree (C2SP tlog-tiles); a trigger lets it only grow."""

    OFF_THE_RECORD = "是记录本身：日志树的散列，由 verify 重算"

    pk = models.CompositePrimaryKey("organ", "level", "n")
    organ = models.CharField(max_length=18)
    level = models.SmallIntegerField()
    n = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "日志瓦片"


class Checkpoint(models.Model):
    """What the log signed: how far it reached, and its root then."""

    OFF_THE_RECORD = "是记录本身：签名的检查点，由 verify 核对"

    pk = models.CompositePrimaryKey("organ", "size")
    organ = models.CharField(max_length=18)
    size = models.BigIntegerField()
    note = models.TextField()

    class Meta:
        verbose_name = "检查点"


class Cosignature(models.Model):
    """A witness's line under a checkpoint; `at` (POSIX seconds) is computed from it. An idle log is cosigned again, so there may be several."""

    OFF_THE_RECORD = "是记录本身：见证人对检查点的共签"

    pk = models.CompositePrimaryKey("organ", "size", "witness", "at")
    organ = models.CharField(max_length=18)
    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.BigIntegerField(editable=False)

    class Meta:
        verbose_name = "见证人共签"


class Timestamp(models.Model):
    """An authority's answer (RFC 3161) over a checkpoint's text."""

    OFF_THE_RECORD = "是记录本身：时间戳机构对检查点的时间戳"

    pk = models.CompositePrimaryKey("organ", "size", "at")
    organ = models.CharField(max_length=18)
    size = models.BigIntegerField()
    at = models.DateTimeField()
    token = models.BinaryField()

    class Meta:
        verbose_name = "时间戳"


class Request(models.Model):
    """The first answer to an idempotency key, kept so that a repeated request finds it."""

    OFF_THE_RECORD = "防重复提交的答复缓存"

    actor = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    input_digest = models.CharField(max_length=64)
    answer = models.JSONField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "提交"
        constraints = [models.UniqueConstraint(fields=["actor", "key"], name="record_request_once")]


class Upload(models.Model):
    """A file that comes in by parts (tus): `offset` bytes of `size` are on the disk. Complete when it has a digest; swept when it expires."""

    OFF_THE_RECORD = "尚未入卷的上传；入卷时由入卷的行为记下摘要"

    id = models.CharField(max_length=32, primary_key=True)
    organ = models.CharField(max_length=18)
    by = models.CharField(max_length=80, db_index=True)  # an officer, or a dock
    filename = models.CharField(max_length=255)
    size = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    claimed = models.CharField(max_length=64, blank=True)  # the digest that the client says the whole has
    metadata = models.TextField(blank=True)  # what the client says of it, in tus's words; for forms to be filled with, never believed
    digest = models.CharField(max_length=64, blank=True)
    sm3 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    stays = models.BooleanField(default=False)  # complete, it does not expire until it is settled
    begun_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "上传"
