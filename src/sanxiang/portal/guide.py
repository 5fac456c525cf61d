"""What the brain tells the public, drawn from the packs: flowchart, time limits, remedies, how soon a decision was published."""

import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from sanxiang.disclosure.models import PublicDecision, PublicOrgan
from sanxiang.law import packs, periods
from sanxiang.law.calendar import Calendar
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Procedure, ProcedureError, Step

PROCEDURES = {"penalty-ordinary": "行政处罚普通程序", "penalty-summary": "行政处罚简易程序"}
ACTORS = {"handler": "承办人", "reviewer": "法制审核人员", "head": "机关负责人", "supervisor": "监督人员"}
# Where every case goes; what must come before them follows from the guards.
MILESTONES = ("lead", "decide", "serve", "disclose", "pay", "close", "archive")
GATES = {"review-passed": ("review_submit", "review"), "waited": ("notify",)}
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
    law = packs.load(tuple(pack_names))
    try:
        walked = law.procedure(kind, which)
    except ProcedureError:
        return None
    return {"title": PROCEDURES[name], "steps": _steps(walked), "periods": _periods(law), "calendar": law.calendar.version}


def _steps(walked: Procedure) -> list[dict[str, Any]]:
    main = _main(walked)
    return [
        {
            "title": step.title,
            "stage": step.stage,
            "actor": _who(step) if step.act in main else "",
            "article": step.article,
            "optional": step.act not in main,
            "ends": step.act in ("lead", "archive"),
        }
        for step in walked.steps
    ]


def _who(step: Step) -> str:
    return f"{ACTORS[step.actor]}，{ACTORS[step.approver]}批准" if step.approver else ACTORS[step.actor]


def _main(walked: Procedure) -> set[str]:
    """The steps that every case takes: the milestones and, by their guards, whatever must have been done before."""
    found: set[str] = set()
    ahead = [act for act in MILESTONES if walked.step(act)]
    while ahead:
        act = ahead.pop()
        step = walked.step(act)
        if step is None or act in found:
            continue
        found.add(act)
        for guard in step.guards:
            ahead += [str(guard.params["step"])] if guard.kind == "step-taken" else GATES.get(guard.kind, ())
    return found


def _periods(law: Law) -> list[dict[str, str]]:
    found = [law.rule(id, today()) for id in GUIDE_RULES]
    return [
        {"title": rule.title, "value": rule.amount, "article": rule.citation, "note": "待核" if rule.unverified else ""}
        for rule in found
        if rule is not None and rule.value is not None
    ]


def remedies(decision: PublicDecision, organ: PublicOrgan | None) -> dict[str, Any] | None:
    """How and until when the party may seek review of a decision; None where the day of the decision is not told."""
    if decision.decided_on is None or organ is None:
        return None
    found = _remedies(tuple(organ.packs), decision.decided_on, decision.served_on)
    return found and {
        **found,
        "organ": organ.reconsideration_organ,
        "court": organ.court,
        "first": decision.procedure == "summary",
        "served_on": decision.served_on,
    }


@lru_cache(maxsize=4096)
def _remedies(pack_names: tuple[str, ...], decided: datetime.date, served: datetime.date | None) -> dict[str, Any] | None:
    law = packs.load(pack_names)
    rules = [law.rule(id, decided) for id in ("REM-20", "LIT-46")]
    if None in rules:
        return None
    told: dict[str, Any] = {}
    for name, rule in zip(("reconsider", "sue"), rules, strict=True):
        assert rule is not None
        told[name] = {"amount": rule.amount, "article": rule.citation}
        if served:
            due = periods.due(rule, served, law.calendar)
            told[name] |= {"until": periods.as_day(due.due), "provisional": due.provisional}
    return told


def ruler(decision: PublicDecision, organ: PublicOrgan | None) -> dict[str, Any] | None:
    """How soon the decision was published, as the ruler draws it; None where it has no last day."""
    if decision.decided_on is None or decision.due_on is None:
        return None
    return _ruler(tuple(organ.packs) if organ else (), decision.decided_on, decision.due_on, decision.published_on)


@lru_cache(maxsize=4096)
def _ruler(names: tuple[str, ...], start: datetime.date, due: datetime.date, published: datetime.date) -> dict[str, Any]:
    law = packs.load(names)
    calendar, kept, rule = law.calendar, published <= due, law.rule("PUB-06b", start)
    days = [start + datetime.timedelta(days=n) for n in range((max(due, published) - start).days + 1)]
    late = (published - due).days
    return {
        "title": rule.title if rule else "决定公开期限",
        "start": start,
        "due": due,
        "finished": published,
        "done": "公开",
        "days": [{"date": day, "kind": _kind(calendar, day)} for day in days],
        "state": "kept" if kept else "overdue",
        "left": "按时公开" if kept else f"逾期 {late} 日公开",
        "rule": f"{rule.amount}，自{rule.starts or '决定作出之日'}起算" if rule else "",
        "article": rule.citation if rule else "",
        "sentence": f"{_say(start)}作出决定，应当在{_say(due)}前公开，实际于{_say(published)}公开，{'没有逾期' if kept else f'逾期{late}日'}。",
    }


def _say(day: datetime.date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def amounts(**rules: str) -> dict[str, str]:
    """The numbers of national rules in words, by name: amounts(publish="PUB-06b")["publish"] is 7个工作日."""
    found = {name: packs.load(()).rule(id, today()) for name, id in rules.items()}
    return {name: rule.amount for name, rule in found.items() if rule}


def _kind(calendar: Calendar, day: datetime.date) -> str:
    if calendar.is_make_up(day):
        return "makeup"
    return "work" if calendar.is_working(day) else "rest"
