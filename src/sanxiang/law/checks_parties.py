"""Checks of cases against several parties (共同违法): what is judged of each alone, and that the shares make up the whole."""

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec

from sanxiang.law import (
    checks_decision,
    checks_hearing,
    checks_notice,
    checks_payment,
    checks_service,
)
from sanxiang.law.facts import AMOUNTS, Facts, penalises, views
from sanxiang.law.judge import Finding, Judge, Period
from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.law.surcharge import yuan
from sanxiang.law.timeline import Act
from sanxiang.law.words.parties import totals

T = TypeVar("T", Finding, Period)
# What the law asks for each party by itself: its notice, its rights, its penalty, its service, its payment.
EACH = (
    checks_notice.notified,
    checks_notice.waited_for_statement,
    checks_hearing.offered,
    checks_hearing.waited_for_request,
    checks_hearing.held,
    checks_notice.matched,
    checks_decision.may_be_penalised,
    checks_decision.summary_decided,
    checks_service.served,
    checks_service.remedies,
    checks_payment.paid,
    checks_payment.surcharged,
    checks_payment.to_court,
    checks_service.closed_too_early,
)
_RULES = {"notify": "PEN-44", "decide": "PEN-59"}
_EACH_ONE = "逐一写明每个当事人的处罚种类和数额，合计与总额一致"


def each(judge: Judge) -> None:
    """What is judged of each party alone: a finding or period of all of them is the case's, of some it bears their name."""
    seen = [(name_of(judge.facts, at), Judge(view)) for at, view in enumerate(views(judge.facts))]
    for check in EACH:
        for _, one in seen:
            check(one)
    for finding in _together([(name, one.findings) for name, one in seen]):
        judge.join(finding)
    judge.periods += _together([(name, one.periods) for name, one in seen])


def name_of(facts: Facts, at: int) -> str:
    return facts.case.parties[at].name or f"第{at + 1}个当事人"


def _together(told: Sequence[tuple[str, Sequence[T]]]) -> list[T]:
    """What all were found alike once, the rest with the name of the party."""
    found: list[T] = []
    common = [one for one in told[0][1] if all(one in rest for _, rest in told[1:])]
    for one in common:
        found += [] if one in found else [one]
    return found + [_named(one, name) for name, rest in told for one in rest if one not in common]


def _named(one: Any, name: str) -> Any:
    if isinstance(one, Finding):
        return msgspec.structs.replace(one, message=f"{name}：{one.message}", party=name)
    return msgspec.structs.replace(one, party=name)


def shared(judge: Judge) -> None:
    """PEN-44, PEN-59: a notice and a decision against several parties say what each of them gets, and the shares make up the whole."""
    for name, rule in _RULES.items():
        for act in judge.facts.all(name):
            problem = adrift(judge.facts, act)
            if problem:
                judge.found(rule, act, f"{act.day}{problem}", _EACH_ONE)
            elif unshared(judge.facts, act):
                judge.unknown(rule, act, f"{act.day}对{len(judge.facts.case.parties)}个当事人，未载明各自的处罚", _EACH_ONE)


def unshared(facts: Facts, act: Act) -> bool:
    """Whether the act imposes a penalty on several without telling each one's share; one that names its parties tells it of these alone."""
    named = act.told.get("party", facts.case.parties)
    return len(named) > 1 and "shares" not in act.told and (act.name != "decide" or penalises(act))


def adrift(facts: Facts, act: Act) -> str:
    """Why the shares of a notice or decision do not make up its whole; empty when they do, or none are told."""
    shares = act.told.get("shares")
    if not shares:
        return ""
    whole = totals(shares)
    for key in AMOUNTS:
        told, sum_ = act.told.get(key), whole.get(key)
        if told is not None and told != (sum_ or 0):
            return f"各当事人的{AMOUNT_TITLES[key]}合计{yuan(sum_) if sum_ is not None else 0}元，总额写的是{yuan(told)}元"
    kinds = set(act.told.get("kinds") or ()) ^ set(whole.get("kinds") or ())
    if kinds and whole.get("kinds"):
        return f"各当事人的处罚种类与总的种类不一致：{'、'.join(KIND_TITLES[kind] for kind in sorted(kinds))}"
    return ""


def without_share(facts: Facts, act: Act) -> list[str]:
    """The parties of whom the act, where it tells shares, says neither a kind nor an amount."""
    shares = dict(act.told.get("shares") or ())
    told = ("kinds", *AMOUNTS)
    return [name_of(facts, at) for at in range(len(facts.case.parties)) if not any(shares.get(at, {}).get(key) for key in told)]
