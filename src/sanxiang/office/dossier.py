"""案卷: ordered, watched while it is built, exported with a purpose."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanxiang.casework import custody, dossier_building, queries, secrecy
from sanxiang.casework.paper_models import BUILD_STATES
from sanxiang.office import reading
from sanxiang.office.access import READERS, page, staff
from sanxiang.record.refusal import Refused


@staff(*READERS)
@require_http_methods(["GET", "POST"])
def order(request: Any, id: str) -> HttpResponse:
    """Have the dossier of a case built."""
    case = queries.visible(request.me, id)
    if request.method == "POST":
        build = dossier_building.order(request.me, id, side=bool(request.POST.get("side")), key=reading.key(request.POST))
        return HttpResponseRedirect(reverse("dossier-build", args=[build]))
    return page(
        request, "dossier", "cases", case=case, side=secrecy.reads_side(request.me, case), builds=dossier_building.builds(request.me, id)
    )


@staff(*READERS)
@require_safe
def build(request: Any, id: str) -> HttpResponse:
    """How far it is; when it is ready, its files. The page asks again by itself while it waits."""
    found = dossier_building.status(request.me, id)
    case = queries.visible(request.me, found.case)
    return page(
        request,
        "dossier_build",
        "cases",
        case=case,
        build=found,
        state=BUILD_STATES[found.state],
        files=[
            {"name": one.name, "title": one.title, "size": filesizeformat(one.size), "digest": one.digest}
            for one in dossier_building.made(found)
        ],
        purpose=custody.standing(request.me, case).purpose,
        kept=dossier_building.KEPT_DAYS,
    )


@staff(*READERS)
@require_POST
def export(request: Any, id: str, name: str) -> Any:
    """The file itself; the export stands on the record before the first byte leaves."""
    try:
        told, content = dossier_building.export(request.me, id, name, request.POST.get("purpose", ""), request.POST.get("recipient", ""))
    except Refused as refused:
        if not getattr(refused, "fields", None):
            raise
        messages.error(request, f"{refused.message}。{refused.next}")
        return HttpResponseRedirect(reverse("dossier-build", args=[id]))
    suffix = name.rpartition(".")[2]
    return FileResponse(content, as_attachment=True, filename=f"{told.title}.{suffix}")


urlpatterns = [
    path("cases/<str:id>/dossier", order, name="dossier"),
    path("dossiers/<str:id>", build, name="dossier-build"),
    path("dossiers/<str:id>/<str:name>", export, name="dossier-file"),
]
