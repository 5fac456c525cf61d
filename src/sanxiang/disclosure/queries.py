"""What staff ask of disclosure. What the public may find stands in `public`."""

import datetime

import msgspec
from django.db.models import Exists, OuterRef, Subquery

from sanxiang.casework.models import Decision, Due
from sanxiang.disclosure.models import Publication
from sanxiang.organs.queries import Person


class Duty(msgspec.Struct, frozen=True):
    """A decision that waits to be published: its case, and the last day where the law sets one."""

    case: str
    number: str
    party: str
    cause: str
    decided_on: datetime.date
    due: datetime.date | None


def duties(person: Person, count: int = 200) -> list[Duty]:
    """Decisions of the person's organ that are neither published nor withheld, the nearest last day first. One query."""
    due = Due.objects.filter(case=OuterRef("case"), rule__startswith="PUB-06").order_by("due").values("due")[:1]
    settled = Publication.objects.filter(id=OuterRef("case"))
    waiting = Decision.objects.filter(organ=person.organ, state="").exclude(review_ground="imported").filter(~Exists(settled))
    found = (
        waiting.annotate(due=Subquery(due))
        .order_by("due", "decided_on", "id")
        .values_list("case", "number", "party_name", "cause", "decided_on", "due")
    )
    return [Duty(*row) for row in found[:count]]


def publication(case: str) -> Publication | None:
    """How the disclosure of a case's decision stands. One query."""
    return Publication.objects.filter(id=case).first()


def publications(person: Person, after: str = "", count: int = 50) -> list[Publication]:
    """Publications of the person's organ, newest first, each with its decision's `number`, `party_name` and `cause`. One query.

    `after` is "day~id" of the last row of the page before.
    """
    decision = Decision.objects.filter(case=OuterRef("id")).order_by("state", "-id")
    told = {name: Subquery(decision.values(name)[:1]) for name in ("number", "party_name", "cause")}
    found = Publication.objects.filter(organ=person.organ).annotate(**told).order_by("-day", "-id")
    day, _, id = after.partition("~")
    if id:
        found = found.extra(where=["(day, id) < (%s, %s)"], params=[day, id])
    return list(found[:count])
