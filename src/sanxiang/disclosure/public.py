"""What the public may find. Every query here reads `public_face` alone, so the portal's database role can run it."""

import datetime
import hashlib

import msgspec
from django.db.models import BooleanField, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5

from sanxiang.casework.paper_models import PublicDocument
from sanxiang.disclosure.acts import folded
from sanxiang.disclosure.models import PublicDecision, PublicList, PublicOfficer, PublicOrgan

BOOLEAN = BooleanField()
# The newest decisions are searched first by plain comparison: words so common that the index would bring thousands of rows fill a page there.
# Only if they hold less than a page is the index of all asked.
NEWEST = 1000
PAGE = 20
OFFICERS = 50


class Search(msgspec.Struct, frozen=True):
    """What somebody looks for on the portal."""

    words: str = ""
    organ: str = ""
    type: str = ""
    kind: str = ""
    year: int | None = None
    after: str = ""  # key of the last row of the page before: "2026-11-21,<id>"


class Page(msgspec.Struct, frozen=True):
    """One page of decisions; `next` is the key of the following page, empty at the end."""

    rows: list[PublicDecision]
    next: str


def search(wanted: Search) -> Page:
    """A page of published decisions, newest first. At most two queries, none of which counts.

    Words of one character alone are looked for among the newest only: they stand in nearly every text, and no index knows them.
    """
    terms = [term for term in map(folded, wanted.words.split()) if term]
    filtered = _filtered(wanted)
    rows = list(_like(_newest(filtered), terms)[: PAGE + 1]) if terms else list(filtered[: PAGE + 1])
    if len(rows) <= PAGE and any(len(term) > 1 for term in terms):
        rows = list(_indexed(filtered, terms)[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, f"{rows[-1].sort_on.isoformat()},{rows[-1].id}" if more else "")


def _filtered(wanted: Search) -> QuerySet[PublicDecision]:
    found = PublicDecision.objects.defer("full_text", "words").order_by(F("sort_on").desc(), F("id").desc())
    if not wanted.words:
        found = found.filter(state="published")
    if wanted.organ:
        found = found.filter(organ=wanted.organ)
    if wanted.type:
        found = found.filter(type=wanted.type)
    if wanted.kind:
        found = found.filter(kinds__contains=[wanted.kind])
    if wanted.year:
        found = found.filter(sort_on__gte=datetime.date(wanted.year, 1, 1), sort_on__lte=datetime.date(wanted.year, 12, 31))
    day, _, id = wanted.after.partition(",")
    if id:
        found = found.filter(Q(sort_on__lt=day) | Q(sort_on=day, id__lt=id))
    return found


def _newest(found: QuerySet[PublicDecision]) -> QuerySet[PublicDecision]:
    return found.model.objects.filter(id__in=found.values("id")[:NEWEST]).defer("full_text", "words").order_by("-sort_on", "-id")


def _like(found: QuerySet[PublicDecision], terms: list[str]) -> QuerySet[PublicDecision]:
    for term in terms:
        found = found.filter(words__contains=term)
    return found


def _indexed(found: QuerySet[PublicDecision], terms: list[str]) -> QuerySet[PublicDecision]:
    for term in terms:
        if len(term) > 1:
            found = found.filter(RawSQL("public_face.bigrams(words) @> public_face.bigrams(%s)", [term], BOOLEAN))
    return _like(found, terms)


def document(code: str) -> PublicDocument | None:
    """An issued document by the code that is printed on it. One query."""
    return PublicDocument.objects.filter(code=code).first()


def decision(id: str) -> PublicDecision | None:
    return PublicDecision.objects.defer("words").filter(id=id).first()


def similar(to: PublicDecision, count: int = 5) -> list[PublicDecision]:
    """Other published decisions of the organ on the same cause, newest first. One query."""
    if not to.cause:
        return []
    # By the digest first: that is what the index knows, since a cause may be longer than an index entry.
    others = PublicDecision.objects.annotate(digest=MD5("cause")).filter(
        organ=to.organ, digest=hashlib.md5(to.cause.encode(), usedforsecurity=False).hexdigest()
    )
    others = others.filter(cause=to.cause, type=to.type, state="published").exclude(id=to.id)
    return list(others.only("title", "decided_on", "fine").order_by("-sort_on", "-id")[:count])


def organs() -> list[PublicOrgan]:
    return list(PublicOrgan.objects.order_by("name"))


def organ(code: str) -> PublicOrgan | None:
    return PublicOrgan.objects.filter(id=code).first()


def officers(words: str = "", organ: str = "", after: str = "", count: int = OFFICERS) -> list[PublicOfficer]:
    """Officers by a part of the name or the whole certificate number, however typed; by name. `after`: officer_key of the last row. One query."""
    found = PublicOfficer.objects.order_by("name", "id")
    if asked := folded(words):
        found = found.filter(
            RawSQL(f"strpos({FOLDED.format('name')}, %s) > 0 OR {FOLDED.format('certificate')} = %s", [asked, asked], BOOLEAN)
        )
    if organ:
        found = found.filter(organ=organ)
    name, _, id = after.rpartition(",")
    if id:
        found = found.filter(Q(name__gt=name) | Q(name=name, id__gt=id))
    return list(found[:count])


# What `folded` does, for the columns of a few thousand rows.
FOLDED = r"lower(regexp_replace(normalize({}, NFKC), '\s', '', 'g'))"


def officer_key(row: PublicOfficer) -> str:
    """Where the page after this row begins."""
    return f"{row.name},{row.id}"


def lists(organ: str) -> list[PublicList]:
    """The lists of an organ that are in force, without their rows. One query."""
    return list(PublicList.objects.filter(organ=organ, in_force_until=None).defer("rows").order_by("kind"))


def published_list(organ: str, kind: str, version: int | None = None) -> PublicList | None:
    """A list of an organ: the version in force, or an older one by its number. One query."""
    found = PublicList.objects.filter(organ=organ, kind=kind)
    return (found.filter(version=version) if version else found.order_by("-version")).first()


def versions(organ: str, kind: str) -> list[PublicList]:
    return list(PublicList.objects.filter(organ=organ, kind=kind).defer("rows").order_by("-version"))


class Punctuality(msgspec.Struct, frozen=True):
    """Of the newest decisions of an organ that had a last day for disclosure, how many were published by it."""

    organ: str
    name: str
    of: int
    in_time: int


def punctuality(organ: str = "", newest: int = 500) -> list[Punctuality]:
    """How organs keep the period for disclosure, over their newest decisions together; by name. One query."""
    found = PublicDecision.objects.filter(due_on__isnull=False, **({"organ": organ} if organ else {}))
    told = found.order_by("-sort_on", "-id").values_list("organ", "organ_name", "published_on", "due_on")[:newest]
    kept: dict[tuple[str, str], list[bool]] = {}
    for code, name, published, due in told:
        kept.setdefault((code, name), []).append(due is not None and published <= due)
    return [Punctuality(code, name, len(all), sum(all)) for (code, name), all in sorted(kept.items(), key=lambda one: one[0][1])]
