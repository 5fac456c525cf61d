"""Data of the domain as the components draw it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from sanxiang.casework.queries import CasePage, Knot, Next
from sanxiang.casework.words import with_days
from sanxiang.law import packs
from sanxiang.law.calendar import Calendar
from sanxiang.law.procedure import STAGES

ROLES = {
    "handler": "承办人",
    "reviewer": "法制审核",
    "head": "机关负责人",
    "discloser": "公示",
    "system": "系统",
    "admin": "管理员",
    "supervisor": "监督",
}


def small_ruler(due: Next | None) -> dict[str, Any] | None:
    """A period for one line of a list."""
    if due is None:
        return None
    return {"start": due.start, "due": due.due, "today": timezone.localdate(), "title": due.title, "provisional": due.provisional}


def days(calendar: Calendar, first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    """Each day of a period with its kind, for the ruler."""
    every = (first + datetime.timedelta(days=n) for n in range((last - first).days + 1))
    return [
        {"date": day, "kind": "makeup" if calendar.is_make_up(day) else "work" if calendar.is_working(day) else "rest"} for day in every
    ]


def rulers(found: CasePage) -> list[dict[str, Any]]:
    """Every period of the case that has a last day: running ones first, the nearest first."""
    law, today = packs.load(tuple(found.case.packs)), timezone.localdate()
    drawn = [ruler(period, law, today) for period in found.periods]
    return sorted(drawn, key=lambda one: (one["met"] is not None or one["over"], one["due"]))


def ruler(period: Any, law: packs.Law, today: datetime.date) -> dict[str, Any]:
    start, due = as_day(period.start), as_day(period.due)
    rule = law.rule(period.rule, start)
    over = period.met is None and due < today  # a period of the party or a court that has run out is nobody's fault
    finished = due if period.met or over else None
    return {
        "id": period.rule,
        "title": rule.title if rule else period.rule,
        "rule": rule.amount if rule else "",
        "article": rule.citation if rule else "",
        "about": about(rule),
        "start": start,
        "due": due,
        "today": today,
        "met": period.met,
        "state": "kept" if period.met else "",
        "finished": finished,
        "over": over,
        **({"left": "已经期满", "done": "期满"} if over else {}),
        "unit": rule.unit if rule else "day",
        "days": days(law.calendar, start, max(due, min(today, due + datetime.timedelta(days=60)))) if (due - start).days < 400 else [],
        "provisional": period.provisional,
        "calendar": law.calendar.version.split("·")[0],
    }


def as_day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def about(rule: Any) -> dict[str, Any] | None:
    """A rule as the article tag opens it."""
    if rule is None:
        return None
    return {
        "id": rule.id,
        "title": rule.title,
        "value": rule.value,
        "unit": rule.amount.removeprefix(str(rule.value)) if rule.value is not None else "",
        "valid_from": rule.valid_from,
        "valid_until": rule.valid_until,
        "pack": rule.pack,
    }


def stages(found: CasePage) -> list[dict[str, Any]]:
    """The spine: five stages with the knots of what was done."""
    now = STAGES.index(found.case.stage)
    over = found.case.status in ("archived", "declined", "transferred")
    titles = {document.id: document.title for document in found.documents}
    drawn = []
    for at, name in enumerate(STAGES):
        knots = [knot(one, titles, found.case.id) for one in found.spine if one.stage == name]
        state = "done" if at < now or over and knots else "now" if at == now else "ahead"
        drawn.append({"name": name, "state": state, "knots": knots})
    return drawn


def knot(one: Knot, titles: dict[str, str], case: str) -> dict[str, Any]:
    who = "、".join(
        part
        for part in (
            f"{one.by}（{ROLES.get(one.role, one.role)}）" if one.by and one.by != one.approved_by else "",
            f"{one.submitted_by}提交" if one.submitted_by else "",
            f"{one.approved_by}批准" if one.approved_by else "",
            f"代{one.stands_for}办理" if one.stands_for else "",
        )
        if part
    )
    mark = {"annulled": "（已作废）", "corrected": "（已更正）", "supplemented": "（已补正）"}.get(one.state, "")
    return {
        "title": one.title + mark,
        "url": reverse("step", args=[case, one.number]),
        "who": who,
        "at": one.day,
        "note": one.remark,
        "documents": [{"title": titles.get(id, "文书"), "url": reverse("document", args=[id])} for id in one.documents],
        "sealed": "recorded",
        "backfill": one.backfill,
    }


def blocks(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [{"text": with_days(block.message), "article": block.article, "next": block.next} for block in found]


def finding(one: Any) -> dict[str, Any]:
    """What the brain found wrong or missing."""
    article = f"{one.law} {one.article}".strip()
    return {"severity": one.severity, "text": with_days(one.message), "article": article, "next": one.next}


def until_ruler(start: datetime.date, due: datetime.date | None) -> dict[str, Any] | None:
    """The period for publication, from the decision."""
    return {"start": start, "due": due, "today": timezone.localdate(), "title": "公示决定"} if due else None
