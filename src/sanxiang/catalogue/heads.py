"""Which row of a published table is its header, and which column of the list each head means. What is not certain is left to the user. Pure."""

import functools
import re
from collections.abc import Sequence

import msgspec

from sanxiang.catalogue.columns import COLUMNS
from sanxiang.law.reading import tight
from sanxiang.sheets.reading import Row

_SEARCHED = 60
_ENOUGH = 2
_LONGEST_HEAD = 40
_WIDEST = 200  # columns of a table
_BRACKETS = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]|[*:：。]")
# Two columns that organs write into one: target → what it is called.
JOINED: dict[str, dict[str, str]] = {
    "random_inspection": {"ratio+frequency": "抽查比例和频次（写在一起）"},
    "review_list": {"from_person+from_entity": "对个人和对单位的金额起点（写在一起）"},
}
IGNORED = "-"


class Head(msgspec.Struct, frozen=True):
    """A column of the table: its head as written, the list's column it means (`-`: not imported, empty: unsettled), and whether that is
    certain (the head is one that is known) or only alike."""

    place: int
    title: str
    target: str = ""
    sure: bool = False
    alike: str = ""


class Header(msgspec.Struct, frozen=True):
    """Where the header stands among the rows, and its heads. Rows above it are titles."""

    at: int
    height: int
    heads: tuple[Head, ...]


def find(kind: str, rows: Sequence[Row], line: int = 0) -> Header | None:
    """The header of a table: the row numbered `line` if the user named one, else the row that names most of the kind's columns (two rows
    where the upper one is merged over the lower). None where no row names two."""
    best: tuple[int, Header] | None = None
    for at, row in enumerate(rows[:_SEARCHED] if not line else rows):
        if line and row.number != line:
            continue
        for height in (1, 2) if at + 1 < len(rows) and row.spread else (1,):
            heads = read(kind, titles(rows[at : at + height]))
            merit = sum(head.sure for head in heads)
            if (line and height == 1) or (merit >= _ENOUGH and (best is None or merit > best[0])):
                best = (merit, Header(at, height, heads))
    return best[1] if best else None


def titles(lines: Sequence[Row]) -> list[str]:
    """The heads of one or two rows, each column's distinct words together."""
    width = min(max(len(line.cells) for line in lines), _WIDEST)
    columns = [[line.cells[place] for line in lines if place < len(line.cells) and line.cells[place]] for place in range(width)]
    return ["".join(dict.fromkeys(tight(word) for word in words)) for words in columns]


def read(kind: str, titles: Sequence[str]) -> tuple[Head, ...]:
    """What each head means; a column that two heads claim goes to the first that says it exactly."""
    taken: set[str] = set()
    found = []
    for place, title in enumerate(titles):
        target = meaning(kind, title)
        if target in taken:
            target = ""
        taken |= {target}
        found.append(Head(place, title, target, bool(target), "" if target else alike(kind, title)))
    return tuple(found)


def meaning(kind: str, title: str) -> str:
    """The column that this head is a known name of, or nothing."""
    if len(title) > _LONGEST_HEAD:
        return ""
    flat = tight(title)
    return _names(kind).get(flat) or _names(kind).get(_BRACKETS.sub("", flat)) or ""


def alike(kind: str, title: str) -> str:
    """The one column whose names are like this head, to be confirmed by the user."""
    flat = _BRACKETS.sub("", tight(title))
    near = (
        {column for name, column in _names(kind).items() if len(name) > 1 and len(flat) <= _LONGEST_HEAD and (name in flat or flat in name)}
        if len(flat) > 1
        else set()
    )
    return near.pop() if len(near) == 1 else ""


@functools.cache
def _names(kind: str) -> dict[str, str]:
    """Every head that people write → column; a column's own head before what others are also called."""
    own = {tight(column.head): column.name for column in COLUMNS[kind]}
    return {tight(word): column.name for column in reversed(COLUMNS[kind]) for word in column.aka.split()} | own


def targets(kind: str) -> list[tuple[str, str]]:
    """What a column of a table may be settled to mean, with words."""
    single = [(column.name, column.head) for column in COLUMNS[kind]]
    return [*single, *JOINED.get(kind, {}).items(), ("code+name", "序号和名称（写在一起）"), (IGNORED, "不导入")]
