"""Checks of the execution of a fine: payment, deferral, surcharge, demand and application to the court."""

from datetime import date
from decimal import Decimal

from sanxiang.law.facts import DAY, Facts, of_act, penalty, remedied, service_day
from sanxiang.law.judge import Judge
from sanxiang.law.owed import owed_in
from sanxiang.law.periods import as_day
from sanxiang.law.rules import Rule
from sanxiang.law.sprung import EXECUTION, facts_of_penalty
from sanxiang.law.surcharge import left_out
from sanxiang.law.timeline import Act


def paid(judge: Judge) -> None:
    """EXE-67a, EXE-66, EXE-68, EXE-70: the fine is paid in time, deferral is approved, cash is taken only where the law lets it."""
    facts = judge.facts
    decide = penalty(facts)
    deferred(judge)
    for pay in facts.all("pay"):
        _on_the_spot(judge, pay)
    if decide is None or not decide.told.get("fine"):
        return
    rule = facts.rule("EXE-67a", decide.day)
    last = payment_due(facts, decide)
    if rule is None or last is None:
        return
    start = service_day(facts, decide) or decide.day
    done = paid_up(facts, decide)
    if done is None and facts.after("revoke", decide) is not None:
        return
    met = judge.met(last, done.day if done else None)
    judge.listed(rule.id, start, last, met, facts.due(rule, start).provisional)
    if met is False:
        when = f"{done.day}才缴清，逾期{(done.day - last).days}日" if done else f"截至{facts.as_of}未缴清"
        message = f"当事人最迟应在{last}缴纳罚款{decide.told['fine']}元，{when}"
        judge.found(rule, done, message, "可以每日按罚款数额加处罚款，经催告仍不履行的申请人民法院强制执行")


def deferred(judge: Judge) -> None:
    """EXE-66: paying later, or by instalments, is approved."""
    for defer in judge.facts.all("defer"):
        if defer.told.get("approved") is False:
            judge.found("EXE-66", defer, f"{defer.day}暂缓或者分期缴纳未经行政机关批准", "当事人申请并经行政机关批准后方可暂缓或者分期")
        elif defer.told.get("approved") is None and defer.told.get("approved_by") is None:
            judge.unknown("EXE-66", defer, f"{defer.day}暂缓或者分期缴纳，未载明批准人", "补充批准手续")


@of_act
def payment_due(facts: Facts, decide: Act) -> date | None:
    """The last day to pay: the legal period from receipt, or the day to which it was deferred."""
    start = service_day(facts, decide)
    rule = facts.rule("EXE-67a", decide.day)
    if start is None or rule is None:
        return None
    last = as_day(facts.due(rule, start).due)
    defers = [act for act in facts.all("defer") if act.told.get("approved") is not False]
    until: list[date] = [act.told["until"] for act in defers if act.told.get("until")]
    until += [day for act in defers[-1:] for day, _ in act.told.get("instalments") or ()]
    return max([last, *until])


def surcharge_begins(facts: Facts, decide: Act) -> date | None:
    """The last day before a surcharge may run: that of the first instalment, or of the whole fine."""
    defers = [act for act in facts.all("defer") if act.told.get("approved") is not False and act.told.get("instalments")]
    if not defers:
        return payment_due(facts, decide)
    days: list[date] = [day for day, _ in defers[-1].told["instalments"]]
    return min(days)


def paid_up(facts: Facts, decide: Act) -> Act | None:
    """The payment with which the fine was paid in full; an amount not told is taken as the rest."""
    fine, sum_ = decide.told.get("fine") or Decimal(0), Decimal(0)
    for pay in facts.all("pay"):
        amount = pay.told.get("amount")
        sum_ = fine if amount is None else sum_ + amount
        if sum_ >= fine:
            return pay
    return None


