"""执法人员: the roster, and what an administrator does to it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import services as casework
from sanxiang.office.access import page, staff
from sanxiang.organs import acts, queries, services
from sanxiang.organs.models import ROLES
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, Refused

OFFICER_FIELDS = (
    ("name", "姓名", "text", ""),
    ("title", "职务", "text", ""),
    ("certificate", "执法证号", "text", "承办人必须有"),
    ("certificate_from", "证件有效期起", "date", ""),
    ("certificate_until", "证件有效期止", "date", "过期后不能实施执法行为"),
    ("kinds", "执法类别", "text", "如“城市管理”"),
    ("area", "执法区域", "text", "如“安州市”"),
)
ROLE_CHOICES = [{"value": role, "label": label} for role, label in ROLES.items()]


@staff()
@require_safe
def people(request: Any) -> HttpResponse:
    me = request.me
    units = {unit.id: unit.name for unit in queries.units(me.organ)}
    rows = queries.roster(me.organ)
    for row in rows:
        row["unit"] = units.get(row["officer"].unit, "")
        row["labels"] = [ROLES[role] for role in row["roles"]]
    return page(
        request,
        "people",
        "people",
        rows=rows,
        today=timezone.localdate(),
        may_edit="admin" in me.roles,
        delegations=named_delegations(me.organ),
    )


def named_delegations(organ: str) -> list[dict[str, Any]]:
    found = list(queries.delegations(organ, timezone.localdate()))
    names = queries.officers_by_id({d.officer for d in found} | {d.to for d in found})
    return [
        {"from": names[d.officer].name, "to": names[d.to].name, "role": ROLES[d.role], "since": d.since, "until": d.until, "id": d.id}
        for d in found
    ]


@staff("admin")
@require_http_methods(["GET", "POST"])
def appoint(request: Any) -> HttpResponse:
    typed = request.POST
    wrong: dict[str, str] = {}
    said = ""
    if request.method == "POST":
        try:
            services.appoint(
                request.me.actor("admin"),
                request.me.organ,
                typed.get("name", ""),
                username=typed.get("username", "").strip(),
                password=typed.get("password", ""),
                roles=tuple(typed.getlist("roles")),
                unit=typed.get("unit", ""),
                **facts_of(typed),
            )
        except Refused as refused:
            wrong, said = getattr(refused, "fields", {}), f"{refused.message}。{refused.next}"
        else:
            messages.success(request, f"已登记{typed['name']}。")
            return redirect("people")
    fields = [field(name, label, kind, help, typed.get(name, ""), wrong) for name, label, kind, help in OFFICER_FIELDS]
    fields[0]["required"] = True
    fields.append(
        {"name": "unit", "label": "内设机构", "type": "select", "choices": unit_choices(request.me.organ), "value": typed.get("unit", "")}
    )
    fields.append(
        {
            "name": "roles",
            "label": "岗位",
            "type": "choices",
            "choices": ROLE_CHOICES,
            "value": typed.getlist("roles"),
            "error": wrong.get("roles", ""),
        }
    )
    fields.append(field("username", "用户名", "text", "不需要登录的人员可留空", typed.get("username", ""), wrong))
    fields.append(field("password", "初始密码", "password", "至少 10 个字符；本人首次登录后可修改", "", wrong))
    return page(
        request, "form", "people", title="登记人员", fields=fields, wrong=said, back="people", submit="登记", status=422 if said else 200
    )


@staff("admin")
@require_http_methods(["GET", "POST"])
def officer(request: Any, id: str) -> HttpResponse:
    row = next((row for row in queries.roster(request.me.organ) if row["officer"].id == id), None)
    if row is None:
        raise Refused("本单位没有这名人员", next="请从人员名单中选择。", status=404)
    typed, said = request.POST, ""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            told = {"name": typed.get("name", ""), "unit": typed.get("unit", "")} | facts_of(typed)
            services.amend_officer_and_roles(request.me, id, tuple(typed.getlist("roles")), **told)
        except Refused as refused:
            said, wrong = f"{refused.message}。{refused.next}", getattr(refused, "fields", {})
        else:
            messages.success(request, "已保存。")
            return redirect("people")
    old = row["officer"]
    shown = {name: typed.get(name) if typed else getattr(old, name) for name, *_ in OFFICER_FIELDS}
    fields = [field(name, label, kind, help, shown[name], wrong) for name, label, kind, help in OFFICER_FIELDS]
    fields.append(
        {
            "name": "unit",
            "label": "内设机构",
            "type": "select",
            "choices": unit_choices(request.me.organ),
            "value": typed.get("unit", old.unit),
        }
    )
    fields.append(
        {
            "name": "roles",
            "label": "岗位",
            "type": "choices",
            "choices": ROLE_CHOICES,
            "value": typed.getlist("roles") if typed else row["roles"],
        }
    )
    heirs = [{"value": o.id, "label": o.name} for o in queries.officers(request.me.organ) if o.id != id]
    return page(
        request,
        "officer",
        "people",
        title=old.name,
        officer=old,
        account=row["account"],
        fields=fields,
        wrong=said,
        heirs=heirs,
        status=422 if said else 200,
    )


@staff("admin")
@require_POST
def dismiss(request: Any, id: str) -> HttpResponse:
    """离岗: the account closes and open work goes to the heir."""
    moved = casework.dismiss_officer(request.me, id, request.POST.get("heir", ""), request.POST.get("reason", ""))
    messages.success(request, f"已办理离岗，{moved} 件在办案件已移交。" if moved else "已办理离岗。")
    return redirect("people")


@staff("admin")
@require_POST
def reset(request: Any, id: str) -> HttpResponse:
    services.reset_password(request.me, id, request.POST.get("password", ""))
    messages.success(request, "密码已重置，本人下次登录须修改。")
    return redirect("people")


@staff("admin")
@require_POST
def unit(request: Any) -> HttpResponse:
    title = request.POST.get("title", "").strip()
    if not title:
        raise Invalid("没有填写机构名称", fields={"title": "必填"}, next="请填写内设机构名称。")
    services.change(request.me, request.me.organ, acts.SetUnit(unit=record.new_id(), title=title))
    messages.success(request, f"已增加{title}。")
    return redirect("people")


@staff()
@require_http_methods(["GET", "POST"])
def delegate(request: Any) -> HttpResponse:
    """委托代办 while away."""
    me, typed, said = request.me, request.POST, ""
    wrong: dict[str, str] = {}
    if request.method == "POST":
        try:
            since, until = (services.day(typed.get(name, ""), name) for name in ("since", "until"))
            services.delegate(me, typed.get("to", ""), typed.get("role", ""), since, until, typed.get("reason", ""))
        except Refused as refused:
            said, wrong = f"{refused.message}。{refused.next}", getattr(refused, "fields", {})
        else:
            messages.success(request, "已委托代办。")
            return redirect("people")
    today = timezone.localdate().isoformat()
    fields = [
        {"name": "role", "label": "委托的岗位", "type": "choice", "required": True, "choices": [c for c in ROLE_CHOICES if c["value"] in me.roles], "value": typed.get("role", "")},
        {"name": "to", "label": "代办人", "type": "select", "required": True, "value": typed.get("to", ""), "error": wrong.get("to", ""),
         "choices": [{"value": o.id, "label": o.name} for o in queries.officers(me.organ) if o.id != me.officer]},
        {"name": "since", "label": "从", "type": "date", "required": True, "value": typed.get("since", today), "error": wrong.get("since", "")},
        {"name": "until", "label": "到", "type": "date", "required": True, "value": typed.get("until", today), "error": wrong.get("until", ""), "help": "含当日，到期自动收回"},
        {"name": "reason", "label": "原因", "type": "text", "value": typed.get("reason", ""), "help": "如“外出培训”"},
    ]  # fmt: skip
    return page(
        request, "form", "people", title="委托代办", fields=fields, wrong=said, back="people", submit="委托", status=422 if said else 200
    )


def field(name: str, label: str, kind: str, help: str, value: Any, wrong: dict[str, str]) -> dict[str, Any]:
    return {"name": name, "label": label, "type": kind, "help": help, "value": value, "error": wrong.get(name, "")}


def facts_of(typed: Any) -> dict[str, Any]:
    """The officer's facts as typed; an empty day is none."""
    facts = {name: typed.get(name, "").strip() for name, *_ in OFFICER_FIELDS if name != "name"}
    return facts | {name: facts[name] or None for name in ("certificate_from", "certificate_until")}


def unit_choices(organ: str) -> list[dict[str, str]]:
    return [{"value": unit.id, "label": unit.name} for unit in queries.units(organ)]


urlpatterns = [
    path("people", people, name="people"),
    path("people/new", appoint, name="appoint"),
    path("people/units", unit, name="unit"),
    path("people/delegate", delegate, name="delegate"),
    path("people/<str:id>", officer, name="officer"),
    path("people/<str:id>/dismiss", dismiss, name="dismiss"),
    path("people/<str:id>/reset-password", reset, name="reset-password"),
]
