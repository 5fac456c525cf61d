"""Checks of the hearing: offered when due, waited for, notified, held by somebody else, and decided upon."""

from sanxiang.law.checks_notice import heard_or_waived
from sanxiang.law.facts import Facts, hearing_scope, investigators, notice_day, penalises
from sanxiang.law.judge import Judge
from sanxiang.law.periods import as_day
from sanxiang.law.timeline import Act

_NOTICE = {"penalty": "PEN-64b", "permit": "LIC-48"}
_TELLS = ("hearing_request", "hearing_notice", "hearing")  # acts that tell that a hearing was offered
_OFFER = "告知当事人有要求听证的权利，等待期满或者当事人放弃后再作决定"


def offered(judge: Judge) -> None:
    """PEN-63: where a hearing is due, the notice says so."""
    facts = judge.facts
    for notify in facts.all("notify"):
        if facts.summary or hearing_scope(facts, notify) is not True:
            continue
        told = notify.told.get("hearing_offered")
        if told is False:
            judge.found("PEN-63", notify, f"{notify.day}告知的处罚属于听证范围，未告知听证权利", _OFFER)
        elif told is None and not any(name in facts.by_name for name in _TELLS):
            judge.unknown("PEN-63", notify, f"{notify.day}告知的处罚属于听证范围，未载明是否告知听证权利", _OFFER)
    decide = facts.decision
    if decide is None or not penalises(decide) or facts.summary:
        return
    last = facts.last("notify", decide)
    if last and hearing_scope(facts, decide) and hearing_scope(facts, last) is not True and last.told.get("hearing_offered") is False:
        judge.found("PEN-63", decide, f"{decide.day}决定的处罚属于听证范围，未告知听证权利", _OFFER)


def right_to_hearing(facts: Facts, notify: Act) -> bool:
    """Whether the party may ask for a hearing: it was offered one, or one is due."""
    told = notify.told.get("hearing_offered")
    return told is True or (told is None and (hearing_scope(facts, notify) is True or "hearing_notice" in facts.by_name))


def waited_for_request(judge: Judge) -> None:
    """PEN-64a: no penalty while the party may still ask for a hearing, unless it has asked or waived."""
    facts = judge.facts
    decide = facts.decision
    notify = facts.last("notify", decide)
    if notify is None or facts.summary or not right_to_hearing(facts, notify):
        return
    rule = facts.rule("PEN-64a", notify.day)
    if rule is None or (decide is not None and not penalises(decide)):
        return
    due = facts.due(rule, notice_day(notify))
    last = as_day(due.due)
    used = heard_or_waived(facts, notify, "hearing")
    if used is not None or (decide is not None and decide.day > last):
        met: bool | None = True
    else:
        met = None if decide is None and facts.as_of <= last else decide is None
    judge.listed(rule.id, due.start, due.due, met, due.provisional)
    if met is False and decide is not None:
        message = f"{due.start}告知听证权利，当事人可在{last}以前要求听证，未要求也未放弃，{decide.day}即作出处罚决定"
        judge.found(rule, decide, message, "期满或者当事人明确放弃后再作决定")
        judge.found("PEN-63", decide, message, "期满或者当事人明确放弃后再作决定")


def held(judge: Judge) -> None:
    """PEN-63, PEN-65: a hearing asked for in time is held before the decision."""
    facts = judge.facts
    problem = unheard(facts, facts.decision)
    if problem is None or facts.decision is None or not penalises(facts.decision):
        return
    later = facts.after("hearing", facts.decision)
    if later is not None:
        judge.found("PEN-65", facts.decision, f"{facts.decision.day}先作出决定，{later.day}才听证", "根据听证笔录作出决定")
        judge.found("PEN-63", facts.decision, f"当事人{problem.day}要求听证，决定前没有举行", "依法组织听证后再作决定")
    else:
        message = f"当事人{problem.day}要求听证，{facts.decision.day}作出决定前没有举行"
        judge.missing("PEN-63", message, "依法组织听证，根据听证笔录作出决定", facts.decision.day)


def unheard(facts: Facts, decide: Act | None) -> Act | None:
    """A request made in time, not withdrawn, and no hearing before the decision (or so far)."""
    request = facts.last("hearing_request", decide)
    if request is None:
        return None
    notify = facts.last("notify", request)
    hearing = facts.last("hearing", decide)
    waived = facts.last("waive", decide)
    if (hearing and hearing.index > request.index) or (waived and waived.index > request.index and waived.told.get("what") != "plead"):
        return None
    if notify is None:
        return request
    rule = facts.rule("PEN-64a", notify.day)
    late = rule is not None and request.day > as_day(facts.due(rule, notice_day(notify)).due)
    return request if right_to_hearing(facts, notify) and not late else None


def noticed(judge: Judge) -> None:
    """PEN-64b (LIC-48 for permits): the party hears of day and place the full number of working days before."""
    facts = judge.facts
    for hearing in facts.all("hearing"):
        notice = facts.last("hearing_notice", hearing)
        if notice is None:
            judge.missing(
                _NOTICE.get(facts.case.type), f"{hearing.day}举行听证，未见听证通知", "听证前依法通知当事人时间、地点", hearing.day
            )
    for notice in facts.all("hearing_notice"):
        _in_good_time(judge, notice)


def _in_good_time(judge: Judge, notice: Act) -> None:
    facts = judge.facts
    hearing, again = facts.after("hearing", notice), facts.after("hearing_notice", notice)
    if hearing is not None and again is not None and again.index < hearing.index:
        return
    day = hearing.day if hearing else notice.told.get("hearing_day")
    rule = facts.rule(_NOTICE.get(facts.case.type, ""), notice.day)
    if day is None or rule is None:
        return
    due = facts.due(rule, day)
    last = as_day(due.due)
    judge.listed(rule.id, day, last, notice.day <= last, due.provisional)
    if notice.day > last:
        message = f"{notice.day}通知{day}听证，中间不满{rule.amount}，最迟应在{last}通知"
        judge.found(rule, notice, message, "改期举行听证，或者由当事人书面同意")


def presided(judge: Judge) -> None:
    """PEN-64c, PEN-65: chaired by somebody who did not investigate, in public, with minutes."""
    facts = judge.facts
    for hearing in facts.all("hearing"):
        both = sorted(facts.once("investigators", investigators).intersection(hearing.told.get("chair") or ()))
        if both:
            judge.found("PEN-64c", hearing, f"听证主持人{'、'.join(both)}是本案调查人员", "由非本案调查人员重新主持听证")
        if hearing.told.get("public") is False:
            judge.found("PEN-64c", hearing, f"{hearing.day}的听证没有公开举行", "除涉密和个人隐私外应当公开；说明理由并归档", minor=True)
        if hearing.told.get("minutes") is False:
            judge.found("PEN-65", hearing, f"{hearing.day}的听证没有制作笔录", "听证应当制作笔录并由当事人核对签字，根据笔录作出决定")
