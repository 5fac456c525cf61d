"""What redaction finds: a place in the original with its kind and reason, and what an officer must look at."""

import msgspec

# Full-width ASCII and look-alikes to half width, one character for one, so that places stay places of the original.
_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20, 0xA0: 0x20, ord("﹡"): ord("*"), ord("＊"): ord("*")}


class Span(msgspec.Struct, frozen=True, order=True):
    """Code points `start` to `end` (exclusive) of the original; `name` is the person's, where the span is one."""

    start: int
    end: int
    kind: str
    reason: str
    name: str = ""


class Finding(msgspec.Struct, frozen=True):
    """What an officer must look at before publishing; `start` and `end` are None where it is about the whole text."""

    kind: str
    message: str
    start: int | None = None
    end: int | None = None


def narrow(text: str) -> str:
    """The text with full-width letters, digits and marks in half width, of the same length."""
    return text.translate(_WIDTH)


def apart(spans: list[Span]) -> list[Span]:
    """Spans in order without overlaps: the earlier in the list wins, so the surest kinds come first."""
    kept: list[Span] = []
    taken: set[int] = set()
    for span in spans:
        places = range(span.start, span.end)
        if places and taken.isdisjoint(places):
            kept.append(span)
            taken.update(places)
    return sorted(kept)
