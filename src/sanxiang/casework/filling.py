"""Where a form finds what is already known, so that nothing is typed twice: the `fill` of a procedure's fields. Pure."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from sanxiang.law.packs import Law
from sanxiang.law.periods import NoPeriod, due
from sanxiang.law.procedure import Field
from sanxiang.law.retention import RetentionError, kept
from sanxiang.law.surcharge import charge
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
    owed: Row = {}  # fine and surcharge of today (`law.owed`), where the form asks for them
    earlier: Row = {}  # what the organ's other cases tell of the party (`casework.earlier`), where the form asks for it
    happened: datetime.date | None = None  # the day told for a step that is entered afterwards

    @property
    def today(self) -> datetime.date:
        return self.now.date()

    @property
    def day(self) -> datetime.date:
        """The day of the step: what is filled counts from it."""
        return self.happened or self.today

    def last(self, act: str) -> Row:
        """The fields of the last step of this name."""
        return _last_of(self.steps, act)

    def told(self, act: str) -> Row:
        """The same, looked for up the line of parents where the case itself has none; `parent_decide` asks the parent alone."""
        if act.startswith(PARENT):
            return _last_of(self.line[0], act.removeprefix(PARENT)) if self.line else {}
        return next((found for steps in (self.steps, *self.line) if (found := _last_of(steps, act))), {})

    def day_of(self, act: str) -> str | None:
        """The day of the last step of this name, looked for like `told`."""
        lines = self.line[:1] if act.startswith(PARENT) else (self.steps, *self.line)
        name = act.removeprefix(PARENT)
        return next((step["day"] for steps in lines for step in reversed(steps) if step["act"] == name), None)

    def remedies(self) -> list[tuple[datetime.date, datetime.date]]:
        """The spans of reconsideration and litigation, of the case and of its parent; one that has not ended lasts till the step's day."""
        read = datetime.date.fromisoformat
        told = [step for steps in (self.steps, *self.line[:1]) for step in steps if step["act"] in REMEDIES]
        return [(read(step["day"]), read(step["fields"].get("until") or self.day.isoformat())) for step in told]


REMEDIES = ("reconsideration", "litigation")


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
    row: Row = {
        "case": known.case,
        "party": known.party,
        "item": known.item,
        "organ": known.organ,
        "earlier": known.earlier,
        "owed": known.owed,
    }.get(room, {})
    return row.get(name)


def _last(known: Known, rest: str) -> Any:
    act, _, name = rest.partition(".")
    told = known.told(act)
    return told.get(name) if name in told or name != "day" else known.day_of(act)


def _after(known: Known, rest: str) -> str | None:
    """The day after another one: `after:last:obligation.due`."""
    day = _source(rest, Field("", ""), known)
    return (datetime.date.fromisoformat(str(day)[:10]) + datetime.timedelta(days=1)).isoformat() if day else None


def _rest(known: Known, rest: str) -> str | None:
    """What of a sum is still open: `rest:decide.fine pay.amount` takes off what every act told. None where nothing is."""
    whole, paid = (part.partition(".") for part in rest.split(" "))
    owed = known.told(whole[0]).get(whole[2])
    if not owed:
        return None
    told = (Decimal(step["fields"].get(paid[2]) or 0) for step in known.steps if step["act"] == paid[0])
    left = Decimal(owed) - sum(told, Decimal(0))
    return f"{left:f}".removesuffix(".00") if left > 0 else None


def _sum(known: Known, rest: str) -> str | None:
    """A sum with what every act added to it: `sum:obligation.amount surcharge.amount`. None where there is no sum."""
    whole, more = (part.partition(".") for part in rest.split(" "))
    base = known.told(whole[0]).get(whole[2])
    if not base:
        return None
    told = (Decimal(step["fields"].get(more[2]) or 0) for step in known.steps if step["act"] == more[0])
    return f"{sum(told, Decimal(base)):f}".removesuffix(".00")


def _surcharge(known: Known, what: str) -> Any:
    """Days and amount of the surcharge up to the step's day, of what the case is to execute (行政处罚法第七十二条): `surcharge:days`, `surcharge:amount`."""
    rule, base, first = known.law.rule("EXE-72a", known.day), known.told("obligation").get("amount"), _after(known, "last:obligation.due")
    if rule is None or not rule.value or not base or not first:
        return None
    begun = datetime.date.fromisoformat(first)
    found = charge(int(rule.value), Decimal(base), begun, known.day, known.remedies())
    return {"days": found.days, "amount": f"{found.amount:f}".removesuffix(".00")}.get(what)


