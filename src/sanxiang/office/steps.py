"""办理: the form of a step, its draft and preview; what waits for an approval."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.casework import outdoors, queries, services
from sanxiang.casework.queries import Knot
from sanxiang.casework.showing import told
from sanxiang.law.procedure import Field
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.office.drawing import blocks, small_ruler
from sanxiang.office.papers import sheet
from sanxiang.record.refusal import Invalid, Moved, NotFound, Refused

ACTORS = ("handler", "unit_head", "reviewer", "head")
ELSEWHERE = {"review_submit": "submit", "review": "review", "disclose": "publication", "withhold": "publication", "withdraw": "publication"}
RECORDINGS = {"photo": "须拍照", "on_demand": "必要时录音录像", "throughout": "须全程录音录像"}
WAITING = {"head": "机关负责人", "unit_head": "承办机构负责人", "reviewer": "法制审核人员"}


@staff(*ACTORS)
@require_http_methods(["GET", "POST"])
def step_form(request: Any, id: str, act: str) -> HttpResponse:
    """A step's form: filled from the case, kept as a draft, shown as the document that it would make, submitted."""
    if act in ELSEWHERE:
        return redirect(ELSEWHERE[act], id)
    form = queries.form(request.me, id, act, reading.day(request.GET.get("day", "")))
    post = request.POST or reading.again(form.draft)
    typed = reading.values(post, form.fields)
    refused, papers = None, []
    if request.method == "POST" and "add" not in request.POST:
        try:
            if "preview" in request.POST:
                papers = [sheet(one) for one in queries.preview(request.me, id, act, typed)]
            else:
                done = take(request, id, act, typed)
                say_done(request, form, done)
                return redirect("case", id)
        except Refused as caught:
            refused, typed = caught, counted_anew(request, id, form, typed)
    fields = asked(form, typed if post else {}, refused, request.POST.get("add", ""))
    return page(
        request,
        "step_form",
        "cases",
        form=form,
        case=queries.visible(request.me, id),
        fields=fields,
        errors=reading.errors(refused, fields),
        since=changes(request, id, refused),
        papers=papers,
        blocks=blocks(form.blocks),
        recording=RECORDINGS.get(form.recording, ""),
        phrases=outdoors.said(request.me, id, act),
        approver=WAITING.get(form.approver, ""),
        restored=bool(form.draft) and request.method == "GET",
        post=post or {"happened_day": request.GET.get("day", "")},
        status=refused.status if refused else 200,
    )


def counted_anew(request: Any, id: str, form: Any, typed: dict[str, Any]) -> dict[str, Any]:
    """What was typed, with what stayed as the form had filled it counted from the day that is told to have been the step's."""
    day = reading.day(request.POST.get("happened_day", ""))
    if day is None:
        return typed
    anew = {field.name: field.value for field in queries.form(request.me, id, form.act, day).fields}
    other = [field for field in form.fields if anew[field.name] != field.value and typed.get(field.name) == reading.as_typed(field.value)]
    if other:
        messages.info(request, f"已按发生日期{day}重新计算：{'、'.join(field.label for field in other)}。请核对后再提交。")
    return typed | {field.name: anew[field.name] for field in other}


def take(request: Any, id: str, act: str, typed: dict[str, Any]) -> services.Done:
    return services.take_step(
        request.me,
        id,
        act,
        typed,
        happened=reading.happened(request.POST),
        seen=reading.seen(request.POST),
        key=reading.key(request.POST),
        backfill=request.POST.get("backfill", ""),
    )


def say_done(request: Any, form: Any, done: services.Done) -> None:
    if done.waiting:
        messages.success(request, f"“{form.title}”已提交，等待{WAITING.get(done.waiting, '')}批准。")
        return
    messages.success(request, f"“{form.title}”已记录" + (f"，编号 {done.number}。" if done.number else "。"))
    for one in done.lacking:
        messages.warning(request, f"有一份文书尚未生成：{one.message}")


