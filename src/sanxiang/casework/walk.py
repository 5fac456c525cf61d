"""A case held for one transaction: its rows, its law, what may be done in it and why not."""

import contextlib
import datetime
from collections.abc import Iterator
from typing import Any

import msgspec
from django.utils import timezone

from sanxiang.casework import families, joint, judging, law_of_the_day, prior, timeline, words
from sanxiang.casework.judging import Block
from sanxiang.casework.models import Case, Evidence, Party
from sanxiang.casework.models import Step as StepRow
from sanxiang.casework.rows import row_of
from sanxiang.law.assess import Assessment, Question
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Procedure, Step
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.acts import Act, Entry, Row
from sanxiang.record.canonical import plain
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

Happened = datetime.date | datetime.datetime | None


FROZEN = "案卷已经归档，不得修改、增加或者抽取材料"
# The steps of a timeline that speak of the public's copy and not of the dossier.
AFTER_ARCHIVE = frozenset(["case.disclose", "case.withhold", "case.withdraw"])


class Walk:
    """One case in one transaction. Packages above take their own acts on its stream through `append`."""

    def __init__(self, person: Person, stream: record.Writing) -> None:
        self.person, self.stream = person, stream
        self.law: Law = judging.law(self.case["packs"])
        self.procedure: Procedure = judging.procedure(self.law, self.case)
        self.parents = families.inherited(self.case)
        self.frozen = self.case["status"] == "archived"

    @property
    def case(self) -> Row:
        case = self.stream.rows.get(Case, self.stream.id)
        if case is None:
            raise NotFound("没有这个案件，或您无权查看", next="请核对案件编号。")
        return case

    @property
    def parties(self) -> list[Row]:
        return self.stream.rows.all(Party)

    @property
    def steps(self) -> list[Row]:
        """Steps that stand, by legal day."""
        return timeline.in_order(self.stream.rows.all(StepRow))

    @property
    def evidence(self) -> list[Row]:
        """What stands: the case's own and what it took over from the case that it springs from."""
        own = [row for row in self.stream.rows.all(Evidence) if not row["state"]]
        return [*map(row_of, families.brought(self.case)), *own]

    @property
    def told(self) -> list[Row]:
        """Every step that the law reckons with: the parent's under their own names, then the case's."""
        return [*self.parents, *self.stream.rows.all(StepRow)]

    def last(self, act: str) -> Row | None:
        """The last step of this name that stands."""
        return next((step for step in reversed(self.steps) if step["act"] == act), None)

    def assess(self, on: datetime.date | None = None) -> Assessment:
        """What the law says of the case as it stood that day (today if left out)."""
        return judging.assess(self.law, self.case, self.parties, self.told, on or timezone.localdate())

    def step(self, act: str) -> Step:
        """The step of the case's procedure. Raises Refused."""
        found = self.procedure.step(act)
        if found is None:
            raise Refused(f"{self.procedure.title}没有“{act}”这一步", next="请从“下一步”中选择。", status=404)
        return law_of_the_day.fitted(joint.step(found, self.parties), self.questions)

    def questions(self) -> list[Question]:
        """What the law asks the handler to choose (从旧兼从轻)."""
        return judging.questions(self.law, self.case, self.parties, self.told, timezone.localdate())

    def handler(self, on: datetime.date | None = None) -> str:
        """The person is one of the handlers (or stands in for one, or opened a case that has none). Raises NotAllowed."""
        self.person.must("handler", article=words.qualified(self.case["type"]), on=on)
        ids = [officer["id"] for officer in self.case["handlers"]] or [self.case["opened_by"]]
        if not any(self.person.is_self_or_stands_in_for(id, "handler") for id in ids):
            raise NotAllowed("您不是本案承办人", next="请由承办人办理；确需由您办理的，请先办理移交。")
        return "handler"

    def stands_for(self) -> str:
        """The handler in whose place the person acts; empty for a handler of the case."""
        ids = [officer["id"] for officer in self.case["handlers"]] or [self.case["opened_by"]]
        if self.person.officer in ids:
            return ""
        return next((id for id in ids if self.person.is_self_or_stands_in_for(id, "handler")), "")

    def allowed(self, step: Step, told: Row, happened: Happened) -> None:
        """The law lets the step be taken then, with what its form says. Raises Refused with every reason and its article."""
        if day_of(happened).isoformat() < self.case["opened_on"]:
            why = f"不能早于登记日期 {self.case['opened_on']}"
            raise Invalid(f"发生日期{why}", fields={"happened": why}, next="请核对发生日期。")
        rows, at = self.told, moment_of(happened)
        parties = prior.with_prior(self.parties) if any(guard.kind == "no-earlier" for guard in step.guards) else self.parties
        if blocks := judging.refusals(self.law, self.procedure, self.case, parties, rows, step, told, at):
            raise refusal(step, blocks)

    def append(self, act: Act, role: str, *, happened: Happened = None, backfill: str = "", ground: str = "") -> Entry:
        """Put an act of the person on the case's record. Raises Refused for a case that was archived before this transaction: its dossier is
        closed to everything (农业行政处罚程序规定第八十六条) but custody and disclosure, which are no part of it."""
        if self.frozen and not act.name.startswith("disclosure.") and act.name not in AFTER_ARCHIVE:
            raise Refused(FROZEN, article="农业行政处罚程序规定第八十六条", next="确需补充或者更正的，请另行立案或者制作新的案卷。")
        return self.stream.append(act, actor=self.person.actor(role), happened_at=aware(happened), backfill=backfill, ground=ground)


def refusal(step: Step, blocks: list[Block]) -> Refused:
    """All the reasons in one refusal, with their articles and what to do about each."""
    reasons = "；".join(dict.fromkeys(block.message for block in blocks))
    articles = "；".join(dict.fromkeys(block.article for block in blocks if block.article))
    return Refused(
        f"不能{step.title}：{reasons}", article=articles or step.article, next="".join(dict.fromkeys(block.next for block in blocks))
    )


@contextlib.contextmanager
def walking(person: Person, case: str, *, seen: int | None = None, additive: bool = False) -> Iterator[Walk]:
    """Hold a case of the person's own organ for one transaction. `seen` is the version that the form saw.

    Raises NotFound, NotAllowed (another organ's case), Moved.
    """
    with record.writing(case, seen=seen, additive=additive) as stream:
        if stream.kind != "case" or stream.organ != person.organ:
            raise NotFound("没有这个案件，或您无权查看", next="请核对案件编号；其他机关的案件不能在这里办理。")
        yield Walk(person, stream)


def day_of(happened: Happened) -> datetime.date:
    """The legal day in Asia/Shanghai; today if left out."""
    if happened is None:
        return timezone.localdate()
    if isinstance(happened, datetime.datetime):
        return timezone.localdate(happened) if timezone.is_aware(happened) else happened.date()
    return happened


def moment_of(happened: Happened) -> str:
    """The legal day or moment as the record writes it; now if left out."""
    return str(plain(aware(happened) or timezone.now()))


def aware(happened: Happened) -> Happened:
    """A moment without a zone is Shanghai's."""
    naive = isinstance(happened, datetime.datetime) and timezone.is_naive(happened)
    return timezone.make_aware(happened) if naive and isinstance(happened, datetime.datetime) else happened


def plain_inputs(*inputs: Any) -> Any:
    """What a request brought in, as the idempotency key's digest wants it."""
    return msgspec.to_builtins(inputs)
