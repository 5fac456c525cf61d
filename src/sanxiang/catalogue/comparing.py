"""Two versions of a list, row by row and cell by cell: added, removed, changed, moved. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.catalogue import words
from sanxiang.catalogue.columns import COLUMNS
from sanxiang.catalogue.kinds import read

STATES = {"added": "新增", "removed": "删去", "changed": "修改"}


class Cell(msgspec.Struct, frozen=True):
    head: str
    old: str
    new: str


class Changed(msgspec.Struct, frozen=True):
    """A row that differs: `state` added, removed or changed; its cells, of a changed row those that differ."""

    key: str
    name: str
    state: str
    cells: tuple[Cell, ...]

    @property
    def said(self) -> str:
        return STATES[self.state]


def compare(kind: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> list[Changed]:
    """What the new rows change of the old ones, in the new order, what was removed last."""
    before, after = _by_key(kind, old), _by_key(kind, new)
    found = [_differs(kind, key, before.get(key, {}), cells) for key, cells in after.items() if before.get(key) != cells]
    return found + [_differs(kind, key, cells, {}) for key, cells in before.items() if key not in after]


def reordered(kind: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]]) -> bool:
    """Whether rows that both have stand in another order."""
    before, after = list(_by_key(kind, old)), list(_by_key(kind, new))
    both = set(before) & set(after)
    return [key for key in before if key in both] != [key for key in after if key in both]


def _by_key(kind: str, rows: Sequence[Mapping[str, Any]]) -> dict[str, words.Cells]:
    keys = [row.key for row in read(kind, [dict(row) for row in rows])]
    return dict(zip(keys, words.told(kind, rows), strict=True))


def _differs(kind: str, key: str, old: Mapping[str, str], new: Mapping[str, str]) -> Changed:
    cells = [Cell(each.head, old.get(each.name, ""), new.get(each.name, "")) for each in COLUMNS[kind]]
    shown = new or old
    state = "changed" if old and new else "added" if new else "removed"
    return Changed(key, shown.get("name", "") or shown.get("code", ""), state, tuple(cell for cell in cells if cell.old != cell.new))
