"""A rule of the law as data: its number, its dates, its article, and how binding it is. No number of the law stands in code."""

from datetime import date
from typing import Literal

import msgspec

Kind = Literal["period", "backward", "fixed", "threshold", "gate", "content"]
Unit = Literal["minute", "hour", "day", "working_day", "month", "year", "person", "yuan", "percent", "item", "set", "time"]
Level = Literal["law", "regulation", "local_regulation", "rule", "document"]
State = Literal["enforced", "watched", "informational"]
Severity = Literal["fatal", "major", "minor"]
# What a rule may ask of a case beyond its number, for rules of any pack and any id: every penalty of the ordinary procedure is reviewed, or
# every one for which a hearing is due;
# handler, reviewer and decider are three persons; the decision is disclosed in full; certificates are shown, or all is filmed, `at` these acts.
Demand = Literal["review-all", "review-heavy", "three-persons", "full-text", "certificate", "recording"]
# Time that a period may leave out.
Uncounted = Literal[
    "testing", "hearing", "suspension", "announcement", "identification", "refund", "expert_review", "bidding", "third_party"
]
Stricter = Literal["shorter", "longer", "smaller", "larger", "equal", "any"]

# How high an instrument stands: 法律, 行政法规, 地方性法规, 规章, 规范性文件.
RANK = {"law": 5, "regulation": 4, "local_regulation": 3, "rule": 2, "document": 1}
LEVEL_NAMES = {"law": "法律", "regulation": "行政法规", "local_regulation": "地方性法规", "rule": "规章", "document": "规范性文件"}
UNIT_NAMES = {
    "minute": "分钟",
    "hour": "小时",
    "day": "日",
    "working_day": "个工作日",
    "month": "个月",
    "year": "年",
    "person": "人",
    "yuan": "元",
    "percent": "%",
    "item": "项",
    "set": "套",
    "time": "次",
}
# The fewest and the most days that one of a unit lasts, to compare periods told in different units without ever calling a longer one shorter.
# A working day may be any day, where days of rest are worked; REST days more may lie in a stretch of them (a week's festival, its weekends).
SPANS = {
    "minute": (1 / 1440, 1 / 1440),
    "hour": (1 / 24, 1 / 24),
    "day": (1.0, 1.0),
    "working_day": (1.0, 1.4),
    "month": (28.0, 31.0),
    "year": (365.0, 366.0),
}
REST = 12
PERIODS = frozenset(["period", "backward", "fixed"])


class Extension(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A lawful extension (延长): how much, who approves. Without a unit it has the rule's."""

    value: int
    unit: Unit | None = None
    approver: str = ""
    article: str = ""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"valid_from": "from", "valid_until": "until"}):
    """One rule as it stood between two dates, of one pack.

    `value` is in `unit`; a fixed date is "MM-DD"; a gate may have none. `starts` says in Chinese from what event a period counts.
    `excludes` names what is not counted (testing, hearing, …). `also` lists other ids by which the rule is asked for.
    `stricter` says which way another pack may depart from it; `may_vary` is the lowest level of instrument that may depart either way.
    `demands` says in a closed vocabulary what the rule asks of a case, `at` in which acts; `repeats` names the rules under whose ids a
    breach is found, when the rule says again what they say.
    `conflict` explains a departure that the pack knows of and says which instrument is followed; with `yields` the other one is.
    """

    id: str
    title: str
    kind: Kind
    law: str
    article: str
    value: int | str | None = None
    unit: Unit | None = None
    rolls: bool = False
    rolls_by: str = ""
    starts: str = ""
    excludes: tuple[Uncounted, ...] = ()
    valid_from: date
    valid_until: date | None = None
    level: Level
    stricter: Stricter = "any"
    may_vary: Level | None = None
    state: State = "enforced"
    severity: Severity = "major"
    extension: Extension | None = None
    further: Extension | None = None
    unverified: bool = False
    interpretation: str = ""
    conflict: str = ""
    yields: bool = False
    source: str = ""
    also: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    demands: Demand | None = None
    at: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()
    pack: str = ""

    def holds(self, on: date) -> bool:
        """Whether the rule was in force that day."""
        return self.valid_from <= on and (self.valid_until is None or on <= self.valid_until)

    @property
    def amount(self) -> str:
        """The number in words of the field: 7个工作日, 30日, 每年1月31日前."""
        if self.kind == "fixed":
            month, day = str(self.value).split("-")
            return f"每年{int(month)}月{int(day)}日前"
        return "" if self.value is None else f"{self.value}{UNIT_NAMES[self.unit] if self.unit else ''}"

    @property
    def citation(self) -> str:
        """《law》article, as a refusal quotes it."""
        return cite(self.law, self.article)


