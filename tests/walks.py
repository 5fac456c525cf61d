"""Walking cases in tests: the values that forms would send, and whole walks up to a step."""

import datetime
from typing import Any

import cast
from sanxiang.casework import services
from sanxiang.casework.taking import Done
from sanxiang.organs.queries import Person
from sanxiang.review import services as review

CAUSE = "擅自占用城市道路"
COMPANY = {
    "kind": "organisation", "name": "安州某某商贸有限公司", "id_number": "", "representative": "冯某", "address": "安州市解放路2号", "phone": "0990-2000002",
}  # fmt: skip
LEAD = {"source": "inspection", "content": "巡查发现在人行道堆放货物约十平方米"}
REPORT = {
    "facts_text": "当事人占用人行道堆放货物约十平方米，经责令改正后改正。",
    "evidence_text": "现场检查笔录、询问笔录、现场照片",
    "grounds_text": "占用面积十平方米以下，适用一般阶次。",
    "basis_text": "《城市道路管理条例》第二十七条、第四十二条",
    "proposal": "penalty",
    "kinds": ["fine"],
    "fine": "2000",
}
DRAFT = {
    "outcome": "penalty",
    "kinds": ["fine"],
    "fine": "2000",
    "facts_text": REPORT["facts_text"],
    "grounds_text": REPORT["grounds_text"],
    "basis_text": REPORT["basis_text"],
    "orders_correction": True,
    "payment_text": "自收到本决定书之日起十五日内，到安州银行缴纳罚款。",
}
DECIDE = {"states_surcharge": True, "remedies": True, "sealed": True}
POINTS = dict.fromkeys(
    ("subject_ok", "procedure_ok", "facts_ok", "law_ok", "discretion_ok", "powers_ok", "documents_ok", "transfer_ok"), True
)
MATERIALS = {"materials": ["调查终结报告", "决定代拟稿", "证据"]}
AGREE = POINTS | {"opinion": "agree", "opinion_text": "事实清楚，程序合法，同意。"}
LATE = "纸质案卷补录"


class Walk:
    """One case, taken step by step; each step on its own day when `start` is given (then everything is backfilled)."""

    def __init__(self, people: cast.Cast, start: datetime.date | None = None, **open_with: Any) -> None:
        self.people, self.day = people, start
        given: dict[str, Any] = {"item": "CG-001", "cause": CAUSE, "party": COMPANY, "fields": LEAD} | open_with
        self.done: Done = services.open_case(people.handler, **given, **self.when())
        self.case = self.done.case

    def when(self) -> dict[str, Any]:
        return {"happened": self.day, "backfill": LATE} if self.day else {}

    def later(self, days: int) -> "Walk":
        assert self.day is not None
        self.day += datetime.timedelta(days=days)
        return self

    def take(self, step: str, person: Person | None = None, **fields: Any) -> Done:
        self.done = services.take_step(person or self.people.handler, self.case, step, fields, **self.when())
        return self.done

    def approved(self, step: str, **fields: Any) -> Done:
        """Submitted by the handler, approved by the head."""
        submitted = self.take(step, **fields)
        self.done = services.approve(self.people.head, self.case, submitted.proposal, **self.when())
        return self.done

    @property
    def officers(self) -> list[str]:
        return [self.people.handler.officer, self.people.second.officer]

    def file(self) -> "Walk":
        self.approved("file", cause=CAUSE, summary=LEAD["content"], basis_text=REPORT["basis_text"], handlers=self.officers)
        return self

    def inspect(self, place: str = "安州市解放路2号门前") -> "Walk":
        day = self.day or datetime.date(2026, 11, 20)
        self.take(
            "site_record", place=place, began=f"{day}T09:00", ended=f"{day}T09:40", officers=self.officers,
            certificate_shown=True, qualified=True, present="冯某在场", content="人行道堆放货物约十平方米。", signed=True,
        )  # fmt: skip
        return self

    def report(self, **changes: Any) -> "Walk":
        self.take("investigation_report", **(REPORT | changes))
        return self

    def notify(self, **changes: Any) -> "Walk":
        names = ("facts_text", "grounds_text", "basis_text", "kinds", "fine")
        told = {name: REPORT[name] for name in names} | dict.fromkeys(("facts", "grounds", "basis", "rights"), True)
        self.approved("notify", **(told | {"hearing_offered": False} | changes))
        self.take("waive", what="both", statement="放弃陈述申辩")
        return self

    def submit(self, draft: dict[str, Any] | None = None, **fields: Any) -> "Walk":
        self.done = review.submit(self.people.handler, self.case, DRAFT | (draft or {}), MATERIALS | fields, **self.when())
        return self

    def agree(self, **changes: Any) -> "Walk":
        self.done = review.give_opinion(self.people.reviewer, self.case, AGREE | changes, **self.when())
        return self

    def decide(self, person: Person | None = None, **changes: Any) -> Done:
        return self.take("decide", person or self.people.head, **(DRAFT | DECIDE | changes))

    def to_notice(self) -> "Walk":
        return self.file().inspect().report().notify()

    def to_review(self) -> "Walk":
        return self.to_notice().submit()

    def to_decision(self) -> "Walk":
        self.to_review().agree().decide()
        return self


def summary(people: cast.Cast, **open_with: Any) -> Walk:
    """A case of the summary procedure, opened and inspected."""
    walk = Walk(people, procedure="summary", **open_with)
    walk.take(
        "site_record", place="安州市解放路2号门前", began="2026-11-20T09:00", ended="2026-11-20T09:10", officers=walk.officers,
        certificate_shown=True, qualified=True, present="冯某", content="人行道堆放货物。",
    )  # fmt: skip
    return walk
