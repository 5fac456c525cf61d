"""Recordings seen from outside their cases: what a device recorded, and which came in later than the law wants (REC-20)."""

import datetime

import msgspec
from django.db.models import Q
from django.utils import timezone

from sanxiang.casework import judging, queries
from sanxiang.casework.footage_models import Footage
from sanxiang.casework.models import Case, Evidence
from sanxiang.law import periods
from sanxiang.organs.queries import Person

UPLOADED = "REC-20"
LOOKED_AT = datetime.timedelta(days=90)
MOST = 300


class Recording(msgspec.Struct, frozen=True):
    """A recording or photograph in a case: when it ended, when it came in, by when it should have (None: no rule of that day), what of it is late."""

    evidence: str
    title: str
    case: str
    number: str
    organ: str
    collector: str
    ended: datetime.datetime
    uploaded: datetime.datetime | None
    last: datetime.datetime | None

    @property
    def late(self) -> datetime.timedelta | None:
        """How much too late; None for what came in time."""
        if self.last is None or self.uploaded is None or self.uploaded <= self.last:
            return None
        return self.uploaded - self.last


def of_device(person: Person, organ: str, serial: str) -> list[Recording]:
    """What a device recorded in the cases that the person may read, newest first: files that name its number, or came from a dock by it.
    Two queries (three for a supervisor)."""
    if organ not in queries.reads(person):
        return []
    cases = Case.objects.filter(organ=organ)
    docked = Footage.objects.filter(organ=organ, device=serial).exclude(evidence="").values("evidence")
    found = Evidence.objects.filter(Q(read__serial=serial) | Q(id__in=docked), case__in=cases.values("id")).order_by("-collected_at", "id")[
        :MOST
    ]
    return _read(list(found))


def late(person: Person, now: datetime.datetime | None = None) -> list[Recording]:
    """Recordings of the last ninety days that reached the system later than the rule of their day allows, the latest first, in the cases that
    the person may read. For supervisors and heads. Raises NotAllowed. Two queries (three for a supervisor)."""
    person.must("supervisor", "head")
    since = ((now or timezone.now()) - LOOKED_AT).astimezone(datetime.UTC)
    cases = Case.objects.filter(organ__in=queries.reads(person))
    found = Evidence.objects.filter(
        case__in=cases.values("id"), recorded__kind__in=["video", "audio"], recorded__uploaded__gte=since.isoformat()
    )
    behind = [one for one in _read(list(found)) if one.late is not None]
    return sorted(behind, key=lambda one: one.late or datetime.timedelta(0), reverse=True)[:MOST]


def _read(found: list[Evidence]) -> list[Recording]:
    cases = Case.objects.in_bulk({one.case for one in found})
    return [_recording(one, cases[one.case]) for one in found]


def _recording(one: Evidence, case: Case) -> Recording:
    ended = _moment(one.recorded.get("until")) or one.collected_at
    law = judging.law(case.packs)
    rule = law.rule(UPLOADED, timezone.localdate(ended))
    due = periods.due(rule, timezone.localtime(ended), law.calendar).due if rule else None
    last = due if isinstance(due, datetime.datetime) else None
    return Recording(one.id, one.title, case.id, case.number, case.organ, one.collector, ended, _moment(one.recorded.get("uploaded")), last)


def _moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
