"""法制审核: submit, give an opinion, note how a difference was settled. The only maker of an Approval (处罚法 §58)."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework import binding, documents, dues, forms, listed_checks, numbers, papers, taking
from sanxiang.casework.documents.values import clean
from sanxiang.casework.models import Decision
from sanxiang.casework.services import once
from sanxiang.casework.steps import row_id
from sanxiang.casework.taking import Done
from sanxiang.casework.walk import Happened, Walk, day_of, walking
from sanxiang.law.procedure import Choice, Field, Step
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Row
from sanxiang.record.refusal import NotAllowed, NotFound, Refused
from sanxiang.review import acts
from sanxiang.review.models import ADVICE, Request

Values = Mapping[str, Any]
ARTICLE = "行政处罚法第五十八条；国办发〔2018〕118号（十三）"
ADVISE = Field(
    "advice", "建议", "choice", choices=tuple(Choice(value, label) for value, label in ADVICE.items()), help="存在问题时必须选择"
)


def submit(
    person: Person,
    case: str,
    draft: Values,
    fields: Values,
    *,
    happened: Happened = None,
    seen: int | None = None,
    key: str = "",
    backfill: str = "",
) -> Done:
    """送审: a handler puts the draft decision, the evidence and the materials before the legal reviewers; again after problems were found.

    draft: the fields of the step `decide` that say what is decided (`casework.binding.SUBSTANCE`). fields: of the step `review_submit`.
    Renders the draft decision onto the record and binds its substance and the evidence under one digest.
    Raises NotAllowed, Refused with article, Invalid, Moved.
    """

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            role, step = walk.handler(day_of(happened)), walk.step("review_submit")
            walk.allowed(step, {}, happened)
            clean = forms.check(step.fields, fields, {})
            told = read_draft(walk, draft)
            clean |= {"materials": listed_checks.materials(walk.case, told, walk.parties, clean)}
            _resubmission(walk, clean, told)
            document = _draft_document(walk, told, role, happened, backfill)
            entry = walk.append(_submission(walk, step, told, clean, document), role, happened=happened, backfill=backfill)
            dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, entry.version, step=row_id(entry), waiting="reviewer")

    return once(person, key, ["submit", case, draft, fields, happened, backfill], do)


def draft_fields(type: str, decide: Step) -> list[Field]:
    """What a draft decision says: the step's fields but number, seal, who and what is only known when it is made."""
    return [field for field in decide.fields if binding.is_substance(type, field.name)]


def deciding(walk: Walk) -> Step:
    """The step that is the decision of the case's procedure. Raises Refused."""
    return walk.step(walk.procedure.deciding.act if walk.procedure.deciding else "decide")


def read_draft(walk: Walk, draft: Values) -> dict[str, Any]:
    """The draft's values, checked as the decision's own will be. Raises Invalid."""
    told = forms.check(draft_fields(walk.case["type"], deciding(walk)), draft, taking.people(walk.case["organ"]))
    listed_checks.asked(walk.case, walk.parties, walk.told, "review_submit", told, timezone.localdate())
    return told


def _resubmission(walk: Walk, fields: Values, draft: Values) -> None:
    """After problems were found the handlers say what they did about them; an unchanged submission that waits is not sent twice."""
    last = latest(walk)
    if last is None:
        return
    if last["state"] == "problems" and not fields.get("response"):
        raise taking.invalid(response="上次审核存在问题，请填写对审核意见的处理")
    if last["state"] in ("waiting", "agree") and last["bound"] == taking.bound(walk, draft):
        said = "正在审核" if last["state"] == "waiting" else "已经审核通过"
        raise Refused(f"同样的代拟稿和证据{said}，不必重复送审", article=ARTICLE, next="有改动时再送审。")


def latest(walk: Walk) -> Row | None:
    """The case's last submission for review, with its answer if there is one."""
    return max(walk.stream.rows.all(Request), key=lambda request: request["round"], default=None)


def _draft_document(walk: Walk, draft: Values, role: str, happened: Happened, backfill: str) -> str:
    """The draft decision as a document on the record; an earlier draft of the same template is replaced. Returns its id."""
    step = deciding(walk)
    templates = step.makes(draft)
    if not templates or step.act != "decide":  # the paper of a measure is made on the site, with what is found there
        return ""
    row = {
        "id": "", "act": "decide", "fields": draft, "at": _at(happened), "day": day_of(happened).isoformat(), "by": "", "approved_by": "",
        "number": 10**6, "state": "",
    }  # fmt: skip
    try:
        document = papers.render(walk.case, templates[0], papers.seen_by(walk, row, "〔待编号〕"))
    except documents.Incomplete as error:
        raise papers.incomplete(error) from error
    last = latest(walk)
    act = papers.act_of(document, "", "", replaces=last["document"] if last else "")
    act = msgspec.structs.replace(act, title=f"{act.title}（代拟稿）", internal=True, draft=True)
    walk.append(act, role, happened=happened, backfill=backfill)
    return act.document


def _at(happened: Happened) -> str:
    return day_of(happened).isoformat() if happened is None else happened.isoformat()


def _submission(walk: Walk, step: Step, draft: dict[str, Any], fields: Values, document: str) -> acts.Submit:
    return acts.Submit(
        request=record.new_id(),
        stage=step.stage,
        draft=draft,
        evidence=[{"id": one["id"], "title": one["title"], "file": one["file"]} for one in walk.evidence],
        materials=list(fields["materials"]),
        bound=taking.bound(walk, draft),
        response=fields.get("response", ""),
        document=document,
    )


