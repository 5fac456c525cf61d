"""Judging a case: `assess` is a pure function of the law and a timeline. It tells findings, periods and offers.

The same function serves the office (what may be done next), the services (whether to refuse, and why), supervision, and dossier appraisal.
"""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from sanxiang.law import (
    checks_decision,
    checks_evidence,
    checks_filing,
    checks_hearing,
    checks_notice,
    checks_parties,
    checks_payment,
    checks_recording,
    checks_review,
    checks_seizure,
    checks_service,
    flow,
    guards,
)
from sanxiang.law.facts import Facts
from sanxiang.law.guards import Block, Draft, Offer
from sanxiang.law.judge import Finding, Judge, Period
from sanxiang.law.packs import Law
from sanxiang.law.procedure import Procedure
from sanxiang.law.questions import Question, questions
from sanxiang.law.sprung import procedure_of, with_parent
from sanxiang.law.timeline import Act, Case, Timeline, read_act

__all__ = ["Assessment", "Block", "Finding", "Offer", "Period", "Question", "assess", "procedure_of", "questions", "refusals"]

Check = Callable[[Judge], None]
ANY_TYPE: tuple[Check, ...] = (
    checks_filing.recusal,
    checks_evidence.on_site,
    checks_evidence.as_demanded,
    checks_recording.covered,
    checks_evidence.preserved,
    checks_seizure.seized,
    checks_seizure.testing_told,
    checks_evidence.recorded,
)
BY_FLOW: tuple[Check, ...] = (flow.guarded, flow.periods)
PENALTY: tuple[Check, ...] = (
    checks_filing.filed,
    checks_filing.limitation,
    *ANY_TYPE,
    checks_notice.monitored,
    checks_notice.notified,
    checks_notice.pleaded,
    checks_notice.waited_for_statement,
    checks_hearing.offered,
    checks_hearing.waited_for_request,
    checks_hearing.held,
    checks_hearing.noticed,
    checks_hearing.presided,
    checks_review.review_done,
    checks_review.reviewed,
    checks_review.separated,
    checks_review.deliberated,
    checks_filing.handled,
    checks_notice.matched,
    checks_decision.may_be_penalised,
    checks_decision.law_chosen,
    checks_decision.corrected,
    checks_decision.document,
    checks_decision.summary_decided,
    checks_service.served,
    checks_service.disclosed,
    checks_service.remedies,
    checks_service.withdrawn,
    checks_payment.paid,
    checks_payment.surcharged,
    checks_payment.to_court,
    checks_service.closed,
    checks_service.closed_too_early,
    *BY_FLOW,
)
OF_SEVERAL = (
    *(check for check in PENALTY if check not in checks_parties.EACH and check not in BY_FLOW),
    checks_parties.shared,
    checks_parties.each,
    *BY_FLOW,
)
BY_PROCEDURE: tuple[Check, ...] = (*ANY_TYPE, checks_payment.executed, checks_service.taken_down, *BY_FLOW)


class Assessment(msgspec.Struct, frozen=True):
    """What the law says of a case on the day of judgement; `msgspec.to_builtins` makes it what `sanxiang assess --json` prints."""

    findings: list[Finding]
    periods: list[Period]
    offers: list[Offer]


def assess(law: Law, timeline: Timeline, offers: bool = True, procedure: Procedure | None = None) -> Assessment:
    """Judge a timeline by a body of law: what was done wrongly or is missing, the periods, and the steps that may be taken on `as_of`.

    Pure: no clock, no I/O beyond reading a procedure once. `offers=False` leaves the offers empty. `procedure`: the
    law's, tightened by an organ (`law.procedure.tightened`), where the organ has a list of its own.
    """
    procedure = procedure or procedure_of(law, timeline)
    facts = Facts(law, with_parent(timeline), procedure)
    judge = Judge(facts)
    for check in _checks(timeline.case):
        check(judge)
    offered = guards.offers(facts, procedure) if offers and procedure is not None else []
    return Assessment(judge.findings, judge.periods, offered)


def _checks(case: Case) -> tuple[Check, ...]:
    """A penalty has checks of its own, and some of each party where it has several; every other type is judged by its procedure."""
    if case.type != "penalty":
        return BY_PROCEDURE
    return OF_SEVERAL if case.parties else PENALTY


def refusals(law: Law, timeline: Timeline, act: Mapping[str, Any], procedure: Procedure | None = None) -> list[Block]:
    """Why this act may not be done now: the guards of its step, seen with what the form says. Empty when it may.

    act: plain values, `{"act": "decide", "day": "2024-11-25", "fine": "200000"}`. procedure: as `assess` takes it. Raises
    TimelineError, or KeyError for a step that the procedure does not have.
    """
    procedure = procedure or procedure_of(law, timeline)
    drafted = read_act(len(timeline.acts) + 1, act, case=timeline.case)
    step = procedure.step(drafted.name) if procedure else None
    if procedure is None or step is None:
        raise KeyError(drafted.name)
    return guards.blocks_of(Draft(Facts(law, timeline, procedure), procedure, step, _as_expected(timeline, drafted)))


def _as_expected(timeline: Timeline, act: Act) -> Act:
    """In a penalty a decision whose outcome is not yet told is taken for one: the strict reading."""
    if act.name != "decide" or "outcome" in act.told or timeline.case.type != "penalty":
        return act
    return msgspec.structs.replace(act, told={**act.told, "outcome": "penalty"})
