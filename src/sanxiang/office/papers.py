"""文书: a document on the screen as on paper, as PDF of record and as an editable .docx."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from sanxiang.casework import documents, queries
from sanxiang.office.access import READERS, page, staff
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
    return page(request, "document", "cases", row=row, case=queries.visible(request.me, row.case), paper=sheet(parsed(row)))


@staff(*READERS)
@require_safe
def download(request: Any, id: str, kind: str) -> HttpResponse:
    row = queries.document(request.me, id)
    if kind not in ("pdf", "docx"):
        raise NotFound("文书只有 PDF 和 Word 两种格式", next="请从文书页面下载。")
    try:
        content = documents.pdf(parsed(row)) if kind == "pdf" else documents.docx(parsed(row))
    except documents.NoFonts as error:
        raise Refused("服务器缺少中文字体，不能生成 PDF", next="请下载 Word 版，或者联系系统管理员安装字体。", status=500) from error
    name = f"{row.title}{row.number}.{kind}"
    disposition = content_disposition_header("download" in request.GET or kind == "docx", name)
    return HttpResponse(content, content_type="application/pdf" if kind == "pdf" else DOCX, headers={"Content-Disposition": disposition})


def parsed(row: Any) -> documents.Document:
    return documents.parse(canonical(row.content))


urlpatterns = [
    path("documents/<str:id>", document, name="document"),
    path("documents/<str:id>/<str:kind>", download, name="download"),
]
