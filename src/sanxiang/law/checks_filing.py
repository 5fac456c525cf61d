"""Checks from the lead to the end of the handling period: filing, limitation, recusal, and the days for the decision."""

from datetime import date

import msgspec

from sanxiang.law.checks_evidence import TITLES
from sanxiang.law.facts import Facts, asked_days, excluded, penalises
from sanxiang.law.judge import Judge
from sanxiang.law.periods import Due, as_day
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act

_ENDS = ("decide", "transfer", "close", "decline")


def filed(judge: Judge) -> None:
    """PEN-54: an ordinary case is filed, before the decision, and in the sector's days after the lead."""
    facts = judge.facts
    file, lead, decide = facts.first("file"), facts.first("lead"), facts.decision
    if decide is not None and not facts.summary and (file is None or file.index > decide.index):
        if file is not None:
            judge.found(
                "PEN-54", decide, f"先于{decide.day}作出决定，{file.day}才立案", "立案须在调查和决定之前；核对日期，确属倒置的应当纠正"
            )
        else:
            judge.missing("PEN-54", f"{decide.day}作出决定，未见立案", "符合立案标准的应当及时立案，补充立案审批表或者说明情况", decide.day)
    rule = facts.rule("PEN-54", lead.day) if lead else None
    if lead is None or rule is None or rule.kind != "period":
        return
    done = file or facts.first("decline")
    extended = rule.extension is not None and any(
        (done is None or act.index < done.index) and act.told.get("of") in (None, "lead")
        for act in facts.all("extend")
        if act.told.get("approved") is not False
    )
    due = facts.due(rule, lead.day, excluded(facts, rule), extended)
    judge.kept(rule, due, done, "决定是否立案", "核查期限须延长的，应当在期满前报负责人批准")


def limitation(judge: Judge) -> None:
    """PEN-36a, PEN-36b: an act found out after the limitation is no longer penalised."""
    facts, case = judge.facts, judge.facts.case
    if case.act_until is None or not facts.acts:
        return
    found = case.discovered or facts.acts[0].day
    rule = facts.rule("PEN-36b" if case.life_safety else "PEN-36a", found)
    if rule is None:
        return
    due = facts.due(rule, case.act_until)
    met = found <= as_day(due.due)
    decide = facts.last("decide")
    target = facts.first("file") if decide is None else decide if penalises(decide) else None
    if met or target is not None:
        judge.listed(rule.id, due.start, due.due, met, due.provisional)
    if not met and target is not None:
        message = f"违法行为终了于{case.act_until}，追责时效至{due.due}，{found}才被发现"
        judge.found(rule, target, message, "已过追责时效的不再给予行政处罚，法律另有规定的除外")


def recusal(judge: Judge) -> None:
    """PEN-43: a request is decided by the organ head, and who must stand aside does."""
    facts = judge.facts
    requests = facts.all("recuse_request")
    if not requests and not facts.all("recuse_decide"):
        return
    for request in requests:
        if facts.decision and request.index < facts.decision.index and facts.last("recuse_decide", facts.decision) is None:
            judge.missing("PEN-43", f"{request.day}申请回避，决定前未见是否回避的决定", "由行政机关负责人作出是否回避的决定", request.day)
    for decision in facts.all("recuse_decide"):
        by = decision.told.get("by")
        if by and facts.case.head and facts.case.head not in by:
            judge.found("PEN-43", decision, f"回避由{'、'.join(by)}决定，不是行政机关负责人", "回避由行政机关负责人决定")
        if decision.told.get("granted"):
            _stands_aside(judge, decision)


def _stands_aside(judge: Judge, decision: Act) -> None:
    out = set(decision.told.get("of") or ())
    for act in judge.facts.acts[decision.index :]:
        names = _names(act) & out
        if names:
            message = f"{'、'.join(sorted(names))}已于{decision.day}决定回避，仍参加{act.day}的{TITLES.get(act.name, '步骤')}"
            judge.found("PEN-43", act, message, "更换人员，重新进行该环节")


def _names(act: Act) -> set[str]:
    told = act.told
    return {name for key in ("by", "chair", "officers") if isinstance(told.get(key), tuple) for name in told[key]}


class Handling(msgspec.Struct, frozen=True, gc=False):
    """When the decision is due, and the extensions that came after the period had run out, each with its last day."""

    due: Due
    late: tuple[tuple[Act, date], ...]


def handled(judge: Judge) -> None:
    """PEN-60: the decision is made in the days that count from filing, extensions and excluded time allowed for."""
    facts = judge.facts
    handling = handling_of(facts)
    if handling is None:
        return
    rule = handling.due.rule
    judge.kept(
        rule, handling.due, _ended(facts), "作出处理决定", "以决定书载明的日期为准；须延长的应当在期满前报批，已超期的说明理由并归档"
    )
    for act in _extensions(facts):
        if act.told.get("approved") is False:
            judge.found(rule.id, act, f"{act.day}延长办案期限未经批准", "延长办案期限须在期满前报负责人批准")
        elif act.told.get("approved_by") is None and act.told.get("approved") is None:
            judge.unknown(rule.id, act, f"{act.day}延长办案期限，未载明批准人", "补充批准手续")
    for act in _extensions(facts)[1:2]:
        if rule.further is not None and act.told.get("deliberated") is False:
            judge.found(rule.id, act, f"{act.day}再次延长办案期限未经{rule.further.approver}", "再次延长须经负责人集体讨论")
    for act, last in handling.late:
        judge.found(rule.id, act, f"办案期限已于{last}届满，{act.day}才延长", "延长须在期满之前批准")


def _ended(facts: Facts) -> Act | None:
    acts = [act for name in _ENDS for act in (facts.first(name),) if act is not None]
    return min(acts, key=lambda act: act.index, default=None)


def handling_of(facts: Facts) -> Handling | None:
    """When the decision is due (PEN-60): extended once, and a second time where the rule or the procedure knows one."""
    file = facts.first("file")
    rule = facts.rule("PEN-60", file.day) if file else None
    if file is None or rule is None or rule.kind != "period":
        return None
    gaps = excluded(facts, rule)
    due, late = facts.due(rule, file.day, gaps), []
    acts = [act for act in _extensions(facts) if act.told.get("approved") is not False]
    for at, act in enumerate(acts[:2]):
        last = as_day(due.due)
        if act.day > last:
            late.append((act, last))
            continue
        days = _granted(facts, rule, act, at == 1, last)
        rule = msgspec.structs.replace(rule, value=int(rule.value or 0) + days)
        due = facts.due(rule, file.day, gaps)
    return Handling(due, tuple(late))


def _extensions(facts: Facts) -> list[Act]:
    """Extensions of the handling period: those after filing that do not say otherwise. Before it, they are of the time to look into the lead."""
    file = facts.first("file")
    return [act for act in facts.all("extend") if file is not None and act.index > file.index and act.told.get("of") in (None, "handling")]


def _granted(facts: Facts, rule: Rule, act: Act, second: bool, last: date) -> int:
    """The days that an extension adds: no more than the rule's; a second one without a number those that were told, where a reasonable
    time is called for."""
    asked, more = asked_days(act, last), rule.further if second else rule.extension
    if more is not None:
        return more.value if asked is None else min(asked, more.value)
    reasonable = second and facts.procedure is not None and facts.procedure.reasonable_extension
    return (asked or 0) if reasonable else 0
