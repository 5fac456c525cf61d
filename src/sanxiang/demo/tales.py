"""Cases of the types beside penalties, and families of cases, told through the services as their officers would take them."""

import datetime
import pathlib
from collections.abc import Mapping
from typing import Any

import yaml

from sanxiang.casework import queries, services
from sanxiang.demo import stories
from sanxiang.demo.city import Bureau
from sanxiang.disclosure import services as disclosure
from sanxiang.law import packs, procedure

HERE = pathlib.Path(__file__).parent
ELSEWHERE = {"review_submit": "handler", "review": "reviewer", "disclose": "discloser"}


def told() -> list[dict[str, Any]]:
    """Every tale as its file tells it."""
    return list(yaml.safe_load((HERE / "tales.yaml").read_text(encoding="utf-8"))["tales"])


class Tale(stories.Told):
    """One case of a tale. Its `steps` tell the working day of each step, counted from the first."""

    def day(self, step: str) -> datetime.date:
        count = self.story["steps"][step]
        return self.calendar.add(self.begin, count) if count else self.begin

    def by(self, step: str) -> str:
        found = procedure.load(self.story["type"], self.story["procedure"]).step(step)
        assert found is not None, step
        return ELSEWHERE.get(step, found.actor)


def began(tale: Mapping[str, Any], today: datetime.date) -> datetime.date:
    """The working day on which a tale must begin for its family's last step to fall `ago` working days before today."""
    calendar = packs.load(()).calendar
    day = today if calendar.is_working(today) else calendar.previous_working(today)
    for _ in range(tale["ago"] + length(tale)):
        day = calendar.previous_working(day)
    return day


def length(tale: Mapping[str, Any]) -> int:
    """How many working days a tale takes with its children."""
    steps: dict[str, int] = tale["steps"]
    children: list[int] = [child["at"] + length(child) for child in tale.get("children", ())]
    return max([0, *steps.values(), *children])


def tell(bureau: Bureau, tale: Mapping[str, Any], begin: datetime.date, parent: str = "") -> None:
    """Tell a case that begins that day, and after it those that spring from it."""
    case = Tale(bureau, {"words": {}} | dict(tale), begin)
    handler, words = case.who("handler"), tale.get("words", {})
    form = queries.beginning(handler, tale["type"], tale["procedure"], parent)
    first = form.procedure.steps[0]
    given = services.open_case(
        handler,
        item=tale.get("item") or form.items[0].code,
        cause=tale.get("cause", ""),
        party=tale.get("party", {}),
        fields=stories.filled(case, first.act, form.fields, words.get(first.act, {}), begin),
        procedure=tale["procedure"],
        type=tale["type"],
        springs_from=parent,
        happened=begin,
    )
    case.case = given.case
    children = [(child["at"], child) for child in tale.get("children", ())]
    for step, count in tale["steps"].items():
        children = _born(bureau, case, children, before=count)
        take(case, step)
    _born(bureau, case, children)


def _born(bureau: Bureau, case: Tale, children: list[tuple[int, Any]], before: int | None = None) -> list[tuple[int, Any]]:
    """Tell the children that are due before the parent's next step; returns those that are not."""
    for at, child in children:
        if before is None or at < before:
            tell(bureau, child, case.calendar.add(case.begin, at), case.case)
    return [(at, child) for at, child in children if before is not None and at >= before]


def take(case: Tale, step: str) -> None:
    if step == "disclose":
        disclosure.publish(case.who("discloser"), case.case, happened=case.day(step))
    elif step == "review_submit":
        stories.submit(case)
    elif step == "review":
        stories.give_opinion(case)
    else:
        stories.plain_step(case, step)
