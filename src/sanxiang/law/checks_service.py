"""Checks after the decision: service, disclosure and its withdrawal, remedies, closing."""

from datetime import date

from sanxiang.law.checks_payment import paid_up
from sanxiang.law.facts import Facts, is_minor, penalises, penalty, service_day, views
from sanxiang.law.judge import Judge
from sanxiang.law.periods import as_day
from sanxiang.law.timeline import Act

_SETTLED = ("court_application", "transfer", "revoke")  # besides payment
UNDONE = frozenset(["changed", "revoked", "illegal", "invalid"])  # outcomes of remedies that undo a decision


def served(judge: Judge) -> None:
    """PEN-61a: a penalty decision is served in time. PEN-61b, PEN-61c: in a lawful manner."""
    facts = judge.facts
    decide = penalty(facts)
    if decide is not None and not facts.summary:
        rule = facts.rule("PEN-61a", decide.day)
        done = facts.after("serve", decide)
        if rule is not None and (done is not None or facts.after("revoke", decide) is None):
            judge.deadline(rule, decide.day, done, "送达决定书", "立即送达；直接送达有困难的可以留置、邮寄或者公告")
    for serve in facts.all("serve"):
        _manner(judge, serve)


def _manner(judge: Judge, serve: Act) -> None:
    told, manner = serve.told, serve.told.get("manner")
    if manner == "electronic":
        if told.get("consent") is False:
            judge.found("PEN-61b", serve, f"{serve.day}电子送达未经当事人同意", "取得当事人签订的确认书，或者改用其他方式送达")
        elif told.get("consent") is None:
            judge.unknown("PEN-61b", serve, f"{serve.day}电子送达，未载明当事人是否签订确认书", "补充送达地址确认书")
    elif manner == "retained" and not told.get("witness") and not told.get("filmed") and ("witness" in told or "filmed" in told):
        judge.found("PEN-61a", serve, f"{serve.day}留置送达没有见证人，也没有拍照录像", "邀请见证人或者以拍照、录像记录送达过程")
    elif manner == "announcement":
        _announced(judge, serve)


def _announced(judge: Judge, serve: Act) -> None:
    rule = judge.facts.rule("PEN-61c", serve.day)
    if rule is None:
        return
    due = judge.facts.due(rule, serve.day)
    until = serve.told.get("until")
    last = as_day(due.due)
    met = until >= last if until is not None else True if judge.facts.as_of >= last else None
    judge.listed(rule.id, serve.day, last, met, due.provisional)
    if met is False:
        message = f"{serve.day}公告，{until}即视为送达，应满{rule.amount}至{last}"
        judge.found(rule, serve, message, "公告期满方视为送达，后续期限自公告期满之日起算")


def disclosed(judge: Judge) -> None:
    """PUB-06b (PUB-06a for other decisions), PUB-11."""
    facts = judge.facts
    decide = facts.last("decide")
    if decide is not None:
        _in_time(judge, decide)
    for disclose in facts.all("disclose"):
        if disclose.told.get("names_party") is True and any(_minors(facts, disclose.day)):
            judge.found("PUB-11", disclose, f"{disclose.day}公示了未成年当事人的姓名", "立即撤下，隐去未成年人的信息")
        if disclose.told.get("full_text") is False and not facts.summary:
            for rule in facts.demanding("full-text", disclose.day):
                message = f"{disclose.day}只公示了摘要，没有公示决定书全文"
                judge.found(rule, disclose, message, "普通程序的处罚决定书隐去不公开的内容后公示全文")


def _minors(facts: Facts, on: date) -> list[bool]:
    """Of each party whether it is a minor."""
    return [is_minor(one, on) for one in views(facts) or [facts]]


def _in_time(judge: Judge, decide: Act) -> None:
    facts = judge.facts
    punished = penalises(decide)
    done = facts.after("disclose", decide)
    excused = any(facts.after(act, decide) is not None for act in ("withhold", "revoke"))
    if done is None and (not punished or all(_minors(facts, decide.day)) or excused):
        return
    rule = facts.rule("PUB-06b" if punished else "PUB-06a", decide.day)
    if rule is not None:
        judge.deadline(rule, decide.day, done, "公示决定", "立即公示；依法不予公开的写明理由")


