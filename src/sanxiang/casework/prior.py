"""既往处罚: what this system knows of a party's earlier penalties, for the first offence that may go unpunished (行政处罚法第三十三条)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sanxiang.casework.models import Decision, Party

Row = Mapping[str, Any]
NONE = "本系统没有该当事人的处罚记录。"


def penalties(party: Row) -> list[dict[str, str]]:
    """The party's penalties that stand, of every organ here but not of this case, newest first: `cause`, `decided`, `number`. Two queries.

    Who is the same party: `cases_of`.
    """
    cases = cases_of(party)
    if not cases:
        return []
    found = Decision.objects.filter(type="penalty", outcome="penalty", state="", case__in=cases)
    return [
        {"cause": one.cause, "decided": one.decided_on.isoformat(), "number": one.number}
        for one in found.order_by("-decided_on", "id")[:20]
    ]


def cases_of(party: Row) -> list[str]:
    """Other cases of the same party, by its number; one without a number by its name, if it is no natural person: names of people are
    shared. One query."""
    same = Party.objects.filter(role="party").exclude(case=party.get("case") or "")
    if party.get("id_number"):
        same = same.filter(id_number=party["id_number"])
    elif party.get("kind") != "person" and party.get("name"):
        same = same.filter(name=party["name"], kind=party["kind"])
    else:
        return []
    return list(same.values_list("case", flat=True))


def told(party: Row) -> str:
    """The same in words, as a form brings it in."""
    found = penalties(party)
    lines = [f"{one['decided']} {one['cause']}（{one['number']}）" for one in found]
    return "\n".join(["本系统查到的处罚记录：", *lines]) if lines else NONE


def with_prior(parties: Iterable[Row]) -> list[Row]:
    """The parties of a case, the party with its earlier penalties as a timeline tells them."""
    return [
        {**one, "prior": [{"cause": each["cause"], "decided": each["decided"]} for each in penalties(one)]}
        if one["role"] == "party"
        else one
        for one in parties
    ]
