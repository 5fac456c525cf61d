"""证据: uploaded with its five facts, listed, opened, excluded."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import custody, evidence, queries
from sanxiang.casework.models import EVIDENCE_KINDS
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.record.files_kinds import SHOWN
from sanxiang.record.refusal import Refused

FACTS = ("kind", "title", "collected_at", "place", "collector", "proves", "step")
STATES = {"excluded": "（已排除）", "destroyed": "（已销毁）"}
ACCEPT = "image/*,video/*,audio/*,.pdf,.doc,.docx,.xls,.xlsx,.txt,.zip"


@staff(*READERS)
@require_http_methods(["GET", "POST"])
def of_case(request: Any, id: str) -> HttpResponse:
    """The evidence of a case and, for its handlers, the form to add a piece."""
    refused: Refused | None = None
    if request.method == "POST":
        try:
            typed = {name: request.POST.get(name, "") for name in FACTS}
            done = evidence.add(request.me, id, typed, request.FILES.get("file"), key=reading.key(request.POST))
        except Refused as caught:
            refused = caught
        else:
            return redirect(f"{reverse('evidence', args=[id])}?added={done.step}")
    found = queries.case_page(request.me, id)
    fields = asked(request, found, refused)
    return page(
        request,
        "evidence",
        "cases",
        case=found.case,
        cards=[card(one) for one in found.evidence],
        added=next((one for one in found.evidence if one.id == request.GET.get("added")), None),
        fields=fields,
        errors=reading.errors(refused, fields),
        editable=handles(request.me, found.case),
        status=refused.status if refused else 200,
    )


def handles(me: Any, case: Any) -> bool:
    """Whether to show forms; the service decides."""
    open_case = me.organ == case.organ and case.status != "archived"
    return open_case and any(me.is_self_or_stands_in_for(one["id"], "handler") for one in case.handlers)


def asked(request: Any, found: queries.CasePage, refused: Refused | None) -> list[dict[str, Any]]:
    post, wrong = request.POST, getattr(refused, "fields", {})
    now = timezone.localtime().isoformat(timespec="minutes")[:16]
    place = next((words for knot in reversed(found.spine) for label, words in knot.fields if label == "地点"), "")
    steps = [{"value": knot.id, "label": f"{knot.title}（{knot.day:%-m月%-d日}）"} for knot in found.spine if knot.state != "annulled"]
    fields: list[dict[str, Any]] = [
        {"name": "file", "label": "文件", "type": "file", "accept": ACCEPT, "help": "照片、录音、录像或者文档；物证可以不上传文件"},
        {"name": "kind", "label": "证据种类", "type": "select", "required": True, "choices": list(EVIDENCE_KINDS.items())},
        {"name": "title", "label": "名称", "type": "text", "required": True, "help": "如“占道现场照片”"},
        {"name": "proves", "label": "证明对象", "type": "text", "required": True, "help": "这件证据证明什么"},
        {"name": "collected_at", "label": "采集时间", "type": "datetime", "required": True, "value": now},
        {"name": "place", "label": "采集地点", "type": "text", "required": True, "value": place},
        {"name": "collector", "label": "采集人", "type": "text", "required": True, "value": request.me.name},
        {"name": "step", "label": "所属步骤", "type": "select", "choices": steps, "placeholder": "不属于某一步"},
    ]
    return [field | {"value": post.get(field["name"], field.get("value", "")), "error": wrong.get(field["name"], "")} for field in fields]


def card(one: Any) -> dict[str, Any]:
    """A piece of evidence as its card shows it."""
    family = one.media_type.partition("/")[0]
    excluded = bool(one.state)
    return {
        "id": one.id,
        "title": f"{one.number}. {one.title}" + STATES.get(one.state, ""),
        "kind": {"image": "image", "audio": "sound", "video": "video"}.get(family, "document"),
        "url": reverse("piece", args=[one.id]),
        "taken_at": timezone.localtime(one.collected_at).strftime("%Y-%m-%d %H:%M"),
        "place": one.place,
        "collector": one.collector,
        "proves": f"{EVIDENCE_KINDS.get(one.kind, one.kind)} · 证明：{one.proves}",
        "size": filesizeformat(one.size) if one.file else "",
        "digest": one.file,
        "excluded": excluded,
    }


@staff(*READERS)
@require_safe
def file(request: Any, id: str) -> Any:
    """The file as it came, with the ticket of a consultation: what a browser may show in the page, all else as a download."""
    if not custody.admitted(request.me, id, request.GET.get("t", "")):
        return redirect("piece", id)
    found, content = evidence.opened(request.me, id)
    inline = found.media_type in SHOWN and "download" not in request.GET
    kind = found.media_type if inline else "application/octet-stream"
    return FileResponse(content, as_attachment=not inline, filename=found.filename, content_type=kind)


@staff("handler")
@require_POST
def exclude(request: Any, id: str, evidence_id: str) -> HttpResponse:
    evidence.exclude(request.me, id, evidence_id, request.POST.get("reason", ""), key=reading.key(request.POST))
    messages.success(request, "已排除，证据仍保留在卷并注明。")
    return redirect("evidence", id)


urlpatterns = [
    path("cases/<str:id>/evidence", of_case, name="evidence"),
    path("cases/<str:id>/evidence/<str:evidence_id>/exclude", exclude, name="exclude"),
    path("evidence/<str:id>/file", file, name="evidence-file"),
]
