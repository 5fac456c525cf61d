"""Words of cases against several parties (共同违法): whose an act is, and the share of each party in a notice or a decision."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sanxiang.law.words.readers import Reader, Wrong, one_of, read_text
from sanxiang.law.words.shared import AMOUNTS, KINDS

MONEY = ("fine", "gains", "goods_value")
# What a notice or decision says of one party.
SHARE: dict[str, Reader] = {**AMOUNTS, "mitigated": one_of("lighter", "mitigated"), "note": read_text}
SHARED = frozenset(["notify", "decide"])  # acts that may tell `shares`
Share = tuple[int, Mapping[str, Any]]  # the party's place in `case.parties`, and what the act says of it


def read_whose(value: Any) -> tuple[str | int, ...]:
    """One party or several, by name or by number (1 is the first)."""
    several = value if isinstance(value, list | tuple) else (value,)
    if not several or not all(_names_one(one) for one in several):
        raise Wrong("应为当事人的名称或者序号，如 某公司，或者 2")
    return tuple(several)


def _names_one(value: Any) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or (isinstance(value, int) and not isinstance(value, bool))


def place(who: str | int, names: Sequence[str | None]) -> int:
    """The place of a party among those of the case. Raises Wrong where there is none, or where two bear that name."""
    if isinstance(who, int):
        if not 1 <= who <= len(names):
            raise Wrong(f"本案只有{len(names)}个当事人，没有第{who}个")
        return who - 1
    found = [at for at, name in enumerate(names) if name == who.strip()]
    if len(found) != 1:
        raise Wrong(f"本案有{len(found)}个当事人叫“{who}”，请写序号" if found else f"本案没有当事人“{who}”")
    return found[0]


def totals(shares: Sequence[Share]) -> dict[str, Any]:
    """What the shares come to: each amount in yuan added up, and every kind of penalty once."""
    found: dict[str, Any] = {}
    for key in MONEY:
        told = [share[key] for _, share in shares if share.get(key) is not None]
        if told:
            found[key] = sum(told, Decimal(0))
    kinds = {kind for _, share in shares for kind in share.get("kinds") or ()}
    return found | ({"kinds": tuple(kind for kind in KINDS if kind in kinds)} if kinds else {})
