"""采集站: an administrator lets docks in and takes their tokens away."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from sanxiang.office.access import page, staff
from sanxiang.organs import docks
from sanxiang.record.refusal import Invalid


@staff("admin")
@require_http_methods(["GET", "POST"])
def of_organ(request: Any) -> HttpResponse:
    """The organ's docks. The token of a new one is shown on the answer to its form, and never again."""
    token, wrong = "", ""
    if request.method == "POST":
        try:
            token = docks.admit(request.me, request.POST.get("title", ""))
        except Invalid as refused:
            wrong = refused.fields["title"]
    title = request.POST.get("title", "")
    address = request.build_absolute_uri("/").rstrip("/")
    return page(
        request, "docks", "people", docks=docks.of_organ(request.me.organ), token=token, wrong=wrong, title=title, address=address,
        status=422 if wrong else 200,
    )  # fmt: skip


@staff("admin")
@require_POST
def dismiss(request: Any, id: str) -> HttpResponse:
    docks.dismiss(request.me, id)
    messages.success(request, "采集站已停用，它的令牌不能再用。")
    return redirect("docks")


urlpatterns = [
    path("organ/docks", of_organ, name="docks"),
    path("organ/docks/<str:id>/dismiss", dismiss, name="dismiss-dock"),
]