def _late(known: Known, what: str) -> Any:
    """Days and amount of a late fee up to the step's day, where the decision tells a daily rate (万分之几, whose basis it states): never more than the sum
    itself (行政强制法第四十五条第二款): `late:days`, `late:amount`."""
    decided = known.told("decide")
    rate, base, until = decided.get("daily_rate"), decided.get("amount"), known.told("defer").get("until") or decided.get("until")
    if not rate or not base or not until:
        return None
    first = datetime.date.fromisoformat(str(until)) + datetime.timedelta(days=1)
    found = charge(Decimal(rate) / 100, Decimal(base), first, known.day, known.remedies())
    return {"days": found.days, "amount": f"{found.amount:f}".removesuffix(".00")}.get(what) if found.days else None


def _own(known: Known, rest: str) -> Any:
    """What this case itself was told, never its parents: a renewal's decision is not that of the permit."""
    act, _, name = rest.partition(".")
    return known.last(act).get(name)


def _constant(known: Known, rest: str) -> Any:
    return {"true": True, "false": False}.get(rest, rest)


def _due(known: Known, rest: str) -> str | None:
    """The last day of a rule's period, counted from the step's day, or from another that is told: `due:LIT-46 last:serve.received`."""
    rule_id, counted, source = rest.partition(" ")
    told = _source(source, Field("", ""), known) if counted else known.day.isoformat()
    rule = known.law.rule(rule_id, known.day)
    if rule is None or not told:
        return None
    try:
        return due(rule, datetime.date.fromisoformat(str(told)[:10]), known.law.calendar).due.isoformat()[:10]
    except NoPeriod:
        return None


def _handlers(known: Known) -> Any:
    return known.case["handlers"] or [dict(known.me)]


def _basis(known: Known) -> str:
    return "；".join(filter(None, [known.item.get("basis"), known.item.get("penalty_basis")]))


def _licence_name(known: Known) -> str:
    """What a licence for the item is called: 占用道路许可 gives 占用道路许可证, 施工许可证核发 gives 施工许可证."""
    name = str(known.item.get("name") or "")
    for subject in ("核发", "审批", "审核", "办理"):
        name = name.removesuffix(subject)
    if not name or name.endswith(("证", "照", "书", "批文")):
        return name
    return f"{name}证" if name.endswith("许可") else f"{name}许可证"


def _payment(known: Known) -> str:
    """How and by when to pay, from the rule in force (行政处罚法第六十七条)."""
    rule, bank = known.law.rule("EXE-67a", known.day), known.organ.get("fine_bank")
    if rule is None or not bank:
        return ""
    return f"自收到本决定书之日起{rule.amount}内，到{bank}缴纳罚款。"


def _evidence(known: Known) -> str:
    originals = (one for one in known.evidence if not one.get("parent"))
    return "\n".join(f"{at}. {one['title']}，证明{one['proves'].removeprefix('证明')}" for at, one in enumerate(originals, 1))


def _proved(known: Known) -> str:
    """The facts of the investigation report with the evidence for them."""
    report = known.told("investigation_report")
    facts, evidence = str(report.get("facts_text") or ""), str(report.get("evidence_text") or "")
    if not facts or not evidence or evidence in facts:
        return facts
    parted = "\n" if "\n" in evidence else ""
    return f"{facts}\n以上事实，有下列证据证明：{parted}{evidence}" + ("" if evidence.endswith("。") else "。")


def _fitting(field: Field, value: Any) -> Any:
    """The value if the field can hold it: a choice must be one of its choices, several become one where one is wanted."""
    allowed = {choice.value for choice in field.choices}
    if field.type == "choices":
        return [one for one in (value if isinstance(value, list) else [value]) if one in allowed] or None
    if field.type == "choice":
        return value if value in allowed else None
    return value


PLAIN: dict[str, Callable[[Known], Any]] = {
    "today": lambda known: known.day.isoformat(),
    "now": lambda known: known.now.isoformat(timespec="minutes"),
    "handlers": _handlers,
}
WITH_ARGUMENT: dict[str, Callable[[Known, str], Any]] = {
    "last": _last,
    "own": _own,
    "value": _constant,
    "due": _due,
    "after": _after,
    "rest": _rest,
    "sum": _sum,
    "surcharge": _surcharge,
    "late": _late,
}


def _retention(known: Known) -> str | None:
    """How long the rule of the packs keeps the dossier, in the words of the form of archiving: `permanent`, or years as `y30`."""
    try:
        rule = kept(known.law, known.case["type"], known.case["procedure"], known.day).rule
    except RetentionError:
        return None
    return f"y{rule.value}" if rule.kind == "period" else "permanent"


COMPUTED: dict[str, Callable[[Known], Any]] = {
    "case.retention": _retention,
    "case.head": lambda known: known.head,
    "case.evidence": _evidence,
    "case.proved": _proved,
    "item.basis": _basis,
    "item.licence_name": _licence_name,
    "organ.payment": _payment,
}