def asked(form: Any, typed: dict[str, Any], refused: Refused | None, add: str) -> list[dict[str, Any]]:
    """The form's fields: what was typed, else what the case knows."""
    wrong = getattr(refused, "fields", {})
    fields = []
    for field in form.fields:
        value = typed.get(field.name, field.value)
        if add and add == field.name:
            value = [*(value or []), {}]
        more: dict[str, Any] = {"filled": not typed and field.value not in (None, "", [], False, True)}
        if field.type == "officers":
            more["choices"] = [{"value": one["id"], "label": one["name"], "note": one["certificate"]} for one in form.officers]
        fields.append(reading.shown(field, value, wrong, **more))
    return fields


def changes(request: Any, id: str, refused: Refused | None) -> list[Knot]:
    """What others did since the form was opened, when that is why it was refused."""
    if not isinstance(refused, Moved):
        return []
    return [knot for knot in queries.case_page(request.me, id).spine if knot.number > (reading.seen(request.POST) or 0)]


@staff(*ACTORS)
@require_POST
def draft(request: Any, id: str, act: str) -> HttpResponse:
    """Keep what is typed (the form sends it by itself), or with `drop` forget it."""
    if "drop" in request.POST:
        services.drop_draft(request.me, id, act)
        return redirect("take", id, act)
    services.save_draft(request.me, id, act, reading.kept(request.POST))
    return HttpResponse(status=204)


@staff("head", "unit_head", "handler", "reviewer", "supervisor")
@require_http_methods(["GET", "POST"])
def proposal(request: Any, id: str, proposal: str) -> HttpResponse:
    """A step that waits for its approver: what is proposed, the document that it would make, approve or return."""
    found = queries.case_page(request.me, id)
    row = next((one for one in found.proposals if one.id == proposal), None)
    if row is None:
        raise NotFound("没有这件待批事项", next="请从“我的任务”中打开。")
    refused: Refused | None = None
    if request.method == "POST":
        try:
            settle(request, id, proposal)
            return redirect(
                "home" if request.POST.get("do") == "approve" else "case", *([] if request.POST.get("do") == "approve" else [id])
            )
        except Refused as caught:
            refused = caught
    form = queries.form(request.me, id, row.act)
    return page(
        request,
        "proposal",
        "home",
        found=found,
        case=found.case,
        row=row,
        form=form,
        by=found.names.get(row.by, ""),
        told=told([as_field(one) for one in form.fields], row.fields),
        papers=drawn(request, id, row),
        may=row.state == "waiting"
        and request.me.may(row.approver)
        and request.me.officer != row.by
        and request.me.organ == found.case.organ,
        ruler=small_ruler(None),
        opinion=request.POST.get("opinion", ""),
        errors=reading.errors(refused, [{"name": "opinion", "label": "意见"}]),
        back=reverse("case", args=[id]),
        status=refused.status if refused else 200,
    )


def as_field(one: Any) -> Field:
    return Field(one.name, one.label, one.type, one.required, one.choices, one.help)


def drawn(request: Any, id: str, row: Any) -> list[dict[str, Any]]:
    """The document as the approval would make it; none where the step makes none or something is still lacking."""
    if row.state != "waiting":
        return []
    try:
        return [sheet(one) for one in queries.preview(request.me, id, row.act, row.fields)]
    except Invalid:
        return []


def settle(request: Any, id: str, proposal: str) -> None:
    given: dict[str, Any] = {"seen": reading.seen(request.POST), "key": reading.key(request.POST)}
    if request.POST.get("do") == "return":
        services.send_back(request.me, id, proposal, request.POST.get("opinion", ""), **given)
        messages.success(request, "已退回承办人。")
        return
    if request.POST.get("do") != "approve":
        raise Invalid("没有选择批准或者退回", next="请点击“批准”或者“退回”。")
    done = services.approve(
        request.me, id, proposal, happened=reading.happened(request.POST), backfill=request.POST.get("backfill", ""), **given
    )
    messages.success(request, "已批准" + (f"，编号 {done.number}。" if done.number else "。"))


urlpatterns = [
    path("cases/<str:id>/steps/<str:act>", step_form, name="take"),
    path("cases/<str:id>/steps/<str:act>/draft", draft, name="draft"),
    path("cases/<str:id>/proposals/<str:proposal>", proposal, name="proposal"),
]
