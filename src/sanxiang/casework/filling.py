"""Where a form finds what is already known, so that nothing is typed twice: the `fill` of a procedure's fields. Pure."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.law.packs import Law
from sanxiang.law.periods import NoPeriod, due
from sanxiang.law.procedure import Field
from sanxiang.law.timeline_keys import PARENT

Row = Mapping[str, Any]


class Known(msgspec.Struct, frozen=True):
    """What is known of a case when a form is opened."""

    case: Row
    party: Row
    item: Row
    organ: Row
    steps: Sequence[Row]
    evidence: Sequence[Row]
    me: Mapping[str, str]
    head: str
    law: Law
    now: datetime.datetime
    line: Sequence[Sequence[Row]] = ()  # the steps of the cases that this one springs from, nearest first

    @property
    def today(self) -> datetime.date:
        return self.now.date()

    def last(self, act: str) -> Row:
        """The fields of the last step of this name."""
        return _last_of(self.steps, act)

    def told(self, act: str) -> Row:
        """The same, looked for up the line of parents where the case itself has none; `parent_decide` asks the parent alone."""
        if act.startswith(PARENT):
            return _last_of(self.line[0], act.removeprefix(PARENT)) if self.line else {}
        return next((found for steps in (self.steps, *self.line) if (found := _last_of(steps, act))), {})


def _last_of(steps: Sequence[Row], act: str) -> Row:
    return next((step["fields"] for step in reversed(steps) if step["act"] == act), {})


def fill(field: Field, known: Known) -> Any:
    """The value that a form shows for a field; None when nothing is known."""
    for source in field.fill.split("|") if field.fill else ():
        value = _source(source.strip(), field, known)
        if value not in (None, "", []):
            return _fitting(field, value)
    return None


def _source(source: str, field: Field, known: Known) -> Any:
    word, colon, rest = source.partition(":")
    if colon:
        return WITH_ARGUMENT[word](known, rest) if word in WITH_ARGUMENT else None
    if word == "me":
        return [dict(known.me)] if field.type == "officers" else known.me["name"]
    if word in PLAIN:
        return PLAIN[word](known)
    return _path(known, source)


def _path(known: Known, source: str) -> Any:
    room, _, name = source.partition(".")
    if source in COMPUTED:
        return COMPUTED[source](known)
    row: Row = {"case": known.case, "party": known.party, "item": known.item, "organ": known.organ}.get(room, {})
    return row.get(name)


def _last(known: Known, rest: str) -> Any:
    act, _, name = rest.partition(".")
    return known.told(act).get(name)


def _constant(known: Known, rest: str) -> Any:
    return {"true": True, "false": False}.get(rest, rest)


def _due(known: Known, rule_id: str) -> str | None:
    rule = known.law.rule(rule_id, known.today)
    try:
        end = due(rule, known.today, known.law.calendar).due if rule else None
    except NoPeriod:
        return None
    return end.isoformat()[:10] if end else None


def _handlers(known: Known) -> Any:
    return known.case["handlers"] or [dict(known.me)]


def _basis(known: Known) -> str:
    return "；".join(filter(None, [known.item.get("basis"), known.item.get("penalty_basis")]))


def _payment(known: Known) -> str:
    """How and by when to pay, from the rule in force (行政处罚法第六十七条)."""
    rule, bank = known.law.rule("EXE-67a", known.today), known.organ.get("fine_bank")
    if rule is None or not bank:
        return ""
    return f"自收到本决定书之日起{rule.amount}内，到{bank}缴纳罚款。"


def _evidence(known: Known) -> str:
    return "\n".join(f"{at}. {one['title']}，证明{one['proves']}" for at, one in enumerate(known.evidence, 1))


def _fitting(field: Field, value: Any) -> Any:
    """The value if the field can hold it: a choice must be one of its choices, several become one where one is wanted."""
    allowed = {choice.value for choice in field.choices}
    if field.type == "choices":
        return [one for one in (value if isinstance(value, list) else [value]) if one in allowed] or None
    if field.type == "choice":
        return value if value in allowed else None
    return value


PLAIN: dict[str, Callable[[Known], Any]] = {
    "today": lambda known: known.today.isoformat(),
    "now": lambda known: known.now.isoformat(timespec="minutes"),
    "handlers": _handlers,
}
WITH_ARGUMENT: dict[str, Callable[[Known, str], Any]] = {"last": _last, "value": _constant, "due": _due}
COMPUTED: dict[str, Callable[[Known], Any]] = {
    "case.head": lambda known: known.head,
    "case.evidence": _evidence,
    "item.basis": _basis,
    "organ.payment": _payment,
}
