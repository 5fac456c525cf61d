"""What happens in a case. `case.open` is the lead; the family `case.*` are the steps of the procedure, named by the timeline's words."""

from collections.abc import Iterable
from typing import Any

from sanxiang.casework import cover, custody_acts, glass_acts, paper_acts  # noqa: F401 — declared together with the acts of a case
from sanxiang.casework.models import Case, Decision, Document, Evidence, Licence, Party, Proposal, Step
from sanxiang.casework.paper_models import PublicDocument
from sanxiang.casework.steps import STATUS_AFTER, decision_row, licence_rows, local_day, row_id, stage_after
from sanxiang.record.acts import Act, Change, Entry, Row, Rows, act, put
from sanxiang.record.amendment import Annulment, Correction, Supplement

Officers = list[dict[str, str]]


def step_row(
    entry: Entry, name: str, stage: str, fields: Row, approved_by: str = "", submitted_by: str = "", stands_for: str = ""
) -> Change:
    """The knot of the case's spine that this act is."""
    return put(
        Step,
        row_id(entry),
        case=entry.stream,
        number=entry.version,
        act=name,
        stage=stage,
        at=entry.happened_at,
        day=local_day(entry.happened_at),
        fields=fields,
        by=entry.actor,
        role=entry.role,
        approved_by=approved_by,
        submitted_by=submitted_by,
        stands_for=stands_for,
        backfill=entry.backfill,
    )


@act("case.open", stream="case")
class Open(Act, frozen=True):
    """The case begins with the first step of its procedure (登记案源线索, 提出申请, …). `party` and `item` are the columns of their rows;
    `fields` those of the step. A case that springs from another names its `line` (nearest first), its `family` and the evidence it `brought`."""

    number: str
    type: str
    procedure: str
    stage: str
    cause: str
    party: dict[str, Any]
    item: dict[str, str] = {}
    lists: dict[str, str] = {}
    packs: list[str] = []
    facts: dict[str, Any] = {}
    unit: str = ""
    handlers: Officers = []
    fields: dict[str, Any] = {}
    step: str = "lead"
    line: list[str] = []
    family: str = ""
    sprung_at: str = ""
    brought: list[str] = []

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        name = self.party.get("name", "")
        yield put(
            Case,
            entry.stream,
            organ=entry.organ,
            number=self.number,
            type=self.type,
            procedure=self.procedure,
            cause=self.cause,
            party_name=name,
            item_code=self.item.get("code", ""),
            item_name=self.item.get("name", ""),
            lists=self.lists,
            packs=self.packs,
            facts=self.facts,
            summary=self.fields.get("content", ""),
            unit=self.unit,
            opened_by=entry.actor,
            handlers=self.handlers,
            stage=self.stage,
            status="open",
            opened_on=local_day(entry.happened_at),
            search=" ".join(filter(None, [self.number, name, self.cause, self.item.get("name"), self.fields.get("content")])),
            line=self.line,
            family=self.family or entry.stream,
            sprung_at=self.sprung_at,
            brought=self.brought,
        )
        yield put(Party, f"{entry.stream}:party", case=entry.stream, **self.party)
        yield step_row(entry, self.step, self.stage, self.fields)


