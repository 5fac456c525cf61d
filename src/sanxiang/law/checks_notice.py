"""Checks of the notice before the decision, the party's statement, and the match of decision and notice."""

from datetime import date
from decimal import Decimal

from sanxiang.law.facts import AMOUNTS, Facts, notice_day, penalises, penalty
from sanxiang.law.judge import Judge
from sanxiang.law.penalty_kinds import AMOUNT_TITLES, KIND_TITLES
from sanxiang.law.periods import as_day
from sanxiang.law.timeline import Act
from sanxiang.law.timeline_keys import KINDS

_TOLD = {"facts": "违法事实", "grounds": "理由", "basis": "依据", "rights": "陈述、申辩的权利"}
_WEIGHT = {kind: weight for weight, kind in enumerate(KINDS)}
_SPOKEN = ("plead", "hearing_request", "hearing")
_TELL_AGAIN = "重新告知拟作出的处罚内容、事实、理由、依据和权利，听取陈述申辩后再作决定"


def notified(judge: Judge) -> None:
    """PEN-44, PEN-62: before a penalty the party is told what, why and which rights."""
    facts = judge.facts
    for decide in facts.all("decide"):
        if penalises(decide) and facts.last("notify", decide) is None:
            _not_notified(judge, decide)
    for notify in facts.all("notify"):
        _content(judge, notify)


def _not_notified(judge: Judge, decide: Act) -> None:
    later = judge.facts.after("notify", decide)
    if later is not None:
        message = f"{decide.day}先作出处罚决定，{later.day}才告知"
        judge.found("PEN-44", later, message, _TELL_AGAIN)
        judge.found("PEN-62", decide, message, _TELL_AGAIN)
    elif judge.facts.complete:
        message = f"{decide.day}作出处罚决定前未告知拟处罚的内容及事实、理由、依据和权利"
        judge.missing("PEN-44", message, _TELL_AGAIN, decide.day)
        judge.found("PEN-62", decide, message, _TELL_AGAIN)


def _content(judge: Judge, notify: Act) -> None:
    told = notify.told
    absent = [title for key, title in _TOLD.items() if told.get(key) is False]
    if absent:
        judge.found("PEN-44", notify, f"{notify.day}的告知没有写明{'、'.join(absent)}", _TELL_AGAIN)
    if told.get("served") is False:
        judge.found("PEN-44", notify, f"{notify.day}的告知书没有送达当事人", "送达告知书，期限自送达之日起算")
    if judge.facts.summary:
        return
    unknown = [_TOLD[key] for key in ("facts", "grounds") if key not in told]
    if "kinds" not in told and "fine" not in told:
        unknown.append("拟处罚内容")
    if unknown:
        judge.unknown("PEN-44", notify, f"{notify.day}的告知未载明是否写明{'、'.join(unknown)}", "核对告知书并补充登记")


def monitored(judge: Judge) -> None:
    """PEN-41: a record of electronic monitoring is evidence once it was reviewed, and the party is told of it in good time."""
    facts = judge.facts
    record, decide = facts.first("monitor_record"), penalty(facts)
    if record is None or decide is None:
        return
    if facts.after("monitor_review", record) is None:
        judge.missing(
            "PEN-41", "电子技术监控记录未见审核，未经审核不得作为证据", "由审核人员审核记录内容，符合要求的方可作为证据", decide.day
        )
    elif facts.after("monitor_inform", record) is None:
        judge.missing("PEN-41", "未见将电子技术监控记录的违法事实告知当事人", "及时告知当事人，为其查询、陈述和申辩提供便利", decide.day)


def pleaded(judge: Judge) -> None:
    """PEN-45: a statement is examined, and is no reason for a heavier penalty."""
    for plead in judge.facts.all("plead"):
        reviewed = plead.told.get("reviewed")
        if reviewed is False:
            judge.found("PEN-45", plead, f"{plead.day}当事人陈述申辩，未经复核", "对当事人提出的事实、理由和证据进行复核")
        elif reviewed is None and not judge.facts.summary:
            judge.unknown("PEN-45", plead, f"{plead.day}当事人陈述申辩，未载明是否复核", "补充复核意见")


