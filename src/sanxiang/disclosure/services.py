"""公示: publish a decision, withhold it, take it down; show an organ, its officers and its lists. One transaction each."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from msgspec import structs

from sanxiang.casework import documents, dues, timeline
from sanxiang.casework.models import Decision, Document, Party, Step
from sanxiang.casework.walk import Happened, Walk, day_of, plain_inputs, walking
from sanxiang.disclosure import acts
from sanxiang.disclosure.models import GROUNDS, Publication, PublicDecision
from sanxiang.disclosure.preparing import Adjusted, Prepared, Term, known, prepare
from sanxiang.disclosure.redaction import hide_identifiers
from sanxiang.law.assess import Assessment
from sanxiang.law.packs import Law
from sanxiang.law.periods import as_day, due
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.canonical import canonical, plain
from sanxiang.record.refusal import Invalid, NotFound, Refused

ARTICLE = "行政处罚法第四十八条；国办发〔2018〕118号（六）"
WITHDRAW_ARTICLE = "行政处罚法第四十八条第二款"
AS_FOUND = Adjusted()
PROOFS = frozenset(["proof_of_service"])
MINOR_ARTICLE = "内蒙古自治区行政执法公示执法全过程记录重大执法决定法制审核办法第十一条"


def look(person: Person, case: str, adjusted: Adjusted = AS_FOUND) -> Prepared:
    """What would be published of a case's decision, beside what was hidden. Changes nothing. Raises NotFound, NotAllowed, Refused."""
    with walking(person, case) as walk:
        return _prepared(walk, adjusted)


def publish(
    person: Person,
    case: str,
    adjusted: Adjusted = AS_FOUND,
    *,
    until: datetime.date | None = None,
    happened: Happened = None,
    backfill: str = "",
    seen: int | None = None,
    key: str = "",
) -> str:
    """公示 a decision as `look` shows it, after the officer has confirmed it. Returns the id of the public page.

    until: last day of disclosure, None without end. Raises NotAllowed (not a discloser), Refused (no decision, already published, a minor's, or
    something hidden still stands in the text). PUB-06a, PUB-06b, PUB-10, PUB-11; XT-08, XQ-04.
    """
    person.must("discloser", article=ARTICLE)

    def do() -> str:
        with walking(person, case, seen=seen) as walk:
            _publish(walk, adjusted, until, happened, backfill)
        return case

    return str(record.once(person.officer, key, plain_inputs(case, adjusted, until, happened), do))


def _publish(walk: Walk, adjusted: Adjusted, until: datetime.date | None, happened: Happened, backfill: str) -> None:
    day = day_of(happened)
    state = walk.stream.rows.get(Publication, walk.stream.id)
    if state and state["state"] == "published":
        raise Refused("该决定已经公示", next="如内容有误，请先撤下再重新公示。")
    _not_a_minors(walk)
    prepared = _prepared(walk, adjusted)
    if day.isoformat() < prepared.shown["decided_on"]:
        raise Invalid("公示日期早于决定日期", fields={"happened": "不能早于作出决定之日"}, next="请核对公示日期。")
    if prepared.leaks:
        raise Refused(
            "隐去之后的文本中仍能读到个人信息：" + "；".join(dict.fromkeys(leak.message for leak in prepared.leaks)),
            article="国办发〔2018〕118号（四）",
            next="请在“另行隐去”中补充需要隐去的文字，再次预览。",
        )
    if until and until <= day:
        raise Invalid("公示截止日期不晚于公示当日", fields={"until": "应晚于公示当日"}, next="请核对公示截止日期。")
    shown = prepared.shown | {"published_on": day.isoformat(), "due_on": plain(prepared.due_on), "until": plain(until)}
    act = acts.Publish(case=walk.stream.id, shown=shown, redacted=prepared.counts, due_on=plain(prepared.due_on), until=plain(until))
    walk.append(act, "discloser", happened=happened, backfill=backfill)
    dues.refresh(walk.case, walk.law, walk.assess())


def _prepared(walk: Walk, adjusted: Adjusted) -> Prepared:
    decision, organ = _decision(walk), organs.organ(walk.case["organ"])
    assessed = walk.assess()
    shown_by = organ.name if organ else ""
    steps = walk.stream.rows.all(Step)
    prepared = prepare(walk.case, decision, walk.parties, _full_text(walk, decision), shown_by, _due(assessed), adjusted, steps)
    shown = prepared.shown | {"served_on": plain(_served(assessed))}
    return structs.replace(prepared, shown=shown, terms=_terms(walk.law, timezone.localdate()))


