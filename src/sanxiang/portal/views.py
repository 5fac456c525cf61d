"""The public face. Every page is one or two queries on the public's own tables and a template; nothing here decides anything."""

import hashlib
import re
from typing import Any

import orjson
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES as TYPES
from sanxiang.disclosure import public
from sanxiang.disclosure.acts import folded
from sanxiang.disclosure.models import PublicDecision, PublicOrgan
from sanxiang.law.penalty_kinds import KIND_TITLES as KINDS
from sanxiang.portal import guide, text

NAV = (
    ("decisions", "查决定"),
    ("organs", "执法主体"),
    ("officers", "执法人员"),
    ("complain", "我要反映"),
)
LONGEST_QUERY = 100
LATEST = 6
KEY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2},[0-9a-zA-Z:_-]{1,80}")


def page(request: HttpRequest, template: str, here: str, status: int = 200, **context: Any) -> HttpResponse:
    nav = [{"label": label, "url": reverse(name), "current": name == here} for name, label in NAV]
    return render(request, f"portal/{template}.html", {"nav": nav, "site": settings.SITE, "terms": [], **context}, status=status)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    kept = public.punctuality()
    return page(
        request,
        "home",
        "home",
        rows=public.search(public.Search()).rows[:LATEST],
        kept=kept,
        of=sum(one.of for one in kept),
        in_time=sum(one.in_time for one in kept),
        organs=public.organs(),
    )


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    wanted = search_of(request)
    found = public.search(wanted)
    onward = request.GET.copy()
    onward["after"] = found.next
    return page(
        request,
        "decisions",
        "decisions",
        wanted=wanted,
        rows=found.rows,
        next=f"?{onward.urlencode()}" if found.next else "",
        first="?" + urlencode([(k, str(v)) for k, v in request.GET.items() if k != "after"]) if wanted.after else "",
        organs=public.organs(),
        terms=terms(wanted),
        types=TYPES,
        type=TYPES.get(wanted.type, ""),
        kinds=KINDS,
        years=range(guide.this_year(), guide.this_year() - 12, -1),
    )


def terms(wanted: public.Search) -> list[str]:
    return [folded(word) for word in wanted.words.split()]


def search_of(request: HttpRequest) -> public.Search:
    """What is asked for in the address; whatever makes no sense there is left out rather than refused."""
    asked = request.GET
    year, after = asked.get("year", ""), asked.get("after", "")
    return public.Search(
        words=asked.get("q", "").replace("\x00", "")[:LONGEST_QUERY],
        organ=asked.get("organ", "").replace("\x00", "")[:18],
        type=asked.get("type", "") if asked.get("type", "") in TYPES else "",
        kind=asked.get("kind", "") if asked.get("kind", "") in KINDS else "",
        year=int(year) if re.fullmatch(r"[12][0-9]{3}", year) else None,
        after=after if KEY.fullmatch(after) and guide.is_day(after[:10]) else "",
    )


@require_safe
def decision(request: HttpRequest, id: str) -> HttpResponse:
    found = public.decision(id.replace("\x00", ""))
    if found is None:
        return not_found(request)
    return page(request, "decision", "decisions", decision=found, body=decision_body(found))


def decision_body(found: PublicDecision) -> SafeString:
    """The page of a decision within its frame: half the work of the page, so it is kept under a digest of all that it shows."""
    organ, similar = public.organ(found.organ), public.similar(found)
    shown = [[value for name, value in vars(row).items() if name != "_state"] for row in (found, organ, *similar) if row]
    key = hashlib.sha256(orjson.dumps(shown, default=str)).hexdigest()
    return cache.get_or_set(key, lambda: _decision_body(found, organ, similar)) or SafeString()


def _decision_body(found: PublicDecision, organ: PublicOrgan | None, similar: list[PublicDecision]) -> SafeString:
    return render_to_string(
        "portal/decision_body.html",
        {
            "decision": found,
            "organ": organ,
            "rows": similar,
            "paper": text.paper(found.full_text, found.hidden, found.organ_name),
            "reasons": text.reasons(found.hidden),
            "remedies": guide.remedies(found, organ) if found.state == "published" else None,
            "ruler": guide.ruler(found, organ),
            "address": settings.PORTAL_URL + reverse("decision", args=[found.id]),
            "type": TYPES.get(found.type, ""),
            "kinds": [KINDS.get(kind, kind) for kind in found.kinds],
        },
    )


@require_safe
def organs(request: HttpRequest) -> HttpResponse:
    return page(request, "organs", "organs", organs=public.organs())


