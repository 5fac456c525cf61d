"""Checks of legal review, deliberation and the separation of handler, reviewer and decider."""

from sanxiang.law.facts import HEAVY_KINDS, Facts, hearing_scope, investigators, penalises
from sanxiang.law.judge import Judge
from sanxiang.law.periods import as_day
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act

_SUBMIT = "送法制审核，审核通过后再作决定"


def review_rules(facts: Facts, decide: Act | None) -> list[tuple[Rule, str]]:
    """The rules by which this case needs a passed review before its decision, each with the reason."""
    if facts.summary or (decide is not None and not penalises(decide)):
        return []
    on = decide.day if decide else facts.as_of
    named = decide or facts.last("notify")
    heard = facts.last("hearing", decide)
    reasons = [
        ("PEN-58a", "案件经过听证程序" if heard else "", "REV-12"),
        ("PEN-58a", "案件涉及重大公共利益" if facts.case.public_interest else "", "REV-12"),
        ("PEN-58a", "案件情况疑难复杂" if facts.case.complex else "", "REV-12"),
        ("REV-12", "处罚直接关系当事人重大权益" if named and heavy(named) else "", ""),
        *((rule.id, "普通程序的处罚决定全部审核", "") for rule in facts.demanding("review-all", on)),
        *((rule.id, "处罚数额较大或者较重", "") for rule in facts.demanding("review-heavy", on) if named and hearing_scope(facts, named)),
    ]
    found: dict[str, tuple[Rule, str]] = {}
    for id, reason, otherwise in reasons:
        rule = (facts.rule(id, on) or (facts.rule(otherwise, on) if otherwise else None)) if reason else None
        if rule is not None:
            found.setdefault(rule.id, (rule, reason))
    return list(found.values())


def heavy(act: Act) -> bool:
    """Whether the act names a kind of penalty that touches the party's weighty interests whatever the amount (118号（十二）)."""
    return not HEAVY_KINDS.isdisjoint(act.told.get("kinds") or ())


def passed_review(facts: Facts, decide: Act | None) -> Act | None:
    """The review that passed and still holds: the last opinion agrees, and no hearing came after it."""
    review = facts.last("review", decide)
    if review is None or review.told.get("opinion") == "problems":
        return None
    hearing = facts.last("hearing", decide)
    return None if hearing and hearing.index > review.index else review


def reviewed(judge: Judge) -> None:
    """PEN-58a, REV-12, and rules that demand review of all: no decision without a review, nor with one that found problems."""
    facts = judge.facts
    for decide in facts.all("decide"):
        if not penalises(decide) or facts.summary:
            continue
        needed = review_rules(facts, decide)
        review = facts.last("review", decide)
        if passed_review(facts, decide) is None:
            _not_passed(judge, decide, review, needed)


def _not_passed(judge: Judge, decide: Act, review: Act | None, needed: list[tuple[Rule, str]]) -> None:
    facts = judge.facts
    if review is not None and review.told.get("opinion") == "problems":
        rules: list[Rule | None] = [rule for rule, _ in needed] or [facts.rule("PEN-58a", decide.day) or facts.rule("REV-13", decide.day)]
        for rule in rules:
            judge.found(
                rule, decide, f"{review.day}法制审核意见为存在问题，未再次审核通过，{decide.day}即作出决定", "处理审核意见后再次送审"
            )
        return
    later = facts.after("review", decide)
    for rule, reason in needed:
        if review is not None:
            judge.found(rule, decide, f"{review.day}法制审核在听证之前，听证后未再审核即作出决定", "听证后" + _SUBMIT)
        elif later is not None:
            judge.found(rule, decide, f"{reason}；{decide.day}先作出决定，{later.day}才法制审核", _SUBMIT)
        else:
            judge.missing(rule, f"{reason}，{decide.day}作出决定前未见法制审核", _SUBMIT, decide.day)


