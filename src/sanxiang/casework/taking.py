"""Taking a step: who, whether the law lets it, what it says, what it makes."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sanxiang.casework import binding, cover, documents, dues, forms, listed, listed_checks, numbers, papers, retention
from sanxiang.casework.acts import Propose, Take
from sanxiang.casework.steps import DECIDING, row_id
from sanxiang.casework.walk import Happened, Walk, day_of
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import ReviewRow
from sanxiang.law.procedure import Field, Step
from sanxiang.organs import queries as organs
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, NotAllowed, Refused

# Steps that a package above takes, with rules of its own.
ELSEWHERE = {"review_submit": "法制审核", "review": "法制审核", "disclose": "公示", "withhold": "公示", "withdraw": "公示"}
# Filled by the approval itself, by the counter, or by who acts: never typed.
BY_APPROVAL = frozenset(["approved_by", "approved"])
NUMBER_FILLS = frozenset(["case.next_number", "case.archive_number", "case.licence_number"])
NUMBERED = frozenset(["close"])  # of a penalty, beside the steps whose document prints a number
SEPARATION = "行政处罚法第五十八条；国办发〔2018〕118号（十三）"


class Done(msgspec.Struct, frozen=True):
    """What a verb answers: the case and its version now, the step's row, or `waiting` for whose approval; the number given.

    `lacking`: documents of the step that could not be made yet, and why.
    """

    case: str
    version: int
    step: str = ""
    proposal: str = ""
    waiting: str = ""
    number: str = ""
    lacking: list[papers.Lacking] = []


def take(walk: Walk, act: str, raw: Mapping[str, Any], happened: Happened, backfill: str) -> Done:
    """A person takes a step, or submits it for approval where the procedure wants one."""
    step = walk.step(act)
    if act in ELSEWHERE:
        raise Refused(f"“{step.title}”请在{ELSEWHERE[act]}中办理", next=f"请打开本案的{ELSEWHERE[act]}页。")
    day = day_of(happened)
    role = permit(walk, step, day)
    try:
        fields = read(walk, step, raw)
    except Invalid:
        # What the law forbids is told before what the form lacks.
        walk.allowed(step, {"outcome": raw["outcome"]} if act == "decide" and raw.get("outcome") else {}, happened)
        raise
    walk.allowed(step, fields, happened)
    listed_checks.asked(walk.case, walk.parties, walk.told, act, fields, day)
    if needs_approval(step, fields) and role != step.approver:
        return propose(walk, step, fields, role, happened, backfill)
    return record_step(walk, step, fields, role, happened, backfill)


def permit(walk: Walk, step: Step, day: datetime.date) -> str:
    """The role in which the person may take the step. Raises NotAllowed."""
    if step.actor == "handler":
        return walk.handler(day)
    role = walk.person.must(step.actor, article=step.article, on=day)
    if step.act == "decide":
        separate(walk)
    return role


def separate(walk: Walk) -> None:
    """Who decides is neither handler nor reviewer of the case (审定分离)."""
    handlers = {officer["id"] for officer in walk.case["handlers"]}
    if walk.person.officer in handlers:
        raise NotAllowed("本案承办人不能同时是决定人", article=SEPARATION, next="请由未承办本案的机关负责人决定。")
    if walk.person.officer == walk.case["reviewer"]:
        raise NotAllowed("本案法制审核人员不能同时是决定人", article=SEPARATION, next="请由其他机关负责人决定。")


def asked(step: Step) -> list[Field]:
    """The fields that a form asks for: not those that the approval, the counter or the person who acts fills."""
    by_approval = BY_APPROVAL if step.approver else frozenset()
    return [field for field in step.fields if field.name not in by_approval and field.fill not in NUMBER_FILLS and not is_actor(field)]


def is_actor(field: Field) -> bool:
    """Whether the field names who takes the step: never typed, it is the person who is signed in."""
    return field.name == "by" and field.type == "text" and field.fill in ("me", "case.head")


def read(walk: Walk, step: Step, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The form's values, checked. Raises Invalid."""
    return read_fields(step, raw, walk.person.name, people(walk.case["organ"]))


