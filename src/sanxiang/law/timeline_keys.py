"""The words of a timeline: every act and key of docs/case-timeline.md, with the reader of its value.

Each enforcement type keeps its own acts in `law.words`; an act that several know has the keys of all of them.
"""

from sanxiang.law.words import compulsion, dealings, inspection, penalty, permit, shared
from sanxiang.law.words.parties import SHARE, SHARED, read_whose
from sanxiang.law.words.readers import (
    Reader,
    Wrong,
    either,
    one_of,
    read_bool,
    read_count,
    read_date,
    read_label,
    read_money,
    read_names,
    read_text,
    read_texts,
)
from sanxiang.law.words.shared import AMOUNTS, KINDS, ON_SITE

__all__ = [
    "ACTS",
    "ANY_ACT",
    "CASE",
    "KINDS",
    "OUTCOMES",
    "PARENT",
    "PARTY",
    "PRIOR",
    "SHARE",
    "SHARED",
    "THRESHOLD",
    "TYPES",
    "Reader",
    "Wrong",
]

TYPES = (
    "penalty",
    "permit",
    "compulsory_measure",
    "compulsory_execution",
    "inspection",
    "levy",
    "requisition",
    "fee",
    "confirmation",
    "grant",
)
# Any act may tell whose it is, where a case has several parties.
ANY_ACT: dict[str, Reader] = shared.ANY_ACT | {"party": read_whose}
_OF_TYPES = (penalty, permit, compulsion, inspection, dealings)
OUTCOMES = tuple(dict.fromkeys(outcome for words in _OF_TYPES for outcome in words.OUTCOMES))


def _joined() -> dict[str, dict[str, Reader]]:
    acts = {name: dict(keys) for name, keys in shared.ACTS.items()}
    for words in _OF_TYPES:
        for name, keys in words.ACTS.items():
            acts[name] = acts.get(name, {}) | keys
    return acts


ACTS = _joined() | {
    "decide": {
        **ON_SITE,
        **AMOUNTS,
        "outcome": one_of(*OUTCOMES),
        "orders_correction": read_bool,
        "remedies": read_bool,
        "reconsideration_first": read_bool,
        "by": read_names,
        "ground": read_text,
        "mitigated": one_of("lighter", "mitigated"),
        "educated": read_bool,
        "heavier_because": one_of("new_facts"),
        "number": either(read_bool, read_label),
        "sealed": read_bool,
        "states_surcharge": read_bool,
        "delivered": read_bool,
    }
    | _joined().get("decide", {})
}
# What the case that this one springs from did (docs/procedures.md, Families): known by name, judged by what asks for it alone.
PARENT = "parent_"
ACTS |= {f"{PARENT}{name}": keys for name, keys in ACTS.items()}


def keys_of(name: object) -> dict[str, Reader] | None:
    """The keys of an act, or of the same act of the parent case (`parent_decide`); None when there is no such act."""
    return ACTS.get(name) if isinstance(name, str) else None


THRESHOLD: dict[str, Reader] = {"person": read_money, "organisation": read_money}
PRIOR: dict[str, Reader] = {"cause": read_text, "decided": read_date}
PARTY: dict[str, Reader] = {
    "kind": one_of("person", "organisation", "individual_business"),
    "name": read_text,
    "age": read_count,
    "age_at_act": read_count,
    "disabled": either(read_bool, one_of("full", "partial")),
}
CASE: dict[str, Reader] = {
    "type": one_of(*TYPES),
    "procedure": read_text,
    "packs": read_texts,
    "cause": read_text,
    "act_from": read_date,
    "act_until": read_date,
    "discovered": read_date,
    "handlers": read_texts,
    "reviewer": read_text,
    "head": read_text,
    "circumstances": read_texts,
    "circumstances_denied": read_texts,
    "complex": read_bool,
    "grave": read_bool,
    "public_interest": read_bool,
    "life_safety": read_bool,
}
