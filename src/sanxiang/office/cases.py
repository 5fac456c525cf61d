"""案件: found, begun, seen whole, handed over, corrected."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from sanxiang.casework import queries, services
from sanxiang.casework.models import PARTY_KINDS, STATUSES
from sanxiang.catalogue import queries as catalogue
from sanxiang.disclosure import queries as disclosure
from sanxiang.law.procedure import STAGES, load
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.drawing import blocks, finding, rulers, small_ruler, stages
from sanxiang.office.evidence import handles
from sanxiang.office.steps import ELSEWHERE
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import NotFound, Refused

# The key of a page: the day and id of the last line before it.
KEY = re.compile(r"\d{4}-\d\d-\d\d~[0-9a-zA-Z:_-]{1,80}")
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
WHO = {"handler": "承办人", "unit_head": "承办机构负责人", "reviewer": "法制审核人员", "head": "机关负责人", "supervisor": "监督人员"}
PUBLISHING = ("disclose", "withdraw")
# Steps for an occasion: they stand beside those that carry the case on.
OCCASIONAL = frozenset(
    ["decline", "recuse_request", "preserve", "seize", "seize_extend", "testing", "order_correction", "suspend", "extend", "transfer", "plead",
     "hearing_request", "waive", "deliberate", "defer", "surcharge", "demand", "reconsideration", "litigation", "court_application", "revoke"]
)  # fmt: skip
# Steps that end what is open, however often.
SETTLING = frozenset(["preserve_settle", "seize_approve", "seize_release", "resume", "recuse_decide", "review"])
# What everyone waits for: the first of these that is blocked is shown with its reasons.
MILESTONES = ("decide", "close", "archive")
STANDING = ("", "draft")
MARKS = {"corrected": "更正（文字、计算错误）", "supplemented": "补正（遗漏的内容）", "annulled": "作废（不应有的步骤）"}


@staff(*READERS)
@require_safe
def cases(request: Any) -> HttpResponse:
    asked = {name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("q", "stage", "status", "after")}
    asked["after"] = asked["after"] if KEY.fullmatch(asked["after"]) and reading.is_day(asked["after"][:10]) else ""
    mine = request.GET.get("mine") == "1"
    found = queries.cases(request.me, words=asked["q"], stage=asked["stage"], status=asked["status"], mine=mine, after=asked["after"])
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    return page(
        request,
        "cases",
        "cases",
        lines=[{"line": line, "ruler": small_ruler(line.due), "status": dict(STATUSES)[line.status]} for line in found.lines],
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
        request, "open", "cases", procedure=procedure, procedure_name=PROCEDURES[procedure], fields=fields, errors=reading.errors(refused, fields), no_items=not items,
        typed=typed, status=refused.status if refused else 200,
    )  # fmt: skip


def in_force_items(organ: str) -> list[Any]:
    version = catalogue.in_force(organ, "item", timezone.localdate())
    return list(catalogue.rows(version.id)) if version else []


@staff(*READERS)
@require_safe
def case(request: Any, id: str) -> HttpResponse:
    found = queries.case_page(request.me, id)
    drawn = rulers(found)
    publication = disclosure.publication(id)
    mine = handles(request.me, found.case)
    return page(
        request,
        "case",
        "cases",
        found=found,
        case=found.case,
        stages=stages(found),
        rulers=drawn,
        nearest=next((one for one in drawn if one["met"] is None), None),
        waiting=[proposal_of(one, found, request.me) for one in found.proposals if one.state == "waiting"],
        **next_steps(found),
        publish_url=reverse("publication", args=[id]) if found.decision and not publication and "discloser" in request.me.roles else "",
        papers=papers(found),
        reviewed=reviewed(found),
        publication=publication,
        findings=[finding(one) for one in found.findings],
        procedure=PROCEDURES.get(found.case.procedure, found.case.procedure),
        editable=request.me.organ == found.case.organ and found.case.status != "archived",
        handles=mine,
        may_hand_over=mine or bool({"head", "unit_head", "admin"} & request.me.roles),
    )


def papers(found: queries.CasePage) -> list[Any]:
    """The documents that stand, in the order of the steps that made them."""
    order = {id: at for at, knot in enumerate(found.spine) for id in knot.documents}
    return sorted((one for one in found.documents if one.state in STANDING), key=lambda one: order.get(one.id, len(order)))


def next_steps(found: queries.CasePage) -> dict[str, list[dict[str, Any]]]:
    """Offers as the page shows them: mine that carry the case on, mine besides, those of others, and what is blocked and why."""
    pending = {one.act for one in found.proposals if one.state == "waiting"}
    offers = [offer for offer in found.offers if offer.act not in (*PUBLISHING, *pending)]
    ready = [offer for offer in offers if not offer.blocks]
    mine = [offer for offer in ready if offer.mine]
    taken = done_for_now(found)
    main = carrying(mine, taken)
    barred = [offer for offer in offers if offer.blocks]
    near = [offer for offer in barred if offer.act in MILESTONES][:1]
    return {
        "main": [offered(offer, found) for offer in main],
        "more": [offered(offer, found) for offer in mine if offer not in main],
        "others": [
            {"title": offer.title, "actor": WHO.get(offer.actor, offer.actor)} for offer in carrying(ready, taken) if not offer.mine
        ],
        "blocked": [{"title": offer.title, "blocks": blocks(offer.blocks)} for offer in near],
        "blocked_more": [{"title": offer.title, "blocks": blocks(offer.blocks)} for offer in barred if offer not in near],
    }


def carrying(offers: list[Any], taken: frozenset[str]) -> list[Any]:
    """Those that carry the case on: what was done once and may be repeated, and what is only done on occasion, stand apart."""
    return [offer for offer in offers if offer.act not in OCCASIONAL and (offer.act not in taken or offer.act in SETTLING)]


def done_for_now(found: queries.CasePage) -> frozenset[str]:
    """Acts that were taken; a submission for review counts until problems were found."""
    taken = frozenset(knot.act for knot in found.spine if knot.state != "annulled")
    opinion = next((dict(knot.fields).get("审核意见") for knot in reversed(found.spine) if knot.act in ("review", "review_submit")), None)
    return taken - {"review_submit"} if opinion == "存在问题" else taken


def offered(offer: Any, found: queries.CasePage) -> dict[str, Any]:
    help = f"提交后由{WHO[offer.approver]}批准。" if offer.approver else ""
    if offer.act in found.drafts:
        help = f"有草稿。{help}"
    return {
        "title": offer.title,
        "url": step_url(found.case.id, offer.act),
        "button": "审核" if offer.act == "review" else "办理",
        "help": help,
    }


def step_url(case: str, act: str) -> str:
    return reverse(ELSEWHERE[act], args=[case]) if act in ELSEWHERE else reverse("take", args=[case, act])


def proposal_of(one: Any, found: queries.CasePage, me: Any) -> dict[str, Any]:
    title = next((offer.title for offer in found.offers if offer.act == one.act), one.act)
    mine = me.may(one.approver) and me.officer != one.by and me.organ == found.case.organ
    return {"id": one.id, "title": title, "by": found.names.get(one.by, ""), "approver": WHO[one.approver], "mine": mine}


def reviewed(found: queries.CasePage) -> str:
    """How the legal review stands, in a word; empty before the first submission."""
    last = next((knot for knot in reversed(found.spine) if knot.act in ("review_submit", "review") and knot.state != "annulled"), None)
    if last is None:
        return ""
    if last.act == "review_submit":
        return f"{last.day:%-m月%-d日}送审，等待审核"
    return "；".join(words for label, words in last.fields[:1]) + f"（{last.by}，{last.day:%-m月%-d日}）"


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
    given = {"seen": reading.seen(request.POST), "key": reading.key(request.POST)}
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
        version=queries.case_page(request.me, id).version,
        help="办理期限、集体讨论和追责时效按认定的情形计算。",
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
    path("cases/<str:id>/hand-over", hand_over, name="hand-over"),
    path("cases/<str:id>/facts", facts, name="facts"),
    path("cases/<str:id>/timeline.yaml", timeline, name="timeline"),
]
