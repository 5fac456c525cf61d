"""Taking over published tables of penalties: every row becomes a decision on the record, or is kept aside with a reason."""

import datetime
import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import msgspec
import orjson
from django.db import connection, transaction

from sanxiang.exchange import layout, penalty, queries
from sanxiang.exchange.acts import Corrected, Finished, Imported
from sanxiang.exchange.layout import Aside
from sanxiang.exchange.penalty import Penalty
from sanxiang.exchange.showing import clipped, shown
from sanxiang.law.identifiers import uscc_fault
from sanxiang.law.reading import tight
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid
from sanxiang.record.services import SHANGHAI, SYSTEM, Actor, New
from sanxiang.sheets import reading as sheets

# The record's organ for decisions of organs that this system does not know.
UNREGISTERED = "unregistered"
_BATCH = 1000
Progress = Callable[[int, int], None]


class Report(msgspec.Struct, frozen=True):
    """What became of a file's rows; `rows` is the sum of the other counts and the rows set aside."""

    rows: int
    imported: int
    changed: int
    unchanged: int
    set_aside: list[Aside]
    findings: dict[str, int]


class _Found(msgspec.Struct, frozen=True):
    """A penalty with its sheet, its decision's id and organ, and the digest of what it tells."""

    sheet: str
    penalty: Penalty
    id: str
    organ: str
    organ_name: str
    content: str


def import_penalties(
    data: bytes,
    file: str,
    *,
    organ: str = "",
    today: datetime.date | None = None,
    actor: Actor = SYSTEM,
    progress: Progress = lambda done, all: None,
) -> Report:
    """Import a published table of penalties: all of it in one transaction, or nothing.

    `data` are the bytes of a CSV, XLSX, XLS or HTML file, `file` its name; `organ` the uscc of the organ for rows that name none.
    A row is a decision already on the record when organ, document number and party agree, or, without a number, everything told;
    if it then tells something else, that is a correcting act. `progress(done, all)` is called as rows are stored.
    Raises sheets.Unreadable for a file that is no whole table, Invalid for an organ code that is none.
    """
    if organ and (fault := uscc_fault(organ)):
        raise Invalid(f"处罚机关代码 {organ} 不对：{fault}", next="请核对 --organ 的统一社会信用代码。")
    tables = [table for sheet in sheets.read(data) if (table := layout.table(sheet))]
    if not tables:
        raise sheets.Unreadable("没有找到处罚信息的表头（至少要有文号、当事人、违法事实、处罚内容等其中两列）；请核对是不是处罚公示表")
    day = today or datetime.datetime.now(SHANGHAI).date()
    found, aside = _understood(tables, organ, day)
    with transaction.atomic():
        _one_at_a_time()
        return _store(found, aside, _File(clipped(file, 255), hashlib.sha256(data).hexdigest(), organ, day, actor), progress)


