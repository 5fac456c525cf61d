"""A case as the timeline that `law.assess` judges and that `sanxiang assess` reads (docs/case-timeline.md). Pure."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

import yaml

from sanxiang.casework import cover, joint
from sanxiang.law import timeline as law_timeline
from sanxiang.law.timeline import Timeline
from sanxiang.law.timeline_keys import ACTS, ANY_ACT, CASE, SHARED

Row = Mapping[str, Any]
R = TypeVar("R", bound=Mapping[str, Any])
# Fields of a step that hold an officer or several, where the timeline wants a name.
PEOPLE = ("officers", "of", "by", "handlers")


def of(case: Row, parties: Iterable[Row], steps: Iterable[Row], as_of: datetime.date, complete: bool = True) -> Timeline:
    """The timeline of a case's rows on a day: acts that had happened by then, in the order of their days; annulled ones left out."""
    parties = list(parties)
    named = joint.places(parties)
    told = [act(step, named) for step in in_order(steps) if step["day"] <= as_of.isoformat()]
    return law_timeline.build(facts(case, parties), told, as_of, complete)


def in_order(steps: Iterable[R]) -> list[R]:
    """Steps that stand, by legal day and then by the order in which they were recorded."""
    standing = [step for step in steps if step["state"] != "annulled" and step["act"] in ACTS]
    return sorted(standing, key=lambda step: (step["day"], step["number"]))


def facts(case: Row, parties: Iterable[Row]) -> dict[str, Any]:
    """The `case` of a timeline."""
    own = [_party(one, case) for one in joint.ordered(parties)]
    told: dict[str, Any] = {name: value for name, value in case["facts"].items() if name in CASE}
    told |= {"type": case["type"], "procedure": case["procedure"], "cause": case["cause"]}
    told["packs"] = list(case["packs"])
    told["handlers"] = [label(officer) for officer in case["handlers"]] or None
    if len(own) == 1:
        told["party"] = own[0]
    elif own:
        told["parties"] = own
    return {name: value for name, value in told.items() if value not in (None, "")}


def _party(party: Row, case: Row) -> dict[str, Any]:
    years = age(party, case)
    told = {"kind": party["kind"], "name": party["name"]} | ({} if years is None else {"age": years})
    return told | ({"prior": party["prior"]} if party.get("prior") else {})


def act(step: Row, parties: Mapping[str, str | int] | None = None) -> dict[str, Any]:
    """One act of a timeline: the step's words that the brain knows. parties: how it names each, by the id of its row."""
    known = ACTS[step["act"]]
    told = {"act": step["act"], "at" if "T" in step["at"] else "day": step["at"], **cover.told(step)}
    for name, value in step["fields"].items():
        if (name in known or name in ANY_ACT or name == "shares") and value not in (None, "", []):
            told[name] = people(value) if name in PEOPLE else value
    return whose(told, parties or {})


def whose(told: dict[str, Any], parties: Mapping[str, str | int]) -> dict[str, Any]:
    """Whose the act is, and the shares, by the names of a timeline; what names nobody of this case is left out."""
    if "party" in told and told["party"] not in parties:
        del told["party"]
    elif "party" in told:
        told["party"] = parties[told["party"]]
    if told["act"] in SHARED and len(parties) > 1 and (shares := joint.timeline_shares(told, parties)):
        told["shares"] = shares
    elif "shares" in told:
        del told["shares"]
    return told


def people(value: Any) -> Any:
    """Officers as the timeline names them."""
    if isinstance(value, list):
        return [label(one) if isinstance(one, Mapping) else one for one in value]
    return label(value) if isinstance(value, Mapping) else value


def label(officer: Mapping[str, Any]) -> str:
    """A name that tells two officers apart: with the certificate's number where there is one."""
    number = officer.get("certificate")
    return f"{officer['name']}（{number}）" if number else str(officer["name"])


def age(party: Row, case: Row) -> int | None:
    """A party's age in full years on the day when the case began; None where the day of birth is not told."""
    if not party["born"]:
        return None
    born, on = datetime.date.fromisoformat(party["born"]), datetime.date.fromisoformat(case["opened_on"])
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def export(case: Row, parties: Iterable[Row], steps: Iterable[Row], as_of: datetime.date) -> str:
    """The case as YAML of docs/case-timeline.md; `sanxiang assess` reads it again."""
    parties = list(parties)
    named = joint.places(parties)
    acts = [_local(act(step, named)) for step in in_order(steps)]
    data = {"case": facts(case, parties), "as_of": as_of.isoformat(), "complete": True, "acts": acts}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=120)


def _local(told: dict[str, Any]) -> dict[str, Any]:
    """Moments as wall time in Asia/Shanghai."""
    if "at" not in told:
        return told
    at = datetime.datetime.fromisoformat(told["at"]).astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    return told | {"at": at.strftime("%Y-%m-%dT%H:%M")}
