"""清单: what an organ has published, what waits, every version; approved by the head who sees what changes, published, and in the same click
shown on the portal. Drafting: office.list_edit; import: office.list_import; comparison: office.list_compare; statutes: office.law_changes."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from sanxiang.catalogue import columns, law_changes, queries, services, words, working
from sanxiang.catalogue.comparing import compare, reordered
from sanxiang.catalogue.kinds import DRAWN, KINDS, read
from sanxiang.catalogue.models import STATES, ListVersion
from sanxiang.catalogue.services import WRITERS
from sanxiang.disclosure import services as disclosure
from sanxiang.office.access import page, staff
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Invalid, NotFound

WINDOW = 100
CHANGES = 60
SAID = dict(STATES)


@staff()
@require_safe
def lists(request: Any) -> HttpResponse:
    """Every kind, its version in force, what waits, and how many rows a changed statute has left to look at."""
    me = request.me
    current, waiting = queries.all_in_force(me.organ, timezone.localdate()), queries.waiting(me.organ)
    typed = working.waiting(me)
    rows = [
        {
            "kind": kind,
            "title": title,
            "current": int(current[kind].rpartition(":")[2]) if kind in current else None,
            "waiting": next((one for one in waiting if one.kind == kind), None),
            "typed": kind in typed,
            "drawn": kind in DRAWN,
        }
        for kind, (title, _) in KINDS.items()
    ]
    to_look = sum(law_changes.open_rows(me.organ).values())
    return page(request, "lists", "lists", rows=rows, may_draft=bool(me.roles & set(WRITERS)), to_look=to_look)


@staff()
@require_safe
def one_list(request: Any, kind: str, number: int = 0) -> HttpResponse:
    """A version of a list (the one in force, or the newest), what it changes, its history, and what may be done with it."""
    me, today = request.me, timezone.localdate()
    versions = queries.versions(me.organ, known(kind))
    now = queries.in_force(me.organ, kind, today)
    shown = next((one for one in versions if one.number == number), None) if number else now or next(iter(versions), None)
    if number and shown is None:
        raise NotFound("没有这个版本的清单", next="请从版本记录中选择。")
    if shown is None:
        return page(request, "list", "lists", kind=kind, title=KINDS[kind][0], shown=None, **may_draft(me, kind))
    names = organs.officers_by_id({id for one in versions for id in (one.drafted_by, one.approved_by) if id})
    turning = bool(
        request.GET.get("q") or request.GET.get("from")
    )  # another page of the rows: who approves sees the first, with what changes
    pending = shown.state in ("drafted", "approved") and not turning
    return page(
        request,
        "list",
        "lists",
        kind=kind,
        title=KINDS[kind][0],
        shown=shown,
        state=SAID[shown.state],
        now=now,
        seen=queries.stream_version(shown) if pending else None,
        versions=[{"is": one, "state": SAID[one.state], "before": one.number - 1} for one in versions],
        **window(request, kind, shown),
        **changed(kind, now, shown) if pending and now else {},
        drafted_by=names[shown.drafted_by].name if shown.drafted_by in names else "",
        approved_by=names[shown.approved_by].name if shown.approved_by in names else "",
        may_approve=pending and shown.state == "drafted" and "head" in me.roles and shown.drafted_by != me.officer,
        may_publish=pending and shown.state == "approved" and bool(me.roles & {"discloser", "head", "admin"}),
        may_return=pending and "head" in me.roles,
        may_withdraw=bool(now and shown.id == now.id and now.state == "published" and "head" in me.roles),
        today=today,
        turning=turning,
        **may_draft(me, kind),
    )


def may_draft(me: Any, kind: str) -> dict[str, bool]:
    return {"may_draft": bool(me.roles & set(WRITERS)), "drawn": kind in DRAWN}


def known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound("没有这种清单", next="请从“清单”页面选择。")
    return kind


def place(text: str) -> int:
    """A row's place in an address; anything else is the first."""
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def window(request: Any, kind: str, version: ListVersion) -> dict[str, Any]:
    """The rows of one page in words, and the neighbouring pages; with `q`, only rows that hold these words."""
    told = words.told(kind, version.rows)
    wanted = request.GET.get("q", "").strip()[:60]
    found = [row for row in told if any(wanted in text for text in row.values())] if wanted else told
    at = min(place(request.GET.get("from", "")), max(len(found) - 1, 0))
    shown = columns.filled(kind, told)
    return {
        "columns": shown,
        "rows": [[(each.head, row[each.name]) for each in shown] for row in found[at : at + WINDOW]],
        "total": len(told),
        "found": len(found),
        "wanted": wanted,
        "first": at + 1,
        "last": min(at + WINDOW, len(found)),
        "back": max(at - WINDOW, 0) if at else None,
        "next": at + WINDOW if at + WINDOW < len(found) else None,
    }


