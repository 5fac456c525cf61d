"""What a document's template sees of a case: organ, case, party, officers, and every step by its name. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.casework import joint
from sanxiang.casework.documents.values import money, yuan
from sanxiang.law.money import capital
from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.law.procedure import Field, Procedure, Step

Row = Mapping[str, Any]
SEVERAL = "several"  # what kind of party several are: 你们


def of(
    procedure: Procedure, organ: Row, case: Row, parties: Iterable[Row], steps: Iterable[Row], names: Mapping[str, str]
) -> dict[str, Any]:
    """Values nested as the templates' paths. `names`: people by id, for who approved and who acted."""
    own = joint.ordered(parties)
    party: Row = own[0] if own else {}
    values: dict[str, Any] = {
        "organ": dict(organ),
        "case": {"number": case["number"], "cause": case["cause"], "name": case_name(case), "unit": names.get(case["unit"], "")},
        "party": {**party, "code": party.get("id_number", "")},
        "officers": case["handlers"],
    }
    for row in steps:
        step = procedure.step(row["act"])
        if step is not None:
            values[row["act"]] = of_step(step, row, names) | shares(row["fields"], own)
    if len(own) > 1:
        values["parties"] = [{**one, "code": one.get("id_number", "")} for one in own]
        values["party"] |= {"name": "、".join(one["name"] for one in own), "kind": SEVERAL}
    return values


def addressed(parties: Iterable[Row], id: str) -> dict[str, Any]:
    """The values of a paper that goes to one of several parties."""
    one = next((party for party in parties if party["id"] == id), None)
    return {"party": {**one, "code": one.get("id_number", "")}, "parties": ()} if one else {}


def shares(fields: Row, parties: Iterable[Row]) -> dict[str, Any]:
    """What a step says of each party, with its name, the kinds in words; nothing where it tells no shares."""
    told = joint.rows(fields)
    names = {one["id"]: one["name"] for one in parties}
    rows = [
        {
            "name": names.get(one["party"], ""),
            "kinds": [KIND_TITLES.get(kind, kind) for kind in one.get("kinds") or ()],
            "amounts": amounts(one),
        }
        for one in told
    ]
    return {"shares": rows} if rows else {}


def amounts(share: Row) -> str:
    """The sums of one party in words, each with its capitals: 罚款人民币壹万陆仟元整（16000元）."""
    told = [(title, share[name]) for name, title in AMOUNT_TITLES.items() if share.get(name)]
    return "；".join(f"{title}人民币{capital(money(amount))}（{yuan(amount)}）" for title, amount in told)


def case_name(case: Row) -> str:
    """当事人＋案由＋案; a case that is no penalty is called by its item."""
    cause = case["cause"]
    if case["type"] != "penalty":
        return f"{case['party_name']} · {cause}"
    return f"{case['party_name']}{cause}" + ("" if cause.endswith("案") else "案")


def of_step(step: Step, row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    """A step's fields with choices in words, its time, and who approved it."""
    known = {field.name: field for field in step.fields}
    told = {name: shown(known.get(name), value) for name, value in row["fields"].items()}
    approved = names.get(row["approved_by"], "")
    return {
        "at": row["at"],
        "by": names.get(row["by"], ""),
        "approved_by": approved,
        "approved_at": row["day"] if approved else "",
        "head_opinion": "同意" if approved else "",
    } | told


def shown(field: Field | None, value: Any) -> Any:
    """A value in the words of its field; officers stay rows where a template lists them."""
    if field is None or field.type not in ("choice", "choices", "items"):
        return value
    if field.type == "items":
        return [{"name": row} if isinstance(row, str) and field.name == "goods" else row for row in value]
    words = {choice.value: choice.label for choice in field.choices}
    return [words[one] for one in value] if isinstance(value, list) else words[value]
