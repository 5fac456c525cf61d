"""台账: the register of cases by organ, year and type; what words stand inside dossiers; the lists with which dossiers go to the archive."""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from django.db import connection
from django.db.models import QuerySet

from sanxiang.casework import documents, queries
from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import STATUSES, Case, Decision, Party, Retention, Step
from sanxiang.catalogue.kinds import ENFORCEMENT_TYPES as TYPES
from sanxiang.law.penalty_kinds import KIND_TITLES
from sanxiang.organs import queries as organs
from sanxiang.organs.models import Organ
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import Invalid, NotAllowed
from sanxiang.sheets import writing

SORTS = {"opened_on": "登记日期", "filed_on": "立案日期", "decided_on": "决定日期", "closed_on": "结案日期"}
HEADS = (
    "案件编号", "类别", "案由或者事项", "当事人", "登记日期", "立案日期", "决定书文号", "决定日期", "决定内容", "金额（元）", "结案日期", "归档号", "归档日期", "承办人", "状态",
)  # fmt: skip
NAMED = frozenset(["handler", "unit_head", "reviewer", "head"])  # who sees natural persons by name, in their own organ
PERSON = "（自然人）"
MOST = 50_000  # rows of one export
PAGE = 100
FOUND = 50


class Line(msgspec.Struct, frozen=True):
    """A case in the register. Money in yuan; `decision` what was decided, in words."""

    case: str
    number: str
    type: str
    cause: str
    party: str
    opened_on: datetime.date
    filed_on: datetime.date | None
    decision_number: str
    decided_on: datetime.date | None
    decision: str
    amount: Decimal | None
    closed_on: datetime.date | None
    archive_number: str
    archived_on: datetime.date | None
    handlers: str
    status: str

    def cells(self) -> list[str]:
        return [
            self.number, TYPES.get(self.type, self.type), self.cause, self.party, _day(self.opened_on), _day(self.filed_on), self.decision_number,
            _day(self.decided_on), self.decision, f"{self.amount:f}" if self.amount is not None else "", _day(self.closed_on),
            self.archive_number, _day(self.archived_on), self.handlers, self.status,
        ]  # fmt: skip


class Page(msgspec.Struct, frozen=True):
    """Some lines, and the key of the next page (empty at the end)."""

    lines: list[Line]
    next: str


def page(
    person: Person, *, year: int, type: str = "", organ: str = "", sort: str = "opened_on", after: str = "", limit: int = PAGE
) -> Page:
    """The register of the cases that were opened in a year, newest first by `sort`; five queries (six for a supervisor).

    organ: one of those that the person reads, all if left out. after: `Page.next`. Natural persons are named only to those who work on cases
    of the organ. Raises Invalid.
    """
    if sort not in SORTS:
        raise Invalid("不能按这一列排序", next=f"请按{'、'.join(SORTS.values())}排序。")
    found = _of_year(person, year, type, organ).extra(select={"key": f"COALESCE({sort}, '-infinity')::text"})
    if after:
        found = found.extra(where=[f"(COALESCE({sort}, '-infinity'), id) < (%s::date, %s)"], params=_key(after))
    rows = list(found.extra(order_by=["-key", "-id"])[: limit + 1])
    last: Any = rows[limit - 1] if len(rows) > limit else None
    return Page(_lines(person, rows[:limit]), f"{last.key}~{last.id}" if last else "")


def organs_read(person: Person) -> list[Organ]:
    """The organs among which a supervisor chooses; nobody else has a choice. Two queries."""
    return list(Organ.objects.filter(id__in=queries.reads(person)).order_by("name")) if "supervisor" in person.roles else []


def _of_year(person: Person, year: int, type: str, organ: str) -> QuerySet[Case]:
    read = queries.reads(person)
    if organ and organ not in read:
        raise NotAllowed("您不能查看该机关的台账", next="请选择本机关，或者本地区的机关。")
    found = Case.objects.filter(organ__in=[organ] if organ else read)
    found = found.filter(opened_on__gte=datetime.date(year, 1, 1), opened_on__lte=datetime.date(year, 12, 31))
    return found.filter(type=type) if type else found


def _key(after: str) -> list[str]:
    day, _, id = after.partition("~")
    try:
        return [day if day == "-infinity" else datetime.date.fromisoformat(day).isoformat(), clean(id)]
    except ValueError:
        raise Invalid("没有这一页", next="请回到台账第一页。") from None


