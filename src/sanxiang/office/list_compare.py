"""Two versions of a list side by side, to read and to print; and a version as a file."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from sanxiang.catalogue import columns, queries, words
from sanxiang.catalogue.comparing import compare, reordered
from sanxiang.catalogue.kinds import KINDS
from sanxiang.catalogue.models import STATES, ListVersion
from sanxiang.office.access import page, staff
from sanxiang.office.lists import counted, known, place
from sanxiang.record.refusal import NotFound
from sanxiang.sheets import writing

WINDOW = 200
FORMATS = {"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv": "text/csv; charset=utf-8"}


@staff()
@require_safe
def compared(request: Any, kind: str, number: int, other: int) -> HttpResponse:
    """What version `number` changes of version `other`. Three queries."""
    versions = queries.versions(request.me.organ, known(kind))
    old, new = (one(versions, each) for each in (other, number))
    changes = compare(kind, old.rows, new.rows)
    at = min(place(request.GET.get("from", "")), max(len(changes) - 1, 0))
    return page(
        request,
        "list_compare",
        "lists",
        kind=kind,
        title=KINDS[kind][0],
        old=old,
        new=new,
        states=dict(STATES),
        changes=changes[at : at + WINDOW],
        count=counted(changes),
        same=len(new.rows) - sum(one.state != "removed" for one in changes),
        reordered=reordered(kind, old.rows, new.rows),
        back=max(at - WINDOW, 0) if at else None,
        next=at + WINDOW if at + WINDOW < len(changes) else None,
        others=[each.number for each in versions if each.number not in (number, other)][:20],
    )


def one(versions: list[ListVersion], number: int) -> ListVersion:
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise NotFound("没有这个版本的清单", next="请从版本记录中选择。")
    return found


@staff()
@require_safe
def export(request: Any, kind: str, number: int, form: str) -> HttpResponse:
    """A version as XLSX or CSV: the columns that any row fills, in words; importing it gives the same rows."""
    if form not in FORMATS:
        raise NotFound("没有这种文件格式", next="可导出 XLSX 或者 CSV。")
    version = one(queries.versions(request.me.organ, known(kind)), number)
    told = words.told(kind, version.rows)
    shown = columns.filled(kind, told)
    heads, rows = [each.head for each in shown], [[row[each.name] for each in shown] for row in told]
    data = writing.xlsx(KINDS[kind][0], heads, rows) if form == "xlsx" else writing.delimited(heads, rows)
    answer = HttpResponse(data, content_type=FORMATS[form])
    name = f"{request.me.organ_name}{KINDS[kind][0]}（第{version.number}版）.{form}"
    answer["Content-Disposition"] = content_disposition_header(True, name)
    return answer


urlpatterns = [
    path("lists/<str:kind>/<int:number>/compare/<int:other>", compared, name="list-compare"),
    path("lists/<str:kind>/<int:number>/export/<str:form>", export, name="list-export"),
]
