"""The form of a step, filled with what is known, and the documents that it would make."""

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework import (
    binding,
    documents,
    earlier,
    families,
    forms,
    joint,
    judging,
    law_of_the_day,
    listed,
    listed_words,
    papers,
    prior,
    queries,
    taking,
    timeline,
)
from sanxiang.casework.filling import Known, fill
from sanxiang.casework.models import Case, Document, Evidence, Party, Step
from sanxiang.casework.rows import row_of
from sanxiang.casework.steps import local_day
from sanxiang.catalogue import queries as catalogue
from sanxiang.catalogue.kinds import Tier
from sanxiang.law.assess import Question
from sanxiang.law.owed import owed
from sanxiang.law.procedure import Choice, Field, Procedure
from sanxiang.law.procedure import Step as Wanted
from sanxiang.organs import queries as organs
from sanxiang.organs.models import Officer, RoleHeld, Unit
from sanxiang.organs.queries import Person
from sanxiang.record.models import Stream
from sanxiang.record.refusal import Refused

Row = Mapping[str, Any]


class Asked(msgspec.Struct, frozen=True):
    """One field of a form. `value` is what is known; officers are rows of id, name, certificate."""

    name: str
    label: str
    type: str
    required: bool
    choices: tuple[Choice, ...]
    help: str
    value: Any = None


class Form(msgspec.Struct, frozen=True):
    """The form of a step. `numbered`: a number will be given; `approver`: the role that must approve what is submitted.

    `tiers`: the discretion standard, where the step names a fine. `recording`: how the step must be recorded (text, photo, on_demand, throughout), by procedure and recording list.
    `listed`: what the organ's published lists say of this step of this case.
    """

    case: str
    version: int
    act: str
    title: str
    stage: str
    article: str
    approver: str
    recording: str
    fields: list[Asked]
    documents: list[str]
    blocks: list[judging.Block]
    officers: list[dict[str, str]]
    numbered: bool
    draft: dict[str, Any]
    tiers: list[Tier]
    listed: list[listed_words.Said] = []


class Ground(msgspec.Struct, frozen=True):
    """A case as read for forms and previews."""

    case: Row
    procedure: Procedure
    parties: Sequence[Row]
    steps: Sequence[Row]
    known: Known
    parents: Sequence[Row] = ()

    @property
    def told(self) -> list[Row]:
        """Every step that the law reckons with."""
        return [*self.parents, *self.steps]

    def step(self, act: str) -> Wanted:
        """A step as the form of this case asks for it. Raises Refused for one that the procedure does not have."""
        found = self.procedure.step(act)
        if found is None:
            raise Refused(f"{self.procedure.title}没有“{act}”这一步", next="请从“下一步”中选择。", status=404)
        return law_of_the_day.fitted(joint.step(found, self.parties), self.questions)

    def questions(self) -> list[Question]:
        """What the law asks the handler to choose (从旧兼从轻)."""
        return judging.questions(self.known.law, self.case, self.parties, self.told, self.known.today)


def ground(person: Person, case: Case) -> Ground:
    """What forms of this case know. Seven queries, ten for a case that springs from another."""
    row, law = row_of(case), judging.law(case.packs)
    parties = [row_of(each) for each in Party.objects.filter(case=case.id).order_by("id")]
    steps = timeline.in_order(row_of(each) for each in Step.objects.filter(case=case.id))
    version = case.lists.get("item")
    item = catalogue.row(version, case.item_code) if version else None
    known = Known(
        case=row,
        party=next(iter(joint.ordered(parties)), {}),
        item=catalogue.as_data(item) if item else {},
        organ=row_of(organs.organ(case.organ)),
        steps=list(steps),
        evidence=[row_of(each) for each in [*families.brought(row), *Evidence.objects.filter(case=case.id, state="").order_by("number")]],
        me={"id": person.officer, "name": person.name, "certificate": person.certificate},
        head=head_of(person, case.organ),
        law=law,
        now=timezone.localtime(),
        line=families.of_line(row),
    )
    return Ground(row, joint.procedure(judging.procedure(law, row), parties), parties, list(steps), known, families.inherited(row))


def head_of(person: Person, organ: str) -> str:
    """Whose name a form gives for the organ's head: the person's, if they are one. One query."""
    heads = Officer.objects.filter(id__in=RoleHeld.objects.filter(organ=organ, role="head").values("officer"), active=True)
    head = heads.first()
    return person.name if "head" in person.roles else (head.name if head else "")