def _lines(person: Person, rows: Sequence[Case]) -> list[Line]:
    ids = [case.id for case in rows]
    decisions = {one.case: one for one in Decision.objects.filter(case__in=ids, state="").order_by("decided_on", "id")}
    archived = {step.case: step for step in Step.objects.filter(case__in=ids, act="archive").exclude(state="annulled")}
    persons = set(Party.objects.filter(case__in=ids, role="party", kind="person").values_list("case", flat=True))
    named = bool(NAMED & person.roles)
    return [
        _line(case, decisions.get(case.id), archived.get(case.id), hide=case.id in persons and not (named and case.organ == person.organ))
        for case in rows
    ]


def _line(case: Case, decision: Decision | None, archive: Step | None, hide: bool) -> Line:
    return Line(
        case.id, case.number, case.type, case.cause, PERSON if hide else case.party_name, case.opened_on, case.filed_on,
        case.decision_number, case.decided_on, decided(decision) if decision else "", amount(decision) if decision else None, case.closed_on,
        str(archive.fields.get("number", "")) if archive else "", archive.day if archive else None,
        "、".join(officer["name"] for officer in case.handlers), dict(STATUSES).get(case.status, case.status),
    )  # fmt: skip


def decided(decision: Decision) -> str:
    """What a decision says, in words."""
    if decision.content:
        return decision.content
    return "、".join(KIND_TITLES.get(kind, kind) for kind in decision.kinds) or ("不予行政处罚" if decision.outcome == "no_penalty" else "")


def amount(decision: Decision) -> Decimal | None:
    """What it comes to in yuan: fine, gains and goods taken, or what is levied, charged, granted."""
    told = [each for each in (decision.fine, decision.gains, decision.goods_value, decision.amount) if each is not None]
    return sum(told, Decimal(0)) if told else None


