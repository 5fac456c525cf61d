"""法规变动: note that a statute changes, and look at every row of the lists that cites it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods

from sanxiang.catalogue import law_changes as catalogue
from sanxiang.catalogue.kinds import KINDS
from sanxiang.catalogue.services import WRITERS
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.lists import day
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Refused

FIELDS = (
    {"name": "law", "label": "法规名称", "type": "text", "required": True, "placeholder": "如：中华人民共和国行政处罚法"},
    {"name": "given", "label": "清单中用的简称", "type": "text", "help": "几个简称用顿号分开；清单中写明“以下简称”的不必填"},
    {"name": "what", "label": "变动内容", "type": "longtext", "required": True, "rows": 3, "help": "如：修订第几条；废止；由哪部法规代替"},
    {"name": "since", "label": "施行日期", "type": "date", "required": True},
)


@staff(*WRITERS, "supervisor")
@require_http_methods(["GET", "POST"])
def changes(request: Any) -> HttpResponse:
    """The changes noted, with what is left to look at, and the form for a new one."""
    refused: Refused | None = None
    organs_seen, whole = catalogue.overseen(request.me), "supervisor" in request.me.roles
    if request.method == "POST":
        try:
            given = tuple(part.strip() for part in request.POST.get("given", "").replace("，", "、").split("、") if part.strip())
            told = request.POST.get("law", ""), request.POST.get("what", ""), day(request.POST.get("since", ""), "since"), given
            noted = catalogue.note_for_region(request.me, *told) if whole else catalogue.note(request.me, *told)
        except Refused as caught:
            refused = caught
        else:
            if isinstance(noted, list):
                messages.success(
                    request, f"已通知引用这部法规的{len(noted)}个机关核对。" if noted else "本地区各机关的现行清单都没有引用这部法规。"
                )
                return redirect("law-changes")
            messages.success(request, "已登记。下列各行引用了这部法规，请逐行核对。")
            return redirect("law-change", noted)
    left = catalogue.open_rows(*organs_seen)
    wrong = getattr(refused, "fields", {})
    return page(
        request,
        "law_changes",
        "lists",
        changes=[
            {"is": one, "left": left.get(one.id, 0), "organ": organs_seen.get(one.organ, "")} for one in catalogue.changes(*organs_seen)
        ],
        whole=whole,
        fields=[field | {"value": request.POST.get(str(field["name"]), ""), "error": wrong.get(field["name"], "")} for field in FIELDS],
        errors=reading.errors(refused, FIELDS),
        status=refused.status if refused else 200,
    )


@staff(*WRITERS, "supervisor")
@require_http_methods(["GET", "POST"])
def change(request: Any, change: str) -> HttpResponse:
    """The rows that cite the law, each to be settled."""
    found = catalogue.change(change, *catalogue.overseen(request.me))
    refused: Refused | None = None
    if request.method == "POST":
        try:
            catalogue.settle(request.me, found.id, request.POST.getlist("rows"), request.POST.get("do", ""), request.POST.get("reason", ""))
        except Refused as caught:
            refused = caught
        else:
            messages.success(request, "已记录处理结果。")
            return redirect("law-change", found.id)
    rows = catalogue.rows_of(found.id)
    names = organs.officers_by_id({one.settled_by for one in rows if one.settled_by} | {found.noted_by})
    return page(
        request,
        "law_change",
        "lists",
        change=found,
        may_settle=found.organ == request.me.organ and bool(request.me.roles & set(WRITERS)),
        noted_by=names[found.noted_by].name if found.noted_by in names else "",
        open_rows=[{"is": one, "title": KINDS[one.kind][0], "number": one.version.rpartition(":")[2]} for one in rows if not one.outcome],
        settled=[
            {
                "is": one,
                "title": KINDS[one.kind][0],
                "outcome": catalogue.OUTCOMES[one.outcome],
                "by": names[one.settled_by].name if one.settled_by in names else "",
            }
            for one in rows
            if one.outcome
        ],
        chosen=request.POST.getlist("rows"),
        reason=request.POST.get("reason", ""),
        errors=reading.errors(refused),
        status=refused.status if refused else 200,
    )


urlpatterns = [
    path("lists/changes", changes, name="law-changes"),
    path("lists/changes/<str:change>", change, name="law-change"),
]