def withdrawn(judge: Judge) -> None:
    """PEN-48b: a decision that was undone is withdrawn from the public face, with the reasons."""
    facts = judge.facts
    disclose = facts.first("disclose")
    if disclose is None:
        return
    for start, since in _undone(facts):
        rule = facts.rule("PEN-48b", since)
        withdraw = facts.after("withdraw", start)
        if rule is not None:
            judge.deadline(rule, since, withdraw, "撤回公示的决定并说明理由", "立即撤回并公开说明理由")
    for withdraw in facts.all("withdraw"):
        if withdraw.told.get("reasons") is False:
            judge.found("PEN-48b", withdraw, f"{withdraw.day}撤回公示，没有公开说明理由", "公开说明撤回的理由")


def taken_down(judge: Judge) -> None:
    """PUB-06c: a decision of any other type that was undone is taken down in good time; the days of PEN-48b are the measure (解释)."""
    facts = judge.facts
    disclose = facts.first("disclose")
    if disclose is None:
        return
    for start, since in _undone(facts):
        measure = facts.rule("PEN-48b", since)
        if start.index < disclose.index or facts.after("withdraw", start) is not None or measure is None:
            continue
        if facts.as_of > as_day(facts.due(measure, since).due):
            judge.missing("PUB-06c", f"决定已于{since}被撤销、变更或者确认违法，未见撤下公示的信息", "立即撤下原公示的信息", since)


def _undone(facts: Facts) -> list[tuple[Act, date]]:
    """What undid the decision and since when: an act of its own, else the outcome of a remedy."""
    revoked = [(act, act.day) for act in facts.all("revoke")]
    if revoked:
        return revoked
    remedies = [*facts.all("reconsideration"), *facts.all("litigation")]
    return [(act, act.told["until"]) for act in remedies if act.told.get("outcome") in UNDONE and act.told.get("until")][:1]


def remedies(judge: Judge) -> None:
    """REM-20, LIT-46: how long the party may seek a remedy. The party's right: listed, never a fault."""
    facts = judge.facts
    decide = penalty(facts)
    day = service_day(facts, decide) if decide else None
    if decide is None or day is None:
        return
    for id, name in (("REM-20", "reconsideration"), ("LIT-46", "litigation")):
        rule = facts.rule(id, day)
        if rule is None or (id == "LIT-46" and facts.summary):
            continue
        due = facts.due(rule, day)
        used = facts.after(name, decide)
        judge.listed(rule.id, day, due.due, True if used and used.day <= as_day(due.due) else None, due.provisional)


def closed(judge: Judge) -> None:
    """PEN-CLOSE: closed in the sector's days after the occasion for closing, not before it."""
    facts = judge.facts
    start = facts.once("closing", closing_day)
    rule = facts.rule("PEN-CLOSE", start) if start else None
    if start is None or rule is None or rule.kind != "period":
        return
    judge.deadline(rule, start, facts.last("close"), "结案", "填写结案审批表，报负责人批准后结案")


def closed_too_early(judge: Judge) -> None:
    """PEN-CLOSE: a case is not closed while its fine is unpaid and nobody has been asked to enforce it."""
    facts = judge.facts
    close, decide = facts.last("close"), penalty(facts)
    if close is None or decide is None or not decide.told.get("fine") or any(name in facts.by_name for name in _SETTLED):
        return
    paid = paid_up(facts, decide)
    if paid is not None and paid.index > close.index:
        judge.found("PEN-CLOSE", close, f"{close.day}结案，罚款{paid.day}才缴清", "执行完毕后再结案")
    elif paid is None and facts.complete:
        judge.found("PEN-CLOSE", close, f"{close.day}结案，罚款没有缴清，也未申请法院强制执行", "执行完毕或者依法终结后再结案")


def closing_day(facts: Facts) -> date | None:
    """The day on which the case was ready to be closed, for every party where it has several; None while it is not, or when that is not told."""
    if facts.case.parties:
        days = [closing_day(view) for view in views(facts)]
        return None if None in days else max(day for day in days if day)
    decide = facts.last("decide")
    if decide is None:
        return None
    if not penalises(decide):
        return decide.day
    served_on = service_day(facts, decide)
    if not decide.told.get("fine"):
        return served_on if decide.told.get("kinds") else None
    paid = paid_up(facts, decide)
    return max(paid.day, served_on or paid.day) if paid else None