def _on_the_spot(judge: Judge, pay: Act) -> None:
    facts, amount = judge.facts, pay.told.get("amount")
    if pay.told.get("on_spot") is not True:
        return
    limit = facts.number("EXE-68", pay.day)
    if pay.told.get("spot_ground") == "remote":
        pass  # far away, on the water, hard to reach: whatever the procedure and the amount (第六十九条)
    elif not facts.summary:
        judge.found("EXE-67b", pay, f"{pay.day}执法人员自行收缴罚款", "罚款应当由当事人到指定银行或者通过电子支付系统缴纳")
    elif amount is not None and limit is not None and amount > limit and pay.told.get("spot_ground") != "hard":
        judge.found("EXE-68", pay, f"{pay.day}当场收缴罚款{amount}元，超过{limit}元", "不当场收缴事后难以执行的，在案卷中写明理由")
    if pay.told.get("receipt") is False:
        judge.found("EXE-70", pay, f"{pay.day}当场收缴罚款未出具统一制发的专用票据", "不出具专用票据的，当事人有权拒绝缴纳")


def surcharged(judge: Judge) -> None:
    """EXE-72a, EXE-73a: no more than the daily rate, than the days overdue without remedies, and than the fine."""
    facts = judge.facts
    decide = penalty(facts)
    fine = decide.told.get("fine") if decide else None
    if decide is None or not fine:
        return
    for act in (*facts.all("surcharge"), *facts.all("pay")):
        amount = act.told.get("amount" if act.name == "surcharge" else "surcharge")
        if amount or act.told.get("days"):
            _surcharge(judge, decide, act, fine, amount)


def _surcharge(judge: Judge, decide: Act, act: Act, fine: Decimal, amount: Decimal | None) -> None:
    facts = judge.facts
    rule = facts.rule("EXE-72a", act.day)
    if rule is None or not isinstance(rule.value, int):
        return
    rate = Decimal(rule.value) / 100
    days = act.told.get("days")
    if amount is not None and amount > fine:
        judge.found(rule, act, f"加处罚款{amount}元，超出罚款数额{fine}元", "加处罚款的数额不得超出罚款的数额，退还超出部分")
    if amount is not None and days is not None and amount > fine * rate * days:
        judge.found(
            rule,
            act,
            f"加处罚款{amount}元，高于{days}日按每日{rule.value}%计算的{fine * rate * days:f}元",
            "按每日罚款数额的法定比例重新计算",
        )
    _overdue_days(judge, decide, act, rule, fine, amount)


def _overdue_days(judge: Judge, decide: Act, act: Act, rule: Rule, fine: Decimal, amount: Decimal | None) -> None:
    """The days charged, told or implied by the amount, against the days overdue."""
    facts = judge.facts
    last = surcharge_begins(facts, decide)
    if last is None:
        return
    if last != payment_due(facts, decide):
        _by_instalments(judge, act, rule, amount)
        return
    overdue = max(0, (act.day - last).days)
    counted = max(0, overdue - remedy_days(facts, last, act.day))
    days = act.told.get("days")
    charged = Decimal(days) if days is not None else (amount or Decimal(0)) / (fine * Decimal(int(rule.value or 0)) / 100)
    if charged > overdue:
        judge.found(rule, act, f"缴款期至{last}，至{act.day}逾期{overdue}日，却按{charged:.0f}日加处罚款", "自缴款期满次日起计算")
    elif charged > counted:
        message = f"复议或者诉讼期间不计算加处罚款，应按{counted}日计算，实际按{charged:.0f}日"
        judge.found("EXE-73a", act, message, "扣除复议、诉讼期间，退还多收部分")


def _by_instalments(judge: Judge, act: Act, rule: Rule, amount: Decimal | None) -> None:
    """What was charged so far against what each instalment bears since its own last day."""
    found = owed_in(judge.facts, act.day)
    earlier = [one.told.get("amount") or Decimal(0) for one in judge.facts.all("surcharge") if one.index < act.index]
    if found is None or amount is None or act.name != "surcharge":
        return
    charged = amount + sum(earlier, Decimal(0))
    if charged > found.surcharge:
        message = f"分期缴纳，至{act.day}各期逾期应加处{found.surcharge}元，实际加处{charged}元"
        judge.found(rule, act, message, "各期自其期满次日起分别计算，退还多收部分")


