"""What changes about a case beside its steps: a step corrected, the case handed over, circumstances noted."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from sanxiang.casework import queries, services
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import NotFound, Refused

FACTS = (
    ("complex", "情节复杂", "boolean"),
    ("grave", "违法行为重大", "boolean"),
    ("public_interest", "涉及重大公共利益", "boolean"),
    ("life_safety", "涉及生命健康安全、金融安全且有危害后果", "boolean"),
)
MARKS = {"corrected": "更正（文字、计算错误）", "supplemented": "补正（遗漏的内容）", "annulled": "作废（不应有的步骤）"}


@staff(*READERS)
@require_http_methods(["GET", "POST"])
def step(request: Any, id: str, number: int) -> HttpResponse:
    """One step that was taken, as it was recorded, and the form to correct, supplement or annul it."""
    found = queries.case_page(request.me, id)
    knot = next((one for one in found.spine if one.number == number), None)
    if knot is None:
        raise NotFound("没有这个步骤", next="请从案件页的步骤中选择。")
    editable = request.me.organ == found.case.organ and bool({"handler", "head"} & request.me.roles) and knot.state != "annulled"
    known = amendable(request, found, knot) if editable else []
    refused: Refused | None = None
    if request.method == "POST":
        try:
            amend(request, id, knot, known)
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已记录，原步骤仍保留在案。")
            return redirect("case", id)
    fields = amendment(request, known, refused) if editable else []
    return page(
        request,
        "step",
        "cases",
        found=found,
        case=found.case,
        knot=knot,
        documents=[document for document in found.documents if document.id in knot.documents],
        fields=fields,
        errors=reading.errors(refused, fields),
        editable=editable,
        status=refused.status if refused else 200,
    )


def amendable(request: Any, found: queries.CasePage, knot: queries.Knot) -> list[tuple[Any, Any]]:
    """The step's fields that can be written anew, each with its value as recorded."""
    words = dict(knot.fields)
    asked = queries.form(request.me, found.case.id, knot.act).fields
    return [(field, reading.unsaid(field, words.get(field.label, ""))) for field in asked if field.type in reading.PLAIN]


def amendment(request: Any, known: list[tuple[Any, Any]], refused: Refused | None) -> list[dict[str, Any]]:
    wrong, post = getattr(refused, "fields", {}), request.POST
    fields: list[dict[str, Any]] = [
        {"name": "mark", "label": "办理", "type": "choice", "required": True, "choices": list(MARKS.items()), "value": post.get("mark", ""), "error": wrong.get("mark", "")},
        {"name": "reason", "label": "理由", "type": "longtext", "rows": 2, "required": True, "value": post.get("reason", ""), "error": wrong.get("reason", "")},
    ]  # fmt: skip
    typed = reading.values(post, [field for field, _ in known], "new.")
    for field, value in known:
        shown = reading.shown(field, typed.get(field.name, value) if post else value, wrong)
        fields.append(shown | {"name": f"new.{field.name}", "required": False})
    return fields


def amend(request: Any, id: str, knot: queries.Knot, known: list[tuple[Any, Any]]) -> None:
    typed = reading.values(request.POST, [field for field, _ in known], "new.")
    changed = {field.name: typed[field.name] for field, value in known if typed.get(field.name, value) != value}
    mark, reason = request.POST.get("mark", ""), request.POST.get("reason", "")
    given: dict[str, Any] = {"seen": reading.seen(request.POST), "key": reading.key(request.POST)}
    services.amend(request.me, id, knot.id, mark, reason, {} if mark == "annulled" else changed, **given)


@staff("handler", "unit_head", "head")
@require_http_methods(["GET", "POST"])
def hand_over(request: Any, id: str) -> HttpResponse:
    found = queries.visible(request.me, id)
    refused: Refused | None = None
    chosen = request.POST.getlist("handlers")
    if request.method == "POST":
        try:
            services.hand_over(
                request.me, id, chosen, request.POST.get("reason", ""), seen=reading.seen(request.POST), key=reading.key(request.POST)
            )
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已移交。")
            return redirect("case", id)
    people = [{"value": o.id, "label": o.name, "note": o.certificate} for o in organs.officers(request.me.organ, role="handler")]
    fields = [
        {"name": "handlers", "label": "新的承办人", "type": "officers", "required": True, "choices": people, "value": chosen or [h["id"] for h in found.handlers], "help": "不得少于二人"},
        {"name": "reason", "label": "移交原因", "type": "text", "required": True, "value": request.POST.get("reason", "")},
    ]  # fmt: skip
    return page(
        request,
        "case_form",
        "cases",
        case=found,
        title="移交案件",
        fields=fields,
        errors=reading.errors(refused, fields),
        button="移交",
        version=queries.case_page(request.me, id).version,
        status=refused.status if refused else 200,
    )


@staff("handler", "head")
@require_http_methods(["GET", "POST"])
def facts(request: Any, id: str) -> HttpResponse:
    """认定情形: what periods and gates depend on."""
    found = queries.visible(request.me, id)
    refused: Refused | None = None
    if request.method == "POST":
        told: dict[str, Any] = {name: name in request.POST for name, _, _ in FACTS}
        told |= {name: request.POST[name] for name in ("act_from", "act_until") if request.POST.get(name)}
        try:
            services.note_facts(request.me, id, told, seen=reading.seen(request.POST), key=reading.key(request.POST))
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已记录认定的情形。")
            return redirect("case", id)
    shown, wrong = (request.POST if request.method == "POST" else found.facts), getattr(refused, "fields", {})
    fields: list[dict[str, Any]] = [
        {"name": name, "label": label, "type": kind, "value": bool(shown.get(name))} for name, label, kind in FACTS
    ]
    fields += [
        {
            "name": "act_from",
            "label": "违法行为开始日期",
            "type": "date",
            "value": shown.get("act_from", ""),
            "error": wrong.get("act_from", ""),
        },
        {
            "name": "act_until",
            "label": "违法行为终了日期",
            "type": "date",
            "value": shown.get("act_until", ""),
            "error": wrong.get("act_until", ""),
            "help": "连续或者继续状态的，从终了之日起计算追责时效",
        },
    ]
    return page(
        request,
        "case_form",
        "cases",
        case=found,
        title="认定情形",
        fields=fields,
        errors=reading.errors(refused, fields),
        button="记录",
        version=queries.case_page(request.me, id).version,
        help="办理期限、集体讨论和追责时效按认定的情形计算。",
        status=refused.status if refused else 200,
    )


urlpatterns = [
    path("cases/<str:id>/taken/<int:number>", step, name="step"),
    path("cases/<str:id>/hand-over", hand_over, name="hand-over"),
    path("cases/<str:id>/facts", facts, name="facts"),
]
