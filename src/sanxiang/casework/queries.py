"""Reading cases. Each function makes a fixed number of SQL queries, stated in its docstring and held by tests."""

import datetime
from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import QuerySet
from django.utils import timezone

from sanxiang.casework import documents, families, judging, timeline
from sanxiang.casework.documents.values import clean
from sanxiang.casework.dues import OVER
from sanxiang.casework.families import Member
from sanxiang.casework.models import Case, Decision, Document, Draft, Due, Evidence, Party, Proposal, Step
from sanxiang.casework.rows import by_case, row_of
from sanxiang.law.families import Spring
from sanxiang.law.procedure import Procedure
from sanxiang.organs.models import Officer, Organ
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

READERS = frozenset(["handler", "unit_head", "reviewer", "head", "supervisor", "discloser"])


class Next(msgspec.Struct, frozen=True):
    """The nearest running period of a case; `days` are calendar days left, negative when it was missed."""

    rule: str
    title: str
    article: str
    start: datetime.date
    due: datetime.date
    days: int
    provisional: bool


class Line(msgspec.Struct, frozen=True):
    """A case in a list."""

    id: str
    organ: str
    number: str
    type: str
    procedure: str
    cause: str
    party: str
    item: str
    stage: str
    status: str
    handlers: list[str]
    opened_on: datetime.date
    decided_on: datetime.date | None
    decision_number: str
    due: Next | None


class Page(msgspec.Struct, frozen=True):
    """Some lines, and the key of the next page (empty at the end)."""

    lines: list[Line]
    next: str


def reads(person: Person) -> list[str]:
    """The organs whose cases the person may read: their own; a supervisor, those of their region. One query for a supervisor, none else."""
    if not READERS & person.roles:
        return []
    if "supervisor" in person.roles and person.region:
        return list(Organ.objects.filter(region=person.region).values_list("id", flat=True))
    return [person.organ]


def visible(person: Person, case: str) -> Case:
    """A case that the person may read. Raises NotFound. One query (two for a supervisor)."""
    found = Case.objects.filter(id=case, organ__in=reads(person)).first()
    if found is None:
        raise NotFound("没有这个案件，或您无权查看", next="请核对案件编号。")
    return found


def case_of_number(number: str) -> str | None:
    """The id of the case that bears this number, for the house itself (no person's eyes). One query."""
    return Case.objects.filter(number=number).values_list("id", flat=True).first()


def organ_of(case: str) -> str:
    """The organ whose case it is, for the house itself. One query."""
    return Case.objects.values_list("organ", flat=True).get(id=case)


