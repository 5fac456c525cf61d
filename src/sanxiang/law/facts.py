"""What a timeline tells, indexed once for all checks and guards, with the law of the day at hand."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import msgspec

from sanxiang.law import periods
from sanxiang.law.packs import Law
from sanxiang.law.periods import Due, Suspension
from sanxiang.law.plan import plan_of
from sanxiang.law.procedure import Procedure
from sanxiang.law.rules import Demand, Rule
from sanxiang.law.timeline import Act, Timeline

DAY = timedelta(days=1)
# Kinds for which a hearing is due whatever the amount (行政处罚法第六十三条第一款第三、四项), and those whose amount decides.
HEAVY_KINDS = frozenset(["lower_grade", "revoke_licence", "suspend_business", "close_business", "ban_from_trade"])
AMOUNTS = ("fine", "gains", "goods_value")
_OF_SHARES = frozenset([*AMOUNTS, "kinds", "shares"])  # what each party has a share of
_INVESTIGATING = frozenset(["site_record", "interview", "preserve", "seize"])
_NO_ACTS: tuple[Act, ...] = ()
# Answers of a body of law to the same question, kept with it: due dates and rules of a day.
_ANSWERS: WeakKeyDictionary[Law, tuple[dict[Any, Due], dict[date, dict[str, Rule | None]]]] = WeakKeyDictionary()
_KEPT_ANSWERS = 50_000
Answer = TypeVar("Answer")


class Facts:
    """The acts of one timeline by name, and what follows from them. Derived facts are computed once, when asked for."""

    __slots__ = (
        "_dues",
        "_kept",
        "_rules",
        "acts",
        "as_of",
        "by_name",
        "case",
        "complete",
        "decision",
        "law",
        "plan",
        "procedure",
        "summary",
    )

    def __init__(self, law: Law, timeline: Timeline, procedure: Procedure | None = None) -> None:
        self.law, self.case, self.procedure = law, timeline.case, procedure
        self.acts: Sequence[Act] = timeline.acts
        self.plan = plan_of(procedure)
        self.as_of, self.complete = timeline.as_of, timeline.complete
        by_name: dict[str, list[Act]] = {}
        for act in timeline.acts:
            by_name.setdefault(act.name, []).append(act)
        self.by_name = by_name
        self.summary = timeline.case.procedure == "summary"
        self.decision: Act | None = by_name["decide"][0] if "decide" in by_name else None
        self._kept: dict[Any, Any] = {}
        answers = _ANSWERS.get(law)
        if answers is None or max(len(answers[0]), len(answers[1])) > _KEPT_ANSWERS:
            answers = _ANSWERS[law] = ({}, {})
        self._dues, self._rules = answers

    # ── acts ──

    def all(self, name: str) -> Sequence[Act]:
        return self.by_name.get(name, _NO_ACTS)

    def first(self, name: str) -> Act | None:
        acts = self.by_name.get(name)
        return acts[0] if acts else None

    def last(self, name: str, before: Act | None = None) -> Act | None:
        """The last act of this name, before that act when one is given."""
        acts = self.by_name.get(name)
        if not acts:
            return None
        if before is None:
            return acts[-1]
        for act in reversed(acts):
            if act.index < before.index:
                return act
        return None

    def after(self, name: str, act: Act) -> Act | None:
        """The first act of this name after that act."""
        for other in self.by_name.get(name, _NO_ACTS):
            if other.index > act.index:
                return other
        return None

    def once(self, key: str, compute: Callable[["Facts"], Any]) -> Any:
        """A derived fact, computed the first time."""
        if key not in self._kept:
            self._kept[key] = compute(self)
        return self._kept[key]

    # ── law ──

    def rule(self, id: str, on: date) -> Rule | None:
        """The rule in force that day, unless it is only informational."""
        try:
            return self._rules[on][id]
        except KeyError:
            rule = self.law.rule(id, on)
            known = self._rules.setdefault(on, {})[id] = None if rule is None or rule.state == "informational" else rule
            return known

    def demanding(self, demand: Demand, on: date, act: str = "") -> list[Rule]:
        """The rules of that day that ask this of a case, at that act when one is given."""
        rules = [rule for id in self.law.demanding(demand) for rule in (self.rule(id, on),) if rule is not None and rule.demands == demand]
        return [rule for rule in rules if not act or act in rule.at]

    def number(self, id: str, on: date) -> int | None:
        """The number of a rule that day; None when there is no rule or it has no number."""
        rule = self.rule(id, on)
        return rule.value if rule is not None and isinstance(rule.value, int) else None

    def due(self, rule: Rule, start: date | datetime, suspensions: tuple[Suspension, ...] = (), extended: bool = False) -> Due:
        """`periods.due`, kept for the same question."""
        more = rule.extension.value if extended and rule.extension else 0
        key = (rule.id, rule.pack, rule.valid_from, rule.value, start, suspensions, more)
        known = self._dues.get(key)
        if known is None:
            known = self._dues[key] = periods.due(rule, start, self.law.calendar, suspensions, extended)
        return known


# ── several parties (共同违法): the case as each of them sees it ──


def views(facts: Facts) -> list[Facts]:
    """The case as a case against each of its parties alone: their shares, and the acts that are theirs or everybody's. None where it has but one."""
    found: list[Facts] = facts.once("views", _views) if facts.case.parties else []
    return found


