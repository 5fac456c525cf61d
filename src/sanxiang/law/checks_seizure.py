"""Checks of seizure (查封、扣押): approval, the way it is done, its longest time, release."""

from datetime import date, timedelta

import msgspec

from sanxiang.law.checks_urgent import approved_in_hours, urgent
from sanxiang.law.facts import Facts, asked_days, excluded
from sanxiang.law.judge import Judge
from sanxiang.law.periods import Due, as_day
from sanxiang.law.timeline import Act


class Held(msgspec.Struct, frozen=True, gc=False):
    """How long one seizure may last: the first period, the extended one if any, and what ended it."""

    seize: Act
    first: Due
    extended: Due | None
    ended: Act | None

    @property
    def limit(self) -> Due:
        return self.extended or self.first


def seized(judge: Judge) -> None:
    """COE-18, COE-19, COE-24, COE-25, COE-28 for every seizure."""
    facts = judge.facts
    for seize in facts.all("seize"):
        _manner(judge, seize)
        _approval(judge, seize)
        if seize.told.get("list_given") is False:
            judge.found("COE-24", seize, f"{seize.day}查封扣押未当场交付决定书和清单", "立即补交决定书和清单，并在笔录中说明")
        held = holding(facts, seize)
        if held is not None:
            _lasting(judge, held)
            _no_longer_needed(judge, held)


def _manner(judge: Judge, seize: Act) -> None:
    told = seize.told
    rule = judge.facts.rule("COE-18", seize.day)
    least = judge.facts.number("COE-18a", seize.day)
    if rule is None:
        return
    faults = []
    count = told.get("officers")
    count = len(count) if isinstance(count, tuple) else count
    if count is not None and least is not None and count < least:
        faults.append(f"执法人员只有{count}人，不得少于{least}人")
    if told.get("certificate_shown") is False:
        faults.append("未出示执法身份证件")
    if told.get("party_present") is False and not told.get("witness") and "witness" in told:
        faults.append("当事人不到场，也没有见证人")
    if told.get("approved") is False and not urgent(seize, judge.facts.after("seize_approve", seize)):
        faults.append("实施前未经行政机关负责人批准")
    if told.get("qualified") is False:
        judge.found("COE-17", seize, f"{seize.day}查封扣押的人员不具备行政执法资格", "解除违法的强制措施，由具备资格的执法人员依法实施")
    if faults:
        judge.found(rule, seize, f"{seize.day}查封扣押：{'，'.join(faults)}", "解除违法的强制措施，或者依法重新作出")
    elif told.get("party_present") is False and "witness" not in told:
        judge.unknown(rule, seize, f"{seize.day}查封扣押时当事人不到场，未载明见证人", "在现场笔录中载明见证人并由其签名")
    if told.get("approved") is None and told.get("urgent") is None and not judge.facts.all("seize_approve"):
        judge.unknown(rule, seize, f"{seize.day}查封扣押未载明是否经批准", "补充负责人批准手续")


def _approval(judge: Judge, seize: Act) -> None:
    """COE-19: seized at once for urgency, approved within the hours."""
    facts = judge.facts
    approve = facts.after("seize_approve", seize)
    if approve is not None and approve.told.get("granted") is False:
        _refused(judge, seize, approve)
    rule = facts.rule("COE-19", seize.day)
    if rule is not None and urgent(seize, approve) and (approve is not None or seize.told.get("approved") is not True):
        approved_in_hours(judge, rule, seize, approve, "查封扣押")


def _refused(judge: Judge, seize: Act, approve: Act) -> None:
    release = judge.facts.after("seize_release", approve)
    if release is not None and release.day > approve.day:
        judge.found("COE-19", release, f"{approve.day}负责人不予批准，{release.day}才解除", "认为不应当采取强制措施的，应当立即解除")
    elif release is None and judge.facts.as_of > approve.day:
        judge.missing("COE-19", f"{approve.day}负责人不予批准查封扣押，未见解除", "立即解除查封扣押，退还财物", seize.day)


def holding(facts: Facts, seize: Act) -> Held | None:
    """How long this seizure may last (COE-25a, COE-25b), testing time (COE-25c) not counted."""
    rule, more = facts.rule("COE-25a", seize.day), facts.rule("COE-25b", seize.day)
    if rule is None:
        return None
    ended = _ended(facts, seize)
    gaps = excluded(facts, rule)
    first = facts.due(rule, seize.day, gaps)
    extends = [act for act in facts.all("seize_extend") if act.index > seize.index and (ended is None or act.index < ended.index)]
    if more is None or not extends or extends[0].day > as_day(first.due):
        return Held(seize, first, None, ended)
    most, days = int(more.value or 0), 0
    for act in extends:
        days += extension_days(act, as_day(first.due) + timedelta(days=days), most)
    days = min(days, most)
    extended = facts.due(msgspec.structs.replace(more, value=days), as_day(first.due), gaps)
    return Held(seize, first, extended, ended)


def extension_days(act: Act, limit: date, most: int) -> int:
    """The days by which one extension can have moved the end: as told, no more than the law allows."""
    told = asked_days(act, limit)
    return most if told is None else min(told, most)


