"""许可证件登记: which licences an organ has given, how each stands today, and which end soon."""

import datetime
from collections.abc import Iterable

import msgspec
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import LICENCE_ACTS, Case, Licence
from sanxiang.casework.queries import reads
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Invalid

PAGE = 50
ENDED = {"revoked": "已撤销", "recalled": "已撤回", "cancelled": "已注销"}
# A case that is undecided: an application for renewal that runs.
RUNNING = ("open", "suspended")
STATES = {"valid": "有效", "deemed": "视为准予延续", "expired": "已过期", **ENDED}


class Standing(msgspec.Struct, frozen=True):
    """A licence as it stands: `state` of STATES, `days` until it ends (negative when it has, None without an end); `renewing`: the case that
    asks for its renewal, if one runs; `case`: the one that last acted on it."""

    licence: str
    number: str
    name: str
    holder: str
    item: str
    content: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    state: str
    days: int | None
    act: str
    case: str
    renewing: str = ""

    @property
    def said(self) -> str:
        return STATES[self.state]


class Page(msgspec.Struct, frozen=True):
    lines: list[Standing]
    next: str


def page(person: Person, *, words: str = "", within: int | None = None, ended: bool = False, after: str = "") -> Page:
    """Licences that the person may read, the nearest end first, those without an end last. Two queries (three for a supervisor).

    words: parts of number, name, holder or item; all must be found. within: only those that end in so many days from today, or have just
    ended and wait for a decision on their renewal. ended: those revoked, recalled or cancelled, instead of those that are not.
    after: `Page.next`.
    """
    today = timezone.localdate()
    found = newest(Licence.objects.filter(organ__in=reads(person), state=""))
    found = found.filter(act__in=ENDED) if ended else found.exclude(act__in=ENDED)
    for word in clean(words).split():
        found = found.filter(search__icontains=word)
    if within is not None:
        found = found.filter(valid_until__gte=today, valid_until__lte=today + datetime.timedelta(days=within))
    found = _after(found.extra(select={"last": "COALESCE(valid_until, 'infinity')::text"}), after)
    rows = list(found.extra(order_by=["last", "id"])[: PAGE + 1])
    more = f"{rows[PAGE - 1].last}~{rows[PAGE - 1].id}" if len(rows) > PAGE else ""
    return Page(standings(rows[:PAGE], today), more)


def newest(found: QuerySet[Licence]) -> QuerySet[Licence]:
    """Of each licence the row that tells how it stands."""
    later = Licence.objects.filter(licence=OuterRef("licence"), at__gt=OuterRef("at"), state="")
    return found.filter(~Exists(later))


def _after(found: QuerySet[Licence], after: str) -> QuerySet[Licence]:
    last, _, id = after.partition("~")
    if not id:
        return found
    if last != "infinity":
        try:
            datetime.date.fromisoformat(last)
        except ValueError:
            raise Invalid("没有这一页", next="请回到列表第一页。") from None
    return found.extra(where=["(COALESCE(valid_until, 'infinity'), id) > (%s::date, %s)"], params=[last, clean(id)])


def standings(rows: Iterable[Licence], today: datetime.date) -> list[Standing]:
    """How these licences stand today. One query."""
    rows = list(rows)
    asked = Case.objects.filter(
        type="permit", procedure="renewal", family__in=[row.licence for row in rows], status__in=RUNNING, decided_on=None
    )
    renewing = {case.family: case for case in asked}
    return [_standing(row, renewing.get(row.licence), today) for row in rows]


def _standing(row: Licence, renewal: Case | None, today: datetime.date) -> Standing:
    days = (row.valid_until - today).days if row.valid_until else None
    state = row.act if row.act in ENDED else "valid"
    if row.act == "deemed":
        state = "deemed"
    elif state == "valid" and days is not None and days < 0:
        # 行政许可法第五十条第二款: applied for in time and undecided at its end, a licence is taken for renewed.
        in_time = renewal is not None and row.valid_until is not None and renewal.opened_on <= row.valid_until
        state = "deemed" if in_time else "expired"
    return Standing(
        row.licence, row.number, row.name, row.holder, row.item_name, row.content, row.valid_from, row.valid_until, state, days,
        dict(LICENCE_ACTS)[row.act], row.case, renewal.id if renewal else "",
    )  # fmt: skip


def of_case(case: Case) -> list[Licence]:
    """What the acts of the case's family made of its licence, in their order. One query."""
    return list(Licence.objects.filter(licence=case.family, state="").order_by("at", "id"))


__all__ = ["ENDED", "STATES", "Page", "Standing", "of_case", "page", "standings"]
