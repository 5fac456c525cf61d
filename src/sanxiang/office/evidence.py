"""证据: a case's evidence by step and kind, added with its five facts, excluded."""

import base64
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang import media
from sanxiang.casework import evidence, evidence_seen, prefilling, queries
from sanxiang.casework.evidence_copies import spell
from sanxiang.casework.evidence_seen import Seen
from sanxiang.casework.models import EVIDENCE_KINDS
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.record import files, uploads
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Refused

FACTS = ("kind", "title", "collected_at", "place", "collector", "proves", "step", "remark", "latitude", "longitude")
STATES = {"excluded": "已排除", "destroyed": "已销毁"}
ACCEPT = "image/*,video/*,audio/*,.heic,.amr,.pdf,.doc,.docx,.xls,.xlsx,.txt,.zip"
FAMILIES = {"image": "照片", "video": "录像", "audio": "录音", "document": "文书文件", "": "实物等"}
ICONS = {"image": "image", "audio": "sound", "video": "video", "document": "document", "": "place"}


@staff(*READERS)
@require_http_methods(["GET", "POST"])
def of_case(request: Any, id: str) -> HttpResponse:
    """The evidence of a case and, for its handlers, the form to add a piece: at once, or after its file was read (`read`)."""
    refused: Refused | None = None
    held: Upload | None = None
    if request.method == "POST":
        try:
            held = hold(request, id)
            if "read" not in request.POST:
                done = evidence.add(request.me, id, typed(request), arrived(held), key=reading.key(request.POST))
                return redirect(f"{reverse('evidence', args=[id])}?added={done.step}")
        except Refused as caught:
            refused = caught
    return shown(request, id, refused, held)


def shown(request: Any, id: str, refused: Refused | None, held: Upload | None) -> HttpResponse:
    found = queries.case_page(request.me, id)
    pieces = evidence_seen.of_case(request.me, found.case, found.evidence)
    fields = asked(request, found, refused)
    read = understood(held) if held else None
    if held and read:
        fields = received(fields, held, read, request.POST)
    wanted = request.GET.get("show", "")
    return page(
        request,
        "evidence",
        "cases",
        case=found.case,
        groups=groups(found, [seen for seen in pieces if fits(seen, wanted)]),
        register=[{"is": seen.row, "kind": EVIDENCE_KINDS.get(seen.row.kind, seen.row.kind)} for seen in pieces],
        filters=filters(pieces, wanted),
        odd=sum(bool(seen.findings) for seen in pieces),
        added=next((seen for seen in pieces if seen.row.id == request.GET.get("added")), None),
        fields=fields,
        held=held,
        read=read,
        errors=reading.errors(refused, fields),
        editable=handles(request.me, found.case),
        status=refused.status if refused else 200,
    )


def typed(request: Any) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in FACTS}


# ── the file, which comes before its facts or with them ──


def mine(request: Any) -> uploads.Owner:
    return uploads.Owner(request.me.organ, request.me.officer)


def hold(request: Any, id: str) -> Upload | None:
    """The file that came with the form, or before it (`upload`); kept aside, so that it is not lost where the form is refused."""
    if earlier := request.POST.get("upload", ""):
        return uploads.of(mine(request), earlier)
    file = request.FILES.get("file")
    if file is None or not handles(request.me, queries.visible(request.me, id)):
        return None
    name = base64.b64encode(file.name[:255].encode()).decode()
    upload = uploads.begin(mine(request), file.size, f"filename {name}")
    return uploads.add(mine(request), upload.id, 0, file.chunks())


def arrived(held: Upload | None) -> evidence.Arrived | None:
    return evidence.Arrived(held.filename, lambda: uploads.take(held)) if held else None


def understood(held: Upload) -> media.Facts:
    """What a complete upload is and tells of itself. Raises Refused while it is not complete."""
    if not held.digest:
        raise Refused("文件还没有传完", next="请等上传完成。")
    at = uploads.place(held.id)
    if at.exists():
        return media.understand(at, held.filename)
    with files.at_hand(held.digest) as path:
        return media.understand(path, held.filename)


