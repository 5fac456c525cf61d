"""在计期限: which periods of a case still run, kept beside it so that lists need not assess. Rebuilt after every act and by night."""

import datetime
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sanxiang.casework.models import Due
from sanxiang.law.assess import Assessment
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Limit, ProcedureError
from sanxiang.law.rules import Rule

OVER = ("closed", "archived", "declined", "transferred")


def refresh(case: Mapping[str, Any], law: Law, assessment: Assessment) -> None:
    """Keep the periods that still run or were missed and not yet met. Two queries."""
    Due.objects.filter(case=case["id"]).delete()
    if case["status"] not in OVER:
        Due.objects.bulk_create(running(case, law, assessment))


def begin(case: Mapping[str, Any], law: Law, assessment: Assessment) -> None:
    """The same for a case that is just begun. One query, none where nothing runs."""
    if found := running(case, law, assessment):
        Due.objects.bulk_create(found)


def running(case: Mapping[str, Any], law: Law, assessment: Assessment) -> list[Due]:
    """What the organ still has to do in time. The party's own periods and a court's are nobody's task here; the page of the case shows them."""
    missed = {finding.rule for finding in assessment.findings if finding.act is None}
    limits = limits_of(law, case["type"], case["procedure"])
    found: dict[tuple[str, Any], Due] = {}
    for period in assessment.periods:
        if period.met is True or (period.met is False and period.rule not in missed):
            continue
        rule, limit = law.rule(period.rule, _day(period.start)), limits.get(period.rule)
        if not _is_a_task(rule, limit):
            continue
        found[period.rule, period.due] = Due(
            case=case["id"],
            organ=case["organ"],
            rule=period.rule,
            title=limit.what if limit and case["type"] != "penalty" else rule.title if rule else period.rule,
            article=rule.citation if rule else "",
            start=_day(period.start),
            due=_day(period.due),
            provisional=period.provisional,
        )
    return list(found.values())


@lru_cache(maxsize=256)
def limits_of(law: Law, type: str, procedure: str) -> dict[str, Limit]:
    """The periods of a procedure by their rules."""
    try:
        return {limit.rule: limit for limit in law.procedure(type, procedure).periods}
    except ProcedureError:
        return {}


def _is_a_task(rule: Rule | None, limit: Limit | None) -> bool:
    """Whether a period binds the organ: by the procedure's word, else by the rule's, of which what is only watched is the party's right."""
    if limit is not None:
        return not (limit.party or limit.court)
    return rule is None or rule.state != "watched"


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment
