"""台账: the register of cases, search inside dossiers, transfer lists."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_safe

from sanxiang.casework import registers
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES as TYPES
from sanxiang.office.access import READERS, page, staff
from sanxiang.record.refusal import Invalid, NotFound

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_YEAR = 2000


def asked_of(request: Any) -> dict[str, Any]:
    """What the address asks for; what makes no sense there is left out."""
    given = request.GET
    year, now = given.get("year", ""), timezone.localdate().year
    return {
        "year": int(year) if year.isascii() and year.isdigit() and FIRST_YEAR <= int(year[:4]) <= now + 1 and len(year) == 4 else now,
        "type": given.get("type", "") if given.get("type") in TYPES else "",
        "organ": given.get("organ", "")[:18],
        "sort": given.get("sort", "") if given.get("sort") in registers.SORTS else "opened_on",
    }


def years() -> range:
    return range(timezone.localdate().year, timezone.localdate().year - 12, -1)


@staff(*READERS)
@require_safe
def register(request: Any) -> HttpResponse:
    asked = asked_of(request)
    after = request.GET.get("after", "")[:80]
    found = registers.page(request.me, **asked, after=after)
    kept = {name: value for name, value in asked.items() if value}
    return page(
        request, "register", "cases", lines=found.lines, asked=asked, types=TYPES.items(), sorts=registers.SORTS.items(), years=years(),
        organs=registers.organs_read(request.me), table="?" + urlencode(kept),
        next=f"?{urlencode(kept | {'after': found.next})}" if found.next else "", first=f"?{urlencode(kept)}" if after else "",
    )  # fmt: skip


@staff(*READERS)
@require_safe
def table(request: Any) -> HttpResponse:
    asked = asked_of(request)
    return download(registers.table(request.me, **asked), f"行政执法台账{asked['year']}年.xlsx", XLSX)


@staff(*READERS)
@require_safe
def inside(request: Any) -> HttpResponse:
    words, wrong = request.GET.get("q", "")[:100], ""
    try:
        found = registers.inside(request.me, words)
    except Invalid as invalid:
        found, wrong = [], invalid.message
    return page(request, "inside", "cases", q=words, found=found, wrong=wrong, most=registers.FOUND)


@staff("handler", "unit_head", "head", "admin")
@require_safe
def transfers(request: Any) -> HttpResponse:
    year = asked_of(request)["year"]
    return page(
        request, "transfers", "cases", year=year, years=years(), heads=registers.TRANSFER_HEADS, rows=registers.transfers(request.me, year)
    )


@staff("handler", "unit_head", "head", "admin")
@require_safe
def transfer_file(request: Any, kind: str) -> HttpResponse:
    year = asked_of(request)["year"]
    if kind == "xlsx":
        return download(registers.transfer_table(request.me, year), f"案卷移交清单{year}年.xlsx", XLSX)
    if kind == "pdf":
        return download(registers.transfer_paper(request.me, year, timezone.localdate()), f"案卷移交清单{year}年.pdf", "application/pdf")
    raise NotFound("移交清单只有 XLSX 和 PDF 两种格式", next="请从移交清单页面下载。")


def download(content: bytes, name: str, kind: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": content_disposition_header(True, name)})


urlpatterns = [
    path("register", register, name="register"),
    path("register/table", table, name="register-table"),
    path("register/inside", inside, name="inside"),
    path("transfers", transfers, name="transfers"),
    path("transfers/<str:kind>", transfer_file, name="transfer-file"),
]
