"""办案: open a case, take its steps, approve, hand over, correct. Permission → the brain → the record, one transaction each."""

import datetime
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from django.db import transaction
from django.utils import timezone

from sanxiang.casework import acts, dues, forms, judging, opening, taking
from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import Draft, Proposal
from sanxiang.casework.models import Step as StepRow
from sanxiang.casework.taking import Done
from sanxiang.casework.walk import Happened, Walk, walking
from sanxiang.law.procedure import Step
from sanxiang.organs import queries as organs
from sanxiang.organs import services as organ_services
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.amendment import Amendment
from sanxiang.record.refusal import NotAllowed, NotFound, Refused

Values = Mapping[str, Any]


def once(person: Person, key: str, inputs: Any, do: Callable[[], Done]) -> Done:
    """The verb once for this person and idempotency key; the first answer again."""
    answer = record.once(person.officer, key, exact(msgspec.to_builtins(inputs)), lambda: msgspec.to_builtins(do()))
    return msgspec.convert(answer, Done)


def exact(value: Any) -> Any:
    """What a request brought in, as the digest of an idempotency key can hold it: no floats, no text that is no Unicode."""
    if isinstance(value, dict):
        return {clean(str(name)): exact(each) for name, each in value.items()}
    if isinstance(value, list):
        return [exact(each) for each in value]
    if isinstance(value, float):
        return str(value)
    return clean(value) if isinstance(value, str) else value


def open_case(
    person: Person,
    *,
    item: str,
    cause: str = "",
    party: Values,
    fields: Values,
    procedure: str = "ordinary",
    type: str = "",
    facts: Values | None = None,
    springs_from: str = "",
    from_step: str = "",
    happened: Happened = None,
    key: str = "",
    backfill: str = "",
) -> Done:
    """A new case (登记案源线索, 提出申请, …), on the lists that are in force that day; it begins with the first step of its procedure.

    item: code in the published list of items. type: the item's, if left out. cause: of a penalty; other cases are called by their item.
    party: kind (person, organisation, individual_business), name, id_number, representative, address, phone, sex, born; the parent's, if
    empty. fields: of the first step. facts: circumstances such as complex, act_until. springs_from: the case that it springs from (its id),
    from_step: that case's act (docs/procedures.md, Families).
    Raises NotAllowed (no valid certificate, 处罚法 §42), Refused (no list published, 国办发〔2018〕118号; a guard of the step), Invalid.
    """
    asked = opening.Opening(item, cause, party, fields, procedure, type, facts or {}, springs_from, from_step, happened, backfill)
    return once(person, key, ["open", asked], lambda: opening.begin(person, asked))


def take_step(
    person: Person,
    case: str,
    step: str,
    fields: Values,
    *,
    happened: Happened = None,
    seen: int | None = None,
    key: str = "",
    backfill: str = "",
) -> Done:
    """Take a step of the case's procedure; where the procedure wants an approval, the step is submitted and waits (`Done.waiting`).

    fields: values by field name; dates ISO, money in yuan, officers as ids. happened: the legal day or moment (now if left out).
    seen: the version that the form saw. backfill: the reason, when it happened longer ago than the allowed delay.
    Raises NotAllowed, Refused (each reason with its article), Invalid (each field), Moved.
    """

    def do() -> Done:
        if step == "archive":
            _papers_signed(person, case)
        with walking(person, case, seen=seen) as walk:
            done = taking.take(walk, step, fields, happened, backfill)
        drop_draft(person, case, step)
        return done

    return once(person, key, ["take", case, step, fields, happened, backfill], do)


def _papers_signed(person: Person, case: str) -> None:
    """What the worker has not yet signed is signed now: nothing can be added to an archived case."""
    from sanxiang.casework import queries, sealing

    sealing.issue_all(queries.visible(person, case).id)


def approve(
    person: Person, case: str, proposal: str, *, happened: Happened = None, seen: int | None = None, key: str = "", backfill: str = ""
) -> Done:
    """批准: the step that a handler submitted is taken, on the day of the approval.

    Raises NotAllowed (wrong role, or the approver is a handler of the case), Refused, NotFound.
    """

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            row = _waiting(walk, proposal)
            step = walk.step(row["act"])
            _may_approve(walk, row)
            fields = _approved(step, row["fields"], person.name)
            walk.allowed(step, fields, happened)
            return taking.record_step(
                walk, step, fields, row["approver"], happened, backfill,
                proposal=proposal, approved_by=person.officer, submitted_by=row["by"],
            )  # fmt: skip

    return once(person, key, ["approve", case, proposal, happened, backfill], do)


def _approved(step: Step, fields: Values, by: str) -> dict[str, Any]:
    """The step's fields with what the approval itself fills."""
    filled = {"approved_by": by, "approved": True}
    return dict(fields) | {field.name: filled[field.name] for field in step.fields if field.name in filled}


