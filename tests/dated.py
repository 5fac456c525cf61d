"""Walking a case of any type on days of one's own choosing (then everything is backfilled), from its opening to the archive."""

import datetime
from typing import Any

import cast
import every_type
import films
from sanxiang.casework import queries, services
from sanxiang.casework.models import Document
from sanxiang.casework.taking import Done
from sanxiang.organs.queries import Person

LATE = "纸质案卷补录"


class Dated:
    """One case; `on` moves its day, `take` takes a step and has it approved where it needs to be."""

    def __init__(self, people: cast.Cast, type: str, name: str, day: datetime.date, **told: Any) -> None:
        self.people, self.day = people, day
        form = queries.beginning(people.handler, type, name, "")
        party = told.pop("party", every_type.COMPANY)
        self.done = services.open_case(
            people.handler, item=form.items[0].code, cause=form.cause or "案由", party=party, type=type, procedure=name,
            fields=every_type.filled(people, form.fields, told, day), happened=day, backfill=LATE,
        )  # fmt: skip
        self.case = self.done.case

    def on(self, month: int, day: int) -> "Dated":
        self.day = datetime.date(self.day.year, month, day)
        return self

    def take(self, act: str, person: Person | None = None, **told: Any) -> Done:
        """The step filled with what its form comes with and what is told; both offices of an approval act on this day. What must be recorded is."""
        step = queries.case_page(self.people.handler, self.case).procedure.step(act)
        assert step is not None, act
        who = person or getattr(self.people, step.actor)
        values = every_type.filled(self.people, queries.form(who, self.case, act).fields, told, self.day)
        done = services.take_step(who, self.case, act, values, happened=self.day, backfill=LATE)
        if done.waiting:
            done = services.approve(self.people.head, self.case, done.proposal, happened=self.day, backfill=LATE)
        assert done.lacking == [], done.lacking
        films.of_step(self.people.handler, done.step)
        return done

    def findings(self) -> list[str]:
        return [f"{finding.rule} {finding.message}" for finding in queries.case_page(self.people.handler, self.case).findings]

    def made(self) -> set[str]:
        """The templates of the documents that stand."""
        return set(Document.objects.filter(case=self.case, state="").values_list("template", flat=True))
