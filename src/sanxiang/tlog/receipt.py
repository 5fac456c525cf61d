"""A receipt (回执): a file by which a party or a court checks, without the system, that acts stand in an organ's log, and that none is missing.

JSON. `acts` hold what is recorded, each with its salt, its leaf, its place and its path to the root of `checkpoint`. A receipt of a whole case
also holds the stream's key: with it the tag of every version can be computed, so versions 1 … n are shown to be one chain without a gap, and
whoever has the log's entries can look for a version n + 1. docs/record-format.md, “Receipt”.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec
from cryptography.x509 import Certificate

from sanxiang.tlog import checkpoint, merkle, note, times
from sanxiang.tlog.checkpoint import Checkpoint
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import Note, VerifierKey
from sanxiang.tlog.times import Bounds, Outside, Seen

FORMAT = "sanxiang receipt 1"
NO_HEAD = "0" * 64
BEYOND = 8  # versions after the last that are looked for in the log
LATEST = 253_402_214_400_000  # milliseconds: the year 9999, the last that a date can tell


class Proven(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act with what proves it. Bytes are hex, leaf and body the texts that were hashed."""

    index: int
    path: tuple[str, ...]
    leaf: str
    salt: str
    body: str


class Earlier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Another checkpoint of the log that somebody outside saw, with the proof (RFC 9162 consistency, hex) that the receipt's continues it."""

    checkpoint: str
    proof: tuple[str, ...]
    timestamps: tuple[str, ...] = ()


