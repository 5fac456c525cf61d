"""Reading lists. Each function makes one SQL query."""

import datetime
import functools
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from sanxiang.catalogue.kinds import KINDS, Row, read
from sanxiang.catalogue.models import ListVersion
from sanxiang.record.models import Stream
from sanxiang.record.refusal import NotFound


def _in_force(organ: str, on: datetime.date) -> QuerySet[ListVersion]:
    begun = ListVersion.objects.filter(organ=organ, state__in=["published", "withdrawn"], valid_from__lte=on)
    return begun.filter(Q(valid_until=None) | Q(valid_until__gte=on))


def in_force(organ: str, kind: str, on: datetime.date) -> ListVersion | None:
    """The version of an organ's list that is in force that day, or None."""
    return _in_force(organ, on).filter(kind=kind).order_by("-valid_from", "-number").first()


def all_in_force(organ: str, on: datetime.date) -> dict[str, str]:
    """Kind → id of the version in force that day: what a case opened that day walks. One query."""
    with connection.cursor() as cursor:
        cursor.execute(ALL_IN_FORCE, {"organ": organ, "on": on})
        return dict(cursor.fetchall())


# In SQL because every case that is opened asks it: composing it anew cost more than asking it.
ALL_IN_FORCE = """
SELECT kind, id FROM catalogue_listversion
WHERE organ = %(organ)s AND state IN ('published', 'withdrawn') AND valid_from <= %(on)s AND (valid_until IS NULL OR valid_until >= %(on)s)
ORDER BY valid_from, number
"""


def version(id: str) -> ListVersion:
    """A version by its id. Raises NotFound."""
    found = ListVersion.objects.filter(id=id).first()
    if found is None:
        raise NotFound("没有这个版本的清单", next="请从清单页重新选择版本。")
    return found


def versions(organ: str, kind: str) -> list[ListVersion]:
    """Every version of a list, newest first; their rows are read when asked for."""
    return list(ListVersion.objects.filter(organ=organ, kind=kind).order_by("-number").defer("rows"))


def stream_version(version: ListVersion) -> int:
    """How many acts the list's stream has: what a form saw."""
    return Stream.objects.values_list("version", flat=True).get(id=version.stream)


def begins_from(organ: str, kind: str, on: datetime.date) -> ListVersion | None:
    """What the next draft begins from: the draft there is, else the version in force that day, else the newest. One query."""
    found = versions(organ, kind)
    open_one = next((each for each in found if each.state in ("drafted", "approved")), None)
    current = next((each for each in found if _holds(each, on)), None)
    return open_one or current or next(iter(found), None)


def _holds(version: ListVersion, on: datetime.date) -> bool:
    begun = version.state in ("published", "withdrawn") and version.valid_from is not None and version.valid_from <= on
    return begun and (version.valid_until is None or version.valid_until >= on)


def standing(*organs: str) -> list[ListVersion]:
    """The versions of these organs' lists that are in force today or published to be. One query."""
    open_end = Q(valid_until=None) | Q(valid_until__gte=timezone.localdate())
    return list(ListVersion.objects.filter(open_end, organ__in=organs, state="published").order_by("kind", "number"))


def published(organ: str) -> list[ListVersion]:
    """Every version of an organ's lists that was ever published. One query."""
    return list(ListVersion.objects.filter(organ=organ, state__in=["published", "withdrawn"]))


def waiting(organ: str) -> list[ListVersion]:
    """Versions that wait for the organ head's approval or for publication."""
    return list(ListVersion.objects.filter(organ=organ, state__in=["drafted", "approved"]).order_by("kind").defer("rows"))


@functools.lru_cache(maxsize=512)
def _published_rows(id: str) -> tuple[Row, ...]:
    found = version(id)
    return tuple(read(found.kind, found.rows))


def rows(id: str) -> tuple[Row, ...]:
    """The typed rows of a published version; kept in memory, for a published version never changes. Raises NotFound."""
    return _published_rows(id)


def row(id: str, code: str) -> Row | None:
    """The row of this code in a published version."""
    return next((found for found in rows(id) if found.code == code), None)


def title(kind: str) -> str:
    return KINDS[kind][0]


def as_data(found: Row) -> dict[str, Any]:
    """A row as plain data, for a form or a document."""
    data: dict[str, Any] = msgspec.to_builtins(found)
    return data
