"""The full text of a decision as lines with their place on the paper, and what was hidden in them."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sanxiang.disclosure.redaction import KINDS

Place = tuple[int, int, str]
HEADING = re.compile(r"[一二三四五六七八九十]+、\S{1,24}")
DAY = re.compile(r"[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日")
NUMBER = re.compile(r"\S{1,40}[〔\[（(][12][0-9]{3}[〕\]）)]\S{1,20}号")
LABELLED = re.compile(r"[^，。；：]{2,14}：")


class Piece(NamedTuple):
    """A stretch of a line; `reason` where something was hidden."""

    text: str
    reason: str


class Line(NamedTuple):
    """A line and what it is: organ, title, number, label, heading, signed, or text."""

    kind: str
    pieces: list[Piece]


def lines(full_text: str, hidden: Iterable[Sequence[Any]], organ: str) -> list[Line]:
    """The lines of a decision. `hidden`: places of the full text, [start, end, kind]."""
    return _lines(full_text, tuple((int(start), int(end), str(kind)) for start, end, kind in hidden), organ)


@lru_cache(maxsize=512)
def _lines(full_text: str, hidden: tuple[Place, ...], organ: str) -> list[Line]:
    found: list[Line] = []
    at = 0
    last = len(full_text.rstrip().split("\n")) - 6
    for number, text in enumerate(full_text.split("\n")):
        if text.strip():
            found.append(Line(_kind(text.strip(), len(found), number >= last, organ), _pieces(text, at, hidden)))
        at += len(text) + 1
    return found


def _kind(text: str, number: int, at_end: bool, organ: str) -> str:
    if number < 3 and NUMBER.fullmatch(text):
        return "number"
    if number < 2 and (text == organ or text.endswith("决定书")):
        return "title" if text.endswith("决定书") else "organ"
    if at_end and (text in (organ, "（印章）") or DAY.fullmatch(text)):
        return "signed"
    if HEADING.fullmatch(text):
        return "heading"
    return "label" if number < 14 and len(text) < 60 and LABELLED.match(text) and not text.endswith("。") else "text"


def _pieces(text: str, start: int, hidden: tuple[Place, ...]) -> list[Piece]:
    found, at = [], 0
    for begin, end, kind in hidden:
        if start <= begin and end <= start + len(text):
            found += [Piece(text[at : begin - start], ""), Piece(text[begin - start : end - start], KINDS.get(kind, "不予公开的内容"))]
            at = end - start
    return [piece for piece in [*found, Piece(text[at:], "")] if piece.text]


def reasons(hidden: Iterable[Sequence[Any]]) -> list[tuple[str, int]]:
    """What kinds of things were hidden, and in how many places."""
    counts: dict[str, int] = {}
    for _, _, kind in hidden:
        label = KINDS.get(kind, "不予公开的内容")
        counts[label] = counts.get(label, 0) + 1
    return list(counts.items())
