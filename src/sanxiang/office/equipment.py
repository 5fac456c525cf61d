"""装备: the register of devices, how many an organ has and should have, one device with its history; and the supervisors' report."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import recordings
from sanxiang.office.access import page, staff
from sanxiang.organs import equipment, queries
from sanxiang.organs.equipment import MOVES, Ratio
from sanxiang.organs.models import DEVICE_KINDS, DEVICE_STATES, Device
from sanxiang.record.refusal import Invalid, Refused
from sanxiang.sheets import reading as sheets

# What the head of a column may be called in a table of devices.
COLUMNS = {
    "kind": ("种类", "类别", "设备种类", "设备类型"),
    "serial": ("设备编号", "编号", "序列号", "机身编号"),
    "make": ("型号", "品牌型号", "规格型号"),
    "place": ("安装地点", "地点", "存放地点"),
}
TABLE = sheets.Limits(bytes=4 * 1024 * 1024, cells=200_000)


@staff()
@require_http_methods(["GET", "POST"])
def register(request: Any) -> HttpResponse:
    """The register; an administrator adds to it, one by one or from a table."""
    me, typed = request.me, request.POST
    refused: Refused | None = None
    if request.method == "POST":
        try:
            me.must("admin")
            count = len(equipment.register_all(me, _table(request) if "table" in request.FILES else [_one(typed)]))
        except Invalid as caught:
            refused = caught
        else:
            messages.success(request, f"已登记{count}台设备。")
            return redirect("equipment")
    found = equipment.devices(me)
    return page(
        request,
        "equipment",
        "people",
        rows=_rows(found, equipment.organs_of(me)),
        **charted(equipment.ratios(me)) if me.roles & {"admin", "head", "supervisor"} else {},
        fields=_fields(typed, getattr(refused, "fields", {})),
        may_edit="admin" in me.roles,
        may_report=bool(me.roles & {"supervisor", "head"}),
        refused=refused,
        status=refused.status if refused else 200,
    )


def _one(typed: Any) -> dict[str, str]:
    return {name: typed.get(name, "") for name in COLUMNS}


def _rows(found: list[Device], names: dict[str, str]) -> list[dict[str, Any]]:
    holders = queries.officers_by_id({one.holder for one in found if one.holder})
    several = len(names) > 1
    return [
        {
            "is": one,
            "kind": DEVICE_KINDS[one.kind],
            "state": DEVICE_STATES[one.state],
            "mark": {"issued": "active", "faulty": "fatal", "idle": "kept"}.get(one.state, ""),
            "holder": holders[one.holder].name if one.holder in holders else one.place,
            "organ": names.get(one.organ, "") if several else "",
        }
        for one in found
    ]


def charted(ratios: list[Ratio]) -> dict[str, Any]:
    """The ratio as a chart: what there is beside what there should be."""
    rule = next((one.rule for one in ratios if one.rule), None)
    lacking = [one for one in ratios if one.lacking]
    if lacking:
        says = f"{len(lacking)}个单位共缺{sum(one.lacking for one in lacking)}套。" if len(ratios) > 1 else f"还缺{lacking[0].lacking}套。"
    else:
        says = "已按比例配备。"
    return {
        "ratios": ratios,
        "rule": rule,
        "says": says,
        "labels": [one.name for one in ratios],
        "series": [{"name": "能用", "values": [one.have for one in ratios]}, {"name": "应配", "values": [one.needed for one in ratios]}],
    }


def _fields(typed: Any, wrong: dict[str, str]) -> list[dict[str, Any]]:
    fields: list[dict[str, Any]] = [
        {"name": "kind", "label": "种类", "type": "select", "required": True, "choices": list(DEVICE_KINDS.items())},
        {"name": "serial", "label": "设备编号", "type": "text", "required": True, "help": "机身上的编号；录像、照片自带的编号据此对应"},
        {"name": "make", "label": "型号", "type": "text"},
        {"name": "place", "label": "安装地点", "type": "text", "help": "办案场所的固定设备填写，如“询问室一”"},
    ]
    return [field | {"value": typed.get(field["name"], ""), "error": wrong.get(field["name"], "")} for field in fields]


def _table(request: Any) -> list[dict[str, str]]:
    """The rows of a table of devices: its heads say which column is which. Raises Invalid."""
    file = request.FILES["table"]
    try:
        if file.size > TABLE.bytes:
            raise sheets.Unreadable("表格过大")
        found = [[cell.strip() for cell in row.cells] for sheet in sheets.read(file.read(), TABLE)[:1] for row in sheet.rows]
    except sheets.Unreadable as error:
        raise Invalid("读不出这个表格", fields={"table": str(error)}, next="请上传 XLSX 或者 CSV。") from error
    heads = next((at for at, row in enumerate(found) if set(row) & set(COLUMNS["serial"])), None)
    if heads is None:
        raise Invalid("表格没有“设备编号”一列", fields={"table": "缺少设备编号列"}, next="列名请写：种类、设备编号、型号、安装地点。")
    places = {name: next((found[heads].index(word) for word in words if word in found[heads]), None) for name, words in COLUMNS.items()}
    kinds = {label.partition("（")[0]: kind for kind, label in DEVICE_KINDS.items()}
    rows = [{name: row[at] for name, at in places.items() if at is not None and at < len(row)} for row in found[heads + 1 :] if any(row)]
    return [row | {"kind": kinds.get(row.get("kind", ""), row.get("kind", ""))} for row in rows]


@staff()
@require_safe
def device(request: Any, id: str) -> HttpResponse:
    """One device: its history, what it recorded, what may be done with it."""
    return shown(request, id)


def shown(request: Any, id: str, refused: Refused | None = None) -> HttpResponse:
    me, found = request.me, equipment.device(request.me, id)
    admin = "admin" in me.roles and me.organ == found.organ
    moves = [
        (name, words)
        for name, (words, states, _, _) in MOVES.items()
        if found.state in states and (admin or (name == "fault" and found.holder == me.officer))
    ]
    return page(
        request,
        "device",
        "people",
        device=found,
        row=_rows([found], {found.organ: ""})[0],
        history=equipment.history(found),
        recordings=recordings.of_device(me, found.organ, found.serial),
        officers=queries.officers(found.organ) if admin and found.state == "idle" and found.kind != "fixed" else [],
        moves=moves,
        typed=request.POST,
        refused=refused,
        wrong=getattr(refused, "fields", {}),
        status=refused.status if refused else 200,
    )


@staff()
@require_POST
def act(request: Any, id: str) -> HttpResponse:
    """Issue, return, report a fault, repaired, scrap."""
    manner = request.POST.get("manner", "")
    try:
        if manner == "issued":
            equipment.issue(request.me, id, request.POST.get("officer", ""))
        else:
            equipment.move(request.me, id, manner, request.POST.get("remark", ""))
    except Invalid as refused:
        return shown(request, id, refused)
    messages.success(request, "已登记。")
    return redirect("device", id) if request.me.roles & {"admin", "head", "supervisor"} else redirect("equipment")


@staff("supervisor", "head")
@require_safe
def report(request: Any) -> HttpResponse:
    """Which organs lack equipment, which recordings came in too late."""
    names = equipment.organs_of(request.me)
    late = recordings.late(request.me)
    told = [
        {"is": one, "organ": names.get(one.organ, ""), "hours": -(-int((one.late or one.late).total_seconds()) // 3600)}
        for one in late
        if one.late
    ]
    lacking = [one for one in equipment.ratios(request.me) if one.lacking]
    return page(request, "equipment_report", "people", lacking=lacking, late=told)


urlpatterns = [
    path("equipment", register, name="equipment"),
    path("equipment/report", report, name="equipment-report"),
    path("equipment/<str:id>", device, name="device"),
    path("equipment/<str:id>/act", act, name="device-act"),
]
