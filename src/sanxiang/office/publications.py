"""公示: decisions that wait for publication, the preview with what is hidden, publish, withhold, withdraw."""

import datetime
import re
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import queries as casework
from sanxiang.disclosure import queries, services
from sanxiang.disclosure.models import GROUNDS, STATES
from sanxiang.disclosure.preparing import PART, TEXTS, Adjusted, Prepared
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.drawing import rulers, until_ruler
from sanxiang.record.refusal import Invalid, Refused

KEY = re.compile(r"\d{4}-\d\d-\d\d~[0-9a-zA-Z:_-]{1,80}")
STAFF = ("discloser", "handler", "unit_head", "head", "supervisor")
NAMED = ({"name": "until", "label": "公示截止日期"}, {"name": "ground", "label": "情形"}, {"name": "reason", "label": "理由"})
LABELS = {"title": "案件名称", "party": "行政相对人", "cause": "违法行为类型", "facts": "违法事实", "basis": "处罚依据", "content": "处罚内容", "full_text": "决定书全文"}  # fmt: skip
# How decisions that are no penalties call the same.
OTHERWISE = {"cause": "事项", "facts": "事实", "basis": "依据", "content": "决定内容", "outcome": "决定结果"}


@staff(*STAFF)
@require_safe
def publications(request: Any) -> HttpResponse:
    after = request.GET.get("after", "")
    after = after if KEY.fullmatch(after) and reading.is_day(after[:10]) else ""
    rows = queries.publications(request.me, after)
    last = rows[-1] if len(rows) == 50 else None
    return page(
        request,
        "publications",
        "publications",
        duties=[] if after else [{"duty": duty, "ruler": until_ruler(duty.decided_on, duty.due)} for duty in queries.duties(request.me)],
        rows=[{"is": row, "state": STATES[row.state]} for row in rows],
        next=f"?after={last.day}~{last.id}" if last else "",
        first="?" if after else "",
        may_publish="discloser" in request.me.roles,
        portal=settings.PORTAL_URL,
    )


@staff(*STAFF)
@require_http_methods(["GET", "POST"])
def publication(request: Any, id: str) -> HttpResponse:
    """The original beside what the public will read; adjust, read again, confirm."""
    post = request.POST
    if request.method != "POST" or "preview" in post:
        return shown(request, id)
    try:
        services.publish(
            request.me,
            id,
            adjusted(post),
            until=until(post),
            happened=reading.happened(post),
            backfill=post.get("backfill", ""),
            seen=reading.seen(post),
            key=reading.key(post),
        )
    except Refused as refused:
        return shown(request, id, refused)
    messages.success(request, "已公示，门户上可以查询。")
    return redirect("publication", id)


def adjusted(post: Any) -> Adjusted:
    """What the officer wants hidden besides, and shown again."""
    return Adjusted(tuple(filter(None, map(str.strip, post.get("hide", "").splitlines()))), tuple(post.getlist("show")))


def shown(request: Any, id: str, refused: Refused | None = None) -> HttpResponse:
    """The page of a publication, with what was typed and what is wrong with it."""
    found, state, post = casework.case_page(request.me, id), queries.publication(id), request.POST
    case = found.case
    prepared = services.look(request.me, id, adjusted(post)) if request.me.organ == case.organ and shows(state) else None
    return page(
        request,
        "publication",
        "publications",
        case=case,
        version=found.version,
        state=state,
        word=STATES[state.state] if state else "待公示",
        prepared=prepared,
        ruler=next((one for one in rulers(found) if one["id"].startswith("PUB-06")), None),
        parts=parts(prepared, case.type) if prepared else [],
        hidden=hidden(prepared, adjusted(post)) if prepared else [],
        checks=[{"severity": "fatal" if one.kind == "leak" else "minor", "text": one.message} for one in prepared.findings] if prepared else [],
        leaks=bool(prepared and prepared.leaks),
        errors=reading.errors(refused, NAMED),
        typed=post,
        grounds=GROUNDS,
        ground=GROUNDS.get(state.ground, "") if state else "",
        may="discloser" in request.me.roles and request.me.organ == case.organ,
        portal=settings.PORTAL_URL,
        status=refused.status if refused else 200,
    )  # fmt: skip