def send_back(person: Person, case: str, proposal: str, opinion: str, *, seen: int | None = None, key: str = "") -> Done:
    """退回: the approver does not approve; `opinion` says why. Raises NotAllowed, Invalid."""

    def do() -> Done:
        if not clean(opinion):
            raise taking.invalid(opinion="请填写退回的理由")
        with walking(person, case, seen=seen) as walk:
            row = _waiting(walk, proposal)
            _may_approve(walk, row)
            entry = walk.append(acts.Return(proposal=proposal, step=row["act"], opinion=clean(opinion)), row["approver"])
            return Done(case, entry.version, proposal=proposal)

    return once(person, key, ["return", case, proposal, opinion], do)


def _waiting(walk: Walk, proposal: str) -> Row:
    row = walk.stream.rows.get(Proposal, proposal)
    if row is None:
        raise NotFound("没有这件待批事项", next="请刷新页面，从待办中重新打开。")
    if row["state"] != "waiting":
        raise Refused("该事项已经处理", next="请刷新页面查看结果。")
    return row


def _may_approve(walk: Walk, row: Row) -> None:
    walk.person.must(row["approver"], article=walk.step(row["act"]).article)
    if walk.person.officer in {row["by"], *taking.ids(walk.case["handlers"])}:
        raise NotAllowed("承办人不能批准自己承办的事项", article=taking.SEPARATION, next="请由未承办本案的机关负责人批准。")


def hand_over(person: Person, case: str, handlers: list[str], reason: str, *, seen: int | None = None, key: str = "") -> Done:
    """移交: from now on these officers (ids) handle the case. By a handler of the case, their unit head or the organ head.

    Raises Invalid when one is not in post, holds no certificate valid today, or is the case's reviewer.
    """

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            role = _hands_over(walk)
            named = _new_handlers(walk, handlers)
            if not clean(reason):
                raise taking.invalid(reason="请填写移交的理由")
            entry = walk.append(acts.HandOver(handlers=named, reason=clean(reason)), role)
            dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, entry.version)

    return once(person, key, ["hand_over", case, handlers, reason], do)


def _hands_over(walk: Walk) -> str:
    for role in ("head", "unit_head", "admin"):
        if walk.person.may(role):
            return role
    return walk.handler()


def _new_handlers(walk: Walk, chosen: list[str]) -> list[dict[str, str]]:
    officers = {officer.id: officer for officer in organs.officers(walk.case["organ"], role="handler")}
    unknown = [id for id in chosen if id not in officers]
    if unknown or not chosen:
        raise taking.invalid(handlers="请从本单位在岗的承办人员中选择")
    today = timezone.localdate()
    for id in chosen:
        if not _certified(officers[id], today):
            raise taking.invalid(handlers=f"{officers[id].name}没有在有效期内的执法证件")
    if walk.case["reviewer"] in chosen:
        raise taking.invalid(handlers="本案法制审核人员不能同时是承办人")
    return [{"id": id, "name": officers[id].name, "certificate": officers[id].certificate} for id in chosen]


def _certified(officer: Any, day: datetime.date) -> bool:
    begun = officer.certificate_from is None or officer.certificate_from <= day
    return bool(officer.certificate) and begun and (officer.certificate_until is None or day <= officer.certificate_until)


def hand_over_all(person: Person, officer: str, heir: str, reason: str) -> int:
    """When somebody leaves: each open case that they handle gets `heir` in their place. By an administrator or the organ head. How many."""
    from sanxiang.casework import queries

    person.must("admin", "head")
    moved = 0
    for case in queries.handled_by(person.organ, officer):
        ids = [heir if one == officer else one for one in taking.ids(case.handlers)]
        hand_over(person, case.id, list(dict.fromkeys(ids)), reason)
        moved += 1
    return moved


def dismiss_officer(person: Person, officer: str, heir: str, reason: str) -> int:
    """离岗: the heir gets the officer's open cases, then the account closes; all of it or nothing. How many cases moved.

    Raises NotAllowed (not an administrator), NotFound, Invalid (no reason, or open cases and no heir), Refused (the only administrator).
    """
    from sanxiang.casework import queries

    person.must("admin")
    wrong = {} if clean(reason) else {"reason": "请填写离岗的原因"}
    if not heir and queries.handled_by(person.organ, officer):
        wrong["heir"] = "该人员有在办案件，请选择接手人"
    if wrong:
        raise taking.invalid(**wrong)
    with transaction.atomic():
        moved = hand_over_all(person, officer, heir, reason) if heir else 0
        organ_services.dismiss(person, officer, heir, clean(reason))
    return moved


def note_facts(person: Person, case: str, facts: Values, *, seen: int | None = None, key: str = "") -> Done:
    """认定案件情形: circumstances on which gates and periods depend (complex, grave, life_safety, act_until, discovered, …)."""

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            role = walk.handler()
            entry = walk.append(acts.NoteFacts(facts=opening.case_facts(facts)), role)
            dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, entry.version)

    return once(person, key, ["facts", case, facts], do)


