"""公示: publish a decision, withhold it, take it down; show an organ, its officers and its lists. One transaction each."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from sanxiang.casework import documents, dues
from sanxiang.casework.models import Decision, Document
from sanxiang.casework.walk import Happened, Walk, day_of, plain_inputs, walking
from sanxiang.disclosure import acts
from sanxiang.disclosure.models import GROUNDS, Publication, PublicDecision
from sanxiang.disclosure.preparing import Adjusted, Prepared, prepare
from sanxiang.organs import queries as organs
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.canonical import canonical, plain
from sanxiang.record.refusal import Invalid, NotFound, Refused

ARTICLE = "行政处罚法第四十八条；国办发〔2018〕118号（六）"
WITHDRAW_ARTICLE = "行政处罚法第四十八条第二款"
AS_FOUND = Adjusted()
DECISION_DOCUMENTS = ("penalty_decision", "summary_decision", "no_penalty_decision")
MINOR = 18


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
    decision = next((row for row in walk.stream.rows.all(Decision) if not row["state"]), None)
    if decision is None:
        raise Refused("本案还没有作出决定，不能公示", article=ARTICLE, next="请在作出决定之后公示。")
    organ = organs.organ(walk.case["organ"])
    return prepare(walk.case, decision, walk.parties, _full_text(walk), organ.name if organ else "", _due(walk), adjusted)


def _full_text(walk: Walk) -> str:
    found = [row for row in walk.stream.rows.all(Document) if row["template"] in DECISION_DOCUMENTS and not row["state"]]
    return documents.text(documents.parse(canonical(found[-1]["content"]))) if found else ""


def _due(walk: Walk) -> datetime.date | None:
    """The last day for publication, as the brain tells it (PUB-06*)."""
    days = [period.due for period in walk.assess().periods if period.rule.startswith("PUB-06")]
    return min((day.date() if isinstance(day, datetime.datetime) else day for day in days), default=None)


def _not_a_minors(walk: Walk) -> None:
    on = datetime.date.fromisoformat(walk.case["opened_on"])
    for party in walk.parties:
        if party["role"] == "party" and party["born"]:
            born = datetime.date.fromisoformat(party["born"])
            if on.year - born.year - ((on.month, on.day) < (born.month, born.day)) < MINOR:
                raise Refused("当事人是未成年人，决定不予公开", article="国办发〔2018〕118号（四）", next="请改为办理“不予公开”。")


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
            _prepared(walk, AS_FOUND)
            walk.append(acts.Withhold(case=case, ground=ground, reason=reason.strip()), "discloser")

    record.once(person.officer, key, plain_inputs(case, ground, reason), do)


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
            day = day_of(happened).isoformat()
            made: Any = acts.Withdraw(case=id, day=day, reason=reason.strip())
            if stream.kind == "decision":
                made = acts.WithdrawImported(decision=id, day=day, reason=reason.strip())
            stream.append(made, actor=person.actor("discloser"), happened_at=happened, backfill=backfill)

    record.once(person.officer, key, plain_inputs(id, reason, happened), do)


def end_periods(today: datetime.date | None = None) -> int:
    """公示期满: end every publication whose last day has passed. For the worker. Returns how many."""
    day = today or timezone.localdate()
    over = PublicDecision.objects.filter(state="published", until__lt=day).values_list("id", "source")
    for id, source in list(over):
        with record.writing(id) as stream:
            act = acts.End(case=id) if source == "case" else acts.EndImported(decision=id)
            stream.append(act, actor=record.SYSTEM)
    return len(over)


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