@require_safe
def organ(request: HttpRequest, code: str) -> HttpResponse:
    found = public.organ(code.replace("\x00", ""))
    if found is None:
        return not_found(request)
    kept = public.punctuality(found.id)
    return page(
        request,
        "organ",
        "organs",
        organ=found,
        lists=public.lists(found.id),
        rows=public.search(public.Search(organ=found.id)).rows[:LATEST],
        procedures=guide.procedures(found.packs),
        kept=kept[0] if kept else None,
    )


@require_safe
def published_list(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    version = request.GET.get("version", "")
    found = public.published_list(
        code.replace("\x00", ""), kind.replace("\x00", ""), int(version) if re.fullmatch(r"[0-9]{1,6}", version) else None
    )
    if found is None:
        return not_found(request)
    rows = [[(label, row.get(name, "")) for name, label in found.columns] for row in found.rows]
    return page(request, "list", "organs", list=found, rows=rows, versions=public.versions(found.organ, found.kind))


@require_safe
def procedures(request: HttpRequest, code: str) -> HttpResponse:
    found = public.organ(code.replace("\x00", ""))
    if found is None:
        return not_found(request)
    rows = public.published_list(found.id, "service_guide")
    return page(request, "procedures", "organs", organ=found, types=guide.procedures(found.packs), guides=rows.rows if rows else [])


@require_safe
def procedure(request: HttpRequest, code: str, name: str) -> HttpResponse:
    organ, shown = _procedure(code, name)
    if organ is None or shown is None:
        return not_found(request)
    return page(request, "procedure", "organs", organ=organ, shown=shown)


@require_safe
def flowchart(request: HttpRequest, code: str, name: str, which: str) -> HttpResponse:
    """One flowchart as a page of paper: `case` 案件流程图 or `review` 法制审核流程图."""
    organ, shown = _procedure(code, name)
    if organ is None or shown is None or (which == "review" and shown.review is None):
        return not_found(request)
    chart, steps = (shown.review, shown.review_steps) if which == "review" else (shown.chart, shown.steps)
    return page(request, "flowchart", "organs", organ=organ, shown=shown, chart=chart, steps=steps, today=guide.today())


def _procedure(code: str, name: str) -> tuple[PublicOrgan | None, guide.Shown | None]:
    """Two queries: the organ, and its list that tightens its procedures."""
    organ = public.organ(code.replace("\x00", ""))
    if organ is None:
        return None, None
    return organ, guide.procedure(name.replace("\x00", ""), organ, public.published_list(organ.id, "procedure"))


@require_safe
def service_guide(request: HttpRequest, code: str, row: str) -> HttpResponse:
    """服务指南 of one item: the fourteen fields, and the flowchart of the procedure that its type walks."""
    organ = public.organ(code.replace("\x00", ""))
    listed = public.published_list(organ.id, "service_guide") if organ else None
    told = next((one for one in listed.rows if one.get("code") == row), None) if listed else None
    if organ is None or told is None:
        return not_found(request)
    items = public.published_list(organ.id, "item")
    name = guide.walked_by(told, items.rows if items else [], organ.packs)
    shown = guide.procedure(name, organ, public.published_list(organ.id, "procedure"), told) if name else None
    fields = shown.guide if shown else guide.row_alone(told, organ)
    return page(request, "service_guide", "organs", organ=organ, row=told, list=listed, shown=shown, fields=fields)


@require_safe
def windows(request: HttpRequest, code: str) -> HttpResponse:
    """岗位信息公示牌: a board a window, each a page of paper."""
    organ = public.organ(code.replace("\x00", ""))
    listed = public.published_list(organ.id, "window_board") if organ else None
    if organ is None or listed is None:
        return not_found(request)
    return page(request, "windows", "organs", organ=organ, list=listed, boards=guide.boards(listed))


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    organ = request.GET.get("organ", "").replace("\x00", "")[:18]
    after = request.GET.get("after", "").replace("\x00", "")[:150]
    found = public.officers(words, organ, after)
    onward = urlencode({"q": words, "organ": organ, "after": public.officer_key(found[-1])}) if len(found) == public.OFFICERS else ""
    return page(
        request,
        "officers",
        "officers",
        words=words,
        organ=organ,
        rows=found,
        today=guide.today(),
        organs=public.organs(),
        next=f"?{onward}" if onward else "",
        first="?" + urlencode({"q": words, "organ": organ}) if after else "",
    )


@require_safe
def complain(request: HttpRequest) -> HttpResponse:
    return page(request, "complain", "complain", organs=public.organs(), amounts=guide.amounts(withdraw="PEN-48b"))


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return page(request, "about", "about", amounts=guide.amounts(publish="PUB-06b", others="PUB-06a"))


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nAllow: /\n", content_type="text/plain; charset=utf-8")


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    public.organs()
    return HttpResponse("ok", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "not_found", "", status=404)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, "bad_request", "", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Rendered without the database, which may be what is broken."""
    return page(request, "broken", "", status=500)