def form(person: Person, case: Case, act: str, happened: datetime.date | None = None) -> Form:
    """The form of one step; what it fills by counting days counts from `happened`, or from today. Raises Refused for a step that the procedure
    does not have."""
    at = ground(person, case)
    at = msgspec.structs.replace(at, known=msgspec.structs.replace(at.known, happened=happened))
    step = at.step(act)
    assessment = judging.assess(at.known.law, at.case, at.parties, at.told, at.known.today)
    people = organs.officers(case.organ, role="handler").values("id", "name", "certificate")
    fields = taking.asked(step)
    if any(field.fill == "party.prior" for field in fields):
        at = msgspec.structs.replace(
            at, known=msgspec.structs.replace(at.known, party={**at.known.party, "prior": prior.told(at.known.party)})
        )
    if any((field.fill or "").startswith("owed.") for field in fields):
        at = msgspec.structs.replace(at, known=msgspec.structs.replace(at.known, owed=owing(at)))
    if any((field.fill or "").startswith("earlier.") for field in fields):
        told = earlier.visits(at.case, at.known.party, at.case["handlers"], at.known.today)
        at = msgspec.structs.replace(at, known=msgspec.structs.replace(at.known, earlier=told))
    return Form(
        case=case.id,
        version=Stream.objects.values_list("version", flat=True).get(id=case.id),
        act=act,
        title=step.title,
        stage=step.stage,
        article=step.article,
        approver=step.approver,
        recording=step.recording,
        fields=[asked(field, at.known, drafted(at, act)) for field in listed_words.fitting(at.case, fields)],
        documents=papers.announced(step),
        blocks=judging.blocks(assessment, at.case, step),
        officers=[{"id": one["id"], "name": one["name"], "certificate": one["certificate"]} for one in people],
        numbered=len(fields) < len(step.fields) and any(field.fill in taking.NUMBER_FILLS for field in step.fields),
        draft=queries.draft(person, case.id, act),
        tiers=listed.tiers(at.case) if any(field.name == "fine" for field in fields) else [],
        listed=[*law_of_the_day.said(step, at.questions()), *listed_words.of_step(at.case, at.known.party, act)],
    )


def owing(at: Ground) -> dict[str, Any]:
    """What is owed on the step's day: `left` of the fine, `surcharge` not yet paid, `chargeable` not yet charged, `days` since the last day to pay. Nothing
    where each of several parties owes its own: the form does not know yet whose it is."""
    told = timeline.of(at.case, at.parties, at.told, at.known.today)
    found = owed(at.known.law, told, at.known.day) if not told.case.parties else None
    if found is None or not found.surcharge:
        return {}
    charged = sum((Decimal(step["fields"].get("amount") or 0) for step in at.steps if step["act"] == "surcharge"), Decimal(0))
    chargeable = max(Decimal(0), found.surcharge - charged)
    sums = {"left": found.left, "surcharge": found.surcharge_left, "chargeable": chargeable}
    days = max(0, (at.known.day - min(part.due for part in found.parts)).days)
    return {name: joint.money(amount) for name, amount in sums.items() if amount} | {"days": days}


def asked(field: Field, known: Known, drafted: Row) -> Asked:
    value = drafted[field.name] if field.name in drafted else fill(field, known)
    return Asked(field.name, field.label, field.type, field.required, field.choices, field.help, value)


def drafted(at: Ground, act: str) -> Row:
    """A decision takes up the draft that legal review has seen."""
    if at.procedure.deciding is None or act != at.procedure.deciding.act:
        return {}
    found: Row = at.known.last("review_submit").get("draft") or {}
    return found


def preview(person: Person, case: Case, act: str, raw: Row, happened: datetime.date | None = None) -> list[documents.Document]:
    """The documents that the step would make of these values; the number is left open. Raises Invalid."""
    at = ground(person, case)
    step = at.step(act)
    people = {one["id"]: one for one in organs.officers(case.organ).values("id", "name", "certificate")}
    fields = forms.check([field for field in step.fields if field in taking.asked(step) or field.name in raw], raw, people)
    row = _as_row(at, act, fields, person, happened)
    names = dict(Officer.objects.filter(organ=case.organ).values_list("id", "name"))
    names |= dict(Unit.objects.filter(organ=case.organ).values_list("id", "name"))
    found = papers.values_of(at.procedure, at.known.organ, at.case, at.parties, at.steps, row, "〔待编号〕", names)
    made = Document.objects.filter(case=case.id).values("id", "step", "template", "title", "number", "internal", "day", "state")
    found |= papers.filed(made, at.steps, at.known.evidence, at.known.organ["name"])
    try:
        return [papers.render(at.case, template, found) for template in step.makes(fields)[:1]]
    except documents.Incomplete as error:
        raise papers.incomplete(error) from error


def _as_row(at: Ground, act: str, fields: Row, person: Person, happened: datetime.date | None) -> Row:
    moment = timezone.now().isoformat() if happened is None else happened.isoformat()
    return {
        "id": "", "act": act, "fields": fields, "at": moment, "day": local_day(moment), "by": person.officer, "approved_by": "",
        "number": len(at.steps) + 10**6, "state": "",
    }  # fmt: skip


def bound(at: Ground, fields: Row) -> str:
    """The digest that a review of this draft binds, as the case stands."""
    return binding.bound(at.case["cause"], at.parties, fields, at.known.evidence, at.case["type"])


__all__ = ["Asked", "Form", "Ground", "asked", "bound", "form", "ground", "preview"]
