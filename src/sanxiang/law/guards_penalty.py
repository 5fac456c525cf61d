"""Kinds of guards of penalties and their execution; those of hearings and seizures serve other types too."""

from sanxiang.law.checks_decision import beyond_summary
from sanxiang.law.checks_hearing import right_to_hearing, unheard
from sanxiang.law.checks_notice import heard_or_waived, heavier, unnotified_kinds
from sanxiang.law.checks_payment import paid_up
from sanxiang.law.checks_review import deliberation_reason, passed_review, review_rules
from sanxiang.law.checks_seizure import open_seizure
from sanxiang.law.facts import AMOUNTS, Facts, hearing_scope, notice_day, penalises, penalty
from sanxiang.law.guards_shared import Draft, listed, title_of
from sanxiang.law.periods import as_day
from sanxiang.law.procedure import Guard
from sanxiang.law.timeline import Act


def waited(draft: Draft, guard: Guard) -> str:
    """`right` (plead, hearing): the party used or waived its right, or its days have run out."""
    facts = draft.facts
    notify, right = facts.last("notify"), guard.params["right"]
    rule = facts.rule(guard.rule, notify.day) if notify else None
    if notify is None or rule is None or rule.kind != "period" or not penalises(draft.act):
        return ""
    if right == "hearing" and not right_to_hearing(facts, notify):
        return ""
    last = as_day(facts.due(rule, notice_day(notify)).due)
    if draft.act.day > last or heard_or_waived(facts, notify, right):
        return ""
    title = "陈述申辩" if right == "plead" else "要求听证"
    return f"当事人可在{last}以前{title}，尚未{title}也未放弃"


def hearing_offered(draft: Draft, guard: Guard) -> str:
    """Where a hearing is due, the last notice offered one."""
    notify = draft.facts.last("notify")
    due = notify and (hearing_scope(draft.facts, notify) is True or hearing_scope(draft.facts, draft.act) is True)
    if notify and due and penalises(draft.act) and notify.told.get("hearing_offered") is not True:
        return "拟作出的处罚属于听证范围，尚未告知听证权利"
    return ""


def hearing_held(draft: Draft, guard: Guard) -> str:
    """A hearing asked for in time was held or given up."""
    if draft.facts.case.type == "penalty" and not penalises(draft.act):
        return ""
    request = unheard(draft.facts, None) if draft.facts.case.type == "penalty" else _not_heard(draft.facts)
    return f"{request.day}{title_of(draft.facts, request.name)}，尚未举行听证" if request else ""


def _not_heard(facts: Facts) -> Act | None:
    """The last request for a hearing, or the organ's own announcement of one, that was neither held nor given up."""
    asked = max(
        (act for name in ("hearing_request", "announce_hearing") for act in facts.all(name)), key=lambda act: act.index, default=None
    )
    over = [act for act in (*facts.all("hearing"), *facts.all("waive")) if act.told.get("what") != "plead"]
    return asked if asked is not None and not any(act.index > asked.index for act in over) else None


def review_passed(draft: Draft, guard: Guard) -> str:
    """Where a review is needed (or, in other types, `when` holds or the case was submitted), the last opinion agrees and still holds."""
    facts = draft.facts
    if facts.case.type != "penalty":
        return _review_lacking(draft, guard)
    review = facts.last("review")
    problems = review is not None and review.told.get("opinion") == "problems"
    needed = review_rules(facts, draft.act)
    if not (needed or (problems and penalises(draft.act))) or passed_review(facts, None) is not None:
        return ""
    if review is not None and problems:
        return f"{review.day}法制审核意见为存在问题，处理后须再次送审"
    return "听证后须再次法制审核" if review else f"{needed[0][1]}，尚未法制审核"


def _review_lacking(draft: Draft, guard: Guard) -> str:
    facts = draft.facts
    review = facts.last("review")
    if passed_review(facts, None) is not None or not ("when" in guard.params or review or facts.last("review_submit")):
        return ""
    if review is None:
        return "尚未法制审核"
    problems = review.told.get("opinion") == "problems"
    return f"{review.day}法制审核意见为存在问题，处理后须再次送审" if problems else "听证后须再次法制审核"


def deliberated(draft: Draft, guard: Guard) -> str:
    """Where the procedure demands it, the leaders have deliberated."""
    reason = deliberation_reason(draft.facts, draft.act) if penalises(draft.act) else ""
    return f"{reason}，须由负责人集体讨论决定" if reason and draft.facts.last("deliberate") is None else ""


def notice_matches_decision(draft: Draft, guard: Guard) -> str:
    """The decision holds no kind that the party was not told of, and no higher amount."""
    facts = draft.facts
    notify = facts.last("notify")
    if notify is None or not penalises(draft.act):
        return ""
    if unnotified_kinds(notify.told.get("kinds"), draft.act.told.get("kinds")):
        return "决定的处罚种类没有事先告知"
    problem = heavier_than_notified(draft)
    return problem[1] if problem else ""


def heavier_than_notified(draft: Draft) -> tuple[str, str] | None:
    found = (heavier(draft.facts, draft.act, key) for key in AMOUNTS)
    return next((problem for problem in found if problem is not None), None)


def within_amount(draft: Draft, guard: Guard) -> str:
    """The penalty is one that the summary procedure may impose."""
    problem = beyond_summary(draft.facts, draft.act)
    return problem[1] if problem else ""


def is_open(draft: Draft, guard: Guard) -> str:
    """`what` has begun and not ended: a seizure, a suspension, a preservation, a submission for review, an unpaid fine. Or `began`, `ended`
    (acts) and `title`: it began more often than it ended."""
    facts = draft.facts
    if "began" in guard.params:
        open_, done = (sum(len(facts.all(name)) for name in listed(guard.params[key])) for key in ("began", "ended"))
        return "" if open_ > done else f"没有尚在进行的{guard.params['title']}"
    what = guard.params["what"]
    if what == "fine":
        return "罚款已经缴清" if facts.once("fine paid", _paid) else ""
    if what == "seizure":
        return "" if open_seizure(facts) else "没有仍在实施的查封扣押"
    began, ended, title = _PAIRS[what]
    return "" if len(facts.all(began)) > len(facts.all(ended)) else f"没有尚在进行的{title}"


def _paid(facts: Facts) -> bool:
    decide = penalty(facts)
    return decide is not None and bool(decide.told.get("fine")) and paid_up(facts, decide) is not None


_PAIRS = {
    "suspension": ("suspend", "resume", "中止"),
    "review": ("review_submit", "review", "送审"),
    "preservation": ("preserve", "preserve_settle", "先行登记保存"),
}


def executed(draft: Draft, guard: Guard) -> str:
    """A case is closed when nothing of its decision is left to be done."""
    facts = draft.facts
    decide = facts.last("decide")
    if any(name in facts.by_name for name in ("decline", "transfer", "court_application", "revoke")):
        return ""
    if decide is None:
        return "尚未作出决定、不予立案或者移送"
    if not penalises(decide):
        return ""
    if not facts.summary and facts.after("serve", decide) is None:
        return "决定书尚未送达"
    unpaid = decide.told.get("fine") and paid_up(facts, decide) is None
    return "罚款尚未缴清，也未申请法院强制执行" if unpaid else ""
