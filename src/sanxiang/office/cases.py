"""案件: found, begun, seen whole, handed over, corrected."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import queries, services
from sanxiang.casework.models import PARTY_KINDS, STATUSES
from sanxiang.catalogue import queries as catalogue
from sanxiang.disclosure import queries as disclosure
from sanxiang.law.procedure import STAGES, load
from sanxiang.office import reading
from sanxiang.office.access import page, refusal, staff
from sanxiang.office.drawing import blocks, rulers, small_ruler, stages
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import NotFound, Refused

READERS = ("handler", "unit_head", "reviewer", "head", "supervisor", "discloser")
PROCEDURES = {"ordinary": "普通程序", "summary": "简易程序（当场处罚）"}
PARTY = (
    ("name", "姓名或者名称", "text", True, ""),
    ("id_number", "身份证号或者统一社会信用代码", "text", False, ""),
    ("representative", "法定代表人、负责人或者经营者", "text", False, ""),
    ("address", "住址或者住所", "text", False, ""),
    ("phone", "联系电话", "text", False, ""),
)
FACTS = (
    ("complex", "情节复杂", "boolean"),
    ("grave", "违法行为重大", "boolean"),
    ("public_interest", "涉及重大公共利益", "boolean"),
    ("life_safety", "涉及生命健康安全、金融安全且有危害后果", "boolean"),
)
MARKS = {"corrected": "更正（文字、计算错误）", "supplemented": "补正（遗漏的内容）", "annulled": "作废（不应有的步骤）"}


@staff(*READERS)
@require_safe
def cases(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("q", "stage", "status", "after")}
    mine = request.GET.get("mine") == "1"
    found = queries.cases(request.me, words=asked["q"], stage=asked["stage"], status=asked["status"], mine=mine, after=asked["after"])
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return page(
        request,
        "cases",
        "cases",
        lines=[{"line": line, "ruler": small_ruler(line.due)} for line in found.lines],
        next=f"?{urlencode(kept | {'after': found.next})}" if found.next else "",
        first=f"?{urlencode(kept)}" if asked["after"] else "",
        asked=asked,
        mine=mine,
        q=asked["q"],
        stages=STAGES,
        statuses=STATUSES,
        may_open="handler" in request.me.roles,
    )


@staff("handler")
@require_http_methods(["GET", "POST"])
def open_case(request: Any) -> HttpResponse:
    """登记案源线索. On the street the summary procedure begins here too."""
    procedure = request.POST.get("procedure") or request.GET.get("procedure") or "ordinary"
    procedure = procedure if procedure in PROCEDURES else "ordinary"
    lead = load("penalty", procedure).steps[0]
    refused: Refused | None = None
    if request.method == "POST":
        try:
            done = services.open_case(
                request.me,
                item=request.POST.get("item", ""),
                cause=request.POST.get("cause", "").strip(),
                party=reading.party(request.POST),
                fields=reading.values(request.POST, lead.fields),
                procedure=procedure,
                happened=reading.happened(request.POST),
                key=reading.key(request.POST),
                backfill=request.POST.get("backfill", ""),
            )
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已登记，可以继续办理下一步。")
            return redirect("case", done.case)
    typed, wrong = request.POST, getattr(refused, "fields", {})
    items = [row for row in in_force_items(request.me.organ) if procedure in row.procedures]
    fields = [
        {"name": "item", "label": "执法事项", "type": "select", "required": True, "value": typed.get("item", items[0].code if len(items) == 1 else ""),
         "choices": [{"value": row.code, "label": row.name} for row in items], "error": wrong.get("item", ""), "help": "来自本机关已公布的执法事项清单"},
        {"name": "cause", "label": "案由", "type": "text", "required": True, "value": typed.get("cause", ""), "error": wrong.get("cause", ""), "help": "违法行为，如“擅自占用城市道路”"},
        {"name": "party.kind", "label": "当事人类别", "type": "choice", "required": True, "value": typed.get("party.kind", ""),
         "choices": [{"value": kind, "label": label} for kind, label in PARTY_KINDS.items()], "error": wrong.get("party.kind", "")},
        *({"name": f"party.{name}", "label": label, "type": kind, "required": need, "help": help, "value": typed.get(f"party.{name}", ""), "error": wrong.get(f"party.{name}", "")}
          for name, label, kind, need, help in PARTY),
        *(reading.shown(field, typed.get(field.name, ""), wrong) for field in lead.fields),
    ]  # fmt: skip
    return page(
        request, "open", "cases", procedure=procedure, procedures=PROCEDURES, fields=fields, errors=reading.errors(refused, fields), no_items=not items,
        typed=typed, today=timezone.localdate(), status=refused.status if refused else 200,
    )  # fmt: skip


def in_force_items(organ: str) -> list[Any]:
    version = catalogue.in_force(organ, "item", timezone.localdate())
    return list(catalogue.rows(version.id)) if version else []


@staff(*READERS)
@require_safe
def case(request: Any, id: str) -> HttpResponse:
    found = queries.case_page(request.me, id)
    drawn = rulers(found)
    offers = [offer for offer in found.offers if offer.act not in ("disclose", "withdraw")]
    return page(
        request,
        "case",
        "cases",
        found=found,
        case=found.case,
        stages=stages(found),
        rulers=drawn,
        nearest=next((one for one in drawn if one["met"] is None or not one["met"]), None),
        ready=[offer for offer in offers if not offer.blocks and offer.mine],
        others=[offer for offer in offers if not offer.blocks and not offer.mine],
        blocked=[{"title": offer.title, "blocks": blocks(offer.blocks)} for offer in offers if offer.blocks],
        waiting=[one for one in found.proposals if one.state == "waiting"],
        publication=disclosure.publication(id),
        procedure=PROCEDURES.get(found.case.procedure, found.case.procedure),
        party_kinds=PARTY_KINDS,
        editable=request.me.organ == found.case.organ and found.case.status != "archived",
    )


@staff(*READERS)
@require_safe
def step(request: Any, id: str, number: int) -> HttpResponse:
    """One step that was taken, as it was recorded, and the forms to correct it."""
    found = queries.case_page(request.me, id)
    knot = next((one for one in found.spine if one.number == number), None)
    if knot is None:
        raise NotFound("没有这个步骤", next="请从案件页的步骤中选择。")
    titles = [document for document in found.documents if document.id in knot.documents]
    return page(
        request,
        "step",
        "cases",
        found=found,
        case=found.case,
        knot=knot,
        documents=titles,
        marks=MARKS,
        editable=request.me.organ == found.case.organ,
    )


@staff("handler", "head")
@require_POST
def amend(request: Any, id: str, number: int) -> HttpResponse:
    try:
        services.amend(
            request.me,
            id,
            f"{id}:{number}",
            request.POST.get("mark", ""),
            request.POST.get("reason", ""),
            seen=reading.seen(request.POST),
            key=reading.key(request.POST),
        )
    except Refused as refused:
        return refusal(request, refused)
    messages.success(request, "已记录，原步骤仍保留在案。")
    return redirect("case", id)


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
    fields: list[dict[str, Any]] = [
        {"name": name, "label": label, "type": kind, "value": found.facts.get(name)} for name, label, kind in FACTS
    ]
    fields += [
        {"name": "act_from", "label": "违法行为开始日期", "type": "date", "value": found.facts.get("act_from", "")},
        {
            "name": "act_until",
            "label": "违法行为终了日期",
            "type": "date",
            "value": found.facts.get("act_until", ""),
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
        status=refused.status if refused else 200,
    )


@staff(*READERS)
@require_safe
def timeline(request: Any, id: str) -> HttpResponse:
    """The case as a timeline file that `sanxiang assess` reads."""
    text = queries.timeline_yaml(request.me, id)
    return HttpResponse(
        text, content_type="application/yaml; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="case-{id}.yaml"'}
    )


urlpatterns = [
    path("cases", cases, name="cases"),
    path("cases/new", open_case, name="open"),
    path("cases/<str:id>", case, name="case"),
    path("cases/<str:id>/taken/<int:number>", step, name="step"),
    path("cases/<str:id>/taken/<int:number>/amend", amend, name="amend"),
    path("cases/<str:id>/hand-over", hand_over, name="hand-over"),
    path("cases/<str:id>/facts", facts, name="facts"),
    path("cases/<str:id>/timeline.yaml", timeline, name="timeline"),
]
