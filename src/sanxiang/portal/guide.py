"""What the brain tells the public, drawn from the packs: flowchart, time limits, remedies, how soon a decision was published."""

import datetime
from typing import Any

from django.utils import timezone

from sanxiang.disclosure.models import PublicDecision, PublicOrgan
from sanxiang.law import packs
from sanxiang.law.calendar import Calendar
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Procedure, ProcedureError, load
from sanxiang.law.rules import UNIT_NAMES

KINDS = {
    "warning": "警告",
    "criticism": "通报批评",
    "fine": "罚款",
    "confiscate_gains": "没收违法所得",
    "confiscate_goods": "没收非法财物",
    "suspend_licence": "暂扣许可证件",
    "lower_grade": "降低资质等级",
    "revoke_licence": "吊销许可证件",
    "restrict_business": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "close_business": "责令关闭",
    "ban_from_trade": "限制从业",
    "detention": "行政拘留",
    "other": "其他",
}
PROCEDURES = {"penalty-ordinary": "行政处罚普通程序", "penalty-summary": "行政处罚简易程序"}
ACTORS = {"handler": "承办人", "reviewer": "法制审核人员", "head": "机关负责人", "supervisor": "监督人员"}
# The periods that a party or a citizen asks about, in the order in which they meet them.
GUIDE_RULES = (
    "PEN-54",
    "PEN-56b",
    "COE-25a",
    "REV-T",
    "PEN-44b",
    "PEN-64a",
    "PEN-64b",
    "PEN-60",
    "PEN-61a",
    "EXE-67a",
    "EXE-72a",
    "PUB-06b",
    "PUB-06a",
    "PEN-48b",
    "REM-20",
    "LIT-46",
)


def today() -> datetime.date:
    return timezone.localdate()


def this_year() -> int:
    return today().year


def is_day(text: str) -> bool:
    try:
        datetime.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def procedure(name: str, pack_names: list[str]) -> dict[str, Any] | None:
    """The flowchart and the service guide of a procedure for an organ that works under these packs; None if there is no such procedure."""
    if name not in PROCEDURES:
        return None
    kind, _, which = name.partition("-")
    try:
        walked = load(kind, which)
    except ProcedureError:
        return None
    law = packs.load(tuple(pack_names))
    return {
        "title": PROCEDURES[name],
        "steps": _steps(walked),
        "periods": _periods(law),
        "packs": law.packs,
        "calendar": law.calendar.version,
    }


def _steps(walked: Procedure) -> list[dict[str, Any]]:
    needed = {guard.params.get("act") for step in walked.steps for guard in step.guards if guard.kind == "step-taken"}
    ends = {walked.steps[0].act, "close", "archive"}
    return [
        {
            "title": step.title,
            "stage": step.stage,
            "actor": ACTORS[step.actor],
            "note": "、".join(part for part in (ACTORS[step.actor], f"{ACTORS[step.approver]}批准" if step.approver else "") if part),
            "article": step.article,
            "optional": step.act not in needed and step.act not in ends,
            "ends": step.act in ends,
        }
        for step in walked.steps
    ]


def _periods(law: Law) -> list[dict[str, str]]:
    found = [law.rule(id, today()) for id in GUIDE_RULES]
    return [
        {
            "title": rule.title,
            "value": f"{rule.value}{UNIT_NAMES.get(rule.unit or '', '')}",
            "article": f"{rule.law}第{rule.article}条" if rule.article else rule.law,
            "note": "待核" if rule.unverified else "",
        }
        for rule in found
        if rule is not None and rule.value is not None
    ]


def paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def remedies(decision: PublicDecision, organ: PublicOrgan | None) -> dict[str, Any] | None:
    """How and until when the party may seek review of a decision; None where the day of the decision is not told."""
    if decision.decided_on is None or organ is None or decision.state != "published":
        return None
    law = packs.load(tuple(organ.packs))
    reconsider, sue = law.rule("REM-20", decision.decided_on), law.rule("LIT-46", decision.decided_on)
    if reconsider is None or sue is None:
        return None
    return {
        "reconsideration": f"{reconsider.value}{UNIT_NAMES[reconsider.unit or 'day']}",
        "litigation": f"{sue.value}{UNIT_NAMES[sue.unit or 'month']}",
        "organ": organ.reconsideration_organ,
        "court": organ.court,
        "first": decision.procedure == "summary",
    }


def _kind(calendar: Calendar, day: datetime.date) -> str:
    if calendar.is_make_up(day):
        return "makeup"
    return "work" if calendar.is_working(day) else "rest"


def ruler(decision: PublicDecision) -> dict[str, Any] | None:
    """How soon the decision was published, as the ruler draws it; None where it has no last day."""
    if decision.decided_on is None or decision.due_on is None:
        return None
    law = packs.load(())
    calendar, start, end = law.calendar, decision.decided_on, max(decision.due_on, decision.published_on)
    days = [start + datetime.timedelta(days=n) for n in range((end - start).days + 1)]
    kept = decision.published_on <= decision.due_on
    return {
        "title": "决定信息公开期限",
        "start": start,
        "due": decision.due_on,
        "today": decision.published_on,
        "finished": decision.published_on,
        "days": [{"date": day, "kind": _kind(calendar, day)} for day in days],
        "suspended": [],
        "state": "kept" if kept else "overdue",
        "sentence": f"决定于{start}作出，应当在{decision.due_on}前公开，实际于{decision.published_on}公开，{'未' if kept else '已'}逾期。",
        "calendar": calendar.version,
    }
