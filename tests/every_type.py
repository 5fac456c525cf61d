"""An organ with items of every type, and forms filled with whatever they ask: for tests of cases that are no penalties."""

import datetime
from typing import Any

import cast
import films
from sanxiang.casework import queries, services
from sanxiang.casework.taking import Done
from sanxiang.catalogue import services as catalogue
from sanxiang.law import procedure
from sanxiang.organs.queries import Person

SINCE = datetime.date(2020, 2, 1)
COMPANY = {
    "kind": "organisation",
    "name": "安州某某建设有限公司",
    "representative": "冯某",
    "address": "安州市解放路2号",
    "phone": "0990-2000002",
}
RANDOM = {
    "code": "SJ-1", "name": "inspection事项", "subject": "某局", "basis": "《某法》第一条", "target": "某类单位", "content": "一段说明", "ratio": "100%",
    "manner": "双随机", "frequency": "10次/年",
}  # fmt: skip
GIVEN: dict[str, Any] = {"text": "说明", "longtext": "一段说明", "integer": 2, "money": "100", "boolean": True, "party": "某方"}


def items(people: cast.Cast, *more: dict[str, Any]) -> None:
    """Publish a list with the cast's item, one of every type that the packs have procedures for, and `more`."""
    rows = [cast.ITEM, *more]
    for type, names in procedure.known().items():
        rows.append({"code": f"T-{type}", "name": f"{type}事项", "type": type, "basis": "《某法》第一条", "procedures": list(names)})
    publish(people, "item", "行政执法事项清单", rows)
    publish(people, "random_inspection", "随机抽查事项清单", [RANDOM])


def review_rows(people: cast.Cast, *more: dict[str, Any]) -> None:
    publish(people, "review_list", "重大执法决定法制审核目录", [cast.REVIEW, *more])


def publish(people: cast.Cast, kind: str, title: str, rows: list[dict[str, Any]]) -> None:
    version = catalogue.draft(people.discloser, kind, title, rows)
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version, SINCE)


def publish_later(people: cast.Cast, kind: str, rows: list[dict[str, Any]]) -> None:
    """The next version of a list, in force from the day after the first."""
    version = catalogue.draft(people.discloser, kind, "清单", rows)
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version, SINCE + datetime.timedelta(days=1))


def filled(people: cast.Cast, fields: list[Any], told: dict[str, Any], day: datetime.date | None = None) -> dict[str, Any]:
    """What the form comes with, what the test tells, and for what it still requires something that fits."""
    values: dict[str, Any] = {}
    for field in fields:
        value = told.get(field.name, field.value)
        if field.type == "officers":
            value = [people.handler.officer, people.second.officer]
        if value in (None, "", []) and field.required:
            value = fitting(field, day or datetime.date.today())
        if value not in (None, "", []):
            values[field.name] = value
    return values


def fitting(field: Any, day: datetime.date) -> Any:
    if field.type in ("choice", "choices"):
        return field.choices[0].value if field.type == "choice" else [field.choices[0].value]
    if field.type == "items":
        return [{"name": "物品", "quantity": "1", "unit": "件"}]
    if field.type == "date":
        return day.isoformat()
    return f"{day}T09:30" if field.type == "datetime" else GIVEN[field.type]


def opened(people: cast.Cast, type: str, name: str = "ordinary", parent: str = "", **told: Any) -> str:
    """A case of this type and procedure, by itself or out of `parent`. Returns its id."""
    form = queries.beginning(people.handler, type, name, parent)
    item = told.pop("item", form.items[0].code)
    done = services.open_case(
        people.handler, item=item, cause=told.pop("cause", form.cause or "案由"), party=told.pop("party", {} if parent else COMPANY),
        fields=filled(people, form.fields, told), procedure=name, type=type, springs_from=parent,
    )  # fmt: skip
    return done.case


def take(people: cast.Cast, case: str, act: str, person: Person | None = None, **told: Any) -> Done:
    """A step by who takes it, approved where it needs to be."""
    step = queries.case_page(people.handler, case).procedure.step(act)
    assert step is not None, act
    who = person or getattr(people, step.actor)
    done = services.take_step(who, case, act, filled(people, queries.form(who, case, act).fields, told))
    done = services.approve(people.head, case, done.proposal) if done.waiting else done
    films.of_step(people.handler, done.step)
    return done
