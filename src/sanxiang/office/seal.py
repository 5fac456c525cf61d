"""机关印章: the picture that stands in the electronic signature."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_safe

from sanxiang.casework import sealing
from sanxiang.office import reading
from sanxiang.office.access import page, staff
from sanxiang.record.refusal import Invalid


@staff("admin")
@require_http_methods(["GET", "POST"])
def seal(request: Any) -> HttpResponse:
    """Upload the picture of the organ's seal, or go back to the one that is drawn from its name."""
    wrong = ""
    if request.method == "POST":
        upload = None if request.POST.get("drawn") else request.FILES.get("picture")
        if upload is None and not request.POST.get("drawn"):
            wrong = "请选择印章图样"
        else:
            try:
                sealing.set_seal(request.me, upload, key=reading.key(request.POST))
            except Invalid as invalid:
                wrong = f"{invalid.message}。{invalid.next}"
            else:
                messages.success(request, "印章图样已启用，以后签发的文书使用它。" if upload else "已改用按机关名称绘制的印章。")
                return redirect("seal")
    own = bool(sealing.seal_of(request.me.organ))
    return page(request, "seal", "people", own=own, wrong=wrong, status=422 if wrong else 200)


@staff("admin")
@require_safe
def picture(request: Any) -> HttpResponse:
    return HttpResponse(sealing.picture(request.me), content_type="image/png")


urlpatterns = [path("organ/seal", seal, name="seal"), path("organ/seal.png", picture, name="seal-picture")]