def give_opinion(
    person: Person, case: str, fields: Values, *, happened: Happened = None, seen: int | None = None, key: str = "", backfill: str = ""
) -> Done:
    """提出审核意见: a reviewer who does not handle the case judges the eight points and agrees, or tells the problems.

    fields: of the step `review`, a note for each point (`subject_note`, …) and `advice`. Agreeing makes the approval, bound to the digest of
    what was submitted; it is refused when draft or evidence changed since. Raises NotAllowed (58c), Refused, Invalid.
    """

    def do() -> Done:
        with walking(person, case, seen=seen) as walk:
            step = walk.step("review")
            request = _reviewable(walk, day_of(happened))
            clean = read_opinion(walk, step, fields)
            walk.allowed(step, clean, happened)
            number = numbers.take(walk.case["organ"], numbers.kind_of(walk.case["type"], "review"), day_of(happened).year)
            points = {name: clean[name] for name in clean if name.endswith(("_ok", "_note"))}
            act = acts.Opinion(request=request["id"], stage=step.stage, fields=clean, points=points, bound=request["bound"])
            if clean["opinion"] == "agree":
                act = of_urgent_measure(walk, act)
            entry = walk.append(act, "reviewer", happened=happened, backfill=backfill)
            lacking = papers.make(walk, step, row_id(entry), number, "reviewer", happened, backfill)
            dues.refresh(walk.case, walk.law, walk.assess())
            return Done(case, walk.stream.version, step=row_id(entry), number=number, lacking=lacking)

    return once(person, key, ["opinion", case, fields, happened, backfill], do)


def of_urgent_measure(walk: Walk, act: acts.Opinion) -> acts.Opinion:
    """The opinion with the measure that was taken in a hurry and is only now reviewed: it becomes a decision by that."""
    step = deciding(walk)
    row = walk.last(step.act)
    if row is None or step.act == "decide" or walk.stream.rows.get(Decision, row["id"]) or taking.bound(walk, row["fields"]) != act.bound:
        return act
    decider = taking.approver_of_measure(walk)
    return msgspec.structs.replace(act, measure=row["id"], says=taking.said(step, row["fields"]), decider=decider)


def _reviewable(walk: Walk, day: Any) -> Row:
    """The request that waits, as long as it is still what it was. Raises NotAllowed, Refused."""
    person = walk.person
    person.must("reviewer", article=ARTICLE, on=day)
    request = latest(walk)
    if request is None or request["state"] != "waiting":
        raise Refused("本案没有待审核的送审", article=ARTICLE, next="请等待承办人送审。")
    involved = {*taking.ids(walk.case["handlers"]), request["submitted_by"]}
    if person.officer in involved:
        raise NotAllowed(
            "本案承办人不能审核本案", article="行政处罚法第五十八条；国办发〔2018〕118号（十一）", next="请由其他法制审核人员审核。"
        )
    if request["bound"] != taking.bound(walk, request["draft"]):
        raise Refused("送审后证据或者当事人有变动，送审内容已与案卷不一致", article=ARTICLE, next="请承办人按现有证据重新送审。")
    return request


def opinion_fields(step: Step) -> list[Field]:
    """The fields of the opinion: the procedure's, a note beside each of the eight points, and the advice."""
    fields: list[Field] = []
    for field in step.fields:
        fields.append(field)
        if field.name.endswith("_ok"):
            fields.append(Field(field.name.removesuffix("ok") + "note", f"{field.label}：说明", "text"))
    return [*fields, ADVISE]


def read_opinion(walk: Walk, step: Step, raw: Values) -> dict[str, Any]:
    """The opinion's values: who and with what qualification is the person's own. Raises Invalid when points and opinion disagree."""
    asked = [field for field in opinion_fields(step) if field.name not in ("by", "licensed")]
    clean = forms.check(asked, {name: value for name, value in raw.items() if name not in ("by", "licensed")}, {})
    failed = [field.label for field in step.fields if field.name.endswith("_ok") and clean.get(field.name) is False]
    if clean["opinion"] == "agree" and failed:
        raise taking.invalid(opinion=f"“{'、'.join(failed)}”未通过，不能提出同意意见")
    if clean["opinion"] == "problems" and not clean.get("advice"):
        raise taking.invalid(advice="请选择建议（纠正、补充调查、移送或者其他）")
    return clean | {"by": walk.person.name, "licensed": walk.person.lawyer}


def coordinate(person: Person, case: str, text: str, *, key: str = "") -> Done:
    """Note how a difference of opinion was settled (国办发〔2018〕118号（十四）). By a handler, the reviewer or the head."""

    def do() -> Done:
        if not clean(text):
            raise taking.invalid(text="请填写协调情况")
        with walking(person, case, additive=True) as walk:
            request = latest(walk)
            if request is None:
                raise NotFound("本案尚未送审", next="请先送法制审核。")
            role = person.must("head", "reviewer", "unit_head", "handler", article="国办发〔2018〕118号（十四）")
            entry = walk.append(acts.Coordinate(request=request["id"], text=clean(text)), role)
            return Done(case, entry.version)

    return once(person, key, ["coordinate", case, text], do)