def changed(kind: str, now: ListVersion, shown: ListVersion) -> dict[str, Any]:
    changes = compare(kind, now.rows, shown.rows)
    return {
        "changes": changes[:CHANGES],
        "count": counted(changes),
        "more": max(len(changes) - CHANGES, 0),
        "reordered": reordered(kind, now.rows, shown.rows),
    }


def counted(changes: list[Any]) -> str:
    """新增 2 行，修改 1 行; 内容相同 when nothing differs."""
    said = [
        f"{word} {sum(one.state == state for one in changes)} 行"
        for state, word in (("added", "新增"), ("changed", "修改"), ("removed", "删去"))
    ]
    return "，".join(one for one in said if " 0 " not in one) or "内容相同"


# ── approving and publishing ──


@staff("head", "discloser", "admin")
@require_POST
def settle(request: Any, kind: str, number: int) -> HttpResponse:
    """Approve, return, publish (and show on the portal), withdraw."""
    version = queries.version(services.stream_of(request.me.organ, known(kind)) + f":{number}")
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if do == "approve":
        services.approve(request.me, version.id, seen=seen(request))
        said = "已批准，可以公布。"
    elif do == "return":
        services.send_back(request.me, version.id, reason)
        said = "已退回起草人。"
    elif do == "publish":
        publish(request, version)
        said = "已公布，门户和办案系统使用同一版本。"
    elif do == "withdraw":
        services.withdraw(request.me, version.id, reason, day(request.POST.get("until", ""), "until"))
        said = "已撤回。"
    else:
        raise Invalid("没有选择要办理的事项", next="请点击页面上的按钮。")
    messages.success(request, said)
    return redirect("version", kind, number)


def seen(request: Any) -> int | None:
    told = request.POST.get("seen", "")
    return int(told) if told.isdecimal() and len(told) < 10 else None


def publish(request: Any, version: ListVersion) -> None:
    begins = day(request.POST.get("valid_from", ""), "valid_from")
    head = organs.officers_by_id({version.approved_by}).get(version.approved_by)
    heads, told = columns.of(version.kind, read(version.kind, version.rows))
    rows: list[Mapping[str, Any]] = [*told]
    shown = (version.id, version.kind, version.title, version.number, begins, head.name if head else "", heads, rows)
    with transaction.atomic():  # in force and on the portal, or neither
        services.publish(request.me, version.id, begins)
        disclosure.show_list(request.me, *shown)


def day(text: str, field: str) -> datetime.date:
    if not text:
        return timezone.localdate()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Invalid("日期没有填对", fields={field: "请按 年-月-日 填写"}, next="请核对日期。") from None


urlpatterns = [
    path("lists", lists, name="lists"),
    path("lists/<str:kind>", one_list, name="list"),
    path("lists/<str:kind>/<int:number>", one_list, name="version"),
    path("lists/<str:kind>/<int:number>/settle", settle, name="settle"),
]