def cases(
    person: Person,
    *,
    words: str = "",
    type: str = "",
    stage: str = "",
    status: str = "",
    item: str = "",
    mine: bool = False,
    after: str = "",
    limit: int = 100,
) -> Page:
    """A page of cases, newest first, with party, handlers and next due. Two queries (three for a supervisor).

    words: parts of number, party, item, cause or facts; all must be found. mine: only those that the person handles. after: `Page.next`.
    """
    found = matching(Case.objects.filter(organ__in=reads(person)), words)
    given = {"type": type, "stage": stage, "status": status, "item_code": item}
    found = found.filter(**{name: value for name, value in given.items() if value})
    if mine:
        found = found.filter(handlers__contains=[{"id": person.officer}])
    if after:
        found = found.extra(where=["(opened_on, id) < (%s, %s)"], params=list(_key(after)))
    rows = list(found.order_by("-opened_on", "-id")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(lines(rows[:limit]), f"{last.opened_on}~{last.id}" if last else "")


def _key(after: str) -> tuple[datetime.date, str]:
    """The last line of the page before. Raises Invalid."""
    day, _, id = after.partition("~")
    try:
        return datetime.date.fromisoformat(day), clean(id)
    except ValueError:
        raise Invalid("没有这一页", next="请回到列表第一页。") from None


def matching(found: QuerySet[Case], words: str) -> QuerySet[Case]:
    """Cases whose search text holds every word; only the person's own organs' cases are read."""
    for word in clean(words).split():
        found = found.filter(search__icontains=word)
    return found


def lines(rows: list[Case]) -> list[Line]:
    """Cases as lines of a list. One query."""
    dues: dict[str, Due] = {}
    for due in Due.objects.filter(case__in=[case.id for case in rows]).order_by("-due", "-id"):
        dues[due.case] = due
    return [_line(case, dues.get(case.id)) for case in rows]


def _line(case: Case, due: Due | None) -> Line:
    return Line(
        case.id, case.organ, case.number, case.type, case.procedure, case.cause, case.party_name, case.item_name, case.stage, case.status,
        [officer["name"] for officer in case.handlers], case.opened_on, case.decided_on, case.decision_number, next_due(due) if due else None,
    )  # fmt: skip


def nearest(cases: Iterable[str]) -> dict[str, Next]:
    """The next due of each of these cases. One query."""
    found: dict[str, Next] = {}
    for due in Due.objects.filter(case__in=list(cases)).order_by("-due", "-id"):
        found[due.case] = next_due(due)
    return found


def next_due(due: Due) -> Next:
    return Next(due.rule, due.title, due.article, due.start, due.due, (due.due - timezone.localdate()).days, due.provisional)


def handled_by(organ: str, officer: str) -> list[Case]:
    """Open cases of which this officer is a handler. One query."""
    return list(Case.objects.filter(organ=organ, handlers__contains=[{"id": officer}]).exclude(status__in=OVER))


# ── one case ──


class Offer(msgspec.Struct, frozen=True):
    """A step of the procedure: `blocks` tell why it cannot be taken now (empty: it can); `mine`: this person is the one to take it;
    `occasional`: not every case takes it; `occasion`: when it is taken, as the procedure says."""

    act: str
    title: str
    stage: str
    actor: str
    approver: str
    article: str
    repeats: bool
    mine: bool
    blocks: list[judging.Block]
    occasional: bool = False
    occasion: str = ""


class Knot(msgspec.Struct, frozen=True):
    """A step that was taken: a knot of the spine. `documents` are ids of those that it made.
    `submitted_by`: who asked for the approval; `stands_for`: the handler in whose place somebody else acted (代谁办理)."""

    id: str
    number: int
    act: str
    title: str
    stage: str
    day: datetime.date
    at: str
    by: str
    role: str
    approved_by: str
    fields: list[tuple[str, str]]
    documents: list[str]
    backfill: str
    state: str
    remark: str
    submitted_by: str = ""
    stands_for: str = ""


class CasePage(msgspec.Struct, frozen=True):
    """Everything that the page of a case shows. `version` goes into every form as `seen`. `family`: the whole family in reading order, `dues`
    the next due of each other member; `springs`: what may spring from the case now."""

    case: Case
    version: int
    parties: list[Party]
    spine: list[Knot]
    offers: list[Offer]
    findings: list[Any]
    periods: list[Any]
    proposals: list[Proposal]
    documents: list[Document]
    evidence: list[Evidence]
    decision: Decision | None
    drafts: list[str]
    names: dict[str, str]
    title: str
    procedure: Procedure
    family: list[Member]
    dues: dict[str, Next]
    springs: list[Spring]


def case_page(person: Person, case: str) -> CasePage:
    """The whole of a case for its page. Eleven queries (one more for a supervisor), whatever the case's
    length; three more where it has a family. Raises NotFound."""
    from sanxiang.casework import showing

    return showing.page(person, visible(person, case))


def form(person: Person, case: str, step: str, happened: datetime.date | None = None) -> Any:
    """The form of a step, filled with what is known (`asking.Form`) as of `happened`, or of today. Twelve queries. Raises NotFound, Refused."""
    from sanxiang.casework import asking

    return asking.form(person, visible(person, case), step, happened)


def beginnings(person: Person) -> dict[str, dict[str, str]]:
    """What the person's organ may begin by its published items: type → procedure → title. Two queries."""
    from sanxiang.casework import beginning

    return beginning.choices(person)


def beginning(person: Person, type: str, procedure: str, parent: str = "") -> Any:
    """The form with which a case begins (`beginning.Beginning`), by itself or out of `parent`. Fourteen queries at most. Raises Refused, NotFound."""
    from sanxiang.casework import beginning as found

    return found.form(person, type, procedure, parent)


def preview(person: Person, case: str, step: str, fields: dict[str, Any]) -> list[Any]:
    """The documents (`documents.Document`) that the step would make of these values. Raises Invalid naming what is missing."""
    from sanxiang.casework import asking

    return asking.preview(person, visible(person, case), step, fields)


def documents_of(person: Person, case: str) -> list[Document]:
    """A case's documents without their contents. Two queries."""
    visible(person, case)
    return list(Document.objects.filter(case=case).order_by("day", "id").defer("content"))


def document(person: Person, id: str) -> Document:
    """One document with its content (`documents.parse`-able). Raises NotFound, NotAllowed (kept apart, side file). Three queries."""
    from sanxiang.casework import secrecy

    found = Document.objects.filter(id=id).first()
    if found is None:
        raise NotFound("没有这份文书，或您无权查看", next="请核对链接，或者由本案承办人提供。")
    case = visible(person, found.case)
    secrecy.must_see(person, case, id)
    if found.internal and not secrecy.reads_side(person, case):
        raise NotAllowed("这是内部文书，归入副卷，您的岗位不能查阅", article=secrecy.ARTICLE, next="请由本案承办人或者法制审核人员提供。")
    return found


def as_document(row: Document) -> documents.Document:
    """What `documents.pdf`, `docx` and `text` take."""
    return msgspec.convert(row.content, documents.Document)


def draft(person: Person, case: str, step: str) -> dict[str, Any]:
    """What the person had typed of this step's form. One query."""
    found = Draft.objects.filter(officer=person.officer, case=case, step=step).values_list("values", flat=True).first()
    return found or {}


def timeline_yaml(person: Person, case: str) -> str:
    """The case as a timeline file (docs/case-timeline.md). Three queries, four for one that springs from another."""
    found = visible(person, case)
    parties, steps = Party.objects.filter(case=case).order_by("id"), Step.objects.filter(case=case)
    row = row_of(found)
    told = [*families.inherited(row), *by_case(steps).get(case, [])]
    return timeline.export(row, by_case(parties).get(case, []), told, timezone.localdate())


def names_of(organ: str) -> dict[str, str]:
    """Names of an organ's people, those who left included, by id. One query."""
    return dict(Officer.objects.filter(organ=organ).values_list("id", "name"))


# ── my tasks ──


class Task(msgspec.Struct, frozen=True):
    """What waits for a person. `kind`: approve (a proposal), review, decide, step (another's step calls for `step`), hand_over,
    record (a recording is lacking), handle.

    `title` says what; `due` is the nearest legal day.
    `waits`: the role for which a case of the person's own waits; empty when it is their turn.
    `stands_for`: in whose place the person handles the case (代谁办理); empty for their own.
    """

    kind: str
    case: str
    number: str
    cause: str
    party: str
    title: str
    since: datetime.date | None
    due: Next | None
    proposal: str = ""
    waits: str = ""
    step: str = ""
    type: str = "penalty"
    stands_for: str = ""


def tasks(person: Person, limit: int = 100) -> list[Task]:
    """What waits for this person, nearest legal day first. Eleven queries at most; for a head, one more for each undecided case out of a family."""
    from sanxiang.casework import tasks as found

    return found.of(person, limit)
