"""清单: drafted as a table, approved by the head, published, and in the same click shown on the portal."""

import datetime
import typing
from collections.abc import Mapping
from typing import Any

import msgspec
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.catalogue import queries, services
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES, KINDS
from sanxiang.catalogue.models import STATES, ListVersion
from sanxiang.disclosure import services as disclosure
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Invalid, NotFound, Refused

LABELS = {
    "code": "编码", "name": "名称", "type": "执法类别", "subject": "执法主体", "unit": "承办机构", "powers": "职责权限", "basis": "依据",
    "penalty_basis": "处罚依据", "procedures": "适用程序", "discretion": "裁量基准编码", "packs": "规则包", "procedure": "程序", "fields": "增加的内容",
    "required": "必填的内容", "items": "适用事项编码", "kinds": "处罚种类", "from_person": "公民起点（元）", "from_entity": "单位起点（元）",
    "exempt": "免予审核", "standard": "标准", "materials": "送审材料", "focus": "审核重点", "step": "办案步骤", "manner": "记录方式", "place": "场所",
    "device": "设备", "content": "内容", "by": "记录人", "retention": "保存期限", "tiers": "裁量阶次", "effect": "适用", "when": "适用条件", "target": "抽查对象",
    "ratio": "抽查比例", "frequency": "抽查频次", "accepted_by": "受理机构", "decided_by": "决定机构", "conditions": "条件", "benefits": "数量",
    "process": "办理流程", "time_limit": "办理时限", "supervision": "监督方式", "accountability": "责任追究", "hours": "办公时间", "address": "办公地址", "phone": "联系电话",
}  # fmt: skip
WORDS: dict[str, dict[str, str]] = {
    "type": ENFORCEMENT_TYPES,
    "procedure": {"ordinary": "普通程序", "summary": "简易程序"},
    "procedures": {"ordinary": "普通程序", "summary": "简易程序"},
    "manner": {"text": "文字记录", "photo": "拍照", "on_demand": "必要时录音录像", "throughout": "全程录音录像"},
    "effect": {"no_penalty": "不予处罚", "mitigated": "减轻处罚", "lighter": "从轻处罚", "heavier": "从重处罚"},
}
LONG = frozenset(["basis", "penalty_basis", "powers", "content", "standard", "conditions", "materials", "process", "when"])
PARTED = {
    "tiers": (("name", "when", "standard", "low", "high"), "一行一个阶次：名称｜适用条件｜标准｜最低（元）｜最高（元）"),
    "fields": (("name", "label", "type", "help"), "一行一项：代码｜名称｜类型｜说明"),
}
HIDDEN = frozenset(["guards"])
WRITERS = ("admin", "handler", "unit_head", "reviewer", "head", "discloser")


@staff()
@require_safe
def lists(request: Any) -> HttpResponse:
    organ = request.me.organ
    current, waiting = queries.all_in_force(organ, timezone.localdate()), queries.waiting(organ)
    rows = [
        {
            "kind": kind,
            "title": title,
            "current": int(current[kind].rpartition(":")[2]) if kind in current else None,
            "waiting": next((one for one in waiting if one.kind == kind), None),
        }
        for kind, (title, _) in KINDS.items()
    ]
    return page(request, "lists", "lists", rows=rows, states=dict(STATES), may_draft=bool(request.me.roles & set(WRITERS)))


@staff()
@require_safe
def one_list(request: Any, kind: str, number: int = 0) -> HttpResponse:
    """A version of a list (the one in force, or the newest), its history, and what may be done with it."""
    versions = queries.versions(request.me.organ, known(kind))
    today = timezone.localdate()
    now = queries.in_force(request.me.organ, kind, today)
    shown = next((one for one in versions if one.number == number), None) if number else now or next(iter(versions), None)
    if number and shown is None:
        raise NotFound("没有这个版本的清单", next="请从版本记录中选择。")
    names = organs.officers_by_id({id for one in versions for id in (one.drafted_by, one.approved_by) if id})
    return page(
        request,
        "list",
        "lists",
        kind=kind,
        title=KINDS[kind][0],
        shown=shown,
        state=dict(STATES)[shown.state] if shown else "",
        now=now,
        versions=[{"is": one, "state": dict(STATES)[one.state]} for one in versions],
        columns=filled(kind, shown.rows) if shown else [],
        rows=[[words(name, row.get(name, "")) for name, _ in filled(kind, shown.rows)] for row in shown.rows] if shown else [],
        changes=compare(kind, now.rows, shown.rows) if now and shown and shown.id != now.id and shown.state != "published" else None,
        drafted_by=names[shown.drafted_by].name if shown and shown.drafted_by in names else "",
        approved_by=names[shown.approved_by].name if shown and shown.approved_by in names else "",
        may_approve=bool(shown and shown.state == "drafted" and "head" in request.me.roles and shown.drafted_by != request.me.officer),
        may_publish=bool(shown and shown.state == "approved" and request.me.roles & {"discloser", "head", "admin"}),
        may_return=bool(shown and shown.state in ("drafted", "approved") and "head" in request.me.roles),
        may_withdraw=bool(shown and now and shown.id == now.id and "head" in request.me.roles),
        may_draft=bool(request.me.roles & set(WRITERS)),
        today=today,
    )


