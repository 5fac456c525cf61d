"""我的任务: what waits for me, nearest legal day first."""

from typing import Any

from django.http import HttpResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from sanxiang.casework import queries as casework
from sanxiang.disclosure import queries as disclosure
from sanxiang.office.access import page, staff
from sanxiang.office.drawing import small_ruler

SOON = 7
WAITING = {"approve": "等我批准", "review": "等我审核", "decide": "等我决定"}


@staff()
@require_safe
def home(request: Any) -> HttpResponse:
    me = request.me
    tasks = [{"task": task, "ruler": small_ruler(task.due), "waiting": WAITING.get(task.kind, "")} for task in casework.tasks(me)]
    warnings = [one for one in tasks if one["task"].due and one["task"].due.days <= SOON]
    duties = disclosure.duties(me, 20) if "discloser" in me.roles else []
    return page(
        request,
        "home",
        "home",
        hour=timezone.localtime().hour,
        mine=[one for one in tasks if one["task"].kind == "handle"],
        asked=[one for one in tasks if one["task"].kind != "handle"],
        warnings=warnings,
        duties=duties,
        may_open="handler" in me.roles,
    )


urlpatterns = [path("", home, name="home")]
