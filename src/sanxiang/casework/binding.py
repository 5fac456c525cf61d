"""What a legal review passes, and what may then be decided: one digest over the draft decision and the evidence. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.record.canonical import digest

# The fields of `decide` that say what is decided, on what facts, for what reasons. Number, date and seal come with the decision.
SUBSTANCE = (
    "outcome", "ground", "kinds", "fine", "gains", "goods_value", "facts_text", "grounds_text", "basis_text",
    "orders_correction", "mitigated", "heavier_because", "payment_text",
)  # fmt: skip

Row = Mapping[str, Any]


def substance(fields: Row) -> dict[str, Any]:
    """What a decision decides."""
    return {name: fields[name] for name in SUBSTANCE if fields.get(name) not in (None, "", [], False)}


def bound(cause: str, parties: Iterable[Row], fields: Row, evidence: Iterable[Row]) -> str:
    """SHA-256 over cause, parties, the draft's substance, and the evidence that stands, in hex."""
    return digest(
        {
            "cause": cause,
            "parties": sorted([party["role"], party["name"], party["id_number"]] for party in parties),
            "draft": substance(fields),
            "evidence": sorted([one["id"], one["file"], one["title"], one["proves"]] for one in evidence),
        }
    )