def known(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound("没有这种清单", next="请从“清单”页面选择。")
    return kind


def fields_of(kind: str) -> list[msgspec.structs.FieldInfo]:
    return [field for field in msgspec.structs.fields(KINDS[kind][1]) if field.name not in HIDDEN]


def columns(kind: str) -> list[list[str]]:
    return [[field.name, LABELS.get(field.name, field.name)] for field in fields_of(kind)]


def filled(kind: str, rows: list[dict[str, Any]]) -> list[list[str]]:
    """The columns in which any row says something."""
    return [[name, label] for name, label in columns(kind) if any(row.get(name) not in (None, "", [], ()) for row in rows)]


def words(name: str, value: Any) -> str:
    """A cell as people read it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list | tuple):
        return "\n".join(one_of(name, one) for one in value)
    return WORDS.get(name, {}).get(value, "" if value is None else str(value))


def one_of(name: str, value: Any) -> str:
    """One of several: a row of its own in parts, or a word."""
    return (
        "｜".join(str(cell) for cell in value.values() if cell) if isinstance(value, dict) else WORDS.get(name, {}).get(value, str(value))
    )


def table(kind: str, rows: list[dict[str, Any]]) -> list[list[str]]:
    """The rows in words; a field that nobody filled is empty."""
    return [[words(name, row.get(name, "")) for name, _ in columns(kind)] for row in rows]


def compare(kind: str, old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Rows by code: added, dropped, changed, each as two texts."""
    before, after = ({row["code"]: text(kind, row) for row in rows} for rows in (old, new))
    codes = [*after, *(code for code in before if code not in after)]
    return [
        {"code": code, "old": before.get(code, ""), "new": after.get(code, "")} for code in codes if before.get(code) != after.get(code)
    ]


def text(kind: str, row: dict[str, Any]) -> str:
    return "\n".join(f"{label}：{words(name, row[name])}" for name, label in columns(kind) if row.get(name) not in (None, "", [], ()))


# ── drafting ──


@staff(*WRITERS)
@require_http_methods(["GET", "POST"])
def draft(request: Any, kind: str) -> HttpResponse:
    """The next version as a table of fields, begun from the draft there is, else from the version in force."""
    versions = queries.versions(request.me.organ, known(kind))
    open_one = next((one for one in versions if one.state in ("drafted", "approved")), None)
    base = open_one or queries.in_force(request.me.organ, kind, timezone.localdate()) or next(iter(versions), None)
    rows = typed(request.POST, kind, base) if request.method == "POST" else (base.rows if base else [])
    title = request.POST.get("title") or (base.title if base else KINDS[kind][0])
    refused: Refused | None = None
    if request.method == "POST" and "add" not in request.POST:
        try:
            complete(kind, rows)
            version = services.draft(request.me, kind, title, rows)
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "草案已保存，等待机关负责人批准。")
            return redirect("version", kind, int(version.rpartition(":")[2]))
    shown = rows + ([{}] if "add" in request.POST or not rows else [])
    field = {
        "name": "rows", "label": "内容", "type": "items", "rows": [row_fields(kind, at, row) for at, row in enumerate(shown)],
        "blank": row_fields(kind, "__n__", {}),
    }  # fmt: skip
    return page(
        request,
        "list_draft",
        "lists",
        kind=kind,
        name=KINDS[kind][0],
        title=title,
        field=field,
        base=base,
        errors=reading.errors(refused),
        status=refused.status if refused else 200,
    )


def complete(kind: str, rows: list[dict[str, Any]]) -> None:
    """Raises Invalid naming every cell that must be filled and is not."""
    needed = [field for field in fields_of(kind) if field.required]
    empty = {
        f"rows.{at}.{field.name}": f"第{at + 1}项没有填写{LABELS.get(field.name, field.name)}"
        for at, row in enumerate(rows)
        for field in needed
        if not row.get(field.name)
    }
    if empty:
        raise Invalid("清单有必填内容没有填写", fields=empty, next="请补充后再保存。")


def row_fields(kind: str, at: Any, row: dict[str, Any]) -> list[dict[str, Any]]:
    return [cell(field, f"rows.{at}.{field.name}", row.get(field.name)) for field in fields_of(kind)]


