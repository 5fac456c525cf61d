"""How the portal writes money, and marks what somebody looked for."""

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from sanxiang.disclosure.acts import folded

register = template.Library()
AROUND = 34  # characters shown before and after the first place found


@register.filter
def yuan(amount: Decimal | None) -> str:
    """60,000 元; fen only where there are any."""
    if amount is None:
        return ""
    return f"{amount:,.0f}" if amount == amount.to_integral_value() else f"{amount:,.2f}"


@register.filter
def marked(text: str, terms: list[str]) -> SafeString:
    """The text with each of the (folded) terms marked where it stands as typed."""
    places = sorted(place for term in terms for place in _places(text, term))
    parts, at = [], 0
    for start, end in places:
        if start >= at:
            parts += [escape(text[at:start]), "<mark>", escape(text[start:end]), "</mark>"]
            at = end
    return mark_safe("".join([*parts, escape(text[at:])]))  # noqa: S308  every piece is escaped


@register.filter
def around(text: str, terms: list[str]) -> str:
    """The stretch of a text where one first finds one of the terms; its beginning if there is none."""
    start = min((place[0] for term in terms for place in _places(text, term)[:1]), default=0)
    begin = max(start - AROUND, 0)
    cut = text[begin : begin + 3 * AROUND]
    return f"{'…' if begin else ''}{cut}{'…' if begin + len(cut) < len(text) else ''}"


def _places(text: Any, term: str) -> list[tuple[int, int]]:
    """Where a folded term stands in a text, white space in the text not counted."""
    letters = [(folded(letter), at) for at, letter in enumerate(str(text))]
    plain = [(one, at) for kept, at in letters for one in kept]
    line = "".join(one for one, _ in plain)
    found, at = [], line.find(term) if term else -1
    while at >= 0:
        found.append((plain[at][1], plain[at + len(term) - 1][1] + 1))
        at = line.find(term, at + len(term))
    return found
