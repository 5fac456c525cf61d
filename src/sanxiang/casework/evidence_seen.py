"""The evidence of a case as its pages show it: each piece with how it is shown and what is odd about it. A fixed number of queries."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.utils import timezone

from sanxiang.casework import file_shows, queries, secrecy
from sanxiang.casework.evidence_findings import Around, Piece, Told, anomalies_of, findings, read_of
from sanxiang.casework.models import Case, Evidence, FileShow
from sanxiang.media import Facts
from sanxiang.organs.queries import Person
from sanxiang.record.canonical import plain
from sanxiang.record.refusal import NotFound


class Seen(msgspec.Struct, frozen=True):
    """A piece of evidence, what was read of its file, how that is shown (None: nothing is drawn of it), what is odd, and its copies. closed: it is kept apart
    (另卷保管) from whoever looks."""

    row: Any
    facts: Facts | None
    show: Any
    findings: list[Told]
    copies: list[Any] = []
    closed: bool = False

    @property
    def waits(self) -> bool:
        """Whether the worker still has to draw it."""
        return self.show is not None and self.show.state in ("waiting", "working")


def of_case(person: Person, case: Case, rows: Sequence[Evidence]) -> list[Seen]:
    """Every piece of a case (`rows`: all of it, with what it took over). At most four queries."""
    closed = secrecy.hidden(person, case, secrecy.marks(case.id))
    shows = file_shows.of(row.file for row in rows)
    pieces = {row.id: _piece(row, shows.get(row.file)) for row in rows}
    around = Around(
        now=timezone.now(),
        began=case.opened_on,
        others=[pieces[row.id] for row in rows if not row.state],
        elsewhere=_elsewhere(case, rows),
        minutes=settings.EVIDENCE_MINUTES,
        kilometres=settings.EVIDENCE_KILOMETRES,
    )
    copies: dict[str, list[Any]] = {}
    for row in rows:
        copies.setdefault(row.parent, []).append(row)
    return [
        Seen(
            row=row,
            facts=pieces[row.id].facts,
            show=shows.get(row.file),
            findings=[] if row.state or row.id in closed else findings(pieces[row.id], around),
            copies=copies.get(row.id, []),
            closed=row.id in closed,
        )
        for row in rows
    ]


def one(person: Person, id: str) -> tuple[Case, Seen]:
    """A piece among the others of its case, for whoever may read the case. Raises NotFound."""
    found = Evidence.objects.filter(id=id).first()
    case = queries.visible(person, found.case if found else "")
    rows = list(Evidence.objects.filter(case=case.id).order_by("number"))
    return case, next(seen for seen in of_case(person, case, rows) if seen.row.id == id)


def parent_of(row: Evidence) -> Evidence | None:
    """The piece of which this one is a copy, if it is one."""
    return Evidence.objects.filter(id=row.parent).first() if row.parent else None


def with_file(person: Person, id: str) -> Evidence:
    """A piece with a file, for whoever may read its case. Raises NotFound, NotAllowed (kept apart)."""
    found = Evidence.objects.filter(id=id).first()
    if found is None or not found.file or found.state == "destroyed":
        raise NotFound("没有这件证据，或您无权查看", next="请核对链接，或者由本案承办人提供。")
    secrecy.must_see(person, queries.visible(person, found.case), id)
    return found


def _piece(row: Evidence, show: FileShow | None) -> Piece:
    return Piece(
        id=row.id,
        number=row.number,
        title=row.title,
        collected_at=plain(row.collected_at),
        kind=row.kind,
        file=row.file,
        facts=read_of(row.read),
        latitude=row.latitude,
        longitude=row.longitude,
        parent=row.parent,
        remark=row.remark,
        likeness=show.likeness if show else "",
        anomalies=anomalies_of(one for one in show.anomalies if one["code"] in ("black", "silent")) if show else (),
    )


def _elsewhere(case: Case, rows: Iterable[Evidence]) -> dict[str, list[str]]:
    """Digest → numbers of the organ's other cases that hold the same file; a case's own family is no other case. One query."""
    digests = {row.file for row in rows if row.file}
    if not digests:
        return {}
    others = Case.objects.filter(organ=case.organ).exclude(family=case.family)
    pairs = Evidence.objects.filter(file__in=digests, case__in=others.values("id")).exclude(state="destroyed").values_list("file", "case")
    numbers = dict(Case.objects.filter(id__in={id for _, id in pairs}).values_list("id", "number")) if pairs else {}
    found: dict[str, list[str]] = {}
    for file, id in pairs:
        if numbers[id] not in found.setdefault(file, []):
            found[file].append(numbers[id])
    return found
