"""What a document's template sees of a case: organ, case, party, officers, and every step by its name. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.law.procedure import Field, Procedure, Step

Row = Mapping[str, Any]


def of(
    procedure: Procedure, organ: Row, case: Row, parties: Iterable[Row], steps: Iterable[Row], names: Mapping[str, str]
) -> dict[str, Any]:
    """Values nested as the templates' paths. `names`: people by id, for who approved and who acted."""
    party: Row = next((party for party in parties if party["role"] == "party"), {})
    values: dict[str, Any] = {
        "organ": dict(organ),
        "case": {"number": case["number"], "cause": case["cause"], "name": case_name(case), "unit": names.get(case["unit"], "")},
        "party": {**party, "code": party.get("id_number", "")},
        "officers": case["handlers"],
    }
    for row in steps:
        step = procedure.step(row["act"])
        if step is not None:
            values[row["act"]] = of_step(step, row, names)
    return values


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
