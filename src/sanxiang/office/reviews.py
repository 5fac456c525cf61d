"""法制审核: what waits, submitting, the review page on one screen, coordination."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import evidence_seen
from sanxiang.casework import queries as casework
from sanxiang.casework import services as cases
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.drawing import finding, small_ruler
from sanxiang.office.evidence import card, odd
from sanxiang.office.papers import parsed, sheet
from sanxiang.office.steps import asked, changes
from sanxiang.record.refusal import Refused
from sanxiang.review import queries, services
from sanxiang.review.models import STATES

READERS = ("handler", "unit_head", "reviewer", "head", "supervisor")
PASSES = [("true", "符合"), ("false", "不符合")]


@staff("reviewer", "handler", "head", "unit_head")
@require_safe
def reviews(request: Any) -> HttpResponse:
    waiting = queries.waiting(request.me)
    return page(request, "reviews", "reviews", lines=[{"line": line, "ruler": small_ruler(line.due)} for line in waiting], to="review")


@staff("handler")
@require_http_methods(["GET", "POST"])
def submit(request: Any, id: str) -> HttpResponse:
    """送审, and sending it again: the draft decision and the materials on one page."""
    found = queries.submission(request.me, id)
    post = request.POST or reading.again(found.form.draft)
    told = [reading.values(post, fields) for fields in (found.draft, found.form.fields)]
    refused: Refused | None = None
    if request.method == "POST" and "add" not in request.POST:
        try:
            services.submit(
                request.me,
                id,
                *told,
                happened=reading.happened(request.POST),
                seen=reading.seen(request.POST),
                key=reading.key(request.POST),
                backfill=request.POST.get("backfill", ""),
            )
        except Refused as caught:
            refused = caught
        else:
            cases.drop_draft(request.me, id, "review_submit")
            messages.success(request, "已送法制审核。审核期间请勿改动证据，改动后须重新送审。")
            return redirect("case", id)
    typed = (told[0] | told[1]) if post else {}
    draft = drawn(found.draft, found.form, typed, refused)
    materials = [
        field
        for field in asked(found.form, typed or {"materials": in_dossier(request, id)}, refused, "")
        if found.last or field["name"] != "response"
    ]
    return page(
        request,
        "submit",
        "reviews",
        form=found.form,
        case=casework.visible(request.me, id),
        last=found.last,
        draft=draft,
        fields=materials,
        errors=reading.errors(refused, [*draft, *materials]),
        since=changes(request, id, refused),
        restored=bool(found.form.draft) and request.method == "GET",
        post=post,
        status=refused.status if refused else 200,
    )


def in_dossier(request: Any, id: str) -> list[str]:
    """The materials that the dossier already holds, each a line."""
    page = casework.case_page(request.me, id)
    titles = [f"《{one.title}》{one.number}" for one in page.documents if not one.state]
    return [*titles, *(f"证据{one.number}：{one.title}" for one in page.evidence if not one.state)]


def drawn(fields: list[Any], form: Any, typed: dict[str, Any], refused: Refused | None) -> list[dict[str, Any]]:
    wrong = getattr(refused, "fields", {})
    return [reading.shown(one, typed.get(one.name, one.value), wrong, filled=not typed and bool(one.value)) for one in fields]


@staff(*READERS)
@require_http_methods(["GET", "POST"])
def review(request: Any, id: str) -> HttpResponse:
    """One screen: the draft left, evidence right, the eight points with what the machine found beside each, the opinion."""
    found = queries.review(request.me, id)
    if request.method != "POST":
        return shown(request, id, found, reading.again(casework.draft(request.me, id, "review")))
    typed = reading.values(request.POST, asks(found))
    try:
        services.give_opinion(
            request.me,
            id,
            typed,
            happened=reading.happened(request.POST),
            seen=reading.seen(request.POST),
            key=reading.key(request.POST),
            backfill=request.POST.get("backfill", ""),
        )
    except Refused as refused:
        return shown(request, id, found, request.POST, refused)
    cases.drop_draft(request.me, id, "review")
    messages.success(request, "已提出审核意见：" + ("同意。" if typed.get("opinion") == "agree" else "存在问题，已退回承办人。"))
    return redirect("case", id)


def asks(found: queries.Review) -> list[Any]:
    """Every field of the opinion's form."""
    return [field for point in found.points for field in (point.field, point.note)] + found.fields


def shown(request: Any, id: str, found: queries.Review, post: Any, refused: Refused | None = None) -> HttpResponse:
    """The review page with what was typed and what is wrong with it."""
    wrong, typed = getattr(refused, "fields", {}), reading.values(post, asks(found)) if post else {}
    rest = [reading.shown(field, typed.get(field.name, field.value), wrong) for field in found.fields]
    names = found.page.names
    pieces = evidence_seen.of_case(request.me, found.case, found.page.evidence)
    return page(
        request,
        "review",
        "reviews",
        found=found,
        case=found.case,
        state=dict(STATES)[found.request.state],
        by=names.get(found.request.submitted_by, ""),
        paper=sheet(parsed(found.document)) if found.document else None,
        cards=[card(seen) for seen in pieces],
        odd=odd(pieces),
        papers=[one for one in found.page.documents if not one.state and (not found.document or one.id != found.document.id)],
        points=[point_of(point, typed, wrong) for point in found.points],
        fields=rest,
        rounds=[{"is": one, "by": names.get(one.reviewer, ""), "state": dict(STATES)[one.state]} for one in found.rounds],
        errors=reading.errors(refused, [*rest, *({"name": one.name, "label": one.label} for one in asks(found))]),
        text=request.POST.get("text", ""),
        post=post,
        version=found.page.version,
        may_submit="handler" in request.me.roles and found.request.state in ("problems", "waiting"),
        status=refused.status if refused else 200,
    )


def point_of(point: queries.Point, typed: dict[str, Any], wrong: dict[str, str]) -> dict[str, Any]:
    name = point.field.name
    value = typed.get(name, point.field.value)
    return {
        "field": {
            "name": name,
            "label": point.field.label,
            "type": "choice",
            "choices": PASSES,
            "required": True,
            "value": "" if value is None else str(bool(value)).lower(),
            "error": wrong.get(name, ""),
        },
        "note": reading.shown(point.note, typed.get(point.note.name, point.note.value), wrong) | {"placeholder": "说明"},
        "passed": bool(value),
        "findings": [finding(one) for one in point.findings],
    }


@staff("handler", "reviewer", "head", "unit_head")
@require_POST
def coordinate(request: Any, id: str) -> HttpResponse:
    try:
        services.coordinate(request.me, id, request.POST.get("text", ""), key=reading.key(request.POST))
    except Refused as refused:
        return shown(request, id, queries.review(request.me, id), {}, refused)
    messages.success(request, "已记录协调情况。")
    return redirect("review", id)


urlpatterns = [
    path("reviews", reviews, name="reviews"),
    path("cases/<str:id>/review", review, name="review"),
    path("cases/<str:id>/review/submit", submit, name="submit"),
    path("cases/<str:id>/review/coordinate", coordinate, name="coordinate"),
]
