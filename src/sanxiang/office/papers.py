"""文书: a document on the screen as on paper, as PDF of record and as an editable .docx."""

from typing import Any

from django.http import FileResponse, HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from sanxiang.casework import documents, outdoors, queries, sealing
from sanxiang.office import custody
from sanxiang.office.access import READERS, page, staff
from sanxiang.office.marks import marking
from sanxiang.record.canonical import canonical
from sanxiang.record.refusal import NotFound, Refused

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sheet(made: documents.Document) -> dict[str, Any]:
    """A document as the template draws it: its blocks by kind."""
    return {
        "title": made.title,
        "form": made.form,
        "blocks": [{"kind": type(block).__name__.lower(), "is": block} for block in made.blocks],
        "margin": made.margin,
    }


@staff(*READERS)
@require_safe
def document(request: Any, id: str) -> HttpResponse:
    row = queries.document(request.me, id)
    case = queries.visible(request.me, row.case)
    if closed := custody.gate(request, row, case):
        return closed
    made = parsed(row)
    issued = sealing.issued(id)
    return page(
        request,
        "document",
        "cases",
        row=row,
        case=case,
        paper=sheet(made),
        issued=issued,
        address=sealing.address(issued.code) if issued else "",
        mark=marking(request.me, case, id),
        signatures=outdoors.signatures(id),
        ticket=urlencode({"t": request.GET["t"]}) if "t" in request.GET else "",
    )


@staff(*READERS)
@require_safe
def download(request: Any, id: str, kind: str) -> Any:
    if kind not in ("pdf", "docx"):
        raise NotFound("文书只有 PDF 和 Word 两种格式", next="请从文书页面下载。")
    row = queries.document(request.me, id)
    if closed := custody.gate(request, row, queries.visible(request.me, row.case)):
        return closed
    if kind == "docx":
        disposition = content_disposition_header(True, f"{row.title}{row.number}.docx")
        return HttpResponse(documents.docx(parsed(row)), content_type=DOCX, headers={"Content-Disposition": disposition})
    try:
        found = sealing.paper(request.me, id)
    except documents.NoFonts as error:
        raise Refused("服务器缺少中文字体，不能生成 PDF", next="请下载 Word 版，或者联系系统管理员安装字体。", status=500) from error
    name = f"{found.row.title}{found.row.number}.pdf"
    return FileResponse(found.content, as_attachment="download" in request.GET, filename=name, content_type="application/pdf")


def parsed(row: Any) -> documents.Document:
    return documents.parse(canonical(row.content))


urlpatterns = [
    path("documents/<str:id>", document, name="document"),
    path("documents/<str:id>/open", custody.consult_document, name="consult-document"),
    path("documents/<str:id>/<str:kind>", download, name="download"),
]