class Receipt(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """`key` is the log's verifier key, `stream_key` (hex) stands in the receipt of a whole case only. `title` says what it is about.
    `timestamps` (RFC 3161, base64) are over the checkpoint; with `earlier` they show between which moments an act was recorded."""

    format: str
    title: str
    key: str
    checkpoint: str
    acts: tuple[Proven, ...]
    stream_key: str = ""
    timestamps: tuple[str, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    @property
    def whole(self) -> bool:
        return bool(self.stream_key)


class Checked(msgspec.Struct, frozen=True):
    """What a receipt proves: so many acts under this checkpoint; `complete`: all versions of the case up to then, in one chain;
    `searched`: the log's entries were searched for a later one; `bounds`: of each act, between which moments it was recorded."""

    origin: str
    size: int
    acts: int
    complete: bool
    searched: bool
    witnesses: tuple[str, ...]
    bodies: tuple[dict[str, Any], ...]
    bounds: tuple[Bounds, ...]
    timestamps: int


def parse(raw: str | bytes) -> Receipt:
    """Raises Wrong."""
    try:
        found = msgspec.json.decode(raw, type=Receipt)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Wrong(f"不是回执文件：{error}") from None
    if found.format != FORMAT:
        raise Wrong(f"回执的格式是 {found.format[:40]}，这里只认 {FORMAT}")
    if not found.acts:
        raise Wrong("回执中没有行为")
    return found


def check(
    receipt: Receipt,
    key: VerifierKey | None = None,
    witnesses: Sequence[VerifierKey] = (),
    least: int = 0,
    entries: Callable[[int], Iterable[bytes]] | None = None,
    authorities: Sequence[Certificate] = (),
    second: VerifierKey | None = None,
) -> Checked:
    """Check everything that a receipt claims. Raises Wrong.

    key: the log's key as known from elsewhere; without it the receipt's own is used, which proves only that the receipt fits together.
    entries: the log's entries up to a size (a mirror), to be searched for versions that the receipt leaves out.
    authorities: roots of time-stamping authorities; without them a time stamp is only seen to be over the checkpoint.
    second: the log's SM2 key, which must have signed too.
    """
    log = key or note.verifier_key(receipt.key)
    if key is not None and str(key) != receipt.key:
        raise Wrong("回执所称的日志公钥与已知的公钥不符")
    found, signed = checkpoint.opened(receipt.checkpoint, log, second)
    cosigned = checkpoint.quorum(signed, witnesses, least)
    bodies = tuple(_proven(act, found) for act in receipt.acts)
    if receipt.whole:
        _chained(receipt, bodies)
        if entries is not None:
            _nothing_later(receipt, entries(found.size))
    seen = _seen(receipt, found, signed, log, Outside(tuple(witnesses), tuple(authorities)))
    bounds = tuple(times.bounds(act.index, _recorded(act), seen) for act in receipt.acts)
    names, searched = tuple(witness.name for witness in cosigned), receipt.whole and entries is not None
    return Checked(found.origin, found.size, len(bodies), receipt.whole, searched, names, bodies, bounds, len(receipt.timestamps))


def _seen(receipt: Receipt, found: Checkpoint, signed: Note, log: VerifierKey, outside: Outside) -> list[Seen]:
    """When the receipt's checkpoint and its earlier ones were seen, each of which the receipt's continues."""
    all_seen = [times.seen(found.size, signed, receipt.timestamps, outside)]
    for one in receipt.earlier:
        point, earlier = checkpoint.opened(one.checkpoint, log)
        merkle.check_consistency(point.size, found.size, point.root, found.root, [_hex(hash) for hash in one.proof])
        all_seen.append(times.seen(point.size, earlier, one.timestamps, outside))
    return all_seen


def _recorded(act: Proven) -> int:
    """The time that a public leaf names, in milliseconds."""
    at = _object(act.leaf, "公开叶").get("t")
    if type(at) is not int or not 0 <= at <= LATEST:
        raise Wrong(f"日志第{act.index}片：公开叶没有时间，或者不是可能的时间")
    return at


def _proven(act: Proven, found: Checkpoint) -> dict[str, Any]:
    """The act's body, after its leaf was shown to commit to it and to stand in the log."""
    leaf, told = act.leaf.encode(), _object(act.leaf, "公开叶")
    if told.get("c") != hashlib.sha256(_hex(act.salt) + act.body.encode()).hexdigest():
        raise Wrong(f"日志第{act.index}片：内容与公开叶中的承诺不符")
    merkle.check_inclusion(merkle.leaf_hash(leaf), act.index, found.size, [_hex(hash) for hash in act.path], found.root)
    return _object(act.body, "行为内容")


def _chained(receipt: Receipt, bodies: Sequence[dict[str, Any]]) -> None:
    """Versions 1 … n of one stream, each naming the one before, each leaf bearing the stream's tag."""
    key, head, last = _hex(receipt.stream_key), NO_HEAD, -1
    for version, (act, body) in enumerate(zip(receipt.acts, bodies, strict=True), 1):
        if (body.get("version"), body.get("prev"), body.get("stream")) != (version, head, bodies[0].get("stream")):
            raise Wrong(f"第{version}号：版本或者上一环不符，回执中有遗漏或者拼接")
        if _object(act.leaf, "公开叶").get("tag") != tag_of(key, version):
            raise Wrong(f"第{version}号：公开叶的标签不属于本案")
        if act.index <= last:
            raise Wrong(f"第{version}号：在日志中的位置早于上一号")
        head, last = hashlib.sha256(act.leaf.encode()).hexdigest(), act.index


def _nothing_later(receipt: Receipt, entries: Iterable[bytes]) -> None:
    """No entry of the log bears the tag of a later version, and no tag of the case stands twice."""
    key, count = _hex(receipt.stream_key), len(receipt.acts)
    tags = {tag_of(key, version): version for version in range(1, count + BEYOND + 1)}
    seen: set[int] = set()
    for entry in entries:
        version = tags.get(_object(entry.decode(errors="replace"), "日志条目").get("tag", ""))
        if version is None:
            continue
        if version > count:
            raise Wrong(f"日志中另有本案第{version}号，回执只到第{count}号")
        if version in seen:
            raise Wrong(f"日志中有两个第{version}号")
        seen.add(version)
    if len(seen) != count:
        raise Wrong("日志中缺少回执所列的行为")


def tag_of(key: bytes, version: int) -> str:
    """What links the leaves of one stream, for who has the stream's key."""
    return hmac.digest(key, b"tag%d" % version, "sha256").hex()


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Wrong(f"{what}不是 JSON") from None
    if not isinstance(found, dict):
        raise Wrong(f"{what}不是 JSON 对象")
    return found


def _hex(text: str) -> bytes:
    try:
        return bytes.fromhex(text)
    except ValueError:
        raise Wrong("回执中的十六进制不对") from None