def add_party(person: Person, case: str, party: Values, *, change: str = "", seen: int | None = None, key: str = "") -> Done:
    """Add a party or interested party, or (`change`: the party's id) correct one's facts. Raises Invalid."""

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            role = walk.handler()
            if change and change not in {row["id"] for row in walk.parties}:
                raise NotFound("本案没有这个当事人", next="请刷新页面核对当事人。")
            facts = opening.party_facts(party)
            entry = walk.append(acts.AddParty(party=change or record.new_id(), facts=facts), role)
            return Done(case, entry.version)

    return once(person, key, ["party", case, party, change], do)


def amend(
    person: Person, case: str, step: str, mark: str, reason: str, fields: Values | None = None, *, seen: int | None = None, key: str = ""
) -> Done:
    """更正 (corrected), 补正 (supplemented), 作废 (annulled) of a step (its row's id); the step's own act stays as it was.

    By a handler; a decision and what was approved only by the head. After archiving nothing is changed. Raises Refused, Invalid.
    """

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            row = walk.stream.rows.get(StepRow, step)
            if row is None or row["state"] == "annulled":
                raise NotFound("没有这个步骤，或者它已经作废", next="请刷新页面，从时间线上重新选择。")
            role = _amends(walk, row, mark, reason)
            entry = walk.append(_amendment(walk, row, mark, clean(reason), fields or {}), role)
            dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, entry.version, step=step)

    return once(person, key, ["amend", case, step, mark, reason, fields], do)


def _amendment(walk: Walk, row: Row, mark: str, reason: str, fields: Values) -> Amendment:
    if mark == "annulled":
        return acts.Annul(corrects=row["number"], reason=reason)
    changed = _changed(walk, row, fields)
    if mark == "corrected":
        return acts.Correct(corrects=row["number"], reason=reason, fields=changed)
    return acts.Supply(corrects=row["number"], reason=reason, fields=changed)


def _amends(walk: Walk, row: Row, mark: str, reason: str) -> str:
    if mark not in ("corrected", "supplemented", "annulled"):
        raise taking.invalid(mark="请选择更正、补正或者作废")
    if not clean(reason):
        raise taking.invalid(reason="请说明理由")
    if walk.case["status"] == "archived":
        raise Refused("案件已经归档，不得修改", article="农业行政处罚程序规定第八十六条", next="确需更正的，请作出新的文书并另行归档。")
    if row["act"] == walk.procedure.steps[0].act and mark == "annulled":
        raise Refused(f"“{walk.procedure.steps[0].title}”不能作废", next="不应继续办理的，请办理不予立案、不予受理或者结案。")
    if row["act"] in ("review_submit", "review"):
        raise Refused("送审和审核意见不能在这里更正", next="请再次送审，由审核人员重新提出意见。")
    if row["act"] == "decide" and mark != "annulled":
        raise Refused(
            "决定的内容不能更正，只能作废后重新作出，或者制作补正文书", article="行政处罚法第五十九条", next="请由机关负责人处理。"
        )
    if row["act"] == "decide" or row["approved_by"]:
        return walk.person.must("head", article="行政处罚法第五十七条")
    return walk.handler()


def _changed(walk: Walk, row: Row, fields: Values) -> dict[str, Any]:
    """Only the fields that were given, checked by the step."""
    if not fields:
        raise taking.invalid(fields="请填写更正或者补正后的内容")
    step = walk.step(row["act"])
    return forms.check([field for field in step.fields if field.name in fields], fields, taking.people(walk.case["organ"]))


# ── drafts, off the record ──


def save_draft(person: Person, case: str, step: str, values: Values) -> None:
    """Keep what a person has typed of a step's form, as often as the form likes. Nothing is checked but whose case it is.

    A case that is not yet opened has no id: "" and the step `open:<procedure>`.
    """
    from sanxiang.casework import queries

    if case:
        queries.visible(person, case)
    Draft.objects.update_or_create(officer=person.officer, case=case, step=step, defaults={"values": dict(values)})


def drop_draft(person: Person, case: str, step: str) -> None:
    """Forget what the person had typed of a step's form."""
    Draft.objects.filter(officer=person.officer, case=case, step=step).delete()


def rebuild_dues() -> int:
    """Compute every open case's periods anew (nightly). Returns how many cases."""
    from sanxiang.casework import overnight

    return overnight.share().cases


__all__ = [
    "Done",
    "add_party",
    "amend",
    "approve",
    "drop_draft",
    "hand_over",
    "hand_over_all",
    "judging",
    "note_facts",
    "open_case",
    "rebuild_dues",
    "save_draft",
    "send_back",
    "take_step",
]
