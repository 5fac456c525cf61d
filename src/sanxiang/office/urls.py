"""Every address of the office."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from sanxiang.office import (
    cases,
    changing,
    custody,
    docks,
    dossier,
    equipment,
    evidence,
    field,
    flowcharts,
    footage,
    home,
    law_changes,
    licences,
    list_compare,
    list_edit,
    list_import,
    lists,
    marks,
    opening,
    organ,
    papers,
    people,
    publications,
    registers,
    retention,
    reviews,
    seal,
    session,
    steps,
    uploads,
    viewing,
)
from sanxiang.web.views import components


def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [
    *footage.urlpatterns,  # before evidence/<id>
    *docks.urlpatterns,
    *home.urlpatterns,
    *session.urlpatterns,
    *opening.urlpatterns,
    *changing.urlpatterns,
    *cases.urlpatterns,
    *licences.urlpatterns,
    *steps.urlpatterns,
    *papers.urlpatterns,
    *marks.urlpatterns,
    *evidence.urlpatterns,
    *dossier.urlpatterns,
    *registers.urlpatterns,
    *field.urlpatterns,
    *viewing.urlpatterns,
    *uploads.urlpatterns,
    *custody.urlpatterns,
    *retention.urlpatterns,
    *equipment.urlpatterns,
    *reviews.urlpatterns,
    *publications.urlpatterns,
    *law_changes.urlpatterns,
    *flowcharts.urlpatterns,
    *list_edit.urlpatterns,
    *list_import.urlpatterns,
    *list_compare.urlpatterns,
    *lists.urlpatterns,
    *people.urlpatterns,
    *seal.urlpatterns,
    *organ.urlpatterns,
    path("_components", components, name="components"),
    path("healthz", healthz),
    path("", include("sanxiang.web.urls")),
]
handler400, handler403, handler404, handler500 = (
    f"sanxiang.web.views.{name}" for name in ("bad_request", "forbidden", "not_found", "server_error")
)
