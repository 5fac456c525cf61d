"""案卷内材料的顺序 as data: the groups of a dossier's main and side file (`packs/<pack>/dossier.yaml`, docs/packs.md)."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from sanxiang.law.pack_yaml import PackError, converted, read_yaml

PACKS = Path(__file__).resolve().parent.parent / "packs"
FILE = "dossier.yaml"


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands together in a dossier: documents that `papers` names, the evidence, or what no group names (`rest`)."""

    title: str
    papers: tuple[str, ...] = ()
    evidence: bool = False
    rest: Literal["", "outward", "inward"] = ""

    def names(self, template: str, step: str, patterns: bool) -> int:
        """How narrowly it names a document: 0 not at all, 1 by a pattern, 2 by its template, 3 by template and step."""
        found = 0
        for paper in self.papers:
            id, _, of = paper.partition("@")
            if ("*" not in id or patterns) and fnmatchcase(template, id) and of in ("", step):
                found = max(found, 3 if of else 1 if "*" in id else 2)
        return found


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The order of a dossier: groups of the main file and of the side file, and the provision that sets it."""

    main: tuple[Group, ...]
    side: tuple[Group, ...]
    article: str = ""

    def place(self, template: str, step: str, internal: bool) -> int:
        """The group of a document, counted through both files: the one that names it most narrowly, else the rest of its kind.

        A pattern of the main file speaks of what is given to the party, one of the side file of internal documents.
        """
        groups = (*self.main, *self.side)
        narrow = [group.names(template, step, patterns=internal == (at >= len(self.main))) for at, group in enumerate(groups)]
        if max(narrow):
            return narrow.index(max(narrow))
        return next(at for at, group in enumerate(groups) if group.rest == ("inward" if internal else "outward"))

    @property
    def evidence(self) -> int:
        """The group where the evidence stands."""
        return next(at for at, group in enumerate((*self.main, *self.side)) if group.evidence)


def order(packs: Sequence[str], type: str) -> Order:
    """The order of the strongest of these packs (weakest first) that sets one for the type; the national one otherwise. Raises PackError."""
    for pack in reversed(packs):
        if found := orders(pack).get(type):
            return found
    return orders("national")[type]


@cache
def orders(pack: str) -> dict[str, Order]:
    """Every order of a pack, by type; none where it has no such file."""
    file = PACKS / pack / FILE
    if not file.is_file():
        return {}
    found: dict[str, Order] = converted(read_yaml(file), dict[str, Order], file, ())
    for type, one in found.items():
        _complete(type, one, file)
    return found


def _complete(type: str, one: Order, file: Path) -> None:
    """Everything must have its place: each order says where evidence and what nobody thought of goes."""
    groups = (*one.main, *one.side)
    if sum(group.evidence for group in one.main) != 1:
        raise PackError(f"{type}：正卷应当有且只有一组写明 evidence: true", file, 1)
    for rest, what in (("outward", "对外文书"), ("inward", "内部文书")):
        if sum(group.rest == rest for group in groups) != 1:
            raise PackError(f"{type}：应当有且只有一组写明 rest: {rest}，收其余的{what}", file, 1)