def waited_for_statement(judge: Judge) -> None:
    """PEN-44b: no decision while the party may still make a statement, unless it has or has waived."""
    facts = judge.facts
    if facts.summary:
        return
    notify = facts.last("notify", facts.decision)
    rule = facts.rule("PEN-44b", notify.day) if notify else None
    if notify is None or rule is None or rule.kind != "period":
        return
    due = facts.due(rule, notice_day(notify))
    early = _early(facts, as_day(due.due))
    used = heard_or_waived(facts, notify, "plead")
    met = True if used else None if facts.decision is None and facts.as_of <= as_day(due.due) else early is None
    judge.listed(rule.id, due.start, due.due, met, due.provisional)
    if met is False and early is not None:
        message = f"{due.start}告知，当事人可在{due.due}以前陈述申辩，未陈述也未放弃，{early.day}即作出决定"
        judge.found(rule, early, message, "期满或者当事人明确放弃后再作决定")
        judge.found("PEN-62", early, message, "期满或者当事人明确放弃后再作决定")


def _early(facts: Facts, last: date) -> Act | None:
    """A penalty decided on or before the last day of the party's period."""
    decide = facts.decision
    return decide if decide is not None and penalises(decide) and decide.day <= last else None


def heard_or_waived(facts: Facts, notify: Act, what: str) -> Act | None:
    """The party used (`plead`, `hearing`) or waived its right after the notice and before the decision."""
    name = "plead" if what == "plead" else "hearing_request"
    end = facts.decision.index if facts.decision else len(facts.acts) + 1
    used = [act for act in facts.all(name) if notify.index < act.index < end]
    waived = [act for act in facts.all("waive") if notify.index < act.index < end and act.told.get("what") in (what, "both", None)]
    return next(iter(used + waived), None)


def matched(judge: Judge) -> None:
    """PEN-44, PEN-45: the decision is no heavier than the notice, nor than the first notice because the party spoke."""
    facts = judge.facts
    for decide in facts.all("decide"):
        notify = facts.last("notify", decide)
        if notify is None or not penalises(decide):
            continue
        _kinds(judge, decide, notify)
        for key in AMOUNTS:
            problem = heavier(facts, decide, key)
            if problem is not None:
                rule, message = problem
                judge.found(rule, decide, message, "不得因申辩加重处罚；查明新的事实的，重新告知后再作决定")


def heavier(facts: Facts, decide: Act, key: str) -> tuple[str, str] | None:
    """The rule and why this amount of the decision is heavier than the party was told; None when it is not.

    PEN-45 when the party had spoken and no new facts are told; otherwise it was not told what was decided (PEN-44).
    """
    amount, notify = decide.told.get(key), facts.last("notify", decide)
    told = notify.told.get(key) if notify else None
    if amount is None or told is None or notify is None:
        return None
    if amount > told:
        spoken = any(facts.last(name, decide) for name in _SPOKEN) and decide.told.get("heavier_because") != "new_facts"
        return "PEN-45" if spoken else "PEN-44", f"{decide.day}决定{AMOUNT_TITLES[key]}{amount}元，高于{notify.day}告知的{told}元"
    message = _since_first_notice(facts, decide, notify, key)
    return ("PEN-45", message) if message else None


def _since_first_notice(facts: Facts, decide: Act, notify: Act, key: str) -> str:
    amount, title = decide.told[key], AMOUNT_TITLES[key]
    first = facts.first("notify")
    began = first.told.get(key) if first else None
    if first is None or began is None or amount <= began or decide.told.get("heavier_because") == "new_facts":
        return ""
    return _because_of_plea(facts, first, notify, amount, began, title)


def _because_of_plea(facts: Facts, first: Act, last: Act, amount: Decimal, began: Decimal, title: str) -> str:
    plead = next((act for act in facts.all("plead") if first.index < act.index < last.index), None)
    if plead is None:
        return ""
    return f"{first.day}告知{title}{began}元，{plead.day}当事人申辩后加重为{amount}元，未说明有新的事实"


def _kinds(judge: Judge, decide: Act, notify: Act) -> None:
    told, decided = notify.told.get("kinds"), decide.told.get("kinds")
    added = unnotified_kinds(told, decided)
    if added:
        titles = "、".join(KIND_TITLES[kind] for kind in added)
        judge.found("PEN-44", decide, f"{decide.day}的决定含有{notify.day}没有告知的处罚：{titles}", _TELL_AGAIN)


def unnotified_kinds(told: tuple[str, ...] | None, decided: tuple[str, ...] | None) -> list[str]:
    """Kinds that the decision adds to the notice; a lighter kind in place of a heavier one is none."""
    if not told or not decided:
        return []
    added = [kind for kind in decided if kind not in told]
    heaviest = max(_WEIGHT[kind] for kind in told)
    if len(decided) <= len(told) and all(_WEIGHT[kind] < heaviest for kind in added):
        return []
    return added
