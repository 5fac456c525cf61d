"""保管期限登记、暂停销毁、到期销毁: the register of archived dossiers, and what two persons do at the end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from sanxiang.casework import destruction, queries, retention
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Invalid, Refused

SHOWN = (("", "全部"), ("over", "保管期满"), ("ever", "永久保管"))
STATES = {
    "kept": ("保管中", ""),
    "over": ("期满", "major"),
    "held": ("暂停销毁", "active"),
    "waiting": ("待批准销毁", "major"),
    "destroyed": ("已销毁", "fatal"),
}


@staff(*READERS)
@require_safe
def register(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:60] for name in ("show", "after")}
    show = asked["show"] if asked["show"] in ("over", "ever") else ""
    lines, more = retention.register(request.me, show=show, after=asked["after"])
    kept = {"show": show} if show else {}
    return page(
        request,
        "retention",
        "cases",
        lines=[{"is": line, "says": STATES[line.state][0], "mark": STATES[line.state][1]} for line in lines],
        waiting=[one for one in destruction.waiting(request.me) if one.state == "waiting"],
        next=f"?{urlencode(kept | {'after': more})}" if more else "",
        first=f"?{urlencode(kept)}" if asked["after"] else "",
        asked=asked,
        shown=SHOWN,
        may_register=bool(request.me.roles & {"head", "supervisor"}),
    )


@staff(*READERS)
@require_safe
def dossier(request: Any, id: str) -> HttpResponse:
    """How long a case is kept, what stands against destroying it, and who proposed and approved what."""
    return shown(request, id)


def shown(request: Any, id: str, refused: Refused | None = None) -> HttpResponse:
    me, case = request.me, queries.visible(request.me, id)
    lists = destruction.of_case(id)
    names = organs.officers_by_id({one for row in lists for one in (row.proposed_by, row.settled_by)})
    told = [{"is": row, "by": _name(names, row.proposed_by), "settled": _name(names, row.settled_by)} for row in lists]
    ours = me.organ == case.organ
    return page(
        request,
        "retained",
        "cases",
        case=case,
        kept=retention.of_case(id),
        pieces=destruction.destroyable(id),
        lists=told,
        may_propose=ours and bool(me.roles & {"handler", "unit_head"}) and not any(row.state == "waiting" for row in lists),
        may_approve=ours and "head" in me.roles,
        may_hold=ours and bool(me.roles & {"handler", "head"}),
        typed=request.POST,
        chosen=request.POST.getlist("pieces"),
        refused=refused,
        wrong=getattr(refused, "fields", {}),
        status=refused.status if refused else 200,
    )


def _name(names: Any, officer: str) -> str:
    return names[officer].name if officer in names else ""


@staff("handler", "unit_head")
@require_POST
def propose(request: Any, id: str) -> HttpResponse:
    post = request.POST
    try:
        destruction.propose(request.me, id, post.getlist("pieces"), post.get("reason", ""), key=reading.key(post))
    except Invalid as refused:
        return shown(request, id, refused)
    messages.success(request, "已提请销毁，等待机关负责人批准。")
    return redirect("retained", id)


@staff("head")
@require_POST
def settle(request: Any, id: str, destruction_id: str) -> HttpResponse:
    """批准 or 不同意."""
    try:
        if request.POST.get("decision") == "approve":
            destruction.approve(request.me, destruction_id, key=reading.key(request.POST))
            messages.success(request, "已批准销毁。清单、校验值和批准人永久保留。")
        else:
            destruction.send_back(request.me, destruction_id, request.POST.get("opinion", ""))
            messages.success(request, "已退回，文件继续保管。")
    except Invalid as refused:
        return shown(request, id, refused)
    return redirect("retained", id)


@staff("handler", "head")
@require_POST
def hold(request: Any, id: str) -> HttpResponse:
    """暂停销毁 or its end."""
    release = request.POST.get("release") == "1"
    try:
        (retention.release if release else retention.hold)(request.me, id, request.POST.get("reason", ""))
    except Invalid as refused:
        return shown(request, id, refused)
    messages.success(request, "已解除暂停销毁。" if release else "已暂停销毁。")
    return redirect("retained", id)


urlpatterns = [
    path("retention", register, name="retention"),
    path("cases/<str:id>/retention", dossier, name="retained"),
    path("cases/<str:id>/retention/propose", propose, name="propose-destruction"),
    path("cases/<str:id>/retention/hold", hold, name="hold-destruction"),
    path("cases/<str:id>/retention/<str:destruction_id>", settle, name="settle-destruction"),
]