def read_fields(step: Step, raw: Mapping[str, Any], by: str, officers: forms.Officers) -> dict[str, Any]:
    """The same before there is a case. A number may be given for a case that was numbered on paper."""
    fields = [field for field in step.fields if field in asked(step) or field.name in raw]
    return forms.check(fields, raw, officers) | {field.name: by for field in step.fields if is_actor(field)}


def people(organ: str) -> dict[str, dict[str, Any]]:
    """Officers in post who may be named, by id."""
    found = organs.officers(organ).values("id", "name", "certificate")
    return {officer["id"]: dict(officer) for officer in found}


def needs_approval(step: Step, fields: Mapping[str, Any]) -> bool:
    """An urgent measure is taken first and approved within the period that the law sets (行政强制法第十九条)."""
    return bool(step.approver) and not fields.get("urgent")


def propose(walk: Walk, step: Step, fields: dict[str, Any], role: str, happened: Happened, backfill: str) -> Done:
    """提请批准: the step waits for its approver."""
    proposal = record.new_id()
    entry = walk.append(
        Propose(proposal=proposal, step=step.act, approver=step.approver, fields=fields), role, happened=happened, backfill=backfill
    )
    return Done(walk.stream.id, entry.version, proposal=proposal, waiting=step.approver)


def record_step(
    walk: Walk,
    step: Step,
    fields: dict[str, Any],
    role: str,
    happened: Happened,
    backfill: str,
    *,
    proposal: str = "",
    approved_by: str = "",
    submitted_by: str = "",
) -> Done:
    """The step itself, its number and documents, and the case's periods after it."""
    day = day_of(happened)
    fields, number = numbered(walk.case["organ"], walk.case["type"], walk.procedure.name, step, fields, day)
    ground = review_ground(walk, fields, day) if step.act == "decide" else measure_ground(walk, step, fields, day)
    taken = Take(
        step=step.act,
        stage=step.stage,
        fields=fields,
        proposal=proposal,
        approved_by=approved_by,
        submitted_by=submitted_by,
        stands_for=walk.stands_for() if role == "handler" else "",
        ground=ground,
        draft=bound(walk, fields) if step.act == "decide" or ":" not in ground and ground else "",
        says=said(step, fields) if ground and walk.case["type"] != "penalty" else "",
        decider=approver_of_measure(walk) if ground and step.act != "decide" else "",
        recording="throughout" if cover.demanded(walk.law, step, day) else "",
    )
    entry = walk.append(taken, role, happened=happened, backfill=backfill, ground=ground)
    if step.act == "archive":
        retention.set_period(walk.stream, walk.case, day.isoformat(), fields.get("retention", ""))
    lacking = papers.make(walk, step, row_id(entry), number, role, happened, backfill)
    dues.refresh(walk.case, walk.law, walk.assess())
    return Done(walk.stream.id, walk.stream.version, step=row_id(entry), number=number, lacking=lacking)


def numbered(organ: str, type: str, procedure: str, step: Step, fields: dict[str, Any], day: datetime.date) -> tuple[dict[str, Any], str]:
    """The fields with the number of the step's document, and that number."""
    wants = next((field for field in step.fields if field.fill in NUMBER_FILLS), None)
    if wants is not None and fields.get(wants.name):
        return fields, fields[wants.name]
    if wants is not None and wants.fill == "case.archive_number":
        serial = numbers.archive(organ, day.year)
        return fields | {wants.name: serial}, serial
    if wants is None and not bears_a_number(type, step, fields):
        return fields, ""
    act = "licence" if wants is not None and wants.fill == "case.licence_number" else step.act
    kind = numbers.kind_of(type, act, procedure, fields.get("outcome", ""))
    number = numbers.take(organ, kind, day.year)
    return (fields | {wants.name: number} if wants else fields), number


def bears_a_number(type: str, step: Step, fields: Mapping[str, Any]) -> bool:
    """Whether the step's own document is one that prints a number."""
    if type == "penalty" and step.act in NUMBERED:
        return True
    own = step.makes(fields)[:1]
    return any(documents.template(id).field("document.number") is not None for id in own)


def said(step: Step, fields: Mapping[str, Any]) -> str:
    """What a decision says in words: its outcome, and the text that the form asks for."""
    outcome = next((field for field in step.fields if field.name in ("outcome", "measure")), None)
    words = {choice.value: choice.label for choice in outcome.choices} if outcome else {}
    text = (fields.get("content_text") or fields.get("content") or "") if step.act == "decide" else ""
    told = [words.get(str(fields.get(outcome.name, "")), "") if outcome else "", str(text)]
    return "：".join(filter(None, told))