def _one_at_a_time() -> None:
    """Of two imports at once the second waits for the first, and then finds what that brought in."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sanxiang.import'))")


class _File(msgspec.Struct, frozen=True):
    name: str
    digest: str
    organ: str
    day: datetime.date
    actor: Actor


def _understood(tables: Sequence[layout.Table], organ: str, day: datetime.date) -> tuple[list[_Found], list[Aside]]:
    names = queries.organ_names()
    codes = {tight(name): code for code, name in names.items()}
    found: list[_Found] = []
    aside: list[Aside] = []
    for table in tables:
        for row in layout.decisions(table):
            if isinstance(row, Aside):
                aside.append(row)
                continue
            try:
                told = penalty.understand(row.number, row.cells, table.columns, day)
            except penalty.NotUnderstood as reason:
                aside.append(Aside(table.sheet, row.number, str(reason), row.cells))
                continue
            found.append(_found(table.sheet, told, organ, names, codes))
    return found, aside


def _found(sheet: str, told: Penalty, organ: str, names: dict[str, str], codes: dict[str, str]) -> _Found:
    code, name = told.get("处罚机关统一社会信用代码"), told.get("处罚机关")
    if not code or uscc_fault(code):
        code = codes.get(tight(name), "") if name else organ
    name = name or names.get(code, "")
    if (name or code) and "missing_organ" in told.findings:
        told = msgspec.structs.replace(told, findings=[kind for kind in told.findings if kind != "missing_organ"])
    everything = {**told.extra, **told.fields}
    key: list[Any]
    if penalty.has_docno(told):
        key = ["number", code or tight(name), told.get("处罚决定书文号"), tight(told.get("行政相对人名称"))]
    else:
        key = ["told", code or tight(name), *sorted(everything.items())]
    return _Found(sheet, told, _digest(key)[:32], code or organ or UNREGISTERED, name, _digest(everything))


def _digest(value: Any) -> str:
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _store(found: Sequence[_Found], aside: Sequence[Aside], file: _File, progress: Progress) -> Report:
    before = queries.contents({one.id for one in found})
    last = {one.id: one.content for one in found}
    run, now = record.new_id(), datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    counts: Counter[str] = Counter()
    findings: Counter[str] = Counter()
    news: list[New] = []
    corrections: list[tuple[_Found, Corrected]] = []
    known = dict(before)
    for one in found:
        again = one.id in known and one.id not in before
        settled = one.id in before and last[one.id] == before[one.id]
        what = "unchanged" if settled or known.get(one.id) == one.content else "changed" if one.id in known else "imported"
        told, kinds = _act(one, run, file.day, Corrected if what == "changed" else Imported, again)
        counts[what] += 1
        findings.update(kinds)
        known[one.id] = one.content
        if isinstance(told, Corrected):
            corrections.append((one, told))
        elif what == "imported":
            news.append(New(one.organ, one.id, told, file.actor, now))
    _write(news, corrections, file.actor, progress)
    report = Report(
        len(found) + len(aside), counts["imported"], counts["changed"], counts["unchanged"], list(aside), dict(sorted(findings.items()))
    )
    _finish(report, run, file)
    return report


def _act(
    one: _Found, run: str, day: datetime.date, kind: type[Imported] | type[Corrected], again: bool
) -> tuple[Imported | Corrected, list[str]]:
    columns, findings = shown(one.penalty, one.organ_name, day)
    if again:
        findings = sorted({*findings, "duplicate_row"})
    told = kind(
        run=run,
        sheet=clipped(one.sheet, 100),
        row=one.penalty.row,
        organ_name=columns["organ_name"],
        number=columns["number"],
        party=columns["party"],
        decided_on=columns["decided_on"],
        content=one.content,
        fields=one.penalty.fields,
        extra=one.penalty.extra,
        given=one.penalty.given,
        findings=findings,
        shown=columns,
    )
    return told, findings


def _write(news: Sequence[New], corrections: Sequence[tuple[_Found, Corrected]], actor: Actor, progress: Progress) -> None:
    everything = len(news) + len(corrections)
    progress(0, everything)
    for done in record.append_many(news, _BATCH):
        progress(done, everything)
    for place, (one, act) in enumerate(corrections, 1):
        with record.writing(one.id) as stream:
            stream.append(act, actor=actor)
        progress(len(news) + place, everything)


def _finish(report: Report, run: str, file: _File) -> None:
    """The import itself on the record, unless it brought nothing that is not there already."""
    organ = file.organ or UNREGISTERED
    if not (report.imported or report.changed) and (not report.set_aside or queries.aside_known(organ, file.digest)):
        return
    with record.begin("import", organ, run) as stream:
        stream.append(
            Finished(
                file=file.name,
                digest=file.digest,
                rows=report.rows,
                imported=report.imported,
                changed=report.changed,
                unchanged=report.unchanged,
                set_aside=[msgspec.structs.asdict(row) for row in report.set_aside],
                findings=report.findings,
            ),
            actor=file.actor,
        )
