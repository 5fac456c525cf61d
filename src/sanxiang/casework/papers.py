"""The documents that a step makes, from their templates, with what the case already holds."""

import functools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.casework import documents, listed, listed_checks, values
from sanxiang.casework.acts import MakeDocument
from sanxiang.casework.documents import own as own_words
from sanxiang.casework.later import later
from sanxiang.casework.models import Document
from sanxiang.casework.steps import local_day
from sanxiang.casework.walk import Happened, Walk
from sanxiang.catalogue.kinds import TemplateRow
from sanxiang.law.procedure import Procedure, Step
from sanxiang.organs import queries as organs
from sanxiang.organs.models import Officer, Unit
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid

Row = Mapping[str, Any]
DOSSIER = ("dossier_cover", "dossier_catalogue")  # what holds the papers is not one of them


class Lacking(msgspec.Struct, frozen=True):
    """A document that could not be made yet, and what it lacks."""

    template: str
    message: str


def make(walk: Walk, step: Step, row_id: str, number: str, role: str, happened: Happened, backfill: str) -> list[Lacking]:
    """Make a step's documents on the record. The first is its own and must be complete; others wait for what they lack.

    Raises Invalid naming what the first document lacks.
    """
    row = next(row for row in walk.steps if row["id"] == row_id)
    lacking: list[Lacking] = []
    for at, template in enumerate(step.makes(row["fields"])):
        try:
            document = render(walk.case, template, seen_by(walk, row, number))
        except documents.Incomplete as error:
            if at == 0:
                raise incomplete(error) from error
            lacking.append(Lacking(template, error.message))
            continue
        made = act_of(document, row_id, number)
        walk.append(made, role, happened=happened, backfill=backfill)
        if documents.bears_seal(document):
            later("issue_document", document=made.document)
    return lacking


def announced(step: Step) -> list[str]:
    """The documents that the step's form announces; one that only some answers make says which."""
    return [f"《{documents.template(id).title}》{_only(step, step.made_when.get(id, {}))}" for id in step.documents]


def _only(step: Step, when: Mapping[str, Any]) -> str:
    """（准予行政许可）: the answers that make the document, in the words of the form."""
    words = {field.name: {choice.value: choice.label for choice in field.choices} for field in step.fields}
    said = [
        words.get(name, {}).get(str(one), "")
        for name, wanted in when.items()
        for one in (wanted if isinstance(wanted, list | tuple) else (wanted,))
    ]
    told = "、".join(filter(None, said))
    return f"（{told}的）" if told else ""


def render(case: Row, template: str, found: Mapping[str, Any]) -> documents.Document:
    """A document in the words of the organ's own template, where the version that the case walks has one (执法文书模板). Raises Incomplete."""
    row = next((one for one in listed.rows(case, "templates") if one.code == template), None)
    return documents.render_own(own(row), found) if isinstance(row, TemplateRow) else documents.render(template, found)


@functools.lru_cache(maxsize=256)
def own(row: TemplateRow) -> documents.Template:
    return own_words.template(row)


def act_of(document: documents.Document, step: str, number: str, replaces: str = "") -> MakeDocument:
    return MakeDocument(
        document=record.new_id(),
        template=document.id,
        title=document.title,
        internal=document.internal,
        number=number,
        content=msgspec.to_builtins(document),
        digest=documents.digest(document),
        step=step,
        replaces=replaces,
    )


def incomplete(error: documents.Incomplete) -> Invalid:
    return Invalid(error.message, article=error.article, next=error.next)


def seen_by(walk: Walk, row: Row, number: str) -> dict[str, Any]:
    """The values for a document of a step that was just taken."""
    organ = _plain(organs.organ(walk.case["organ"]))
    found = values_of(walk.procedure, organ, walk.case, walk.parties, walk.steps, row, number, names(walk))
    return found | filed(walk.stream.rows.all(Document), walk.steps, walk.evidence, organ["name"])


def filed(made: Iterable[Row], steps: Iterable[Row], evidence: Iterable[Row], author: str) -> dict[str, Any]:
    """What was made so far, in the order of the steps: for a catalogue all that stands, with the evidence; for a proof of service
    what the last step made that goes to the party."""
    order = {step["id"]: step["number"] for step in steps}
    standing = sorted((one for one in made if not one["state"]), key=lambda one: (order.get(one["step"], 0), one["id"]))
    outward = [one for one in standing if not one["internal"] and one["number"]]
    served = [one for one in outward if one["step"] == outward[-1]["step"]]
    entries = [
        {"title": one["title"], "number": one["number"], "author": author, "date": one["day"]}
        for one in standing
        if one["template"] not in DOSSIER
    ]
    entries += [
        {"title": f"证据{one['number']}：{one['title']}", "author": one["collector"], "date": _day(one["collected_at"])}
        for one in sorted(evidence, key=lambda one: int(one["number"]))
        if not one["state"]
    ]
    return {
        "served": [{"title": one["title"], "number": one["number"]} for one in served],
        "entries": entries,
        "dossier": {"volumes": 1, "pieces": len(entries)},
    }


def _day(moment: Any) -> str:
    return local_day(moment if isinstance(moment, str) else moment.isoformat())


def values_of(
    procedure: Procedure,
    organ: Row,
    case: Row,
    parties: Sequence[Row],
    steps: Iterable[Row],
    row: Row,
    number: str,
    names: Mapping[str, str],
) -> dict[str, Any]:
    """The values for a document of the step `row`, which sees the steps recorded before it."""
    before = [each for each in steps if each["id"] != row["id"] and each["number"] < row["number"]]
    found = values.of(procedure, organ, case, parties, [*before, row], names)
    if row["fields"].get("officers"):
        found["officers"] = row["fields"]["officers"]
    if row["act"] == "serve_notice":  # the same proof of service, before the decision
        found["serve"] = found["serve_notice"]
    if row["act"] == "court_application" and "obligation" not in found:  # a penalty's own: it tells what an execution is told as it begins
        own = found["court_application"]
        found |= {"obligation": own | {"served": own.get("decision_served")}, "demand": {"served": own.get("demanded")}}
    if row["act"] == "decide":
        found["decide"] |= {"tier_text": listed_checks.applied_to_each(case, parties, row["fields"])}
    if row["fields"].get("party"):  # a step that is one party's makes that party's paper
        found |= values.addressed(parties, str(row["fields"]["party"]))
    found["document"] = {"number": number, "date": row["day"]}
    return found


def names(walk: Walk) -> dict[str, str]:
    """Names of the organ's people and units, by id."""
    organ = walk.case["organ"]
    people = dict(Officer.objects.filter(organ=organ).values_list("id", "name"))
    return people | dict(Unit.objects.filter(organ=organ).values_list("id", "name"))


def _plain(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
