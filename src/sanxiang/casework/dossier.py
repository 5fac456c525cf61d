"""案卷: the papers and the evidence of a case in the order that the law packs set, as the pieces of a main file and a side file. Pure."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import msgspec

from sanxiang.casework.models import EVIDENCE_KINDS
from sanxiang.casework.secrecy import KEPT_APART
from sanxiang.casework.steps import local_day
from sanxiang.law.dossiers import Order

Row = Mapping[str, Any]
HOLDERS = ("dossier_cover", "dossier_catalogue", "dossier_note")  # what holds the papers is not one of them


class Piece(msgspec.Struct, frozen=True):
    """One piece of a dossier. `kind`: document or evidence; `apart`: it is kept apart, and only named here."""

    id: str
    kind: str
    group: str
    title: str
    number: str
    author: str
    date: str
    note: str
    apart: bool
    row: Row


class Arranged(msgspec.Struct, frozen=True):
    """A dossier in its order."""

    main: tuple[Piece, ...]
    side: tuple[Piece, ...]


def arrange(
    order: Order,
    organ: str,
    documents: Iterable[Row],
    evidence: Iterable[Row],
    steps: Iterable[Row],
    *,
    brought: Iterable[Row] = (),
    apart: Collection[str] = (),
) -> Arranged:
    """The pieces of a case in their order: groups as the order has them; within one by the step that made them, evidence by its number.

    Documents that no longer stand, and drafts, are no pieces; evidence that was excluded is, marked. apart: ids of pieces kept apart.
    """
    acts = {step["id"]: (step["number"], step["act"]) for step in steps}
    groups = (*order.main, *order.side)
    placed: list[tuple[int, int, int, str, Piece]] = []
    for row in documents:
        if row["state"] or row["template"] in HOLDERS:
            continue
        number, act = acts.get(row["step"], (0, ""))
        at = order.place(row["template"], act, row["internal"])
        placed.append((at, 0, number, row["id"], _paper(row, groups[at].title, organ, row["id"] in apart)))
    for inherited, rows in ((True, brought), (False, evidence)):
        for row in rows:
            piece = _exhibit(row, groups[order.evidence].title, inherited, row["id"] in apart)
            placed.append((order.evidence, 1 if inherited else 2, int(row["number"]), row["id"], piece))
    placed.sort(key=lambda one: one[:4])
    main = len(order.main)
    return Arranged(tuple(one[4] for one in placed if one[0] < main), tuple(one[4] for one in placed if one[0] >= main))


def _paper(row: Row, group: str, organ: str, apart: bool) -> Piece:
    note = KEPT_APART if apart else ""
    return Piece(row["id"], "document", group, row["title"], row["number"], organ, row["day"], note, apart, row)


def _exhibit(row: Row, group: str, inherited: bool, apart: bool) -> Piece:
    title = f"{EVIDENCE_KINDS.get(row['kind'], '证据')}：{row['title']}" if not apart else EVIDENCE_KINDS.get(row["kind"], "证据")
    notes = [KEPT_APART if apart else "", "沿用前案" if inherited else "", "已排除" if row["state"] == "excluded" else "",
             "已到期销毁" if row["state"] == "destroyed" else "", "副本" if row.get("parent") else ""]  # fmt: skip
    return Piece(
        row["id"], "evidence", group, title, "", row["collector"], local_day(row["collected_at"]), "".join(filter(None, notes)), apart, row
    )


def entries(pieces: Iterable[Piece], pages: Mapping[str, tuple[int, int]]) -> list[dict[str, str]]:
    """The rows of the catalogue (卷内文件目录): each piece with the first and last page that it has in the dossier."""
    return [
        {
            "number": piece.number,
            "author": piece.author,
            "title": piece.title,
            "date": piece.date,
            "page": _pages(pages.get(piece.id)),
            "note": piece.note,
        }
        for piece in pieces
    ]


def _pages(found: tuple[int, int] | None) -> str:
    if found is None:
        return ""
    first, last = found
    return str(first) if first == last else f"{first}–{last}"
