"""Between which two moments an act was recorded, by the word of those outside who saw the log before it and after it.

A witness's cosignature and an authority's time stamp both say: at this time the log reached so far. What stands beyond was not there yet, what
stands below was. An act that names an earlier time than its log had without it was back-dated. docs/record-format.md, “Times”.
"""

import base64
import binascii
import datetime
from collections.abc import Iterable, Sequence

import msgspec
from cryptography.x509 import Certificate

from sanxiang.tlog import checkpoint, timestamp
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import Note, VerifierKey

DELAY = 3600  # seconds by which an act's own time may lie before what was seen without it: a long transaction, a queue that waited


class Outside(msgspec.Struct, frozen=True):
    """Whom one believes about time: witnesses by their keys, authorities by their roots."""

    witnesses: tuple[VerifierKey, ...] = ()
    authorities: tuple[Certificate, ...] = ()


class Seen(msgspec.Struct, frozen=True):
    """A checkpoint of this size was seen at these times (POSIX seconds)."""

    size: int
    at: tuple[int, ...]


class Bounds(msgspec.Struct, frozen=True):
    """An act was recorded after the one and before the other (POSIX seconds); 0 where nobody who is believed has seen it."""

    after: int = 0
    before: int = 0


def seen(size: int, signed: Note, tokens: Iterable[str], outside: Outside) -> Seen:
    """Who of those that are believed saw this checkpoint, and when. `tokens`: time stamps in base64. Raises Wrong for any that is not over it,
    and for a known signature that is wrong."""
    at = [time for witness in outside.witnesses for time in checkpoint.cosigned_times(signed, witness)]
    for token in map(_decoded, tokens):
        told = timestamp.check(token, signed.text, outside.authorities) if outside.authorities else timestamp.told(token, signed.text)
        if outside.authorities:
            at.append(int(told.timestamp()))
    return Seen(size, tuple(at))


def bounds(index: int, recorded: int, all_seen: Sequence[Seen], delay: int = DELAY) -> Bounds:
    """The bounds of the act at this index, which says that it was recorded then (milliseconds). Raises Wrong when they contradict it."""
    after = max((time for one in all_seen if one.size <= index for time in one.at), default=0)
    before = min((time for one in all_seen if one.size > index for time in one.at), default=0)
    if recorded / 1000 < after - delay:
        raise Wrong(f"日志第{index}片称记录于{spoken(recorded // 1000)}，而{spoken(after)}的日志中还没有它：时间被倒填")
    if before and recorded / 1000 > before + delay:
        raise Wrong(f"日志第{index}片称记录于{spoken(recorded // 1000)}，而{spoken(before)}的日志中已有它：时间不实")
    return Bounds(after, before)


def spoken(seconds: int) -> str:
    """A moment as it is told to people, in Beijing's time."""
    zone = datetime.timezone(datetime.timedelta(hours=8))
    try:
        return f"{datetime.datetime.fromtimestamp(seconds, zone):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError):  # a hostile witness may name any number of 63 bits
        return f"第 {seconds} 秒"


def _decoded(token: str) -> bytes:
    try:
        return base64.b64decode(token.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Wrong("回执中的时间戳不是 base64") from None
