"""我的任务: what waits for me, nearest legal day first."""

import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from sanxiang.casework import footage
from sanxiang.casework import queries as casework
from sanxiang.casework.words import type_title
from sanxiang.catalogue import law_changes
from sanxiang.catalogue import queries as catalogue
from sanxiang.disclosure import queries as disclosure
from sanxiang.office.access import READERS, page, staff
from sanxiang.office.drawing import small_ruler, until_ruler
from sanxiang.office.organ import lacking
from sanxiang.organs.queries import Person

SOON = 7
WAITING = {"approve": "等我批准", "review": "等我审核", "decide": "等我决定", "step": "等我办理", "hand_over": "等我移交"}


@staff()
@require_safe
def home(request: Any) -> HttpResponse:
    me = request.me
    tasks = [shown(task) for task in casework.tasks(me)]
    duties = disclosure.duties(me, 20) if "discloser" in me.roles else []
    awaited = [one for one in tasks if one["task"].waits]
    published: list[dict[str, Any]] = [{"duty": duty, "ruler": until_ruler(duty.decided_on, duty.due)} for duty in duties]
    soon = timezone.localdate() + datetime.timedelta(days=SOON)
    sections = {
        "shows_mine": "handler" in me.roles,
        "shows_asked": bool(me.roles & {"head", "unit_head", "reviewer"}),
        "shows_duties": "discloser" in me.roles,
    }
    return page(
        request,
        "home",
        "home",
        hour=timezone.localtime().hour,
        mine=[one for one in tasks if one["task"].kind == "handle" and not one["task"].waits],
        awaited=awaited,
        asked=[one for one in tasks if one["task"].kind != "handle"],
        warnings=[one for one in tasks if one["task"].due and one["task"].due.days <= SOON],
        duties=published,
        urgent=[one for one in published if one["duty"].due and one["duty"].due <= soon],
        may_open="handler" in me.roles,
        reads_only=bool(me.roles & set(READERS)) and not any(sections.values()),
        shows_cases=bool(me.roles & set(READERS)),
        lists=lists_waiting(me),
        footage=footage.count_waiting(me.organ) if "handler" in me.roles else 0,
        lacking=lacking(me, timezone.localdate()) if "admin" in me.roles else [],
        columns={1: "halves", 2: "thirds"}.get(sum(sections.values()) + bool(awaited), "halves"),
        **sections,
    )


def lists_waiting(me: Person) -> list[dict[str, str]]:
    """Lists that wait for this person: drafts for the head to approve, approved ones for who publishes them, and for who publishes and
    administers the rows that cite a statute that changed."""
    states = {"drafted": "head", "approved": "discloser"}
    said = {"drafted": "等我批准", "approved": "等我公布"}
    left = law_changes.open_rows(me.organ) if me.roles & {"discloser", "admin"} else {}
    to_look = {"title": "清单引用的法规有变动", "waiting": f"{sum(left.values())} 行待核对", "url": reverse("law-changes")}
    return [
        *([to_look] if left else []),
        *(
            {"title": f"{catalogue.title(one.kind)} 第 {one.number} 版", "waiting": said[one.state], "url": reverse("version", args=[one.kind, one.number])}
        for one in (catalogue.waiting(me.organ) if me.roles & set(states.values()) else [])
        if states[one.state] in me.roles),
    ]  # fmt: skip


def shown(task: Any) -> dict[str, Any]:
    address, ids = {
        "approve": ("proposal", [task.case, task.proposal]),
        "review": ("review", [task.case]),
        "decide": ("take", [task.case, "decide"]),
        "step": ("take", [task.case, task.step]),
        "hand_over": ("hand-over", [task.case]),
        "record": ("evidence", [task.case]),
    }.get(task.kind, ("case", [task.case]))
    type = "" if task.type == "penalty" else type_title(task.type)
    return {
        "task": task,
        "type": type,
        "ruler": small_ruler(task.due),
        "waiting": WAITING.get(task.kind, ""),
        "url": reverse(address, args=ids),
    }


urlpatterns = [path("", home, name="home")]
