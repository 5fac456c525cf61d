"""Who and what there is in 安州市. All of it is invented."""

import datetime
import pathlib
from typing import Any

import msgspec
import yaml

from sanxiang.catalogue import columns
from sanxiang.catalogue import queries as catalogue_queries
from sanxiang.catalogue import services as catalogue
from sanxiang.catalogue.kinds import KINDS
from sanxiang.disclosure import services as disclosure
from sanxiang.organs import acts as organ_acts
from sanxiang.organs import queries as organs_queries
from sanxiang.organs import services as organs
from sanxiang.organs.models import User
from sanxiang.organs.queries import Person
from sanxiang.record import services as record
from sanxiang.record.services import SYSTEM

PASSWORD = "anzhou-demo-2026"
HERE = pathlib.Path(__file__).parent
LISTS_SINCE, EARLIER = datetime.date(2025, 1, 1), datetime.date(2024, 1, 1)


class Bureau(msgspec.Struct, frozen=True):
    """One bureau's people, by the words that stories use for them."""

    organ: str
    people: dict[str, Person]


def told() -> dict[str, Any]:
    """The city as its file tells it."""
    return dict(yaml.safe_load((HERE / "city.yaml").read_text(encoding="utf-8")))


def accounts() -> list[tuple[str, str, str]]:
    """(user name, password, who it is) of everyone who may sign in."""
    return [
        (person["username"], PASSWORD, f"{bureau['name']} · {person['name']} · {person['is']}")
        for bureau in told()["bureaus"]
        for person in bureau["people"]
    ]


def build() -> dict[str, Bureau]:
    """Organs, people and lists, on the record. Returns the bureaus by their short names."""
    return {bureau["short_name"]: _bureau(bureau) for bureau in told()["bureaus"]}


def _bureau(told: dict[str, Any]) -> Bureau:
    facts: dict[str, Any] = {name: told[name] for name in FACTS}
    code = organs.establish(SYSTEM, told["code"], told["name"], told["short_name"], **facts)
    units = {}
    with record.writing(code) as stream:
        for title in told["units"]:
            units[title] = record.new_id()
            stream.append(organ_acts.SetUnit(unit=units[title], title=title), actor=SYSTEM)
    people = {one["as"]: _person(code, one, units) for one in told["people"]}
    _lists(told.get("earlier", {}), people, EARLIER)
    _lists(told["lists"], people, LISTS_SINCE)
    _show(people, "officers", catalogue.draw(people["discloser"]), LISTS_SINCE)
    disclosure.show_organ(people["discloser"])
    return Bureau(code, people)


FACTS = ("region", "packs", "address", "phone", "duties", "reconsideration_organ", "court", "fine_bank")


def _person(organ: str, told: dict[str, Any], units: dict[str, str]) -> Person:
    facts: dict[str, Any] = {name: told[name] for name in ("title", "certificate", "kinds", "area", "lawyer") if name in told}
    if "certificate" in told:
        facts |= {"certificate_from": "2024-01-01", "certificate_until": told.get("certificate_until", "2028-12-31")}
    officer = organs.appoint(
        SYSTEM,
        organ,
        told["name"],
        username=told["username"],
        password=PASSWORD,
        roles=tuple(told["roles"]),
        unit=units.get(told.get("unit", ""), ""),
        **facts,
    )
    return organs_queries.person(User.objects.get(officer=officer))


def _lists(lists: dict[str, list[dict[str, Any]]], people: dict[str, Person], since: datetime.date) -> None:
    for kind, rows in lists.items():
        _show(people, kind, catalogue.draft(people["discloser"], kind, KINDS[kind][0], rows), since)


def _show(people: dict[str, Person], kind: str, version: str, since: datetime.date) -> None:
    """Approve, publish and show a drafted version."""
    catalogue.approve(people["head"], version)
    catalogue.publish(people["discloser"], version, since)
    row = catalogue_queries.version(version)
    heads, shown = columns.of(kind, catalogue_queries.rows(version))
    disclosure.show_list(people["discloser"], version, kind, KINDS[kind][0], row.number, since, people["head"].name, heads, list(shown))
