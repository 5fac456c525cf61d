"""待归案录音录像: what docks brought in, and the form that makes a recording evidence of a case."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from sanxiang.casework import footage, queries
from sanxiang.casework.footage_models import Footage
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.evidence import asked, typed
from sanxiang.organs import docks
from sanxiang.record.refusal import Refused

KINDS = {"video": "录像", "audio": "录音", "image": "照片"}


@staff("handler")
@require_safe
def inbox(request: Any) -> HttpResponse:
    found = footage.waiting(request.me, request.GET.get("after", ""))
    return page(
        request,
        "inbox",
        "cases",
        rows=rows(found),
        next=f"?after={found[-1].id}" if len(found) == footage.PAGE else "",
        first=reverse("inbox") if "after" in request.GET else "",
    )


def rows(found: list[Footage]) -> list[dict[str, Any]]:
    known = docks.by_id({one.dock for one in found})
    return [{"is": one, "dock": known[one.dock].name if one.dock in known else "", "kind": kind(one)} for one in found]


def kind(one: Footage) -> str:
    return KINDS.get(one.media_type.partition("/")[0], "文件")


@staff("handler")
@require_http_methods(["GET", "POST"])
def attach(request: Any, id: str) -> HttpResponse:
    """Choose the case, then say the five facts. What the file's name tells is filled in; it proves nothing."""
    one = footage.of(request.me, id)
    if one.case:
        messages.info(request, "这段录音录像已经归案。")
        return redirect("evidence", one.case)
    case = request.POST.get("case", "") or request.GET.get("case", "")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            done = footage.attach(request.me, id, case, typed(request), key=reading.key(request.POST))
            return redirect(f"{reverse('evidence', args=[case])}?added={done.step}")
        except Refused as caught:
            refused = caught
    fields = fields_of(request, one, case, refused) if case else []
    return page(
        request,
        "inbox_attach",
        "cases",
        row=rows([one])[0],
        case=queries.visible(request.me, case) if case else None,
        cases=[] if case else queries.handled_by(request.me.organ, request.me.officer),
        fields=fields,
        errors=reading.errors(refused, fields),
        status=refused.status if refused else 200,
    )


def fields_of(request: Any, one: Footage, case: str, refused: Refused | None) -> list[dict[str, Any]]:
    told = {"kind": "audio_visual", "title": f"执法记录仪{kind(one)}"}
    if one.taken_at and one.taken_at <= timezone.localtime().isoformat(timespec="minutes"):
        told["collected_at"] = one.taken_at
    fields = asked(request, queries.case_page(request.me, case), refused)
    filled = [field | ({"value": told[field["name"]]} if field["name"] in told and not request.POST else {}) for field in fields]
    return [field for field in filled if field["name"] not in ("file", "upload")]


urlpatterns = [
    path("evidence/inbox", inbox, name="inbox"),
    path("evidence/inbox/<str:id>", attach, name="inbox-attach"),
]
