"""What a parser of this package answers: the value, its normal form, or why there is none. Never a guess."""

import re
import unicodedata

import msgspec

INVISIBLE = re.compile("[\u200b\u200c\u200d\u2060\ufeff\u00ad]")


class Reading(msgspec.Struct, frozen=True):
    """A text that was read: `ok` with `value` and `normal`, or not, with a Chinese `reason`."""

    ok: bool
    value: dict[str, str | int | None]
    normal: str
    reason: str


def read(normal: str, **value: str | int | None) -> Reading:
    return Reading(True, value, normal, "")


def unread(reason: str) -> Reading:
    return Reading(False, {}, "", reason)


def half(text: str) -> str:
    """The text in half width (NFKC), without invisible characters."""
    return unicodedata.normalize("NFKC", INVISIBLE.sub("", text))


def tight(text: str) -> str:
    """The text in half width, without any white space."""
    return "".join(half(text).split())
