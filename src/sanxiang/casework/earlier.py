"""What an organ's own cases already tell of a party: how often it was inspected, and what bars it from applying again."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sanxiang.casework import prior
from sanxiang.casework.models import Case, Step

Row = Mapping[str, Any]
# The acts in which an inspection reaches the party; the first of a case is its visit.
VISITS = ("site_record", "survey", "sample", "interview")
CLEAN = "no_problem"
NO_RESULT = ("", "unable")  # not yet told, or nothing could be inspected


def visits(case: Row, party: Row, officers: Iterable[Row], today: datetime.date) -> dict[str, int]:
    """检查次数, this inspection included, and 连续未发现问题次数: of the organ's recorded inspections of the same party. Three queries.

    officers: who is to inspect; a clean run counts inspections without a finding by one of them, within a year, since the last with one.
    """
    found = _inspected(case, party)
    spans: dict[str, Callable[[datetime.date], bool]] = {
        "visits_day": lambda day: day == today,
        "visits_week": lambda day: day.isocalendar()[:2] == today.isocalendar()[:2],
        "visits_month": lambda day: (day.year, day.month) == (today.year, today.month),
        "visits_year": lambda day: day.year == today.year,
    }
    told = {name: 1 + sum(within(day) for day, _, _ in found) for name, within in spans.items()}
    return told | {"clean_runs": _clean_runs(found, {one.get("id") for one in officers}, today)}


def _inspected(case: Row, party: Row) -> list[tuple[datetime.date, str, set[str]]]:
    """(day of the visit, outcome, who inspected) of each other inspection, newest first."""
    cases = Case.objects.filter(id__in=prior.cases_of(party), organ=case.get("organ"), type="inspection").values_list("id", flat=True)
    steps: dict[str, list[Step]] = {}
    for step in Step.objects.filter(case__in=list(cases), act__in=(*VISITS, "decide")).exclude(state="annulled").order_by("day", "number"):
        steps.setdefault(step.case, []).append(step)
    found = [_visit(taken) for taken in steps.values() if any(step.act in VISITS for step in taken)]
    return sorted(found, key=lambda one: one[0], reverse=True)


def _visit(taken: list[Step]) -> tuple[datetime.date, str, set[str]]:
    made = [step for step in taken if step.act in VISITS]
    outcome = next((step.fields.get("outcome", "") for step in reversed(taken) if step.act == "decide"), "")
    who = {one["id"] for step in made for one in step.fields.get("officers") or () if isinstance(one, dict) and one.get("id")}
    return made[0].day, outcome, who


def _clean_runs(found: list[tuple[datetime.date, str, set[str]]], officers: set[Any], today: datetime.date) -> int:
    count = 0
    for day, outcome, who in found:
        if (today - day).days > 365 or outcome not in (CLEAN, *NO_RESULT):
            break
        count += outcome == CLEAN and bool(who & officers)
    return count


def bars(organ: str, party: Row) -> dict[str, str]:
    """The last days on which this organ refused the party for false materials, or revoked a licence got by fraud
    (行政许可法第七十八条、第七十九条): `false_materials_on`, `fraud_revoked_on`, where there is one. Three queries."""
    cases = Case.objects.filter(id__in=prior.cases_of(party), organ=organ, type="permit").values_list("id", flat=True)
    steps = Step.objects.filter(case__in=list(cases), act__in=("refuse_acceptance", "decide")).exclude(state="annulled").order_by("day")
    found: dict[str, str] = {}
    for step in steps:
        if step.fields.get("false_materials") or step.fields.get("ground") == "false_materials":
            found["false_materials_on"] = step.day.isoformat()
        if step.fields.get("outcome") == "revoke_licence" and step.fields.get("ground") == "fraud":
            found["fraud_revoked_on"] = step.day.isoformat()
    return found