@act("case.*", stream="case")
class Take(Act, frozen=True):
    """A step of the procedure. `fields` hold what its form asked for; `ground` is the review ground of a decision, `says` its outcome in words;
    `stands_for`: the handler in whose place somebody acted, `submitted_by`: who asked for the approval, `decider`: the head who
    approved a measure; `recording`: that it must be recorded throughout."""

    step: str
    stage: str
    fields: dict[str, Any] = {}
    proposal: str = ""
    approved_by: str = ""
    ground: str = ""
    draft: str = ""
    says: str = ""
    stands_for: str = ""
    submitted_by: str = ""
    decider: str = ""
    recording: str = ""

    @property
    def name(self) -> str:
        return f"case.{self.step}"

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        if self.proposal:
            yield put(Proposal, self.proposal, state="approved")
        yield step_row(entry, self.step, self.stage, self.fields, self.approved_by, self.submitted_by, self.stands_for)
        yield from cover.taken(rows, entry, self.step, self.recording)
        case = rows.get(Case, entry.stream)
        assert case is not None
        yield put(Case, entry.stream, **self._case(case, entry))
        if self.step == "decide" or self.ground:
            yield decision_row(case, self, entry)
        yield from licence_rows(rows, case, self, entry)
        if self.step == "revoke":
            yield from self._revoked(rows)

    def _revoked(self, rows: Rows) -> Iterable[Change]:
        """The decision that no longer stands, and on the public's side the papers that said it."""
        for row in rows.all(Decision):
            if row["state"]:
                continue
            yield put(Decision, row["id"], state="revoked")
            papers = {paper["id"] for paper in rows.all(Document) if paper["step"] == row["id"] and not paper["state"]}
            yield from (put(PublicDocument, one["id"], state="revoked") for one in rows.all(PublicDocument) if one["id"] in papers)

    def _case(self, case: Row, entry: Entry) -> Row:
        day = local_day(entry.happened_at)
        changes: Row = {"stage": stage_after(case["stage"], self.stage)}
        if (status := STATUS_AFTER.get(self.step)) and not (self.step == "transfer" and self.fields.get("manner") == "crime"):
            changes["status"] = status  # a case referred for crime goes on until the police have answered: it ends by being closed
        if self.step == "file":
            changes |= {"filed_on": day, "cause": self.fields.get("cause") or case["cause"], "summary": self.fields.get("summary", "")}
        if self.fields.get("handlers"):
            changes["handlers"] = self.fields["handlers"]
        if self.step == "decide":
            changes |= {"decided_on": day, "decision_number": self.fields.get("number", ""), "head": entry.actor, "waits_for": ""}
            changes["search"] = f"{case['search']} {self.fields.get('number', '')}"
        if self.step == "resume":
            changes["status"] = "decided" if case["decided_on"] else "open"
        if self.step in ("close", "decline"):
            changes["closed_on"] = day
        return changes


@act("case.propose", stream="case")
class Propose(Act, frozen=True):
    """提请批准: the handler submits a step that needs approval; an earlier submission of the same step no longer waits."""

    proposal: str
    step: str
    approver: str
    fields: dict[str, Any] = {}

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        for earlier in rows.all(Proposal):
            if earlier["act"] == self.step and earlier["state"] in ("waiting", "returned"):
                yield put(Proposal, earlier["id"], state="superseded")
        yield put(
            Proposal,
            self.proposal,
            case=entry.stream,
            organ=entry.organ,
            act=self.step,
            approver=self.approver,
            fields=self.fields,
            by=entry.actor,
            day=local_day(entry.happened_at),
            state="waiting",
        )


@act("case.return", stream="case")
class Return(Act, frozen=True):
    """退回: the approver does not approve, with the reason."""

    proposal: str
    step: str
    opinion: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Proposal, self.proposal, state="returned", opinion=self.opinion)


@act("case.add_party", stream="case")
class AddParty(Act, frozen=True):
    """增加或者变更当事人、利害关系人; `party` is the row's id."""

    party: str
    facts: dict[str, Any]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Party, self.party, case=entry.stream, **self.facts)
        if self.facts.get("role", "party") != "party":
            return
        case = rows.get(Case, entry.stream)
        assert case is not None
        names = "、".join(p["name"] for p in rows.all(Party) if p["role"] == "party" and p["id"] != self.party)
        names = "、".join(filter(None, [names, self.facts["name"]]))
        yield put(Case, entry.stream, party_name=names, search=f"{case['search']} {self.facts['name']}")


@act("case.add_evidence", stream="case", additive=True)
class AddEvidence(Act, frozen=True):
    """收集证据, with its five mandatory facts, and what the machine read of its file. A derived copy names its `parent`: it proves nothing that the
    original does not, so no review falls with it. A recording tells from when to when it records (`recorded`: from, until, kind)."""

    evidence: str
    facts: dict[str, Any]
    recorded: dict[str, str] = {}

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        number = len(rows.all(Evidence)) + 1
        yield put(Evidence, self.evidence, case=entry.stream, number=number, by=entry.actor, **self.facts)
        if self.recorded:
            yield from cover.came_in(rows, entry, self.evidence, self.facts.get("step", ""), self.recorded)
        if not self.facts.get("parent"):
            yield from unsettled(rows, entry)


@act("case.withdraw_evidence", stream="case", additive=True)
class WithdrawEvidence(Act, frozen=True):
    """排除证据: it stays in the dossier, marked, and proves nothing."""

    evidence: str
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Evidence, self.evidence, state="excluded")
        yield from cover.without(rows, self.evidence)
        yield from unsettled(rows, entry)


