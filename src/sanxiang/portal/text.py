"""The full text of a decision as it stands on paper, with what was hidden in it."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from sanxiang.disclosure.redaction import KINDS

HEADING = re.compile(r"[一二三四五六七八九十]+、\S{1,24}")
DAY = re.compile(r"[0-9〇零一二三四五六七八九十]{2,4}年[0-9一二三四五六七八九十]{1,2}月[0-9一二三四五六七八九十]{1,3}日")
NUMBER = re.compile(r"\S{1,40}[〔\[（(][12][0-9]{3}[〕\]）)]\S{1,20}号")
HIDDEN = '<span class="hid" tabindex="0" role="note" title="依法隐去：{}">{}</span>'
LABELLED = re.compile(r"[^，。；：]{2,14}：")


def paper(full_text: str, hidden: Iterable[Sequence[Any]], organ: str) -> SafeString:
    """A decision as paragraphs of HTML. `hidden`: places of the full text, [start, end, kind], each shown with what it is."""
    parts: list[str] = []
    at = 0
    last = len(full_text.rstrip().split("\n")) - 6
    for number, text in enumerate(full_text.split("\n")):
        if text.strip():
            parts.append(f'<p class="line-{_kind(text.strip(), len(parts), number >= last, organ)}">{_marked(text, at, hidden)}</p>')
        at += len(text) + 1
    return mark_safe("\n".join(parts))  # noqa: S308  every piece of it is escaped


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


def _marked(text: str, start: int, hidden: Iterable[Sequence[Any]]) -> str:
    parts, at = [], 0
    for begin, end, kind in hidden:
        if start <= begin and end <= start + len(text):
            parts += [escape(text[at : begin - start]), format_html(HIDDEN, _label(kind), text[begin - start : end - start])]
            at = end - start
    return "".join([*parts, escape(text[at:])])


def _label(kind: str) -> str:
    return KINDS.get(kind, "不予公开的内容")


def reasons(hidden: Iterable[Sequence[Any]]) -> list[tuple[str, int]]:
    """What kinds of things were hidden, and in how many places."""
    counts: dict[str, int] = {}
    for _, _, kind in hidden:
        label = _label(kind)
        counts[label] = counts.get(label, 0) + 1
    return list(counts.items())
