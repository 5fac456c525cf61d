"""调阅、保管链、存证回执: a piece of evidence and who had it in hand; opening it, with a purpose; what leaves the house."""

import time
from typing import Any

import msgspec
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST, require_safe

from sanxiang.casework import custody, queries, secrecy
from sanxiang.casework.custody import MANNERS, Thing
from sanxiang.casework.models import EVIDENCE_KINDS
from sanxiang.office import reading, viewing
from sanxiang.office.access import READERS, page, staff
from sanxiang.office.marks import marking
from sanxiang.record import receipts
from sanxiang.record.refusal import Invalid, Refused
from sanxiang.tlog.receipt import Receipt

SEQUENCED = 3.0  # seconds that an act is given to get its place in the log


@staff(*READERS)
@require_safe
def piece(request: Any, id: str) -> HttpResponse:
    """A piece of evidence: its facts, itself where it was opened, and its chain."""
    return shown(request, id)


def shown(request: Any, id: str, refused: Refused | None = None) -> HttpResponse:
    found, case = custody.piece(request.me, id)
    given = request.GET.get("t", "")
    opened = bool(given) and custody.admitted(request.me, id, given)
    return page(
        request,
        "piece",
        "cases",
        piece=found,
        case=case,
        kind=EVIDENCE_KINDS.get(found.kind, found.kind),
        file_url=link(id, given) if opened else "",
        m=viewing.media(request.me, id, given if opened else ""),
        chain=custody.chain(found),
        mark=marking(request.me, case, id),
        stands=custody.standing(request.me, case),
        may_copy=may_give_out(request.me, case, "copy"),
        typed=request.POST,
        wrong=getattr(refused, "fields", {}),
        refused=refused,
        status=refused.status if refused else 200,
    )


def link(id: str, given: str, **more: str) -> str:
    """The address under which the file is read with this ticket."""
    return f"{reverse('evidence-file', args=[id])}?{urlencode({'t': given} | more)}"


def may_give_out(me: Any, case: Any, manner: str) -> bool:
    """Whether to show the form; the service decides."""
    try:
        custody.permitted(custody.standing(me, case), manner, "-", "-")
    except Refused:
        return False
    return True


@staff(*READERS)
@require_POST
def consult(request: Any, id: str) -> HttpResponse:
    """Open a piece: the act, then the piece itself in its page, or the file."""
    manner = request.POST.get("manner", "view")
    found, _ = custody.piece(request.me, id)
    told = [request.POST.get(name, "") for name in ("purpose", "recipient")]
    try:
        given = custody.consult(request.me, custody.of_evidence(found), manner, *told, key=reading.key(request.POST))
    except Invalid as refused:
        return shown(request, id, refused)
    if manner == "view":
        return redirect(f"{reverse('piece', args=[id])}?{urlencode({'t': given})}#piece")
    return redirect(link(id, given, download="1"))


@staff(*READERS)
@require_safe
def of_case(request: Any, id: str) -> HttpResponse:
    """Who consulted what of a case, how long it is kept, and the receipt of it."""
    return case_shown(request, id)


def case_shown(request: Any, id: str, refused: Refused | None = None) -> HttpResponse:
    case = queries.visible(request.me, id)
    return page(
        request,
        "custody",
        "cases",
        case=case,
        events=custody.of_case(id),
        stands=custody.standing(request.me, case),
        may_export=may_give_out(request.me, case, "export"),
        steps=queries.case_page(request.me, id).spine,
        typed=request.POST,
        wrong=getattr(refused, "fields", {}),
        refused=refused,
        status=refused.status if refused else 200,
    )


@staff(*READERS)
@require_POST
def export(request: Any, id: str) -> HttpResponse:
    """导出存证回执 of an act or of the whole case: the act first, then the file from its own address."""
    case = queries.visible(request.me, id)
    version = request.POST.get("act", "")
    version = version if version.isdecimal() and len(version) < 9 else "0"
    title = f"存证回执：{case.number}" + (f" 第 {version} 号" if version != "0" else " 全案")
    thing = Thing(id, "receipt", f"{id}:{version}", title=title)
    try:
        given = custody.consult(request.me, thing, "export", request.POST.get("purpose", ""), key=reading.key(request.POST))
    except Invalid as refused:
        return case_shown(request, id, refused)
    return redirect(f"{reverse('receipt', args=[id, version])}?{urlencode({'t': given})}")


@staff(*READERS)
@require_safe
def receipt(request: Any, id: str, version: int) -> HttpResponse:
    """The receipt itself, for whoever's export of it is on the record."""
    case = queries.visible(request.me, id)
    if not custody.admitted(request.me, f"{id}:{version}", request.GET.get("t", "")):
        messages.info(request, "下载链接已经过期，请重新导出。")
        return redirect("case-custody", id)
    made = sequenced(id, version, case.number)
    name = f"存证回执-{case.number}" + (f"-第{version}号" if version else "") + ".json"
    body = msgspec.json.format(msgspec.json.encode(made)) + b"\n"
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(body, content_type="application/json", headers=headers)


def sequenced(case: str, version: int, number: str) -> Receipt:
    """The receipt, once the newest acts have their places in the log. Raises Refused when that takes too long, NotFound."""
    until = time.monotonic() + SEQUENCED
    while True:
        try:
            return receipts.of_act(case, version, f"{number} 第{version}号") if version else receipts.of_stream(case, number)
        except receipts.NoPlaceYet:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


@staff("head", "supervisor")
@require_safe
def register(request: Any) -> HttpResponse:
    """调阅登记, newest first."""
    after = request.GET.get("after", "")
    events, more = custody.register(request.me, int(after) if after.isdecimal() and len(after) < 19 else 0)
    return page(
        request, "consultations", "cases", events=events, next=f"?after={more}" if more else "", first="?" if after else "", manners=MANNERS
    )


def gate(request: Any, row: Any, case: Any) -> HttpResponse | None:
    """For a document that is kept apart: the page that asks why it is opened, unless it just was; None where it may be shown."""
    if row.id not in secrecy.marks(case.id) or custody.admitted(request.me, row.id, request.GET.get("t", "")):
        return None
    return closed(request, row, case)


def closed(request: Any, row: Any, case: Any, refused: Refused | None = None) -> HttpResponse:
    return page(
        request,
        "kept_apart",
        "cases",
        row=row,
        case=case,
        stands=custody.standing(request.me, case),
        typed=request.POST,
        wrong=getattr(refused, "fields", {}),
        refused=refused,
        status=refused.status if refused else 200,
    )


@staff(*READERS)
@require_POST
def consult_document(request: Any, id: str) -> HttpResponse:
    """Open a document that is kept apart: the act, then its page."""
    row = queries.document(request.me, id)
    thing = Thing(row.case, "document", id, row.digest, f"{row.title}{row.number}")
    try:
        given = custody.consult(request.me, thing, "view", request.POST.get("purpose", ""), key=reading.key(request.POST))
    except Invalid as refused:
        return closed(request, row, queries.visible(request.me, row.case), refused)
    return redirect(f"{reverse('document', args=[id])}?{urlencode({'t': given})}")


urlpatterns = [
    path("evidence/<str:id>", piece, name="piece"),
    path("evidence/<str:id>/open", consult, name="consult"),
    path("cases/<str:id>/custody", of_case, name="case-custody"),
    path("cases/<str:id>/custody/receipt", export, name="export-receipt"),
    path("cases/<str:id>/receipt/<int:version>", receipt, name="receipt"),
    path("consultations", register, name="consultations"),
]
