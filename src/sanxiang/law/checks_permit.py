"""Checks of a permit: one request to complete the papers, acceptance, the days for the decision, the licence, disclosure."""

from sanxiang.law.checks_notice import heard_or_waived
from sanxiang.law.facts import Facts, excluded, notice_day
from sanxiang.law.judge import Judge
from sanxiang.law.periods import as_day
from sanxiang.law.timeline import Act


def accepted(judge: Judge) -> None:
    """LIC-32: the applicant is told once and in time what is lacking; otherwise the application counts as accepted on receipt."""
    facts = judge.facts
    apply = facts.first("apply")
    rule = facts.rule("LIC-32", apply.day) if apply else None
    if apply is None:
        return
    if rule is not None and rule.kind == "period":
        answered = min((act for act in (facts.after("correct_once", apply), facts.after("accept", apply)) if act), key=_index, default=None)
        judge.deadline(rule, apply.day, answered, "告知补正或者受理", "逾期不告知的，自收到申请材料之日起即为受理")
    for again in facts.all("correct_once")[1:]:
        judge.found(rule, again, f"{again.day}再次要求补正", "申请材料不齐全的应当一次告知需要补正的全部内容")


def _index(act: Act) -> int:
    return act.index


def accepted_on(facts: Facts) -> Act | None:
    """The act from which the days for the decision count: acceptance, or the application when nobody answered it in time."""
    apply, accept = facts.first("apply"), facts.first("accept")
    rule = facts.rule("LIC-32", apply.day) if apply else None
    if apply is None or rule is None or rule.kind != "period" or facts.all("correct_once"):
        return accept
    last = as_day(facts.due(rule, apply.day).due)
    return apply if accept is not None and accept.day > last else accept


def decided(judge: Judge) -> None:
    """LIC-42a: decided in the working days after acceptance, extended once; hearing, testing and review by experts not counted."""
    facts = judge.facts
    start = accepted_on(facts)
    rule = facts.rule("LIC-42a", start.day) if start else None
    if start is None or rule is None:
        return
    extends = [act for act in facts.all("extend") if act.told.get("approved") is not False]
    gaps = excluded(facts, rule)
    due = facts.due(rule, start.day, gaps)
    if extends and extends[0].day <= as_day(due.due) and rule.extension is not None:
        due = facts.due(rule, start.day, gaps, True)
    judge.kept(rule, due, facts.decision, "作出许可决定", "须延长的应当在期满前经本行政机关负责人批准，并告知申请人理由")


def issued(judge: Judge) -> None:
    """LIC-44: the licence is issued in time after it was granted. PUB-06b: the decision is disclosed."""
    facts = judge.facts
    decide = facts.last("decide")
    if decide is None or decide.told.get("outcome") not in ("grant", "refuse"):
        return
    rule = facts.rule("LIC-44", decide.day)
    if rule is not None and decide.told["outcome"] == "grant":
        judge.deadline(rule, decide.day, facts.after("issue", decide), "颁发、送达许可证件", "立即颁发、送达许可证件")
    shown = facts.rule("PUB-06b", decide.day)
    if shown is not None and decide.told["outcome"] == "grant":
        judge.deadline(shown, decide.day, facts.after("disclose", decide), "公示决定", "准予许可的决定应当公开，公众有权查阅")
    refused = facts.rule("LIC-38", decide.day)
    if decide.told["outcome"] == "refuse" and decide.told.get("remedies") is False:
        judge.found(refused, decide, f"{decide.day}不予许可，未告知复议和诉讼的权利", "说明理由并告知申请复议或者提起诉讼的权利")


def waited_for_request(judge: Judge) -> None:
    """LIC-47a: no decision while those who were told of their right to a hearing may still ask for one."""
    facts = judge.facts
    notify, decide = facts.last("notify", facts.decision), facts.decision
    rule = facts.rule("LIC-47a", notify.day) if notify else None
    if notify is None or rule is None or notify.told.get("hearing_offered") is not True:
        return
    due = facts.due(rule, notice_day(notify))
    last = as_day(due.due)
    used = heard_or_waived(facts, notify, "hearing") is not None
    early = decide is not None and decide.day <= last and not used
    met = None if decide is None and not used and facts.as_of <= last else not early
    judge.listed(rule.id, due.start, due.due, met, due.provisional)
    if early and decide is not None:
        message = f"{due.start}告知听证权利，可在{last}以前申请听证，未申请也未放弃，{decide.day}即作出许可决定"
        judge.found(rule, decide, message, "期满或者明确放弃后再作决定")


def heard(judge: Judge) -> None:
    """LIC-47b: a hearing is organised in time after it was asked for."""
    facts = judge.facts
    for request in facts.all("hearing_request"):
        rule = facts.rule("LIC-47b", request.day)
        if rule is not None:
            judge.deadline(rule, request.day, facts.after("hearing", request), "组织听证", "立即组织听证；当事人撤回申请的登记在案")