# What a rule asks: a change of any of these changes what is lawful. Titles, citations and sources only say where it stands.
ASKED = ("kind", "value", "unit", "rolls", "excludes", "extension", "further", "items", "demands", "at", "state", "severity")


def differences(one: Rule | None, other: Rule | None) -> tuple[str, ...]:
    """The fields in which two values of a rule ask something else; `in force` where only one of them is there."""
    if one is None or other is None:
        return () if one is other else ("in force",)
    return tuple(field for field in ASKED if getattr(one, field) != getattr(other, field))


def cite(law: str, article: str) -> str:
    """《law》article; a document known by its number (国办发〔2018〕118号) stands without 《》, what was never read says so (有关法律、法规（条号待核）)."""
    if article.endswith("待核"):
        return f"{law}（{article}）"
    return f"{law}{article}" if "〔" in law else f"《{law}》{article}"


def looser(rule: Rule, base: Rule) -> bool:
    """Whether `rule` asks less of the organ, or gives the party less, than `base` does, by what base calls stricter; or no longer enforces it."""
    if _silences(rule, base):
        return True
    if base.stricter == "any" or base.value is None:
        return False
    if rule.kind != base.kind or (base.stricter == "equal" and (rule.value, rule.unit) != (base.value, base.unit)):
        return True
    if base.stricter in ("shorter", "smaller"):
        return _more(_parts(rule)[:1], _parts(base)[:1]) or _gains_time(rule, base)
    return base.stricter in ("longer", "larger") and (
        _more(_parts(base)[:1], _parts(rule)[:1]) or (base.rolls and not rule.rolls and rule.unit != "working_day")
    )


def _silences(rule: Rule, base: Rule) -> bool:
    """Whether what the base enforces or demands would no longer be enforced or demanded."""
    undemanded = base.demands is not None and (rule.demands != base.demands or not set(base.at) <= set(rule.at))
    return undemanded or (base.state == "enforced" and rule.state != "enforced")


def _gains_time(rule: Rule, base: Rule) -> bool:
    """Whether extensions, time that is not counted or a last day that rolls give the organ more time than the base does."""
    if base.kind != "period":
        return False
    rolls = rule.rolls and not base.rolls and rule.unit != "working_day"
    return rolls or bool(set(rule.excludes) - set(base.excludes)) or _more(_parts(rule), _parts(base))


def _more(one: list[tuple[float, str]], other: list[tuple[float, str]]) -> bool:
    """Whether these lengths together may be more than the others; told in one unit, by their numbers."""
    units = {unit for _, unit in [*one, *other]}
    if len(units) == 1:
        return sum(value for value, _ in one) > sum(value for value, _ in other)
    return sum(_span(*part)[1] for part in one) > sum(_span(*part)[0] for part in other)


def _span(value: float, unit: str) -> tuple[float, float]:
    """The fewest and the most days of a length."""
    least, most = SPANS.get(unit, (1.0, 1.0))
    return value * least, value * most + (REST if unit == "working_day" else 0)


def _parts(rule: Rule) -> list[tuple[float, str]]:
    """A rule's own length and those of its extensions, each with its unit."""
    if rule.kind == "fixed":
        return [(float(str(rule.value).replace("-", "")), "")]
    more = [(float(each.value), each.unit or rule.unit or "") for each in (rule.extension, rule.further) if each is not None]
    return [(float(rule.value or 0), rule.unit or ""), *more]