# ── the review's gate ──


def bound(walk: Walk, fields: Mapping[str, Any]) -> str:
    """The digest that a legal review of this decision binds."""
    return binding.bound(walk.case["cause"], walk.parties, fields, walk.evidence, walk.case["type"])


def review_ground(walk: Walk, fields: Mapping[str, Any], day: datetime.date) -> str:
    """What allows the decision: a passed review of exactly this draft and evidence; the summary procedure of penalties; an exempting row of the
    review list; or, of another type, that the list does not count it among the major decisions (国办发〔2018〕118号（十二）).

    Raises Refused (行政处罚法第五十八条) when there is none.
    """
    if walk.case["type"] == "penalty" and walk.procedure.name == "summary":
        return "summary"
    review = walk.last("review")
    passed = review is not None and review["fields"].get("opinion") == "agree"
    if passed and review is not None and review["fields"].get("bound") == bound(walk, fields):
        return str(review["fields"]["bound"])
    if walk.last("review_submit") is None and (exempting := exemption(walk, fields)):
        return exempting
    raise unreviewed(walk, review, passed)


def measure_ground(walk: Walk, step: Step, fields: Mapping[str, Any], day: datetime.date) -> str:
    """What lets a measure stand as a decision of its own. Empty for other steps, where no list says, and for an urgent measure that the list
    counts among the major ones: that one is reviewed afterwards (`review.services`). Raises Refused for any other that was not reviewed."""
    if step.act not in DECIDING.get(walk.case["type"], ()) or not walk.case["lists"].get("review_list"):
        return ""
    if fields.get("urgent"):
        ground = exemption(walk, fields)
        return ground if ground.startswith("unlisted:") else ""
    return review_ground(walk, fields, day)


def approver_of_measure(walk: Walk) -> str:
    """The head who approved the measure, before it or, where it was urgent, afterwards; empty if nobody did."""
    approved = walk.last("measure_apply")
    if approved is not None:
        return str(approved["approved_by"])
    afterwards = walk.last("seize_approve")
    return str(afterwards["by"]) if afterwards and afterwards["fields"].get("granted") else ""


def unreviewed(walk: Walk, review: Mapping[str, Any] | None, passed: bool) -> Refused:
    if passed:
        why, next = "决定内容或者证据在法制审核通过后有改动，原审核意见不再适用", "请将改动后的决定代拟稿和证据重新送审。"
    elif review is not None:
        why, next = "法制审核意见为“存在问题”，尚未通过", "请按审核意见处理后再次送审。"
    elif walk.last("review_submit"):
        why, next = "法制审核尚未提出意见", "请等待审核意见。"
    else:
        why, next = "未经法制审核", "请先送法制审核。"
    article = "行政处罚法第五十八条" if walk.case["type"] == "penalty" else "国办发〔2018〕118号（十二）"
    return Refused(f"不能作出决定：{why}", article=article, next=next)


def exemption(walk: Walk, fields: Mapping[str, Any]) -> str:
    """What the published review list says for a decision without review: the row that exempts it (`exempt:<version>#<code>`), or, of every type
    but penalties, that no row speaks of it (`unlisted:<version>`); empty when it wants a review, or when there is no list."""
    version = walk.case["lists"].get("review_list")
    if not version:
        return ""
    rows = [row for row in catalogue.rows(version) if isinstance(row, ReviewRow) and row.type == walk.case["type"]]
    if any(not row.exempt and listed.covers(row, walk.case, walk.parties, fields) for row in rows):
        return ""
    row = next((row for row in rows if row.exempt and listed.covers(row, walk.case, walk.parties, fields)), None)
    if row is not None:
        return f"exempt:{version}#{row.code}"
    return "" if walk.case["type"] == "penalty" else f"unlisted:{version}"


def invalid(**fields: str) -> Invalid:
    return Invalid("有内容需要补充或者更正：" + "、".join(fields.values()), fields=fields, next="请按提示补充或者更正后再提交。")


def ids(officers: Iterable[Mapping[str, str]]) -> list[str]:
    return [officer["id"] for officer in officers]