def _decision(walk: Walk) -> Row:
    found = next((row for row in walk.stream.rows.all(Decision) if not row["state"]), None)
    if found is None:
        raise Refused("本案还没有作出决定，不能公示", article=ARTICLE, next="请在作出决定之后公示。")
    return found


def _full_text(walk: Walk, decision: Row) -> str:
    """The text of the document that the decision made; empty where it made none that goes to the party."""
    made = [row for row in walk.stream.rows.all(Document) if row["step"] == decision["id"] and not row["internal"] and not row["state"]]
    found = [row for row in made if row["template"] not in PROOFS]
    return documents.text(documents.parse(canonical(found[0]["content"]))) if found else ""


def _due(assessed: Assessment) -> datetime.date | None:
    """The last day for publication, as the brain tells it (PUB-06*)."""
    return min((as_day(period.due) for period in assessed.periods if period.rule.startswith("PUB-06")), default=None)


def _served(assessed: Assessment) -> datetime.date | None:
    """The day from which the party's remedies count, as the brain tells it (REM-20); None while nothing is served."""
    return next((as_day(period.start) for period in assessed.periods if period.rule == "REM-20"), None)


# Rules that end a disclosure by themselves, where an organ's packs have them. The law sets no general period: none is the default.
TERM_RULES = ("PUB-13a", "PUB-13b", "PUB-CREDIT-a", "PUB-CREDIT-b", "PUB-CREDIT-c")


def _terms(law: Law, day: datetime.date) -> list[Term]:
    rules = [rule for rule in (law.rule(id, day) for id in TERM_RULES) if rule is not None]
    ends = [(rule, as_day(due(rule, day, law.calendar).due)) for rule in rules]
    return [Term(rule.id, f"{rule.title}：{rule.amount}", end, rule.citation, rule.unverified) for rule, end in ends]


def _not_a_minors(walk: Walk) -> None:
    """PUB-11: nothing of a minor's case is disclosed; who is one, the rule in force says (PEN-30b)."""
    adult = walk.law.rule("PEN-30b", datetime.date.fromisoformat(walk.case["opened_on"]))
    ages = [timeline.age(party, walk.case) for party in walk.parties if party["role"] == "party"]
    if adult and any(years is not None and years < int(adult.value or 0) for years in ages):
        raise Refused("当事人是未成年人，决定不予公开", article=MINOR_ARTICLE, next="请改为办理“不予公开”。")


def withhold(person: Person, case: str, ground: str, reason: str, *, seen: int | None = None, key: str = "") -> None:
    """不予公开 on one of the six grounds of PUB-11, with the reason. Raises NotAllowed, Invalid."""
    person.must("discloser", article=ARTICLE)
    if ground not in GROUNDS or not reason.strip():
        raise Invalid(
            "不予公开应当选择情形并说明理由",
            fields={"ground": "" if ground in GROUNDS else "请选择", "reason": "" if reason.strip() else "必填"},
            next="请补充后再提交。",
        )

    def do() -> None:
        with walking(person, case, seen=seen) as walk:
            _withhold(walk, ground, reason.strip())

    record.once(person.officer, key, plain_inputs(case, ground, reason), do)


def _withhold(walk: Walk, ground: str, reason: str) -> None:
    _decision(walk)
    state = walk.stream.rows.get(Publication, walk.stream.id)
    if state and state["state"] in ("published", "withheld"):
        done = "该决定已经公示" if state["state"] == "published" else "该决定已登记不予公开"
        raise Refused(
            done, article=ARTICLE, next="确需不再公开的，请办理撤下并说明理由。" if done == "该决定已经公示" else "无需再次登记。"
        )
    walk.append(acts.Withhold(case=walk.stream.id, ground=ground, reason=reason), "discloser")
    dues.refresh(walk.case, walk.law, walk.assess())


def withdraw(
    person: Person, id: str, reason: str, *, happened: Happened = None, backfill: str = "", seen: int | None = None, key: str = ""
) -> None:
    """撤下 a published decision, of a case or imported, with the reason that the public reads (PEN-48b). Raises NotAllowed, Invalid, Refused."""
    person.must("discloser", article=WITHDRAW_ARTICLE)
    if not reason.strip():
        raise Invalid("撤下应当公开说明理由", fields={"reason": "必填"}, article=WITHDRAW_ARTICLE, next="请填写撤下的理由。")

    def do() -> None:
        with record.writing(id, seen=seen) as stream:
            row = stream.rows.get(PublicDecision, id)
            if row is None or stream.organ != person.organ:
                raise NotFound("没有这份公示的决定，或您无权办理")
            if row["state"] != "published":
                raise Refused("该决定已不在公示中", next="无需再次撤下。")
            if day_of(happened).isoformat() < row["published_on"]:
                raise Invalid("撤下日期早于公示日期", fields={"happened": "不能早于公示之日"}, next="请核对撤下日期。")
            _nobody_named(stream, reason)
            _withdraw(person, stream, reason.strip(), happened, backfill)

    record.once(person.officer, key, plain_inputs(id, reason, happened), do)


