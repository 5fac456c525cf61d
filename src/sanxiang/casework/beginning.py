"""The form with which a case begins: what may begin, and the first step of its procedure, filled with what is known."""

from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework import families, joint, opening, papers, taking
from sanxiang.casework.asking import Asked, asked, head_of
from sanxiang.casework.families import Origin
from sanxiang.casework.filling import Known
from sanxiang.casework.models import Evidence
from sanxiang.casework.rows import row_of
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import Item
from sanxiang.law import packs
from sanxiang.law.procedure import Procedure
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person


class Beginning(msgspec.Struct, frozen=True):
    """The form of a case that is not yet opened. `parent` and `says` where it springs from another case; `party` is then the parent's."""

    type: str
    procedure: Procedure
    fields: list[Asked]
    items: list[Item]
    party: dict[str, Any]
    cause: str
    documents: list[str]
    officers: list[dict[str, str]]
    parent: Any = None
    says: str = ""

    @property
    def step(self) -> Any:
        return self.procedure.steps[0]


def choices(person: Person) -> dict[str, dict[str, str]]:
    """What the person's organ may begin by its published items: type → procedure → title. Two queries."""
    version = catalogue.in_force(person.organ, "item", timezone.localdate())
    rows = catalogue.rows(version.id) if version else []
    return opening.beginnings([row for row in rows if isinstance(row, Item)])


def form(person: Person, type: str, procedure: str, parent: str = "") -> Beginning:
    """The form of the first step. Fourteen queries at most. Raises Refused (no such procedure), NotFound (no such parent)."""
    today = timezone.localdate()
    lists = opening.lists_of(person.organ, today, today)
    origin = families.origin(person, parent, type, procedure) if parent else None
    law = packs.load(tuple(person.packs))
    items = opening.items_for(lists, type, procedure, origin)
    walked = opening.first(law, type, procedure, lists, items[0].code if len(items) == 1 else "")
    known = _known(person, type, procedure, items, origin, law)
    step = walked.steps[0]
    people = organs.officers(person.organ, role="handler").values("id", "name", "certificate")
    return Beginning(
        type=type,
        procedure=walked,
        fields=[asked(field, known, _sprung(origin)) for field in taking.asked(joint.step(step, ()))],
        items=items,
        party=dict(known.party),
        cause=origin.case.cause if origin and type == "penalty" and origin.case.type == "penalty" else "",
        documents=papers.announced(step),
        officers=[{"id": one["id"], "name": one["name"], "certificate": one["certificate"]} for one in people],
        parent=origin.case if origin else None,
        says=origin.spring.title if origin else "",
    )


def _known(person: Person, type: str, procedure: str, items: list[Item], origin: Origin | None, law: packs.Law) -> Known:
    me = {"id": person.officer, "name": person.name, "certificate": person.certificate}
    line = [origin.steps, *families.of_line(row_of(origin.case))] if origin else []
    evidence = Evidence.objects.filter(id__in=origin.evidence) if origin else ()
    return Known(
        case={"type": type, "procedure": procedure, "handlers": [], "cause": origin.case.cause if origin else "", "summary": _told(origin)},
        party=opening.party_of(origin),
        item=catalogue.as_data(items[0]) if len(items) == 1 else {},
        organ=row_of(organs.organ(person.organ)),
        steps=[],
        evidence=[row_of(one) for one in evidence],
        me=me,
        head=head_of(person, person.organ),
        law=law,
        now=timezone.localtime(),
        line=line,
    )


def _sprung(origin: Origin | None) -> dict[str, Any]:
    """Where a lead comes from, if an inspection brought it."""
    return {"source": "inspection"} if origin and origin.case.type == "inspection" else {}


def _told(origin: Origin | None) -> str:
    return origin.case.summary if origin else ""


__all__ = ["Beginning", "choices", "form"]