def _views(facts: Facts) -> list[Facts]:
    found = []
    for at, party in enumerate(facts.case.parties):
        case = msgspec.structs.replace(facts.case, party=party, parties=())
        acts = tuple([own for act in facts.acts for own in (of_party(act, at),) if own is not None])
        found.append(Facts(facts.law, Timeline(case, acts, facts.as_of, facts.complete), facts.procedure))
    return found


def of_party(act: Act, at: int) -> Act | None:
    """The act as the party at this place of `case.parties` sees it; None where it is another's, or gives them no share.

    A payment that names nobody is taken as what each still owed (解释: the benefit of the doubt).
    """
    told = act.told
    if at not in told.get("party", (at,)):
        return None
    if "shares" in told:
        own = next((share for place, share in told["shares"] if place == at), None)
        if own is None:
            return None
        return _retold(act, {key: value for key, value in told.items() if key not in _OF_SHARES} | dict(own))
    if act.name == "pay" and "party" not in told:
        return _retold(act, {key: value for key, value in told.items() if key != "amount"})
    return act


def _retold(act: Act, told: dict[str, Any]) -> Act:
    return Act(act.index, act.name, act.day, act.at, told, act.line)


# ── derived facts, each one question of the law ──


def of_act(question: Callable[[Facts, Act], Answer]) -> Callable[[Facts, Act], Answer]:
    """A question about one act of a case that several checks ask: answered the first time."""

    def answer(facts: Facts, act: Act) -> Answer:
        key, kept = (question, act.index), facts._kept
        if key not in kept:
            kept[key] = question(facts, act)
        known: Answer = kept[key]
        return known

    return answer


def penalises(decide: Act) -> bool:
    """Whether the decision imposes a penalty."""
    outcome = decide.told.get("outcome")
    return outcome == "penalty" or (outcome is None and bool(decide.told.get("fine") or decide.told.get("kinds")))


def penalty(facts: Facts) -> Act | None:
    """The decision that imposes the penalty which stands, the last one."""
    decide = facts.last("decide")
    return decide if decide is not None and penalises(decide) else None


def is_person(facts: Facts) -> bool | None:
    """Whether amounts for persons apply; an individual business counts as a person (待核)."""
    kind = facts.case.party.kind
    return None if kind is None else kind != "organisation"


def age(facts: Facts) -> int | None:
    party = facts.case.party
    return party.age if party.age_at_act is None else party.age_at_act


def is_minor(facts: Facts, on: date) -> bool:
    years, adult = age(facts), facts.number("PEN-30b", on)
    return years is not None and adult is not None and years < adult


def investigators(facts: Facts) -> frozenset[str]:
    """Who investigates: the handlers, and the officers who are named in the acts of evidence gathering."""
    named = [act.told["officers"] for act in facts.acts if act.name in _INVESTIGATING and isinstance(act.told.get("officers"), tuple)]
    return frozenset(facts.case.handlers or ()).union(*named)


def established(facts: Facts) -> frozenset[str]:
    """Circumstances that were told and not denied."""
    return frozenset(facts.case.circumstances or ()) - frozenset(facts.case.circumstances_denied or ())


def threshold(facts: Facts, on: date) -> Decimal | None:
    """From how many yuan a hearing is due for this party: the case's word, else the region's rule; None when not known."""
    person = is_person(facts)
    told = facts.case.hearing_threshold
    if person is None:
        return None
    if told is not None and (told.person if person else told.organisation) is not None:
        return told.person if person else told.organisation
    number = facts.number("PEN-63a" if person else "PEN-63b", on)
    return None if number is None else Decimal(number)