def remedy_days(facts: Facts, after: date, until: date) -> int:
    """Days after one day and up to another that fell in reconsideration or litigation, each counted once."""
    gaps = [(as_day(gap.start), as_day(gap.end)) for gap in remedied(facts)]
    return left_out(gaps, after + DAY, until)


def to_court(judge: Judge) -> None:
    """COE-53, COE-54: after the remedies lapsed and within the months, and after a demand that was given its days."""
    facts = judge.facts
    decide = penalty(facts)
    if decide is None:
        return
    application = facts.after("court_application", decide)
    if application is not None:
        _demanded(judge, application)
    _within_months(judge, decide, application)


def executed(judge: Judge) -> None:
    """An execution whose file tells the penalty itself, and not by `obligation`: EXE-66, EXE-72a, EXE-73a, COE-53 as in a penalty."""
    if judge.facts.case.type != EXECUTION:
        return
    deferred(judge)
    facts = judge.facts
    if "obligation" in facts.by_name or "parent_decide" not in facts.by_name:
        return
    of_penalty = judge.about(facts_of_penalty(facts))
    surcharged(of_penalty)
    decide, application = penalty(of_penalty.facts), facts.first("court_application")
    deferred_to = any(act.told.get("until") for act in facts.all("defer"))  # then the period of the procedure counts from there
    if decide is not None and application is not None and not deferred_to:
        _within_months(of_penalty, decide, application)


def _within_months(judge: Judge, decide: Act, application: Act | None) -> None:
    """COE-53: not before the remedies lapsed, and within the months after."""
    facts = judge.facts
    start = remedies_lapsed(facts, decide)
    rule = facts.rule("COE-53", start) if start else None
    unpaid = decide.told.get("fine") and paid_up(facts, decide) is None and facts.after("revoke", decide) is None
    if start is None or rule is None or not (application or (unpaid and facts.as_of > start)):
        return
    if application is not None and application.day <= start:
        message = f"复议和起诉期限至{start}，{application.day}即申请法院强制执行"
        judge.found(rule, application, message, "当事人在法定期限内不复议、不起诉又不履行的，期满后再申请")
    judge.deadline(rule, start, application, "申请人民法院强制执行", "逾期无正当理由的，人民法院不予受理")


@of_act
def remedies_lapsed(facts: Facts, decide: Act) -> date | None:
    """When the time for remedies is over (or the deferral, if later); None when that is not known."""
    served = service_day(facts, decide)
    if served is None:
        return None
    remedies = [*facts.all("reconsideration"), *facts.all("litigation")]
    if any(act.told.get("until") is None for act in remedies):
        return None
    ends = [act.told["until"] for act in facts.all("defer") if act.told.get("until")]
    for act in remedies:
        rule = facts.rule("LIT-45", act.told["until"]) if act.name == "reconsideration" else None
        ends.append(as_day(facts.due(rule, act.told["until"]).due) if rule else act.told["until"])
    direct = facts.rule("REM-20" if facts.summary else "LIT-46", served)
    if not remedies and direct is not None:
        ends.append(as_day(facts.due(direct, served).due))
    return max(ends, default=None)


def _demanded(judge: Judge, application: Act) -> None:
    facts = judge.facts
    demand = facts.last("demand", application)
    if demand is None:
        judge.missing("COE-54", f"{application.day}申请法院强制执行，此前未见催告", "催告书送达满法定期限后再申请", application.day)
        return
    rule = facts.rule("COE-54", demand.day)
    if rule is None:
        return
    served = demand.told.get("served")
    start = served if isinstance(served, date) else demand.day
    due = facts.due(rule, start)
    judge.listed(rule.id, start, due.due, application.day > as_day(due.due), due.provisional)
    if application.day <= as_day(due.due):
        message = f"{start}催告，应满{rule.amount}至{due.due}，{application.day}即申请法院强制执行"
        judge.found(rule, application, message, "催告书送达满法定期限当事人仍未履行的，再申请")