def _day(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def table(person: Person, *, year: int, type: str = "", organ: str = "", sort: str = "opened_on") -> bytes:
    """The register of a year as XLSX, a sheet for each type. Raises NotAllowed, Invalid (more than an export holds)."""
    by_type: dict[str, list[list[str]]] = {}
    for count, line in enumerate(_all(person, year, type, organ, sort)):
        if count == MOST:
            raise Invalid(f"台账超过 {MOST} 行，一次导不完", next="请按类别或者机关分别导出。")
        by_type.setdefault(line.type, []).append(line.cells())
    if not by_type:
        by_type[type or "penalty"] = []
    return writing.workbook([(TYPES.get(type, type), HEADS, rows) for type, rows in by_type.items()])


def _all(person: Person, year: int, type: str, organ: str, sort: str) -> Iterator[Line]:
    after = ""
    while True:
        found = page(person, year=year, type=type, organ=organ, sort=sort, after=after, limit=1000)
        yield from found.lines
        after = found.next
        if not after:
            return


# ── words inside dossiers ──


class Found(msgspec.Struct, frozen=True):
    """A piece of a dossier in which the words stand; `excerpt`: around the first of them."""

    kind: str
    id: str
    case: str
    case_name: str
    title: str
    day: datetime.date
    excerpt: str


IN_DOCUMENTS = """
SELECT 'document', d.id, c.id, c.party_name || ' · ' || c.cause, d.title || ' ' || d.number, d.day,
       substr(casework_words(d.content), greatest(strpos(lower(casework_words(d.content)), lower(%(first)s)) - 20, 1), 80)
  FROM casework_document d JOIN casework_case c ON c.id = d.case
 WHERE c.organ = ANY(%(organs)s) AND d.state = '' AND (%(side)s OR NOT d.internal)
   AND casework_bigrams(d.title || ' ' || d.number || ' ' || casework_words(d.content)) @> casework_bigrams(%(first)s)
   AND (d.title || ' ' || d.number || ' ' || casework_words(d.content)) ILIKE ALL (%(likes)s)
   AND NOT EXISTS (SELECT FROM casework_mark m WHERE m.id = d.id AND m.secrecy <> '')
 ORDER BY d.day DESC, d.id DESC LIMIT %(limit)s
"""
IN_EVIDENCE = """
SELECT 'evidence', e.id, c.id, c.party_name || ' · ' || c.cause, '证据' || e.number || '：' || e.title, (e.collected_at AT TIME ZONE 'Asia/Shanghai')::date,
       '证明：' || left(e.proves, 75)
  FROM casework_evidence e JOIN casework_case c ON c.id = e.case
 WHERE c.organ = ANY(%(organs)s)
   AND casework_bigrams(e.title || ' ' || e.proves) @> casework_bigrams(%(first)s)
   AND (e.title || ' ' || e.proves) ILIKE ALL (%(likes)s)
   AND NOT EXISTS (SELECT FROM casework_mark m WHERE m.id = e.id AND m.secrecy <> '')
 ORDER BY e.collected_at DESC, e.id DESC LIMIT %(limit)s
"""


def inside(person: Person, words: str) -> list[Found]:
    """Documents and evidence of the cases that the person may read in which all of these words stand, the newest first; at most FOUND of each.

    What is kept apart is not searched; internal documents are searched for whoever may read side files. Two queries. Raises Invalid: a word
    of one character.
    """
    asked = clean(words).split()[:8]
    if not asked:
        return []
    if min(map(len, asked)) < 2:
        raise Invalid("每个检索词至少两个字", fields={"q": "每个检索词至少两个字"}, next="请补全检索词。")
    told: dict[str, Any] = {
        "first": max(asked, key=len),
        "likes": [f"%{_plain(word)}%" for word in asked],
        "organs": queries.reads(person),
        "side": bool((NAMED | {"supervisor"}) & person.roles),
        "limit": FOUND,
    }
    with connection.cursor() as cursor:
        rows: list[tuple[Any, ...]] = []
        for query in (IN_DOCUMENTS, IN_EVIDENCE):
            cursor.execute(query, told)
            rows += cursor.fetchall()
    return [Found(*row) for row in sorted(rows, key=lambda row: (row[5], row[1]), reverse=True)]


def _plain(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


# ── 移交清单 ──

TRANSFER_HEADS = ("序号", "归档号", "案卷题名", "类别", "归档日期", "保管期限", "保管至", "件数")


def transfers(person: Person, year: int) -> list[list[str]]:
    """The dossiers of the person's organ that were archived in a year, by how long they are kept and then by number: rows of TRANSFER_HEADS.

    Raises NotAllowed (not one who keeps the organ's dossiers). Four queries.
    """
    person.must("handler", "unit_head", "head", "admin")
    kept = list(Retention.objects.filter(organ=person.organ, since__year=year))
    ids = [one.case for one in kept]
    cases = {case.id: case for case in Case.objects.filter(id__in=ids)}
    steps = Step.objects.filter(case__in=ids, act="archive").exclude(state="annulled")
    numbers = {step.case: str(step.fields.get("number", "")) for step in steps}
    counts = _counts(ids)
    kept.sort(key=lambda one: (one.until is not None, -(one.until or datetime.date.max).toordinal(), numbers.get(one.case, "")))
    return [
        [
            str(at), numbers.get(one.case, ""), f"{cases[one.case].party_name} · {cases[one.case].cause}", TYPES.get(cases[one.case].type, ""),
            _day(one.since), one.title, _day(one.until) or "永久", str(counts.get(one.case, 0)),
        ]
        for at, one in enumerate(kept, 1)
    ]  # fmt: skip


def _counts(cases: Iterable[str]) -> dict[str, int]:
    """How many pieces each of these dossiers has."""
    query = """
    SELECT "case", count(*) FROM (
        SELECT "case" FROM casework_document WHERE "case" = ANY(%(cases)s) AND state = '' AND template NOT LIKE 'dossier\\_%%'
        UNION ALL SELECT "case" FROM casework_evidence WHERE "case" = ANY(%(cases)s)) AS pieces GROUP BY 1
    """
    with connection.cursor() as cursor:
        cursor.execute(query, {"cases": list(cases)})
        return dict(cursor.fetchall())


def transfer_table(person: Person, year: int) -> bytes:
    """The transfer list as XLSX, a sheet for each retention."""
    rows = transfers(person, year)
    kept = list(dict.fromkeys(row[5] for row in rows)) or ["移交清单"]
    return writing.workbook([(title, TRANSFER_HEADS, [row for row in rows if row[5] == title]) for title in kept])


def transfer_paper(person: Person, year: int, on: datetime.date) -> bytes:
    """The transfer list as PDF, with places for both sides to sign."""
    rows = transfers(person, year)
    organ = organs.organ(person.organ)
    assert organ is not None
    entries = [dict(zip(("n", "number", "title", "type", "since", "kept", "until", "pieces"), row, strict=True)) for row in rows]
    told = {
        "organ": {"name": organ.name},
        "transfer": {"year": year, "volumes": len(rows), "at": on.isoformat()},
        "entries": entries,
    }
    return documents.pdf(documents.render("archive_transfer", told))
