"""Cases against several parties (共同违法): the forms of their steps, each one's share, and whose a step is. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.law.procedure import Choice, Field, Procedure, Step

Row = Mapping[str, Any]
MONEY = tuple(AMOUNT_TITLES)
WHOLE = frozenset(["kinds", *MONEY])  # what the shares come to


def ordered(parties: Iterable[Row]) -> list[Row]:
    """The parties without those who are only interested, the first one first."""
    own = [one for one in parties if one.get("role", "party") == "party"]
    return sorted(own, key=lambda one: (not str(one.get("id", "")).endswith(":party"), str(one.get("id", ""))))


def places(parties: Iterable[Row]) -> dict[str, str | int]:
    """How a timeline names each party, by the id of its row: by its name, or by its number where two bear it."""
    own = ordered(parties)
    names = [one["name"] for one in own]
    return {one.get("id", ""): one["name"] if names.count(one["name"]) == 1 else at for at, one in enumerate(own, 1)}


# ── forms ──


def step(wanted: Step, parties: Iterable[Row]) -> Step:
    """The step as a form asks for it: with one party neither whose it is nor any shares; with several the parties to choose from, and their
    shares in place of the whole."""
    return _step(wanted, _named(parties))


def procedure(whole: Procedure, parties: Iterable[Row]) -> Procedure:
    """The procedure to be shown: its steps know what the parties are called."""
    named = _named(parties)
    return msgspec.structs.replace(whole, steps=tuple(_step(one, named, shown=True) for one in whole.steps)) if named else whole


def _named(parties: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """Several parties by id and name; none where there is but one."""
    own = ordered(parties)
    return tuple((str(one.get("id", "")), str(one["name"])) for one in own) if len(own) > 1 else ()


def _step(wanted: Step, parties: tuple[tuple[str, str], ...], shown: bool = False) -> Step:
    shared = bool(parties) and not shown and any(field.type == "shares" for field in wanted.fields)
    choices = tuple(Choice(id, name) for id, name in parties)
    fields = [_field(field, choices) for field in wanted.fields if not (shared and field.name in WHOLE)]
    kept = tuple(field for field in fields if field is not None)
    return wanted if kept == wanted.fields else msgspec.structs.replace(wanted, fields=kept)


def _field(field: Field, choices: tuple[Choice, ...]) -> Field | None:
    if field.type not in ("party", "shares"):
        return field
    if not choices:
        return None
    return msgspec.structs.replace(field, type="choice" if field.type == "party" else "shares", choices=choices)


# ── shares ──


def whole(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a form with what its shares come to: each amount in yuan added up, every kind once."""
    shares = rows(fields)
    if not shares:
        return fields
    sums = {name: sum((Decimal(one[name]) for one in shares if one.get(name)), Decimal(0)) for name in MONEY}
    kinds = {kind for one in shares for kind in one.get("kinds") or ()}
    told = {name: money(amount) for name, amount in sums.items() if amount}
    return fields | told | ({"kinds": [kind for kind in KIND_TITLES if kind in kinds]} if kinds else {})


def rows(fields: Row) -> list[Row]:
    """The shares that a step tells; what was once typed as lines of text is none."""
    return [one for one in fields.get("shares") or () if isinstance(one, Mapping) and one.get("party")]


def each(fields: Row, parties: Iterable[Row]) -> list[tuple[Row, Row]]:
    """Each party with what these fields say of it: its share, or the whole where there are none."""
    own, shares = ordered(parties), {one["party"]: one for one in rows(fields)}
    rest = {name: value for name, value in fields.items() if name not in WHOLE and name != "shares"}
    if len(own) < 2 or not shares:
        return [(one, fields) for one in own]
    return [
        (one, rest | {name: share[name] for name in share if name != "party"}) for one in own for share in (shares.get(one["id"]),) if share
    ]


def seen(fields: Row, party: str) -> Row | None:
    """The fields of a step as one party sees them: its own share instead of the whole; None where the step is another's."""
    if fields.get("party") not in (None, "", party):
        return None
    shares = rows(fields)
    if not shares:
        return fields
    own = next((one for one in shares if one["party"] == party), None)
    rest = {name: value for name, value in fields.items() if name not in WHOLE and name != "shares"}
    return None if own is None else rest | {name: value for name, value in own.items() if name != "party"}


def money(amount: Decimal) -> str:
    """Yuan as the record writes them."""
    return f"{amount:.2f}".removesuffix(".00")


def told(share: Row, titles: Mapping[str, str] = KIND_TITLES) -> str:
    """What one party gets, in words: 罚款16000元；没收违法所得200元."""
    amounts = {"fine": share.get("fine"), "confiscate_gains": share.get("gains"), "confiscate_goods": share.get("goods_value")}
    said = [titles.get(kind, kind) + (f"{amounts[kind]}元" if amounts.get(kind) else "") for kind in share.get("kinds") or ()]
    return "；".join(said)


def words(shares: Sequence[Row | str], field: Field) -> str:
    """Shares as a person reads them: 甲公司：罚款16000元；乙：罚款4000元. Lines that were typed as text stay."""
    names = {choice.value: choice.label for choice in field.choices}
    return "\n".join(one if isinstance(one, str) else f"{names.get(one.get('party', ''), '')}：{told(one)}" for one in shares)


def timeline_shares(fields: Row, named: Mapping[str, str | int]) -> Sequence[Row]:
    """The shares as a timeline tells them; none where one of them is nobody's in this case."""
    shares = rows(fields)
    if not all(one["party"] in named for one in shares):
        return []
    return [{"party": named[one["party"]]} | {name: value for name, value in one.items() if name != "party" and value} for one in shares]
