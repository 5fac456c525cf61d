"""登记案源 and the parties: how a case begins, at the desk or on the street."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.casework import queries, services
from sanxiang.casework.models import PARTY_KINDS
from sanxiang.catalogue import queries as catalogue
from sanxiang.law.procedure import load
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.record.refusal import NotFound, Refused

PROCEDURES = {"ordinary": "普通程序", "summary": "简易程序（当场处罚）"}
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
            services.drop_draft(request.me, "", f"open:{procedure}")
            messages.success(request, "已登记，可以继续办理下一步。")
            return redirect("case", done.case)
    draft = queries.draft(request.me, "", f"open:{procedure}")
    typed = request.POST or reading.again(draft)
    items = [row for row in in_force_items(request.me.organ) if procedure in row.procedures]
    fields = opening_fields(typed, procedure, lead, items, getattr(refused, "fields", {}))
    return page(
        request,
        "open",
        "cases",
        procedure=procedure,
        procedure_name=PROCEDURES[procedure],
        fields=fields,
        errors=reading.errors(refused, fields),
        no_items=not items,
        typed=typed,
        restored=bool(draft) and request.method == "GET",
        status=refused.status if refused else 200,
    )


@staff("handler")
@require_POST
def open_draft(request: Any, procedure: str) -> HttpResponse:
    """What has been typed of a case that is not yet opened."""
    if procedure not in PROCEDURES:
        raise NotFound("没有这种程序", next="请从案件页重新登记。")
    if "drop" in request.POST:
        services.drop_draft(request.me, "", f"open:{procedure}")
        return redirect(f"{reverse('open')}?procedure={procedure}")
    services.save_draft(request.me, "", f"open:{procedure}", reading.kept(request.POST))
    return HttpResponse(status=204)


def opening_fields(typed: Any, procedure: str, lead: Any, items: list[Any], wrong: dict[str, str]) -> list[dict[str, Any]]:
    """What opening a case asks; on the street no more than the decision on the spot needs."""
    on_the_spot = procedure == "summary"
    only = items[0].code if len(items) == 1 else ""
    asked = [field for field in lead.fields if not (on_the_spot and field.name == "informant")]
    found = [
        {"name": "item", "label": "执法事项", "type": "select", "required": True, "value": typed.get("item", only), "error": wrong.get("item", ""),
         "choices": [{"value": row.code, "label": row.name} for row in items], "help": "来自本机关已公布的执法事项清单"},
        {"name": "cause", "label": "案由", "type": "text", "required": True, "value": typed.get("cause", ""), "error": wrong.get("cause", ""), "help": "违法行为，如“擅自占用城市道路”"},
    ]  # fmt: skip
    found += party_fields(typed, wrong, NEEDED_ON_THE_SPOT if on_the_spot else frozenset(["name"]))
    found += [reading.shown(field, typed.get(field.name, ""), wrong) for field in asked]
    source = next(field for field in found if field["name"] == "source")
    source |= {"type": "select", "value": source["value"] or ("inspection" if on_the_spot else "")}
    return found


def party_fields(typed: Any, wrong: dict[str, str], needed: frozenset[str]) -> list[dict[str, Any]]:
    kinds = {
        "name": "party.kind", "label": "当事人类别", "type": "choice", "required": True, "value": typed.get("party.kind", ""),
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


def in_force_items(organ: str) -> list[Any]:
    version = catalogue.in_force(organ, "item", timezone.localdate())
    return list(catalogue.rows(version.id)) if version else []


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
    path("cases/new/<str:procedure>/draft", open_draft, name="open-draft"),
    path("cases/<str:id>/parties/new", party, name="add-party"),
    path("cases/<str:id>/parties/<str:party>", party, name="party"),
]