def shows(state: Any) -> bool:
    """Whether there is something to publish: nothing yet, or it was taken down."""
    return state is None or state.state in ("withdrawn", "withheld")


def until(post: Any) -> datetime.date | None:
    if not post.get("until"):
        return None
    try:
        return datetime.date.fromisoformat(post["until"])
    except ValueError:
        raise Invalid("公示截止日期没有填对", fields={"until": "请按 年-月-日 填写"}, next="请核对公示截止日期，长期公示的留空。") from None


def parts(prepared: Prepared, type: str) -> list[dict[str, Any]]:
    """Each text: the original in pieces, hidden ones with their reason, and what the public will read."""
    found, start = {}, 0
    labels = LABELS if type == "penalty" else LABELS | OTHERWISE
    for name, text in zip(TEXTS, prepared.original.split(PART), strict=True):
        spans = [span for span in prepared.spans if start <= span.start < start + len(text)]
        if text:
            found[name] = {
                "label": labels[name],
                "original": pieces(text, spans, start),
                "public": prepared.shown[name],
                "long": len(text) > 200,
                "hides": bool(spans),
            }
        start += len(text) + len(PART)
    return [found[name] for name in labels if name in found]


def pieces(text: str, spans: list[Any], start: int) -> list[dict[str, str]]:
    made, at = [], 0
    for span in spans:
        made.append({"text": text[at : span.start - start], "reason": ""})
        made.append({"text": text[span.start - start : span.end - start], "reason": span.reason})
        at = span.end - start
    return [piece for piece in [*made, {"text": text[at:], "reason": ""}] if piece["text"]]


def hidden(prepared: Prepared, adjusted: Adjusted) -> list[dict[str, Any]]:
    """Every word that is hidden, once, and those that were hidden and are shown again."""
    found = {prepared.original[span.start : span.end]: span.reason for span in prepared.spans}
    return [{"text": text, "reason": reason, "shown": False} for text, reason in found.items()] + [
        {"text": text, "reason": "恢复显示", "shown": True} for text in adjusted.show if text not in found
    ]


@staff("discloser")
@require_POST
def withhold(request: Any, id: str) -> HttpResponse:
    try:
        services.withhold(
            request.me,
            id,
            request.POST.get("ground", ""),
            request.POST.get("reason", ""),
            seen=reading.seen(request.POST),
            key=reading.key(request.POST),
        )
    except Refused as refused:
        return shown(request, id, refused)
    messages.success(request, "已登记不予公开。")
    return redirect("publication", id)


@staff("discloser")
@require_POST
def withdraw(request: Any, id: str) -> HttpResponse:
    post = request.POST
    try:
        services.withdraw(
            request.me,
            id,
            post.get("reason", ""),
            happened=reading.happened(post),
            backfill=post.get("backfill", ""),
            seen=reading.seen(post),
            key=reading.key(post),
        )
    except Refused as refused:
        return shown(request, id, refused)
    messages.success(request, "已撤下，门户上公开说明理由。")
    return redirect("publication", id)


@staff("discloser", "admin")
@require_POST
def show_organ(request: Any) -> HttpResponse:
    services.show_organ(request.me)
    messages.success(request, "执法主体和执法人员清单已按现状公示。")
    return redirect(request.POST.get("back") if request.POST.get("back") in ("people", "publications") else "publications")


urlpatterns = [
    path("publications", publications, name="publications"),
    path("publications/organ", show_organ, name="show-organ"),
    path("cases/<str:id>/publication", publication, name="publication"),
    path("cases/<str:id>/publication/withhold", withhold, name="withhold"),
    path("cases/<str:id>/publication/withdraw", withdraw, name="withdraw"),
]
