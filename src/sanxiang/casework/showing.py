"""The page of a case: its spine, what may be done next, what is blocked and why."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from sanxiang.casework import families, joint, judging, queries
from sanxiang.casework.models import Case, Decision, Document, Draft, Evidence, Party, Proposal, Step
from sanxiang.casework.queries import CasePage, Knot, Offer
from sanxiang.casework.rows import row_of
from sanxiang.casework.values import case_name, shown
from sanxiang.law.procedure import Field, Procedure
from sanxiang.law.procedure import Step as Wanted
from sanxiang.organs.queries import Person
from sanxiang.record.models import Stream

Row = Mapping[str, Any]
# Steps that stand first though not every case takes them.
USUAL = frozenset(
    ["site_record", "interview", "serve", "issue", "pay", "hand_in", "bank_in", "reinspect", "cost", "collect_licence", "requisition_approve", "stop_notice",
     "exempt", "refunded", "court_result", "transfer_deliver", "transfer_answer", "transfer_goods"]
)  # fmt: skip
# The ordinary way to a measure, until one was taken.
ORDINARY_WAY = {"measure_apply": ("seize", "freeze")}
YES_NO = {True: "是", False: "否"}


def page(person: Person, case: Case) -> CasePage:
    """Everything on the page of a case."""
    row, today = row_of(case), timezone.localdate()
    parties, steps = list(Party.objects.filter(case=case.id).order_by("id")), list(Step.objects.filter(case=case.id).order_by("number"))
    law = judging.law(case.packs)
    procedure = joint.procedure(judging.procedure(law, row), (row_of(party) for party in parties))
    step_rows = [row_of(step) for step in steps]
    told = [*families.inherited(row), *step_rows]
    assessment = judging.assess(law, row, [row_of(party) for party in parties], told, today)
    documents = list(Document.objects.filter(case=case.id).order_by("day", "id").defer("content"))
    order = {step.id: step.number for step in steps}
    documents.sort(key=lambda one: order.get(one.step, 0))  # steps of one day keep their order
    names, family = queries.names_of(case.organ), families.members(case)
    return CasePage(
        case=case,
        version=Stream.objects.values_list("version", flat=True).get(id=case.id),
        parties=parties,
        spine=spine(procedure, steps, documents, names),
        offers=offers(person, row, procedure, assessment, step_rows, today),
        findings=list(assessment.findings),
        periods=list(assessment.periods),
        proposals=list(Proposal.objects.filter(case=case.id).order_by("day", "id")),
        documents=documents,
        evidence=[*families.brought(row), *Evidence.objects.filter(case=case.id).order_by("number")],
        decision=Decision.objects.filter(case=case.id).exclude(state="annulled").first(),
        drafts=list(Draft.objects.filter(officer=person.officer, case=case.id).values_list("step", flat=True)),
        names=names,
        title=case_name(row),
        procedure=procedure,
        family=family,
        dues=queries.nearest(one.case.id for one in family if not one.here) if len(family) > 1 else {},
        springs=families.offered(case.type, case.procedure, (step.act for step in steps if step.state != "annulled")),
    )


def spine(procedure: Procedure, steps: Iterable[Step], documents: Iterable[Document], names: Mapping[str, str]) -> list[Knot]:
    made: dict[str, list[str]] = {}
    for document in documents:
        made.setdefault(document.step, []).append(document.id)
    knots = [_knot(procedure.step(step.act), step, made.get(step.id, []), names) for step in steps]
    return sorted(knots, key=lambda knot: (knot.day, knot.number))


def _knot(wanted: Wanted | None, step: Step, documents: list[str], names: Mapping[str, str]) -> Knot:
    return Knot(
        id=step.id,
        number=step.number,
        act=step.act,
        title=wanted.title if wanted else step.act,
        stage=step.stage,
        day=step.day,
        at=step.at,
        by=names.get(step.by, ""),
        role=step.role,
        approved_by=names.get(step.approved_by, ""),
        fields=[*told(wanted.fields if wanted else (), step.fields), *recordings(step)],
        documents=documents,
        backfill=step.backfill,
        state=step.state,
        remark=step.remark,
        submitted_by=names.get(step.submitted_by, ""),
        stands_for=names.get(step.stands_for, ""),
    )


def recordings(step: Step) -> list[tuple[str, str]]:
    """From when to when the step was recorded."""
    spans = [tuple(local(one[end]) for end in ("from", "until")) for one in step.recordings]
    return [("音像记录", "、".join("–".join(dict.fromkeys(span)) for span in spans))] if spans else []


def local(moment: str) -> str:
    return timezone.localtime(datetime.datetime.fromisoformat(moment)).strftime("%H:%M")


def told(fields: Iterable[Field], values: Row) -> list[tuple[str, str]]:
    """Label and words of each field that was filled, in the order of the form."""
    return [(field.label, words(field, values[field.name])) for field in fields if field.name in values]


def words(field: Field, value: Any) -> str:
    """A value as a person reads it."""
    value = shown(field, value)
    if isinstance(value, bool):
        return YES_NO[value]
    if field.type == "shares":
        return joint.words(value, field)
    if field.type == "datetime":
        return datetime.datetime.fromisoformat(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list):
        return "、".join(_one(item) for item in value)
    return str(value)


def _one(item: Any) -> str:
    if not isinstance(item, Mapping):
        return str(item)
    if "certificate" in item:
        return f"{item['name']}（{item['certificate']}）" if item["certificate"] else str(item["name"])
    return " ".join(str(cell) for cell in item.values() if cell)


def offers(person: Person, case: Row, procedure: Procedure, assessment: Any, steps: Sequence[Row], today: datetime.date) -> list[Offer]:
    """The steps that are still to take, those that can be taken first; what was done once and does not repeat is left out."""
    if case["status"] == "archived":
        return []
    taken = {step["act"] for step in steps if step["state"] != "annulled"}
    found = []
    for step in procedure.steps:
        if step.act in taken and not step.repeats:
            continue
        blocks = judging.blocks(assessment, case, step)
        found.append(
            Offer(
                step.act,
                step.title,
                step.stage,
                step.actor,
                step.approver,
                step.article,
                step.repeats,
                mine(person, case, step, today),
                blocks,
                occasional(step, taken),
                step.occasion,
            )
        )
    return sorted(found, key=lambda offer: bool(offer.blocks))


def occasional(step: Wanted, taken: set[str]) -> bool:
    """Whether the step stands beside those that carry the case on: one for an occasion that seldom comes."""
    if step.act in ORDINARY_WAY and taken.isdisjoint(ORDINARY_WAY[step.act]):
        return False
    return bool(step.occasion) and step.act not in USUAL


def mine(person: Person, case: Row, step: Wanted, today: datetime.date) -> bool:
    """Whether this person is one to take the step."""
    if person.organ != case["organ"] or not person.may(step.actor, today):
        return False
    handlers = [officer["id"] for officer in case["handlers"]] or [case["opened_by"]]
    if step.actor == "handler":
        return any(person.is_self_or_stands_in_for(id, "handler") for id in handlers)
    return person.officer not in handlers