def review_done(judge: Judge) -> None:
    """REV-T, REV-13, PEN-58b, PEN-58c: reviewed in the sector's days, by a qualified person who does not handle the case."""
    facts = judge.facts
    for submit in facts.all("review_submit"):
        if submit.told.get("materials") is False:
            judge.found("REV-13", submit, f"{submit.day}送审材料不齐", "补齐送审材料")
        rule = facts.rule("REV-T", submit.day)
        if rule is not None and rule.kind == "period":
            due = facts.due(rule, submit.day, (), _review_extended(facts, rule, submit))
            judge.kept(rule, due, facts.after("review", submit), "完成法制审核", "期满前完成审核；须延长的报批")
    handlers = facts.once("investigators", investigators)
    for review in facts.all("review"):
        by = review.told.get("by") or ((facts.case.reviewer,) if facts.case.reviewer else ())
        both = sorted(handlers.intersection(by))
        if both:
            message = f"审核人{'、'.join(both)}是本案查办人员"
            for rule in _separating(facts, "PEN-58c", review):
                judge.found(rule, review, message, "由非本案查办人员重新进行法制审核")
        if review.told.get("materials") is False:
            judge.found("REV-13", review, f"{review.day}送审材料不齐仍出具审核意见", "补齐送审材料后重新审核")
        if review.told.get("licensed") is False:
            judge.found("PEN-58b", review, f"{review.day}的审核人员未取得法律职业资格", "由取得法律职业资格的人员审核")
        if "opinion" not in review.told:
            judge.unknown("REV-13", review, f"{review.day}的法制审核未载明意见", "补充同意或者存在问题的书面意见")


def _review_extended(facts: Facts, rule: Rule, submit: Act) -> bool:
    """Whether the time for this review was extended before it ran out, where the rule knows an extension."""
    extends = [act for act in facts.all("extend") if act.told.get("of") == "review" and act.index > submit.index]
    last = as_day(facts.due(rule, submit.day).due)
    return rule.extension is not None and any(act.day <= last and act.told.get("approved") is not False for act in extends)


def separated(judge: Judge) -> None:
    """Handler, reviewer and decider of an ordinary case are three persons (PEN-57, PEN-58c, and rules that demand it)."""
    facts = judge.facts
    if facts.summary or facts.case.type != "penalty":
        return
    handlers = facts.once("investigators", investigators)
    for decide in facts.all("decide"):
        by = frozenset(decide.told.get("by") or ((facts.case.head,) if facts.case.head else ()))
        review = facts.last("review", decide)
        reviewers = frozenset(review.told.get("by") or ((facts.case.reviewer,) if facts.case.reviewer else ())) if review else frozenset()
        for both, what, id in ((by & handlers, "查办人员", "PEN-57"), (by & reviewers, "法制审核人员", "PEN-58c")):
            if both:
                message = f"决定人{'、'.join(sorted(both))}同时是本案{what}"
                for rule in _separating(facts, id, decide):
                    judge.found(rule, decide, message, "查办、审核、决定由不同的人员承担，由行政机关负责人重新决定")


def _separating(facts: Facts, id: str, act: Act) -> list[Rule | None]:
    """The nation's rule and those that demand three persons."""
    return [facts.rule(id, act.day), *facts.demanding("three-persons", act.day)]


def deliberation_reason(facts: Facts, decide: Act | None) -> str:
    """Why the organ's leaders must deliberate, by the occasions that the procedure names; empty when they need not."""
    if facts.summary or (decide is not None and not penalises(decide)):
        return ""
    named = decide or facts.last("notify")
    for occasion in facts.procedure.deliberation if facts.procedure else ():
        if _OCCASIONS[occasion](facts, named):
            return _OCCASION_TITLES[occasion]
    return ""


def deliberated(judge: Judge) -> None:
    """PEN-57: complex or grave cases, and those that the sector names, are decided after deliberation."""
    facts = judge.facts
    for decide in facts.all("decide"):
        reason = deliberation_reason(facts, decide)
        if not reason or facts.last("deliberate", decide) is not None:
            continue
        later = facts.after("deliberate", decide)
        if later is not None:
            judge.found("PEN-57", decide, f"{reason}，{decide.day}先作出决定，{later.day}才集体讨论", "由负责人集体讨论决定")
        else:
            judge.missing("PEN-57", f"{reason}，{decide.day}作出决定前未见集体讨论", "由行政机关负责人集体讨论决定", decide.day)


_OCCASIONS = {
    "complex": lambda facts, named: facts.case.complex is True,
    "grave": lambda facts, named: facts.case.grave is True,
    "heavy": lambda facts, named: bool(named) and hearing_scope(facts, named) is True,
    "hearing_requested": lambda facts, named: bool(facts.all("hearing_request")),
    "review_required": lambda facts, named: any(
        rule.id == "PEN-58a" for rule, _ in review_rules(facts, named if named and named.name == "decide" else None)
    ),
}
_OCCASION_TITLES = {
    "complex": "情节复杂",
    "grave": "重大违法行为",
    "heavy": "较重的行政处罚",
    "hearing_requested": "当事人申请听证",
    "review_required": "属于应当法制审核的案件",
}
OCCASIONS = frozenset(_OCCASIONS)
