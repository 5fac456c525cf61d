"""登记案源 and the parties: how a case begins, at the desk or on the street."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.casework import queries, services
from sanxiang.casework.models import PARTY_KINDS
from sanxiang.casework.words import TYPES, type_title
from sanxiang.law import families
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.record.refusal import NotFound, Refused

NAME = re.compile(r"[a-z_]{1,30}")
PARTY = {
    "name": "姓名或者名称",
    "id_number": "身份证号或者统一社会信用代码",
    "representative": "法定代表人、负责人或者经营者",
    "address": "住址或者住所",
    "phone": "联系电话",
}
NEEDED_ON_THE_SPOT = frozenset(["name", "address"])  # the decision that is handed over names both
KEPT = ("role", "sex", "born")
ROLE = {
    "name": "party.role", "label": "地位", "type": "choice", "required": True, "value": "interested",
    "choices": [("party", "当事人"), ("interested", "利害关系人")],
}  # fmt: skip


@staff("handler")
@require_http_methods(["GET", "POST"])
def open_case(request: Any) -> HttpResponse:
    """A case begins: at the desk, by an application, on the street, or out of another case."""
    choices = queries.beginnings(request.me)
    type, procedure, parent = wanted(request, choices)
    form = queries.beginning(request.me, type, procedure, parent)
    refused: Refused | None = None
    if request.method == "POST":
        try:
            done = begin(request, form, parent)
        except Refused as caught:
            refused = caught
        else:
            services.drop_draft(request.me, "", key_of(type, procedure))
            messages.success(request, f"已登记（{done.number}），可以继续办理下一步。")
            return redirect("case", done.case)
    begun = tabs(choices, type, procedure) if not parent else []
    draft = queries.draft(request.me, "", key_of(type, procedure)) if not parent else {}
    typed = request.POST or reading.again(draft)
    fields = opening_fields(typed, form, getattr(refused, "fields", {}))
    return page(
        request,
        "open",
        "cases",
        form=form,
        kind=f"{type}-{procedure}",
        type_name=type_title(type),
        tabs=[one for one in begun if not one["goes_on"]] if len(begun) > 1 else [],
        going_on=[one for one in begun if one["goes_on"]],
        wants_parent=families.goes_on(type, procedure) and not parent,
        fields=fields,
        errors=reading.errors(refused, fields),
        no_items=not form.items,
        typed=typed,
        parent=form.parent,
        restored=bool(draft) and request.method == "GET",
        status=refused.status if refused else 200,
    )


def wanted(request: Any, choices: dict[str, dict[str, str]]) -> tuple[str, str, str]:
    """Type, procedure and parent that the address or the form names; the organ's first, where it names none."""
    asked = request.POST if request.method == "POST" else request.GET
    parent = (asked.get("from") or "")[:80]
    type = asked.get("type") or next((type for type in choices if asked.get("procedure", "ordinary") in choices[type]), "penalty")
    known = choices.get(type, {})
    procedure = asked.get("procedure") or ("ordinary" if "ordinary" in known else next(iter(known), "ordinary"))
    if not NAME.fullmatch(type) or not NAME.fullmatch(procedure):
        raise NotFound("没有这种程序", next="请从案件页重新登记。")
    return type, procedure, parent


def begin(request: Any, form: Any, parent: str) -> services.Done:
    return services.open_case(
        request.me,
        item=request.POST.get("item", ""),
        cause=request.POST.get("cause", "").strip(),
        party=reading.party(request.POST),
        fields=reading.values(request.POST, form.fields),
        procedure=form.procedure.name,
        type=form.type,
        springs_from=parent,
        happened=reading.happened(request.POST),
        key=reading.key(request.POST),
        backfill=request.POST.get("backfill", ""),
    )


def key_of(type: str, procedure: str) -> str:
    """Under which the draft of a case that is not yet opened is kept."""
    return f"open:{type}-{procedure}"


def tabs(choices: dict[str, dict[str, str]], type: str, procedure: str) -> list[dict[str, Any]]:
    """What may begin here, type by type. `goes_on`: it carries on a case of its type, and begins alone only where that is not in this system."""
    return [
        {"type": TYPES[one], "title": title, "url": f"{reverse('open')}?type={one}&procedure={name}", "current": (one, name) == (type, procedure),
         "goes_on": families.goes_on(one, name)}
        for one, names in choices.items()
        for name, title in names.items()
    ]  # fmt: skip


