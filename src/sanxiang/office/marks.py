"""另卷保管: a piece of a case, evidence or document, is marked as secret or private, or no longer."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from sanxiang.casework import secrecy
from sanxiang.casework.paper_models import SECRECY
from sanxiang.office import reading
from sanxiang.office.access import came_from, staff


def marking(me: Any, case: Any, id: str) -> dict[str, Any]:
    """How a piece is kept apart, and whether to show the form that changes it; the service decides."""
    found = secrecy.marks(case.id).get(id)
    return {
        "id": id,
        "is": SECRECY[found.secrecy] if found else "",
        "secrecy": found.secrecy if found else "",
        "reason": found.reason if found else "",
        "choices": SECRECY.items(),
        "may": case.status != "archived" and "handler" in me.roles and secrecy.trusted(me, case),
    }


@staff("handler")
@require_POST
def mark(request: Any, id: str, piece: str) -> HttpResponse:
    """标记或者取消标记: a piece of the case, evidence or document, is kept apart."""
    told = request.POST
    secrecy.mark(request.me, id, piece, told.get("secrecy", ""), told.get("reason", ""), key=reading.key(told))
    messages.success(request, "已标记，材料另卷保管。" if told.get("secrecy") else "已取消标记。")
    return HttpResponseRedirect(came_from(request) or reverse("case", args=[id]))


urlpatterns = [path("cases/<str:id>/pieces/<str:piece>/mark", mark, name="mark-piece")]
