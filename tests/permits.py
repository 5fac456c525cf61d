"""Walking permits in tests: forms filled with what they come with, what the test tells, and something that fits; each step on its own day."""

import datetime
from typing import Any

import cast
import every_type
import walks
from sanxiang.casework import judging, queries, services
from sanxiang.casework.taking import Done
from sanxiang.casework.walk import walking
from sanxiang.disclosure import services as disclosure
from sanxiang.law.assess import Assessment
from sanxiang.organs.queries import Person
from sanxiang.review import queries as reviews
from sanxiang.review import services as review

LATE = "纸质案卷补录"
EXAMINED = {"site_required": True, "others_interests": False, "hearing_required": False, "review_required": False}


class Permit:
    """One case of a permit procedure. `day` moves with `later`; every act is told on it."""

    def __init__(self, people: cast.Cast, name: str, start: datetime.date, parent: str = "", **told: Any) -> None:
        self.people, self.day = people, start
        form = queries.beginning(people.handler, "permit", name, parent)
        fields = every_type.filled(people, form.fields, told, start)
        party = {} if parent else every_type.COMPANY
        self.done: Done = services.open_case(
            people.handler, item=form.items[0].code, cause=form.cause or "占用城市道路许可", party=party, fields=fields,
            procedure=name, type="permit", springs_from=parent, **self.when(),
        )  # fmt: skip
        self.case = self.done.case

    def when(self) -> dict[str, Any]:
        return {"happened": self.day, "backfill": LATE}

    def later(self, days: int) -> "Permit":
        self.day += datetime.timedelta(days=days)
        return self

    def take(self, act: str, person: Person | None = None, **told: Any) -> "Permit":
        """The step by who takes it; approved on the same day where it needs to be."""
        step = queries.case_page(self.people.handler, self.case).procedure.step(act)
        assert step is not None, act
        who = person or getattr(self.people, step.actor)
        fields = every_type.filled(self.people, queries.form(who, self.case, act).fields, told, self.day)
        self.done = services.take_step(who, self.case, act, fields, **self.when())
        if self.done.waiting:
            self.done = services.approve(self.people.head, self.case, self.done.proposal, **self.when())
        return self

    def judged(self) -> Assessment:
        """What the law says of the case on the day on which the walk has come."""
        with walking(self.people.handler, self.case) as walk:
            return judging.assess(walk.law, walk.case, walk.parties, walk.steps, self.day)

    def accepted(self, **told: Any) -> "Permit":
        return self.later(1).take("accept", **told)

    def examined(self, **told: Any) -> "Permit":
        return self.later(1).take("examine", **EXAMINED | told)

    def submitted(self, **told: Any) -> "Permit":
        """The draft of the decision goes to legal review."""
        form = reviews.submission(self.people.handler, self.case)
        draft = every_type.filled(self.people, form.draft, told, self.day)
        review.submit(
            self.people.handler, self.case, draft, {"materials": ["审查意见", "决定代拟稿"], "response": "已按意见修改"}, **self.when()
        )
        return self

    def agreed(self, **told: Any) -> "Permit":
        review.give_opinion(self.people.reviewer, self.case, walks.AGREE | told, **self.when())
        return self

    def disclosed(self) -> "Permit":
        disclosure.publish(self.people.discloser, self.case, **self.when())
        return self

    def on_site(self) -> "Permit":
        return self.later(1).take("review_on_site", signed=True)


def granted(people: cast.Cast, start: datetime.date, until: datetime.date) -> Permit:
    """A licence issued, valid until a day."""
    walk = Permit(people, "ordinary", start, safety=True).accepted().examined(proposal="grant").on_site().later(1)
    walk.take("decide", outcome="grant", grounds_text="符合法定条件。", valid_from=start.isoformat(), valid_until=until.isoformat())
    return walk.later(1).take("issue")
