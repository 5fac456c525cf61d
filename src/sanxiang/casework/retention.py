"""保管期限: set when a case is archived, by the law of that day; the register; what stops a destruction meanwhile."""

import datetime

import msgspec
from django.db import transaction
from django.utils import timezone

from sanxiang.casework import judging, queries
from sanxiang.casework.custody_acts import Hold, Release, Retain
from sanxiang.casework.documents.values import clean as printable
from sanxiang.casework.models import Case, Destruction, Evidence, Retention, Step
from sanxiang.law import retention as rules
from sanxiang.organs.queries import Person
from sanxiang.record import files
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.refusal import Invalid, NotFound, Refused
from sanxiang.record.services import SYSTEM

FOR_EVER = datetime.datetime(2999, 1, 1, tzinfo=datetime.UTC)  # for a store that wants a day even for what is kept for ever
ARTICLE = "内蒙古自治区行政执法公示执法全过程记录重大执法决定法制审核办法第二十三条"


def set_period(stream: record.Writing, case: Row, archived: str, chosen: str = "") -> None:
    """划定保管期限 of a case that was archived that day (ISO), as the system, and have the store hold its files until then; `chosen`: what the
    form of archiving says, which is followed where it is longer.

    Raises Refused where no rule of its packs says how long.
    """
    law, since = judging.law(case["packs"]), datetime.date.fromisoformat(archived)
    try:
        kept = rules.kept(law, case["type"], case["procedure"], since, chosen)
    except rules.RetentionError as error:
        raise Refused(f"不能归档：{error}", next="请系统管理员在规则包的 retention.yaml 中写明。") from error
    until = kept.until.isoformat() if kept.until else None
    stream.append(Retain(rule=kept.rule.id, title=kept.title, since=archived, until=until), actor=SYSTEM)
    ends = rules.whole_days(kept.until) if kept.until else FOR_EVER
    digests = [row["file"] for row in stream.rows.all(Evidence) if row["file"]]
    transaction.on_commit(lambda: _hold(digests, ends), robust=True)


def _hold(digests: list[str], until: datetime.datetime) -> None:
    for digest in digests:
        files.hold(digest, until)


def hold(person: Person, case: str, reason: str) -> None:
    """暂停销毁: while a reconsideration, a suit or an inquiry needs the dossier, whatever its period says. Raises NotAllowed, Invalid, NotFound."""
    _settle(person, case, reason, Hold)


def release(person: Person, case: str, reason: str) -> None:
    """解除暂停销毁. Raises NotAllowed, Invalid, NotFound."""
    _settle(person, case, reason, Release)


def _settle(person: Person, case: str, reason: str, act: type[Hold] | type[Release]) -> None:
    role = person.must("head", "handler", article=ARTICLE)
    if not printable(reason):
        raise Invalid("没有写明理由", fields={"reason": "请写明理由"}, next="请补充后再提交。")
    with record.writing(case, additive=True) as stream:
        row = of(stream, person)
        if bool(row["held_for"]) is (act is Hold):
            raise Refused("本案已经暂停销毁" if act is Hold else "本案没有暂停销毁", next="请刷新页面核对。")
        stream.append(act(reason=printable(reason)), actor=person.actor(role))


def of(stream: record.Writing, person: Person) -> Row:
    """The retention of the case, one of the person's own organ. Raises NotFound."""
    row = stream.rows.get(Retention, stream.id) if stream.organ == person.organ else None
    if row is None:
        raise NotFound("没有这个已归档的案件，或您无权办理", next="请从保管期限登记中打开。")
    return row


def catch_up() -> int:
    """Set the period of cases that were archived before there were any (nightly). Returns how many."""
    known = Retention.objects.values("case")
    late = list(Case.objects.filter(status="archived").exclude(id__in=known).values_list("id", flat=True))
    for id in late:
        with record.writing(id, additive=True) as stream:
            case = stream.rows.get(Case, id)
            assert case is not None
            archived = max((row for row in stream.rows.all(Step) if row["act"] == "archive"), key=lambda row: row["number"])
            set_period(stream, case, archived["day"], archived["fields"].get("retention", ""))
    return len(late)


# ── the register ──


class Line(msgspec.Struct, frozen=True):
    """A dossier in the register. `days` left, None for ever; `state`: kept, over, held, waiting (a destruction), destroyed."""

    case: Case
    title: str
    rule: str
    since: datetime.date
    until: datetime.date | None
    days: int | None
    state: str
    held_for: str


def register(person: Person, *, show: str = "", after: str = "", limit: int = 100) -> tuple[list[Line], str]:
    """保管期限登记, the nearest end first, those kept for ever last; and the key of the next page.

    show: "over" those whose period has run out, "ever" those kept for ever, empty all. Three queries (four for a supervisor).
    """
    today = timezone.localdate()
    found = Retention.objects.filter(organ__in=queries.reads(person))
    if show:
        found = found.filter(until__lt=today) if show == "over" else found.filter(until=None)
    if after:
        day, _, id = after.partition("~")
        found = found.extra(where=["(coalesce(until, 'infinity'), id) > (%s::date, %s)"], params=[day or "infinity", id])
    rows = list(found.extra(order_by=["until", "id"])[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return _lines(rows[:limit], today), f"{last.until or 'infinity'}~{last.id}" if last else ""


def _lines(rows: list[Retention], today: datetime.date) -> list[Line]:
    ids = [row.case for row in rows]
    cases = Case.objects.in_bulk(ids)
    settled = dict(
        Destruction.objects.filter(case__in=ids, state__in=["waiting", "approved"]).order_by("state").values_list("case", "state")
    )
    return [_line(row, cases[row.case], settled.get(row.case, ""), today) for row in rows]


def _line(row: Retention, case: Case, settled: str, today: datetime.date) -> Line:
    over = row.until is not None and row.until < today
    state = {"waiting": "waiting", "approved": "destroyed"}.get(settled) or ("held" if row.held_for else "over" if over else "kept")
    days = (row.until - today).days if row.until else None
    return Line(case, row.title, row.rule, row.since, row.until, days, state, row.held_for)


def of_case(case: str) -> Retention | None:
    """The retention of a case for its page; None while it is not archived. One query."""
    return Retention.objects.filter(id=case).first()
