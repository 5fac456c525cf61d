"""Judging every stored case of an organ: what is kept of it (在计期限) is made anew, what is wrong is counted.

Reads plain rows in batches by key, three statements a batch, and writes only where a case's periods have changed since: most nights that is
little. Several processes may share the cases (`share`): each takes those whose id falls to it.
"""

import datetime
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import msgspec
import orjson
from django.db import connection, transaction
from django.utils import timezone

from sanxiang.casework import dues, families, judging, timeline
from sanxiang.casework.models import Due
from sanxiang.law import assess as brain
from sanxiang.law.pack_yaml import PackError
from sanxiang.law.packs import Law
from sanxiang.law.procedure import NoProcedure, ProcedureError
from sanxiang.law.timeline import TimelineError

BATCH = 1000
_log = logging.getLogger(__name__)
Told = Callable[[int], None]
CASES = """
SELECT id, organ, type, procedure, cause, packs, facts, handlers, status, opened_on::text, line, lists, item_code
FROM casework_case
WHERE id > %s AND (%s = '' OR organ = %s) AND (%s OR status <> ALL(%s)) AND hashtext(id) & 1023 BETWEEN %s AND %s ORDER BY id LIMIT %s
"""
PARTIES = 'SELECT "case", id, role, kind, name, born::text FROM casework_party WHERE "case" = ANY(%s) ORDER BY id'
STEPS = """SELECT "case", act, number, at, day::text, fields, state FROM casework_step WHERE "case" = ANY(%s) AND state <> 'annulled'"""
KEPT = 'SELECT "case", rule, title, article, start, due, provisional FROM casework_due WHERE "case" = ANY(%s)'
SHARES = 1024


class Judged(msgspec.Struct):
    """What a run found: cases judged, findings by severity, periods that run, cases whose kept periods were made anew;
    cases that could not be read (the log names each; what is kept of them stays)."""

    cases: int = 0
    fatal: int = 0
    major: int = 0
    minor: int = 0
    periods: int = 0
    renewed: int = 0
    broken: int = 0

    def add(self, other: "Judged") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


def share(organ: str = "", *, at: int = 0, of: int = 1, over: bool = False, told: Told | None = None) -> Judged:
    """Judge the cases of an organ (of all, if left out) that fall to share `at` of `of`, and keep their running periods.

    over: those that are over too; they are judged and nothing is kept of them. told: called after each batch with how many it had.
    """
    first, last = SHARES * at // of, SHARES * (at + 1) // of - 1
    found, after = Judged(), ""
    while rows := _rows(CASES, [after, organ, organ, over, list(dues.OVER), first, last, BATCH]):
        found.add(_batch([_case(row) for row in rows]))
        after = rows[-1][0]
        if told:
            told(len(rows))
    return found


def count(organ: str = "", *, over: bool = False) -> int:
    """How many cases a run will judge."""
    asked = "SELECT count(*) FROM casework_case WHERE (%s = '' OR organ = %s) AND (%s OR status <> ALL(%s))"
    return int(_rows(asked, [organ, organ, over, list(dues.OVER)])[0][0])


def _rows(query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _case(row: tuple[Any, ...]) -> dict[str, Any]:
    id, organ, type, procedure, cause, packs, facts, handlers, status, opened_on, line, lists, item_code = row
    return {
        "id": id, "organ": organ, "type": type, "procedure": procedure, "cause": cause, "packs": _read(packs), "facts": _read(facts),
        "handlers": _read(handlers), "status": status, "opened_on": opened_on, "line": _read(line), "lists": _read(lists),
        "item_code": item_code,
    }  # fmt: skip


def _read(value: Any) -> Any:
    return orjson.loads(value) if isinstance(value, str) else value


def _batch(cases: list[dict[str, Any]]) -> Judged:
    ids, today = [case["id"] for case in cases], timezone.localdate()
    parents = {case["line"][0] for case in cases if case["line"]}
    parties, steps = _parties(ids), _steps([*ids, *(parents - set(ids))])
    found, running = Judged(cases=len(cases)), {}
    for case in cases:
        told = steps.get(case["id"], [])
        if case["line"]:
            told = [*families.as_parents(families.of_party(case, steps.get(case["line"][0], []))), *told]
        try:
            law = judging.law(case["packs"])
            assessment = _assess(law, case, parties.get(case["id"], []), told, today)
        except (PackError, NoProcedure, ProcedureError, TimelineError) as error:
            _log.warning("案件 %s 无法评判：%s", case["id"], error)
            found.broken += 1
            continue
        for finding in assessment.findings:
            setattr(found, finding.severity, getattr(found, finding.severity) + 1)
        running[case["id"]] = _running(case, law, assessment)
        found.periods += len(running[case["id"]])
    found.renewed = _keep(running)
    return found


def _assess(
    law: Law, case: dict[str, Any], parties: list[dict[str, Any]], told: list[dict[str, Any]], today: datetime.date
) -> brain.Assessment:
    walked = judging.procedure(law, case) if case["lists"] else None
    return brain.assess(law, timeline.of(case, parties, told, today), offers=False, procedure=walked)


def _running(case: Mapping[str, Any], law: Law, assessment: brain.Assessment) -> list[Due]:
    return [] if case["status"] in dues.OVER else dues.running(case, law, assessment)


def _parties(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for case, id, role, kind, name, born in _rows(PARTIES, [ids]):
        found.setdefault(case, []).append({"id": id, "role": role, "kind": kind, "name": name, "born": born})
    return found


def _steps(ids: list[str]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for case, act, number, at, day, fields, state in _rows(STEPS, [ids]):
        step = {"case": case, "act": act, "number": number, "at": at, "day": day, "fields": _read(fields), "state": state}
        found.setdefault(case, []).append(step)
    return found


def _keep(running: Mapping[str, list[Due]]) -> int:
    """Write the periods of the cases where they are not what is kept. How many cases."""
    kept: dict[str, set[tuple[Any, ...]]] = {}
    for case, *told in _rows(KEPT, [list(running)]):
        kept.setdefault(case, set()).add(tuple(told))
    changed = [case for case, found in running.items() if kept.get(case, set()) != {_told(due) for due in found}]
    if changed:
        with transaction.atomic():
            Due.objects.filter(case__in=changed).delete()
            Due.objects.bulk_create(_all(running[case] for case in changed))
    return len(changed)


def _all(found: Iterable[list[Due]]) -> list[Due]:
    return [due for each in found for due in each]


def _told(due: Due) -> tuple[str, str, str, datetime.date, datetime.date, bool]:
    return due.rule, due.title, due.article, due.start, due.due, due.provisional