def unsettled(rows: Rows, entry: Entry) -> Iterable[Change]:
    """What a legal review passed has changed, so the case waits for its handler again and not for the decision."""
    case = rows.get(Case, entry.stream)
    if case is not None and case["waits_for"] == "decide":
        yield put(Case, entry.stream, waits_for="")


@act("case.make_document", stream="case")
class MakeDocument(Act, frozen=True):
    """制作文书."""

    document: str
    template: str
    title: str
    internal: bool
    number: str
    content: dict[str, Any]
    digest: str
    step: str = ""
    replaces: str = ""
    draft: bool = False

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        if self.replaces:
            yield from paper_fallen(rows, self.replaces, "replaced")
        yield put(
            Document,
            self.document,
            case=entry.stream,
            step=self.step,
            template=self.template,
            title=self.title,
            number=self.number,
            internal=self.internal,
            content=self.content,
            digest=self.digest,
            day=local_day(entry.happened_at),
            state="draft" if self.draft else "",
        )


@act("case.hand_over", stream="case")
class HandOver(Act, frozen=True):
    """移交承办人、更换承办人（含因回避更换）."""

    handlers: Officers
    reason: str

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        yield put(Case, entry.stream, handlers=self.handlers)


@act("case.note_fact", stream="case")
class NoteFacts(Act, frozen=True):
    """认定案件情形（情节复杂、重大、危害生命安全、行为起止日期等）, which periods and gates depend on."""

    facts: dict[str, Any]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        case = rows.get(Case, entry.stream)
        assert case is not None
        yield put(Case, entry.stream, facts=case["facts"] | self.facts)


def paper_fallen(rows: Rows, document: str, state: str) -> Iterable[Change]:
    """A document that no longer stands; where it was issued, whoever checks it is told."""
    yield put(Document, document, state=state)
    if rows.get(PublicDocument, document):
        yield put(PublicDocument, document, state=state)


def marked(rows: Rows, entry: Entry, version: int, mark: str, reason: str, fields: Row) -> Iterable[Change]:
    """The step of this version bears the mark and the reason; its own act stays as it was."""
    step = rows.get(Step, f"{entry.stream}:{version}")
    assert step is not None
    remark = "\n".join(filter(None, [step["remark"], f"{local_day(entry.happened_at)} {reason}"]))
    yield put(Step, step["id"], state=mark, remark=remark, fields=step["fields"] | fields)


@act("case.correct", stream="case")
class Correct(Correction, frozen=True):
    """更正一个步骤."""

    fields: dict[str, Any]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return marked(rows, entry, self.corrects, "corrected", self.reason, self.fields)


@act("case.supplement", stream="case")
class Supply(Supplement, frozen=True):
    """补正一个步骤."""

    fields: dict[str, Any]

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        return marked(rows, entry, self.corrects, "supplemented", self.reason, self.fields)


@act("case.annul", stream="case")
class Annul(Annulment, frozen=True):
    """作废一个步骤, and what fell with it."""

    def fold(self, rows: Rows, entry: Entry) -> Iterable[Change]:
        step = rows.get(Step, f"{entry.stream}:{self.corrects}")
        assert step is not None
        yield from marked(rows, entry, self.corrects, "annulled", self.reason, {})
        yield from annulled(rows, entry, step)


def annulled(rows: Rows, entry: Entry, step: Row) -> Iterable[Change]:
    """What falls with a step: its documents, and with a decision the decision itself."""
    for document in rows.all(Document):
        if document["step"] == step["id"]:
            yield from paper_fallen(rows, document["id"], "annulled")
    if rows.get(Licence, step["id"]):
        yield put(Licence, step["id"], state="annulled")
    if rows.get(Decision, step["id"]):
        yield put(Decision, step["id"], state="annulled")
    if step["act"] == "decide":
        yield put(Case, entry.stream, status="open", decided_on=None, decision_number="", head="")
    elif step["act"] == "file":
        yield put(Case, entry.stream, filed_on=None)
    elif step["act"] in STATUS_AFTER:
        case = rows.get(Case, entry.stream)
        yield put(Case, entry.stream, status="decided" if case and case["decided_on"] else "open", closed_on=None)