def _ended(facts: Facts, seize: Act) -> Act | None:
    """Release, or what takes the goods for good: a decision that confiscates them, their disposal, a transfer."""
    acts = [*(facts.after(name, seize) for name in ("seize_release", "seize_settle", "transfer")), _confiscated(facts, seize)]
    return min((act for act in acts if act is not None), key=lambda act: act.index, default=None)


def _confiscated(facts: Facts, seize: Act) -> Act | None:
    return next(
        (act for act in facts.all("decide") if act.index > seize.index and "confiscate_goods" in (act.told.get("kinds") or ())), None
    )


def _lasting(judge: Judge, held: Held) -> None:
    facts, first = judge.facts, held.first
    vague = any(act.told.get("until") is None for act in facts.all("testing") if act.index > held.seize.index)
    on_time = facts.after("seize_extend", held.seize) if held.extended else held.ended
    met = judge.met(as_day(first.due), on_time.day if on_time else None)
    judge.listed(first.rule.id, first.start, first.due, met, first.provisional)
    if held.extended is not None:
        met = judge.met(as_day(held.extended.due), held.ended.day if held.ended else None)
        judge.listed(held.extended.rule.id, held.extended.start, held.extended.due, met, held.extended.provisional)
    until = held.seize.told.get("until")
    if until is not None and until > as_day(first.due):
        message = f"{held.seize.day}查封扣押决定的期限至{until}，不得超过{first.rule.amount}（至{as_day(first.due)}）"
        judge.found(first.rule, held.seize, message, "超过部分无效，期满立即解除或者依法延长")
    if met is False:
        _overdue(judge, held, vague)
    _extensions(judge, held)


def _no_longer_needed(judge: Judge, held: Held) -> None:
    """COE-28: without a penalty there is nothing left to hold the goods for."""
    decide = judge.facts.after("decide", held.seize)
    spared = decide is not None and decide.told.get("outcome") in ("no_penalty", "not_established")
    if decide is not None and spared and held.ended is None and judge.facts.as_of > decide.day:
        judge.missing("COE-28", f"{decide.day}决定不予处罚，查封扣押的财物未见解除", "立即作出解除决定并退还财物", decide.day)


def _overdue(judge: Judge, held: Held, vague: bool) -> None:
    limit = as_day(held.limit.due)
    rule = held.limit.rule
    since = f"{held.seize.day}查封扣押，期限至{limit}"
    if held.ended is not None:
        message = f"{since}，{held.ended.day}才解除，超期{(held.ended.day - limit).days}日"
        judge.found(rule, held.ended, message, "期限届满应当立即解除并退还财物；造成损失的依法赔偿", minor=vague)
        return
    judge.found(rule, None, f"{since}，截至{judge.facts.as_of}仍未解除", "立即解除查封扣押，退还财物", minor=vague)
    judge.found("COE-28", None, f"查封扣押期限已于{limit}届满，未见解除", "立即作出解除决定并退还财物", minor=vague)


def _extensions(judge: Judge, held: Held) -> None:
    """COE-25b: extended before the first period ran out, approved, the party told, no more days in all than the rule's."""
    facts = judge.facts
    most = facts.number("COE-25b", held.seize.day)
    if most is None:
        return
    total, limit = 0, as_day(held.first.due)
    longest = limit + timedelta(days=most)
    for act in facts.all("seize_extend"):
        if act.index < held.seize.index or (held.ended is not None and act.index > held.ended.index):
            continue
        if act.day > min(limit, longest):
            judge.found("COE-25b", act, f"查封扣押期限已于{min(limit, longest)}届满，{act.day}才延长", "期满未延长的应当解除，不得再延长")
        total += asked_days(act, limit) or 0
        if total > most:
            judge.found("COE-25b", act, f"延长累计{total}日，不得超过{most}日", "超过部分无效，期满立即解除")
        limit += timedelta(days=extension_days(act, limit, most))
        _extension_manner(judge, act)


def _extension_manner(judge: Judge, act: Act) -> None:
    if act.told.get("approved") is False:
        judge.found("COE-25b", act, f"{act.day}延长查封扣押未经行政机关负责人批准", "延长须经负责人批准")
    if act.told.get("informed") is False:
        judge.found("COE-25b", act, f"{act.day}延长查封扣押未书面告知当事人", "延长决定应当及时书面告知当事人并说明理由")


def testing_told(judge: Judge) -> None:
    """COE-25c: testing time is fixed and the party is told in writing."""
    for act in judge.facts.all("testing"):
        if not judge.facts.all("seize"):
            continue
        if act.told.get("informed") is False:
            judge.found("COE-25c", act, f"{act.day}委托检测鉴定，期间未书面告知当事人", "检测鉴定的期间应当明确并书面告知当事人")
        if act.told.get("until") is None:
            judge.unknown("COE-25c", act, f"{act.day}委托检测鉴定，未载明期间", "明确检测鉴定的期间并书面告知当事人")


def open_seizure(facts: Facts) -> Act | None:
    """A seizure that has not ended."""
    return next((act for act in facts.all("seize") if _ended(facts, act) is None), None)
