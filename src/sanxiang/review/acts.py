"""What legal review adds to a case's stream. `review.submit` is the timeline's `review_submit`, `review.opinion` its `review`."""

from collections.abc import Iterable
from typing import Any

from sanxiang.casework.acts import Take, step_row
from sanxiang.casework.models import Case, Step
from sanxiang.casework.steps import DECIDING, decision_row, local_day, stage_after
from sanxiang.record.acts import Act, Change, Entry, Rows, act, put
from sanxiang.review.models import Approval, Request


def moved(rows: Rows, entry: Entry, stage: str, **columns: Any) -> Change:
    case = rows.get(Case, entry.stream)
    assert case is not None
    return put(Case, entry.stream, stage=stage_after(case["stage"], stage), **columns)


@act("review.submit", stream="case")
class Submit(Act, frozen=True):
    """送审. `draft` is what is to be decided, `bound` the digest over it and the evidence."""

    request: str
    stage: str
    draft: dict[str, Any]
    evidence: list[dict[str, str]]
    materials: list[Any]
    bound: str
    response: str = ""
    document: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        earlier = rows.all(Request)
        for request in earlier:
            if request["state"] == "waiting":
                yield put(Request, request["id"], state="superseded")
        yield put(
            Request,
            self.request,
            case=entry.stream,
            organ=entry.organ,
            round=len(earlier) + 1,
            draft=self.draft,
            document=self.document,
            evidence=self.evidence,
            materials=self.materials,
            response=self.response,
            bound=self.bound,
            submitted_by=entry.actor,
            submitted_on=local_day(entry.happened_at),
            state="waiting",
        )
        fields = {"materials": self.materials, "response": self.response, "draft": self.draft}
        yield step_row(entry, "review_submit", self.stage, {name: value for name, value in fields.items() if value})
        yield moved(rows, entry, self.stage, waits_for="review")


@act("review.opinion", stream="case")
class Opinion(Act, frozen=True):
    """审核意见. `fields` hold opinion, the eight points with their notes, and the text; agreeing makes the approval. `measure`: the step of a
    measure that was urgent and is reviewed afterwards; with what it `says` and who approved it (`decider`) it becomes a decision."""

    request: str
    stage: str
    fields: dict[str, Any]
    points: dict[str, Any]
    bound: str
    measure: str = ""
    says: str = ""
    decider: str = ""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        agrees, day = self.fields["opinion"] == "agree", local_day(entry.happened_at)
        yield put(
            Request,
            self.request,
            state=self.fields["opinion"],
            reviewer=entry.actor,
            reviewed_on=day,
            points=self.points,
            advice=self.fields.get("advice", ""),
            text=self.fields.get("opinion_text", ""),
        )
        if agrees:
            yield put(Approval, self.request, case=entry.stream, digest=self.bound, reviewer=entry.actor, day=day)
        yield step_row(entry, "review", self.stage, self.fields | {"bound": self.bound})
        case, measure = rows.get(Case, entry.stream), rows.get(Step, self.measure) if self.measure else None
        assert case is not None
        decides = agrees and case["type"] not in DECIDING
        yield moved(rows, entry, self.stage, waits_for="decide" if decides else "", reviewer=entry.actor)
        if measure is not None:
            taken = Take(
                measure["act"],
                measure["stage"],
                measure["fields"],
                ground=self.bound,
                draft=self.bound,
                says=self.says,
                decider=self.decider,
            )
            yield decision_row(case, taken, entry, measure)


@act("review.coordinate", stream="case", additive=True)
class Coordinate(Act, frozen=True):
    """意见不一致的协调 (国办发〔2018〕118号（十四）): how the difference between handlers and reviewer was settled."""

    request: str
    text: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        request = rows.get(Request, self.request)
        assert request is not None
        told = "\n".join(filter(None, [request["coordination"], f"{local_day(entry.happened_at)} {self.text}"]))
        yield put(Request, self.request, coordination=told)
