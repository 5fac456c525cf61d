"""The judge of one timeline: collects findings and periods as the checks tell them."""

from datetime import date, datetime

import msgspec

from sanxiang.law.dates import in_prose
from sanxiang.law.facts import Facts
from sanxiang.law.periods import Due, Suspension, as_day, as_instant
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act

_RANK = {"fatal": 0, "major": 1, "minor": 2}


class Finding(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What was done wrongly or is missing. `act` is the 1-based index in the timeline, None where something is missing. `party`: whose it is,
    where the case has several and it is not everybody's."""

    rule: str
    severity: str
    message: str
    law: str
    article: str
    act: int | None
    next: str
    party: str = ""


class Period(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A period that the case had to keep. `met`: True kept, False missed, None still running or not told. `party`: whose it is, where the case
    has several and it is not everybody's."""

    rule: str
    start: date | datetime
    due: date | datetime
    met: bool | None
    provisional: bool
    party: str = ""


class Judge:
    """What the checks write to. One finding per rule and act: a second one of the same joins the first, the graver severity stands."""

    __slots__ = ("_absent", "_found", "facts", "periods")

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.periods: list[Period] = []
        self._found: dict[tuple[str, int | None, str], Finding] = {}
        self._absent: dict[str, Act] = {}

    def about(self, facts: Facts) -> "Judge":
        """A judge of the same case seen otherwise, who writes to the same lists."""
        other = Judge(facts)
        other.periods, other._found, other._absent = self.periods, self._found, self._absent
        return other

    @property
    def findings(self) -> list[Finding]:
        """In the order of the acts; what is missing stands last."""
        return sorted(self._found.values(), key=lambda finding: finding.act or len(self.facts.acts) + 1)

    def broken(self) -> frozenset[str]:
        """The rules of the findings so far."""
        return frozenset(key[0] for key in self._found)

    def found(self, rule: Rule | str | None, act: Act | None, message: str, next: str, minor: bool = False) -> None:
        """Something was done wrongly. A rule's id is looked up for the day of the act; nothing is found when no such rule was in force."""
        if isinstance(rule, str):
            rule = self.facts.rule(rule, act.day if act else self.facts.as_of)
        if rule is None:
            return
        message, next = in_prose(message), in_prose(next)
        severity: str = "minor" if minor else rule.severity
        self.join(Finding(rule.id, severity, message, rule.law, rule.article, act.index if act else None, next))

    def join(self, finding: Finding) -> None:
        """A finding as it stands, joined to what is known of the same rule, act and party."""
        key = (finding.rule, finding.act, finding.party)
        known = self._found.get(key)
        if known is not None:
            severity = min(finding.severity, known.severity, key=_RANK.__getitem__)
            message = known.message if finding.message in known.message else f"{known.message}；{finding.message}"
            finding = msgspec.structs.replace(known, severity=severity, message=message)
        self._found[key] = finding

    def without(self, rule: str, act: Act) -> None:
        """The act was taken although what the rule wants before it was absent."""
        self._absent.setdefault(rule, act)

    def taken_without(self, rule: str) -> Act | None:
        """The first act that was taken so."""
        return self._absent.get(rule)

    def still_without(self, rule: str) -> None:
        """What was absent then is absent still and was just found missing: the same fault, told once."""
        act = self._absent.pop(rule, None)
        found = self._found.pop((rule, act.index, ""), None) if act else None
        if found:
            self.join(msgspec.structs.replace(found, act=None))

    def missing(self, rule: Rule | str | None, message: str, next: str, on: date | None = None) -> None:
        """Something required is absent: only a complete timeline shows that."""
        if not self.facts.complete:
            return
        if isinstance(rule, str):
            rule = self.facts.rule(rule, on or self.facts.as_of)
        self.found(rule, None, message, next)

    def unknown(self, rule: Rule | str | None, act: Act | None, message: str, next: str) -> None:
        """A key that the law requires was not told: minor at most, and only in a complete timeline."""
        if self.facts.complete:
            self.found(rule, act, message, next, minor=True)

    def deadline(
        self,
        rule: Rule,
        start: date,
        done: Act | None,
        what: str,
        next: str,
        suspensions: tuple[Suspension, ...] = (),
        done_on: date | None = None,
    ) -> Period:
        """A period that binds the organ: in the list, and a finding when it was missed."""
        return self.kept(rule, self.facts.due(rule, start, suspensions), done, what, next, done_on)

    def kept(self, rule: Rule, due: Due, done: Act | None, what: str, next: str, done_on: date | None = None) -> Period:
        """The same for a due date already computed. `done_on`: the day that counts when it is not the act's."""
        last = as_day(due.due)
        day = done_on or (done.day if done else None)
        met = self.met(last, day)
        if met is False:
            self._late(rule, as_day(due.start), last, done, day, what, next)
        return self.listed(rule.id, due.start, due.due, met, due.provisional)

    def met(self, last: date, day: date | None) -> bool | None:
        if day is not None:
            return day <= last
        return None if self.facts.as_of <= last or not self.facts.complete else False

    def listed(self, rule: str, start: date | datetime, due: date | datetime, met: bool | None, provisional: bool = False) -> Period:
        if isinstance(start, datetime):
            start = as_instant(start)
        period = Period(rule, start, due, met, provisional)
        self.periods.append(period)
        return period

    def _late(self, rule: Rule, start: date, last: date, done: Act | None, day: date | None, what: str, next: str) -> None:
        if day is None:
            self.found(rule, None, f"自{start}起算，最迟应在{last}{what}，截至{self.facts.as_of}仍未{what}", next)
        else:
            self.found(rule, done, f"自{start}起算，最迟应在{last}{what}，实际为{day}，超期{(day - last).days}日", next)
