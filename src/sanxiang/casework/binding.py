"""What a legal review passes, and what may then be decided: one digest over the draft decision and the evidence. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.record.canonical import digest

# The fields of `decide` that say what is decided, on what facts, for what reasons: of a penalty these, of other types all but
# number, seal, who and what else only comes with the decision.
SUBSTANCE = (
    "outcome", "ground", "kinds", "fine", "gains", "goods_value", "shares", "facts_text", "grounds_text", "basis_text",
    "orders_correction", "mitigated", "heavier_because", "payment_text", "tier", "tier_reason",
    "leniency", "leniency_conditions", "leniency_reason", "law_applied", "law_reason",
)  # fmt: skip

WITH_THE_DECISION = frozenset(
    ["number", "sealed", "by", "remedies", "reconsideration_first", "delivered", "approved", "approved_by", "officers", "certificate_shown",
     "qualified", "filmed", "review_required"]
)  # fmt: skip

# Of a measure what its handlers can say before they are on the site.
OF_A_MEASURE = frozenset(["measure", "reason", "basis_text", "amount"])

Row = Mapping[str, Any]


def is_substance(type: str, name: str) -> bool:
    """Whether a field of the decision says what is decided."""
    if type == "compulsory_measure":
        return name in OF_A_MEASURE
    return name in SUBSTANCE if type == "penalty" else name not in WITH_THE_DECISION


def substance(fields: Row, type: str = "penalty") -> dict[str, Any]:
    """What a decision decides."""
    return {name: value for name, value in fields.items() if is_substance(type, name) and value not in (None, "", [], False)}


def bound(cause: str, parties: Iterable[Row], fields: Row, evidence: Iterable[Row], type: str = "penalty") -> str:
    """SHA-256 over cause, parties, the draft's substance, and the evidence that stands (its originals), in hex."""
    return digest(
        {
            "cause": cause,
            "parties": sorted([party["role"], party["name"], party["id_number"]] for party in parties),
            "draft": substance(fields, type),
            "evidence": sorted([one["id"], one["file"], one["title"], one["proves"]] for one in evidence if not one.get("parent")),
        }
    )