def _nobody_named(stream: record.Writing, reason: str) -> None:
    """The public reads the reason: it may tell no more than the decision did."""
    named = any(words in reason for words, _ in known(stream.rows.all(Party)))
    if named or hide_identifiers(reason)[1]:
        raise Invalid(
            "理由将向社会公开，其中有不能公开的个人信息", fields={"reason": "请去掉姓名、证件号码、电话和住址"}, next="请改写理由后再提交。"
        )


def _withdraw(person: Person, stream: record.Writing, reason: str, happened: Happened, backfill: str) -> None:
    id, day = stream.id, day_of(happened).isoformat()
    if stream.kind == "decision":
        gone = acts.WithdrawImported(decision=id, day=day, reason=reason)
        stream.append(gone, actor=person.actor("discloser"), happened_at=happened, backfill=backfill)
        return
    walk = Walk(person, stream)
    walk.append(acts.Withdraw(case=id, day=day, reason=reason), "discloser", happened=happened, backfill=backfill)
    dues.refresh(walk.case, walk.law, walk.assess())


def end_periods(today: datetime.date | None = None) -> int:
    """公示期满: end every publication whose last day has passed. For the worker. Returns how many."""
    day = today or timezone.localdate()
    over = PublicDecision.objects.filter(state="published", until__lt=day).values_list("id", flat=True)
    return sum(_end(id, day) for id in list(over))


def _end(id: str, today: datetime.date) -> bool:
    with record.writing(id) as stream:
        row = stream.rows.get(PublicDecision, id)
        if row is None or row["state"] != "published" or not row["until"] or row["until"] >= today.isoformat():
            return False
        act = acts.End(case=id) if stream.kind == "case" else acts.EndImported(decision=id)
        stream.append(act, actor=record.SYSTEM)
    return True


def show_organ(person: Person) -> None:
    """公示执法主体 and 《行政执法人员清单》 as they stand on the record (YZ-02, YZ-07). Officers without a certificate are no 执法人员. Raises NotAllowed."""
    person.must("discloser", "admin")
    organ = organs.organ(person.organ)
    if organ is None:
        raise NotFound("没有这个执法主体")
    units = {unit.id: unit.name for unit in organs.units(organ.id)}
    facts = {
        name: getattr(organ, name) for name in ("name", "region", "address", "phone", "duties", "reconsideration_organ", "court", "packs")
    }
    people = [
        {
            "id": officer.id,
            "unit": units.get(officer.unit, ""),
            "name": officer.name,
            "title": officer.title,
            "certificate": officer.certificate,
            "certificate_until": plain(officer.certificate_until),
            "kinds": officer.kinds,
            "area": officer.area,
        }
        for officer in organs.officers(organ.id)
        if officer.certificate
    ]
    with record.writing(organ.id) as stream:
        stream.append(
            acts.ShowOrgan(organ=facts, officers=people), actor=person.actor("discloser" if "discloser" in person.roles else "admin")
        )


def show_list(
    person: Person,
    list_id: str,
    kind: str,
    title: str,
    version: int,
    in_force_from: datetime.date,
    approved_by: str,
    columns: list[list[str]],
    rows: list[Mapping[str, Any]],
) -> None:
    """公示 one version of a list: the version that cases walk from that day. Raises NotAllowed."""
    person.must("discloser", "head", "admin")
    organ = organs.organ(person.organ)
    role = next(role for role in ("discloser", "head", "admin") if role in person.roles)
    with record.writing(person.organ) as stream:
        stream.append(
            acts.ShowList(
                list_id=list_id,
                organ_name=organ.name if organ else "",
                kind=kind,
                title=title,
                version=version,
                in_force_from=in_force_from.isoformat(),
                approved_by=approved_by,
                published_on=timezone.localdate().isoformat(),
                columns=columns,
                content=[dict(row) for row in rows],
            ),
            actor=person.actor(role),
        )
