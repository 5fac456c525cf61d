"""Reading reviews: both halves of the submission's form, the review page, what waits for a reviewer."""

from typing import Any

import msgspec

from sanxiang.casework import asking, listed_words
from sanxiang.casework import queries as casework
from sanxiang.casework.asking import Asked, Form, Ground
from sanxiang.casework.filling import fill
from sanxiang.casework.listed_words import Said
from sanxiang.casework.models import Case, Document
from sanxiang.law.assess import Finding
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import NotFound
from sanxiang.review import services
from sanxiang.review.models import Request

# Which of the eight points a finding of the brain belongs beside, by the beginning of its rule's id; the rest are of procedure.
POINTS = {
    "subject_ok": ("PEN-17", "PEN-18", "PEN-38", "PEN-42", "PEN-43"),
    "facts_ok": ("PEN-40", "PEN-41", "PEN-46", "PEN-55", "PEN-56"),
    "law_ok": ("PEN-29", "PEN-30", "PEN-31", "PEN-33", "PEN-36", "PEN-37"),
    "discretion_ok": ("PEN-32", "PEN-34", "PEN-05"),
    "documents_ok": ("PEN-52", "PEN-59"),
    "transfer_ok": ("PEN-27", "PEN-08"),
}


class Submission(msgspec.Struct, frozen=True):
    """The two halves of a submission's form: what is sent, and the draft decision, each filled with what is known."""

    form: Form
    draft: list[Asked]
    last: Request | None


class Point(msgspec.Struct, frozen=True):
    """One of the eight points with what the brain found of it."""

    field: Asked
    note: Asked
    findings: list[Finding]


class Review(msgspec.Struct, frozen=True):
    """The review page. `listed`: what the organ's lists say; `deviations`: where the draft departs from them, and why. `changed`: draft or evidence is no longer what was submitted. `mine`: this person may give the opinion."""

    request: Request
    case: Case
    draft: list[tuple[str, str]]
    document: Document | None
    page: casework.CasePage
    points: list[Point]
    fields: list[Asked]
    rounds: list[Request]
    changed: bool
    mine: bool
    listed: list[Said] = []
    deviations: list[tuple[str, str]] = []


def submission(person: Person, case: str) -> Submission:
    """The form of a submission; after problems were found it begins from the last draft. Twenty queries at most. Raises NotFound."""
    found = casework.visible(person, case)
    at = asking.ground(person, found)
    assert at.procedure.deciding is not None
    step = at.step(at.procedure.deciding.act)
    last = Request.objects.filter(case=case).order_by("-round").first()
    given = last.draft if last else {}
    fields = listed_words.fitting(at.case, services.draft_fields(found.type, step))
    draft = [asking.asked(field, at.known, given) for field in fields]
    return Submission(asking.form(person, found, "review_submit"), draft, last)


def review(person: Person, case: str) -> Review:
    """The review page of a case: the last request with draft, evidence, the eight points and the brain's findings. Raises NotFound."""
    found = casework.visible(person, case)
    rounds = list(Request.objects.filter(case=case).order_by("-round"))
    if not rounds:
        raise NotFound("本案尚未送审", next="请先送法制审核。")
    at, request = asking.ground(person, found), rounds[0]
    page = casework.case_page(person, case)
    return Review(
        request=request,
        case=found,
        draft=_told(at, request),
        document=Document.objects.filter(id=request.document).first() if request.document else None,
        page=page,
        points=_points(at, request, page.findings),
        fields=_fields(at),
        rounds=rounds,
        changed=request.bound != asking.bound(at, request.draft),
        mine=_mine(person, found, request),
        listed=listed_words.of_step(at.case, at.known.party, "review"),
        deviations=listed_words.deviations(request.draft),
    )


def waiting(person: Person) -> list[casework.Line]:
    """Cases that wait for a legal reviewer of the person's organ. Two queries."""
    return casework.lines(list(Case.objects.filter(organ=person.organ, waits_for="review").order_by("opened_on", "id")))


def _mine(person: Person, case: Case, request: Request) -> bool:
    involved = {request.submitted_by, *(officer["id"] for officer in case.handlers)}
    return request.state == "waiting" and person.organ == case.organ and person.may("reviewer") and person.officer not in involved


def _told(at: Ground, request: Request) -> list[tuple[str, str]]:
    from sanxiang.casework.showing import told

    step = at.procedure.deciding
    return told(step.fields if step else (), request.draft)


def _points(at: Ground, request: Request, findings: list[Finding]) -> list[Point]:
    step = at.procedure.step("review")
    assert step is not None
    fields = {field.name: field for field in services.opinion_fields(step)}
    beside: dict[str, list[Finding]] = {}
    for finding in findings:
        beside.setdefault(point_of(finding.rule), []).append(finding)
    return [
        Point(_asked(at, field, request), _asked(at, fields[name.removesuffix("ok") + "note"], request), beside.get(name, []))
        for name, field in fields.items()
        if name.endswith("_ok")
    ]


def point_of(rule: str) -> str:
    """The point beside which a finding of this rule stands."""
    return next((point for point, rules in POINTS.items() if rule.rstrip("abcdefghij") in rules), "procedure_ok")


def _asked(at: Ground, field: Any, request: Request) -> Asked:
    given = request.points.get(field.name)
    return Asked(
        field.name, field.label, field.type, field.required, field.choices, field.help, fill(field, at.known) if given is None else given
    )


def _fields(at: Ground) -> list[Asked]:
    """The rest of the opinion's form: the opinion itself, its text, the advice."""
    step = at.procedure.step("review")
    assert step is not None
    rest = [f for f in services.opinion_fields(step) if not f.name.endswith(("_ok", "_note")) and f.name not in ("by", "licensed")]
    return [Asked(f.name, f.label, f.type, f.required, f.choices, f.help) for f in rest]


__all__ = ["Point", "Review", "Submission", "point_of", "review", "submission", "waiting"]