@staff("handler")
@require_POST
def open_draft(request: Any, kind: str) -> HttpResponse:
    """What has been typed of a case that is not yet opened; `kind` is type and procedure (`permit-ordinary`)."""
    type, _, procedure = kind.partition("-")
    if type not in TYPES or not NAME.fullmatch(procedure):
        raise NotFound("没有这种程序", next="请从案件页重新登记。")
    if "drop" in request.POST:
        services.drop_draft(request.me, "", key_of(type, procedure))
        return redirect(f"{reverse('open')}?type={type}&procedure={procedure}")
    services.save_draft(request.me, "", key_of(type, procedure), reading.kept(request.POST))
    return HttpResponse(status=204)


def opening_fields(typed: Any, form: Any, wrong: dict[str, str]) -> list[dict[str, Any]]:
    """What opening a case asks; on the street no more than the decision on the spot needs."""
    on_the_spot = (form.type, form.procedure.name) == ("penalty", "summary")
    only = form.items[0].code if len(form.items) == 1 else ""
    found: list[dict[str, Any]] = [
        {"name": "item", "label": "执法事项", "type": "select", "required": True, "value": typed.get("item", only), "error": wrong.get("item", ""),
         "choices": [{"value": row.code, "label": row.name} for row in form.items], "help": "来自本机关已公布的执法事项清单"},
    ]  # fmt: skip
    if form.type == "penalty":
        found.append(
            {"name": "cause", "label": "案由", "type": "text", "required": True, "value": typed.get("cause", form.cause),
             "error": wrong.get("cause", ""), "help": "违法行为，如“擅自占用城市道路”"}
        )  # fmt: skip
    party = typed if "party.name" in typed else {f"party.{name}": value for name, value in form.party.items()}
    found += party_fields(party, wrong, NEEDED_ON_THE_SPOT if on_the_spot else frozenset(["name"]), form.procedure.party)
    told = reading.values(typed, form.fields) if typed else {}
    for field in form.fields:
        if on_the_spot and field.name == "informant":
            continue
        more: dict[str, Any] = {}
        if field.type == "officers":
            more["choices"] = [{"value": one["id"], "label": one["name"], "note": one["certificate"]} for one in form.officers]
        found.append(reading.shown(field, told.get(field.name, field.value), wrong, **more))
    for field in found:
        if field["name"] == "source" and field["type"] == "choice":
            field |= {"type": "select", "value": field["value"] or ("inspection" if on_the_spot else "")}
    return found


def party_fields(typed: Any, wrong: dict[str, str], needed: frozenset[str], called: str = "当事人") -> list[dict[str, Any]]:
    kinds = {
        "name": "party.kind", "label": f"{called}类别", "type": "choice", "required": True, "value": typed.get("party.kind", ""),
        "choices": list(PARTY_KINDS.items()), "error": wrong.get("party.kind", ""),
    }  # fmt: skip
    return [kinds] + [
        {
            "name": f"party.{name}",
            "label": label,
            "type": "text",
            "required": name in needed,
            "value": typed.get(f"party.{name}", ""),
            "error": wrong.get(f"party.{name}", ""),
        }
        for name, label in PARTY.items()
    ]


@staff("handler")
@require_http_methods(["GET", "POST"])
def party(request: Any, id: str, party: str = "") -> HttpResponse:
    """A party's facts put right, or another party or interested party added."""
    found = queries.case_page(request.me, id)
    row = next((one for one in found.parties if one.id == party), None)
    if party and row is None:
        raise NotFound("本案没有这个当事人", next="请从案件页的当事人中选择。")
    refused: Refused | None = None
    if request.method == "POST":
        told = reading.party(request.POST)
        try:
            services.add_party(request.me, id, told, change=party, seen=reading.seen(request.POST), key=reading.key(request.POST))
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已记录当事人信息。")
            return redirect("case", id)
    known = {f"party.{name}": getattr(row, name) for name in ("kind", *PARTY)} if row else {}
    fields = party_fields(request.POST or known, getattr(refused, "fields", {}), frozenset(["name"]))
    kept = [{"name": f"party.{name}", "type": "hidden", "value": getattr(row, name) or "", "label": ""} for name in KEPT] if row else [ROLE]
    return page(
        request,
        "case_form",
        "cases",
        case=found.case,
        title="当事人信息" if row else "增加当事人或者利害关系人",
        help="已经送审的案件改动当事人信息后，须重新送审。",
        fields=[*kept, *fields],
        errors=reading.errors(refused, fields),
        button="记录",
        version=found.version,
        status=refused.status if refused else 200,
    )


urlpatterns = [
    path("cases/new", open_case, name="open"),
    path("cases/new/<str:kind>/draft", open_draft, name="open-draft"),
    path("cases/<str:id>/parties/new", party, name="add-party"),
    path("cases/<str:id>/parties/<str:party>", party, name="party"),
]
