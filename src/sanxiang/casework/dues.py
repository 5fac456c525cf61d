"""在计期限: which periods of a case still run, kept beside it so that lists need not assess. Rebuilt after every act and by night."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from sanxiang.casework import families, judging
from sanxiang.casework.models import Case, Due, Party, Step
from sanxiang.casework.rows import by_case, row_of
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


def rebuild(organ: str = "") -> int:
    """Compute every open case's periods anew, as the nightly task does. Returns how many cases."""
    open_cases = Case.objects.filter(~Q(status__in=OVER), **({"organ": organ} if organ else {}))
    done = 0
    for batch in _batches(open_cases.order_by("id").iterator(chunk_size=500), 500):
        done += _rebuild([row_of(case) for case in batch])
    return done


def _rebuild(cases: list[dict[str, Any]]) -> int:
    ids = [case["id"] for case in cases]
    parents = {case["line"][0] for case in cases if case["line"]}
    parties, steps = by_case(Party.objects.filter(case__in=ids)), by_case(Step.objects.filter(case__in={*ids, *parents}))
    found: list[Due] = []
    for case in cases:
        law = judging.law(case["packs"])
        told = [*families.as_parents(steps.get(case["line"][0], []) if case["line"] else []), *steps.get(case["id"], [])]
        assessment = judging.assess(law, case, parties.get(case["id"], []), told, timezone.localdate())
        found += running(case, law, assessment)
    with transaction.atomic():
        Due.objects.filter(case__in=ids).delete()
        Due.objects.bulk_create(found)
    return len(cases)


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment


def _batches(rows: Iterable[Any], size: int) -> Iterable[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