@staff("handler")
@require_safe
def facts(request: Any, id: str) -> HttpResponse:
    """What a complete upload says for the fields of the form: {fields: {name: {value, said}}, notes: [sentence]}."""
    try:
        read = understood(uploads.of(mine(request), id))
    except Refused as refused:
        return JsonResponse({"error": f"{refused.message}。{refused.next}"}, status=refused.status)
    fields = {name: {"value": each.value, "said": each.said} for name, each in prefilling.filled(read).items()}
    return JsonResponse({"fields": fields, "notes": [one.text for one in read.anomalies]})


def received(fields: list[dict[str, Any]], held: Upload, read: media.Facts, post: Any) -> list[dict[str, Any]]:
    """The form with what the file says, and the file itself kept by its upload."""
    fields = prefilling.into(fields, read, {} if "read" in post else post)
    return [field | {"value": held.id} if field["name"] == "upload" else field for field in fields if field["name"] != "file"]


# ── the form ──


def handles(me: Any, case: Any) -> bool:
    """Whether to show forms; the service decides."""
    open_case = me.organ == case.organ and case.status != "archived"
    return open_case and any(me.is_self_or_stands_in_for(one["id"], "handler") for one in case.handlers)


def asked(request: Any, found: queries.CasePage, refused: Refused | None) -> list[dict[str, Any]]:
    post, wrong = request.POST, getattr(refused, "fields", {})
    now = timezone.localtime().isoformat(timespec="minutes")[:16]
    place = next((words for knot in reversed(found.spine) for label, words in knot.fields if label == "地点"), "")
    steps = [{"value": knot.id, "label": f"{knot.title}（{knot.day:%-m月%-d日}）"} for knot in found.spine if knot.state != "annulled"]
    explain = "时间、地点与文件自带的不一致，或者不是本人当场取得的，写明原因"
    fields: list[dict[str, Any]] = [
        {"name": "upload", "label": "", "type": "hidden"},
        {"name": "file", "label": "文件", "type": "file", "accept": ACCEPT, "help": "照片、录音、录像或者文档；物证可以不上传文件"},
        {"name": "kind", "label": "证据种类", "type": "select", "required": True, "choices": list(EVIDENCE_KINDS.items())},
        {"name": "title", "label": "名称", "type": "text", "required": True, "help": "如“占道现场照片”"},
        {"name": "proves", "label": "证明对象", "type": "text", "required": True, "help": "这件证据证明什么"},
        {"name": "collected_at", "label": "采集时间", "type": "datetime", "required": True, "value": now},
        {"name": "place", "label": "采集地点", "type": "text", "required": True, "value": place},
        {"name": "collector", "label": "采集人", "type": "text", "required": True, "value": request.me.name},
        {"name": "step", "label": "所属步骤", "type": "select", "choices": steps, "placeholder": "不属于某一步"},
        {"name": "remark", "label": "说明", "type": "text", "help": explain},
    ]
    return [field | {"value": post.get(field["name"], field.get("value", "")), "error": wrong.get(field["name"], "")} for field in fields]


# ── the list ──


def family(row: Any) -> str:
    kind = row.media_type.partition("/")[0]
    return kind if kind in ("image", "video", "audio") else "document" if row.file else ""


def fits(seen: Seen, wanted: str) -> bool:
    if wanted == "odd":
        return bool(seen.findings)
    return not wanted or family(seen.row) == {"none": ""}.get(wanted, wanted)


def filters(pieces: list[Seen], wanted: str) -> list[dict[str, Any]]:
    """The kinds that there are, each with how many; nothing to choose where there is one kind."""
    count = {name: sum(family(seen.row) == name for seen in pieces) for name in FAMILIES}
    kinds = [(name or "none", FAMILIES[name], count[name]) for name in FAMILIES if count[name]]
    odd = sum(bool(seen.findings) for seen in pieces)
    found = [("", "全部", len(pieces)), *kinds, *([("odd", "有提示", odd)] if odd else [])]
    return [{"value": value, "label": label, "count": number, "current": value == wanted} for value, label, number in found]


def groups(found: queries.CasePage, pieces: list[Seen]) -> list[dict[str, Any]]:
    """Cards by step, in the order of the steps; then what was taken for a step that is not on record yet; what belongs to none comes last."""
    titles: dict[str, tuple[str, Any]] = {knot.id: (knot.title, knot.day) for knot in found.spine}
    titles |= {step.act: (f"{step.title}（尚未办理）", None) for step in found.procedure.steps}
    cards: dict[str, list[dict[str, Any]]] = {id: [] for id in (*titles, "")}
    for seen in pieces:
        cards[seen.row.step if seen.row.step in titles else ""].append(card(seen))
    return [
        {"title": titles.get(id, ("不属于某一步", None))[0], "day": titles.get(id, ("", None))[1], "cards": each}
        for id, each in cards.items()
        if each
    ]


def card(seen: Seen) -> dict[str, Any]:
    """A piece of evidence as its card shows it."""
    one, kind = seen.row, family(seen.row)
    show = None if seen.closed or one.state == "destroyed" else seen.show
    length = seen.facts.duration if seen.facts else ""
    return {
        "id": one.id,
        "number": one.number,
        "title": one.title,
        "kind": "lock" if seen.closed else ICONS[kind],
        "word": "另卷保管" if seen.closed else FAMILIES[kind],
        "legal": EVIDENCE_KINDS.get(one.kind, one.kind),
        "url": reverse("piece", args=[one.id]),
        "thumb": reverse("evidence-thumb", args=[one.id]) if show and show.thumb else "",
        "wave": wave(show.peaks) if show and not show.thumb else None,
        "waits": reverse("evidence-card", args=[one.id]) if show and seen.waits else "",
        "length": spell(float(length)) if length else "",
        "taken_at": timezone.localtime(one.collected_at).strftime("%Y-%m-%d %H:%M"),
        "place": one.place,
        "collector": one.collector,
        "proves": one.proves,
        "size": filesizeformat(one.size) if one.file else "",
        "digest": one.file,
        "excluded": bool(one.state),
        "state": STATES.get(one.state, ""),
        "derived": bool(one.parent),
        "remark": one.remark,
        "findings": seen.findings,
    }


def odd(pieces: list[Seen]) -> list[dict[str, Any]]:
    """What is odd about all of them, each named by its number, the gravest first."""
    found = [(seen.row.number, one) for seen in pieces for one in seen.findings]
    found.sort(key=lambda pair: pair[1].severity != "major")
    return [
        {"title": f"证据{number}：{one.title}", "word": one.word}
        | {name: getattr(one, name) for name in ("severity", "text", "next", "article")}
        for number, one in found
    ]


def wave(peaks: list[int]) -> dict[str, Any] | None:
    """Loudness as a path of upright strokes."""
    if not peaks:
        return None
    tall = max(max(peaks), 8)
    strokes = "".join(
        f"M{at * 3 + 1.5} {50 - half:g}V{50 + half:g}" for at, half in enumerate(max(48 * peak / tall, 1.0) for peak in peaks)
    )
    return {"width": len(peaks) * 3, "path": strokes}


@staff("handler")
@require_POST
def exclude(request: Any, id: str, evidence_id: str) -> HttpResponse:
    evidence.exclude(request.me, id, evidence_id, request.POST.get("reason", ""), key=reading.key(request.POST))
    messages.success(request, "已排除，证据仍保留在卷并注明。")
    return redirect("evidence", id)


urlpatterns = [
    path("cases/<str:id>/evidence", of_case, name="evidence"),
    path("cases/<str:id>/evidence/<str:evidence_id>/exclude", exclude, name="exclude"),
    path("uploads/<str:id>/facts", facts, name="upload-facts"),
]