def hearing_scope(facts: Facts, act: Act) -> bool | None:
    """Whether the penalty that this act (notify or decide) names is one for which a hearing is due; None when that is not known. Of several
    parties: for one of them at least."""
    if facts.case.parties:
        found = [hearing_scope(view, own) for at, view in enumerate(views(facts)) for own in (of_party(act, at),) if own is not None]
        return True if True in found else None if None in found else False
    kinds = act.told.get("kinds")
    if kinds and not HEAVY_KINDS.isdisjoint(kinds):
        return True
    amounts = [act.told[key] for key in AMOUNTS if act.told.get(key)]
    limit = threshold(facts, act.day)
    if limit is not None and any(amount >= limit for amount in amounts):
        return True
    if limit is None and (amounts or kinds is None or "fine" in kinds):
        return None
    return None if kinds is None and not amounts else False


def notice_day(notify: Act) -> date:
    """The day from which the party's periods count: of service when told, else of the notice."""
    served = notify.told.get("served")
    return served if isinstance(served, date) else notify.day


def service_day(facts: Facts, decide: Act) -> date | None:
    """The day on which the decision was received: by announcement when its period has run, by mail the day of the receipt."""
    for serve in facts.all("serve"):
        if serve.index > decide.index and serve.told.get("received") is not False:
            return _served(facts, serve)
    return decide.day if facts.summary and decide.told.get("delivered") is not False else None


def _served(facts: Facts, serve: Act) -> date:
    received = serve.told.get("received")
    if isinstance(received, date) and not isinstance(received, bool):
        return received
    if serve.told.get("manner") != "announcement":
        return serve.day
    rule = facts.rule("PEN-61c", serve.day)
    if rule is None:
        return serve.told.get("until") or serve.day
    due = periods.as_day(facts.due(rule, serve.day).due)
    return max(due, serve.told.get("until") or due)


def asked_days(act: Act, limit: date) -> int | None:
    """The days that an extension grants itself: told, or up to the day it names."""
    days, until = act.told.get("days"), act.told.get("until")
    return days if days is not None or until is None else max(0, (until - limit).days)


def excluded(facts: Facts, rule: Rule) -> tuple[Suspension, ...]:
    """The time that does not count for this rule, by what it says is excluded; what still runs counts up to the day of judgement."""
    if not rule.excludes:
        return ()
    found = [gap for what in rule.excludes for gap in _GAPS.get(what, _nothing)(facts)]
    specials = [act for act in facts.all("special") if act.told.get("of") in rule.excludes and act.told.get("until")]
    found += [gap for act in specials for gap in _gap(act.day - DAY, act.told["until"], "")]
    return tuple(sorted(found, key=lambda gap: periods.as_day(gap.start)))


def _nothing(_: Facts) -> list[Suspension]:
    return []


def _gap(after: date, until: date, reason: str) -> list[Suspension]:
    return [Suspension(after + DAY, until, reason)] if until > after else []


def suspended(facts: Facts) -> list[Suspension]:
    gaps = []
    for suspend in facts.all("suspend"):
        resume = facts.after("resume", suspend)
        gaps += _gap(suspend.day, resume.day if resume else facts.as_of, "中止")
    return gaps


def heard(facts: Facts) -> list[Suspension]:
    request = facts.first("hearing_request") or facts.first("hearing_notice")
    hearing = facts.last("hearing")
    if request is None or (hearing is None and facts.decision is not None):
        return []
    return _gap(request.day, hearing.day if hearing else facts.as_of, "听证")


def tested(facts: Facts) -> list[Suspension]:
    return [gap for act in facts.all("testing") if act.told.get("until") for gap in _gap(act.day, act.told["until"], "检测鉴定")]


def announced(facts: Facts) -> list[Suspension]:
    """Announcements before the decision; those after it no longer matter to the handling of the case."""
    acts = [act for act in facts.all("serve") if facts.decision is None or act.index < facts.decision.index]
    return [gap for act in acts if act.told.get("manner") == "announcement" for gap in _gap(act.day, _served(facts, act), "公告")]


def remedied(facts: Facts) -> list[Suspension]:
    """Time of reconsideration and litigation, of this case or its parent, in which no surcharge runs (EXE-73a)."""
    gaps = []
    for name in ("reconsideration", "litigation", "parent_reconsideration", "parent_litigation"):
        for act in facts.all(name):
            gaps += _gap(act.day - DAY, act.told.get("until") or facts.as_of, "复议诉讼")
    return gaps


_GAPS: dict[str, Callable[[Facts], list[Suspension]]] = {
    "suspend": suspended,
    "suspension": suspended,
    "hearing": heard,
    "testing": tested,
    "announcement": announced,
    "reconsideration": remedied,
    "litigation": remedied,
}