def cell(field: msgspec.structs.FieldInfo, name: str, value: Any) -> dict[str, Any]:
    made: dict[str, Any] = {
        "name": name, "label": LABELS.get(field.name, field.name), "type": "longtext" if field.name in LONG else "text", "value": value, "rows": 2,
        "required": field.required,
    }  # fmt: skip
    if field.type is bool:
        return made | {"type": "boolean"}
    if field.name in PARTED:
        keys, help = PARTED[field.name]
        lines = ["｜".join(str(one.get(key, "")) for key in keys) for one in value or []]
        return made | {"type": "longtext", "rows": 3, "help": help, "value": "\n".join(lines)}
    if field.name == "procedures":
        return made | {"type": "choices", "choices": list(WORDS["procedures"].items()), "value": value or ["ordinary"]}
    if field.name in WORDS:
        return made | {"type": "select", "choices": list(WORDS[field.name].items()), "value": value or default(field)}
    if is_several(field):
        return made | {"type": "longtext", "rows": 2, "value": "\n".join(value or []), "help": "一项一行"}
    return made | {"value": default(field) if value is None else value}


def default(field: msgspec.structs.FieldInfo) -> Any:
    return field.default if isinstance(field.default, str) else ""


def is_several(field: msgspec.structs.FieldInfo) -> bool:
    return typing.get_origin(field.type) in (list, tuple)


def typed(post: Any, kind: str, base: ListVersion | None) -> list[dict[str, Any]]:
    """The rows as posted; what has no field in the form is kept from the version that the draft began from."""
    fields = fields_of(kind)
    kept = {row["code"]: {name: row[name] for name in HIDDEN if row.get(name)} for row in base.rows} if base else {}
    numbers = sorted(
        {
            int(part[1])
            for name in post
            if (part := name.split("."))[0] == "rows" and len(part) == 3 and part[1].isdecimal() and len(part[1]) < 6
        }
    )
    found = []
    for at in numbers:
        if not post.get(f"rows.{at}.code", "").strip() and not post.get(f"rows.{at}.name", "").strip():
            continue
        row = {field.name: read(post, f"rows.{at}.{field.name}", field) for field in fields}
        row = {name: value for name, value in row.items() if value not in ("", [], None)}
        found.append({"code": ""} | row | kept.get(row.get("code", ""), {}))
    return found


def read(post: Any, name: str, field: msgspec.structs.FieldInfo) -> Any:
    if field.type is bool:
        return post.get(name) == "true"
    if field.name == "procedures":
        return post.getlist(name)
    lines = [line.strip() for line in post.get(name, "").splitlines() if line.strip()]
    if field.name in PARTED:
        keys = PARTED[field.name][0]
        return [dict(zip(keys, (cell.strip() for cell in line.replace("|", "｜").split("｜")), strict=False)) for line in lines]
    return lines if is_several(field) else post.get(name, "").strip()


# ── approving and publishing ──


@staff("head", "discloser", "admin")
@require_POST
def settle(request: Any, kind: str, number: int) -> HttpResponse:
    """Approve, return, publish (and show on the portal), withdraw."""
    version = queries.version(services.stream_of(request.me.organ, known(kind)) + f":{number}")
    do, reason = request.POST.get("do", ""), request.POST.get("reason", "")
    if do == "approve":
        services.approve(request.me, version.id)
        said = "已批准，可以公布。"
    elif do == "return":
        services.send_back(request.me, version.id, reason)
        said = "已退回起草人。"
    elif do == "publish":
        publish(request, version)
        said = "已公布，门户和办案系统使用同一版本。"
    elif do == "withdraw":
        services.withdraw(request.me, version.id, reason)
        said = "已撤回。"
    else:
        raise Invalid("没有选择要办理的事项", next="请点击页面上的按钮。")
    messages.success(request, said)
    return redirect("version", kind, number)


def publish(request: Any, version: ListVersion) -> None:
    begins = day(request.POST.get("valid_from", ""))
    head = organs.officers_by_id({version.approved_by}).get(version.approved_by)
    names = [name for name, _ in columns(version.kind)]
    rows: list[Mapping[str, Any]] = [dict(zip(names, row, strict=True)) for row in table(version.kind, version.rows)]
    shown = (version.id, version.kind, version.title, version.number, begins, head.name if head else "", columns(version.kind), rows)
    with transaction.atomic():  # in force and on the portal, or neither
        services.publish(request.me, version.id, begins)
        disclosure.show_list(request.me, *shown)


def day(text: str) -> datetime.date:
    if not text:
        return timezone.localdate()
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Invalid("施行日期没有填对", fields={"valid_from": "请按 年-月-日 填写"}, next="请核对施行日期。") from None


urlpatterns = [
    path("lists", lists, name="lists"),
    path("lists/<str:kind>", one_list, name="list"),
    path("lists/<str:kind>/draft", draft, name="list-draft"),
    path("lists/<str:kind>/<int:number>", one_list, name="version"),
    path("lists/<str:kind>/<int:number>/settle", settle, name="settle"),
]
