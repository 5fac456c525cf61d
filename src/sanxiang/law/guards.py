"""The closed vocabulary of guards: what a step of a procedure must have before it may be taken.

Each kind is one function: it sees the facts, the guard and the act about to be done (a draft whose keys may be unknown), and tells in
Chinese why not, or nothing. What is not known does not block: the form has yet to be filled in.
"""

from collections.abc import Callable
from datetime import date

import msgspec

from sanxiang.law.checks_decision import beyond_summary
from sanxiang.law.checks_evidence import CLOSED, officers, sealed_by
from sanxiang.law.checks_hearing import right_to_hearing, unheard
from sanxiang.law.checks_notice import heard_or_waived, heavier, unnotified_kinds
from sanxiang.law.checks_payment import paid_up, payment_due, remedies_lapsed
from sanxiang.law.checks_review import deliberation_reason, passed_review, review_rules
from sanxiang.law.checks_seizure import holding, open_seizure
from sanxiang.law.facts import AMOUNTS, Facts, hearing_scope, investigators, notice_day, penalises, penalty
from sanxiang.law.periods import as_day
from sanxiang.law.procedure import Guard, Procedure, Step
from sanxiang.law.timeline import Act

_BEFORE_DECISION = frozenset(["启动", "调查取证", "审核决定"])
_NOT_ARCHIVED = CLOSED | {"decide", "file", "lead"}
_AFTER_DECISION_TOO = frozenset(["seize_release", "preserve_settle", "order_correction", "report"])


class Block(msgspec.Struct, frozen=True):
    """Why a step may not be taken, by which rule."""

    rule: str
    message: str
    law: str
    article: str


class Offer(msgspec.Struct, frozen=True):
    """A step and whether it may be taken on the day of judgement."""

    step: str
    allowed: bool
    blocks: tuple[Block, ...] = ()


class Draft(msgspec.Struct, frozen=True):
    """The act about to be done, in its procedure."""

    facts: Facts
    procedure: Procedure
    step: Step
    act: Act


Kind = Callable[[Draft, Guard], str]


def offers(facts: Facts, procedure: Procedure) -> list[Offer]:
    """Every step of the procedure with what stands against taking it on the day of judgement."""
    found, standing = [], _standing(facts)
    for step in procedure.steps:
        blocks = _out_of_order(facts, step, standing)
        if not blocks and step.guards:
            blocks = _guarded(Draft(facts, procedure, step, expected(facts, step)))
        found.append(Offer(step.act, not blocks, blocks))
    return found


def expected(facts: Facts, step: Step) -> Act:
    """The act as it would be done today with the form not yet filled in; a decision is expected to follow the notice."""
    told: dict[str, object] = {}
    if step.act == "decide":
        report, notify = facts.last("investigation_report"), facts.last("notify")
        told = {key: notify.told[key] for key in (*AMOUNTS, "kinds") if key in notify.told} if notify else {}
        told["outcome"] = (report.told.get("proposal") if report else None) or "penalty"
    return Act(len(facts.acts) + 1, step.act, facts.as_of, None, told)


def blocks_of(draft: Draft) -> list[Block]:
    """What stands against this act: the order of the whole procedure first, then the guards of the step."""
    return list(_out_of_order(draft.facts, draft.step, _standing(draft.facts)) or _guarded(draft))


def _guarded(draft: Draft) -> tuple[Block, ...]:
    found: list[Block] = []
    for guard in draft.step.guards:
        message = KINDS[guard.kind](draft, guard)
        if message:
            found += [_block(draft.facts, id, message, draft.step.article) for id in _rules(draft, guard)]
    return tuple(found)


def _rules(draft: Draft, guard: Guard) -> list[str]:
    """A review is demanded by several rules at once, an amount by the rule for the party, a decision unlike its notice by PEN-44 or PEN-45;
    every other guard names its own."""
    if guard.kind == "review-passed":
        return [rule.id for rule, _ in review_rules(draft.facts, draft.act)] or [guard.rule]
    if guard.kind == "within-amount":
        problem = beyond_summary(draft.facts, draft.act)
        return [problem[0] if problem else guard.rule]
    if guard.kind == "notice-matches-decision":
        heavy = _heavier(draft)
        return [heavy[0] if heavy else "PEN-44"]
    return [guard.rule]


def _block(facts: Facts, id: str, message: str, article: str = "") -> Block:
    rule = facts.rule(id, facts.as_of) or facts.law.rule(id, facts.as_of)
    return Block(id, message, rule.law if rule else "", rule.article if rule else article)


class _Standing(msgspec.Struct, frozen=True):
    """What stands against every step of a kind: the case is archived, closed, or decided (and the decision not revoked)."""

    archived: Block | None
    closed: Block | None
    decided: Block | None


def _standing(facts: Facts) -> _Standing:
    archive, close, decide = facts.last("archive"), facts.last("close"), facts.last("decide")
    if decide and facts.after("revoke", decide) is not None:
        decide = None
    seal = sealed_by(facts, archive) if archive else None
    return _Standing(
        _block(facts, seal.id if seal else "REC-23b", f"案卷已于{archive.day}归档，不得再增加材料") if archive else None,
        _block(facts, "PEN-47", f"案件已于{close.day}结案") if close else None,
        _block(facts, "PEN-57", f"已于{decide.day}作出决定") if decide else None,
    )


def _out_of_order(facts: Facts, step: Step, standing: _Standing) -> tuple[Block, ...]:
    """A step that comes too late: the case is archived, closed, decided, or the step was taken and is taken once."""
    if standing.archived and step.act in _NOT_ARCHIVED:
        return (standing.archived,)
    if step.stage in _BEFORE_DECISION:
        if standing.closed:
            return (standing.closed,)
        if standing.decided and step.act not in _AFTER_DECISION_TOO:
            return (standing.decided,)
    if step.repeats or step.act == "decide" or step.act not in facts.by_name:
        return ()
    return (_block(facts, "PEN-47", f"已于{facts.by_name[step.act][-1].day}办理"),)


# ── the kinds ──


def step_taken(draft: Draft, guard: Guard) -> str:
    """`step`: an act of this name (or of one of these) came before. A decision that is no penalty needs no notice."""
    names = guard.params["step"]
    names = (names,) if isinstance(names, str) else names
    if any(name in draft.facts.by_name for name in names):
        return ""
    if guard.params.get("of") == "penalty" and not penalises(draft.act):
        return ""
    wanted = [step.title for name in names for step in (draft.procedure.step(name),) if step]
    return f"尚未{'或者'.join(wanted)}"


def not_done(draft: Draft, guard: Guard) -> str:
    """`acts`: none of these came before."""
    done = next((draft.facts.last(name) for name in guard.params["acts"] if name in draft.facts.by_name), None)
    step = draft.procedure.step(done.name) if done else None
    return f"已于{done.day}{step.title if step else done.name}" if done else ""


def officers_at_least(draft: Draft, guard: Guard) -> str:
    """No fewer officers than the rule's number, all qualified."""
    least = draft.facts.number(guard.rule, draft.act.day)
    count = officers(draft.act)
    if count is not None and least is not None and count < least:
        return f"执法人员只有{count}人，不得少于{least}人"
    return "执法人员不具有行政执法资格" if draft.act.told.get("qualified") is False else ""


def key_true(draft: Draft, guard: Guard) -> str:
    """`key` is not told to be false; `says` is the reason."""
    return str(guard.params["says"]) if draft.act.told.get(guard.params["key"]) is False else ""


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
    request = unheard(draft.facts, None) if penalises(draft.act) else None
    return f"当事人{request.day}要求听证，尚未举行" if request else ""


def review_passed(draft: Draft, guard: Guard) -> str:
    """Where a review is needed, the last opinion agrees and still holds."""
    facts = draft.facts
    review = facts.last("review")
    problems = review is not None and review.told.get("opinion") == "problems"
    needed = review_rules(facts, draft.act)
    if not (needed or (problems and penalises(draft.act))) or passed_review(facts, None) is not None:
        return ""
    if review is not None and problems:
        return f"{review.day}法制审核意见为存在问题，处理后须再次送审"
    return "听证后须再次法制审核" if review else f"{needed[0][1]}，尚未法制审核"


def deliberated(draft: Draft, guard: Guard) -> str:
    """Where the procedure demands it, the leaders have deliberated."""
    reason = deliberation_reason(draft.facts, draft.act) if penalises(draft.act) else ""
    return f"{reason}，须由负责人集体讨论决定" if reason and draft.facts.last("deliberate") is None else ""


def not_same_person(draft: Draft, guard: Guard) -> str:
    """`key` (who acts) shares no name with `others` (handlers, reviewers)."""
    facts, named = draft.facts, draft.act.told.get(guard.params["key"])
    if guard.params["others"] == "handlers":
        others, title = facts.once("investigators", investigators), "查办人员"
    else:
        others, title = frozenset(name for act in facts.all("review") for name in act.told.get("by") or ()), "法制审核人员"
    both = sorted(others.intersection(named or ()))
    return f"{'、'.join(both)}是本案{title}" if both else ""


def notice_matches_decision(draft: Draft, guard: Guard) -> str:
    """The decision holds no kind that the party was not told of, and no higher amount."""
    facts = draft.facts
    notify = facts.last("notify")
    if notify is None or not penalises(draft.act):
        return ""
    if unnotified_kinds(notify.told.get("kinds"), draft.act.told.get("kinds")):
        return "决定的处罚种类没有事先告知"
    problem = _heavier(draft)
    return problem[1] if problem else ""


def _heavier(draft: Draft) -> tuple[str, str] | None:
    found = (heavier(draft.facts, draft.act, key) for key in AMOUNTS)
    return next((problem for problem in found if problem is not None), None)


def within_amount(draft: Draft, guard: Guard) -> str:
    """The penalty is one that the summary procedure may impose."""
    problem = beyond_summary(draft.facts, draft.act)
    return problem[1] if problem else ""


def still_running(draft: Draft, guard: Guard) -> str:
    """An open seizure may be extended: its first period has not run out."""
    seize = open_seizure(draft.facts)
    held = holding(draft.facts, seize) if seize else None
    if held is None or held.extended is not None or draft.act.day <= as_day(held.first.due):
        return ""
    return f"查封扣押期限已于{held.first.due}届满，应当立即解除"


def is_open(draft: Draft, guard: Guard) -> str:
    """`what` has begun and not ended: a seizure, a suspension, a preservation, a submission for review, an unpaid fine."""
    facts, what = draft.facts, guard.params["what"]
    if what == "fine":
        decide = penalty(facts)
        return "罚款已经缴清" if decide and decide.told.get("fine") and paid_up(facts, decide) else ""
    if what == "seizure":
        return "" if open_seizure(facts) else "没有尚未解除的查封扣押"
    began, ended, title = _PAIRS[what]
    return "" if len(facts.all(began)) > len(facts.all(ended)) else f"没有尚未了结的{title}"


_PAIRS = {
    "suspension": ("suspend", "resume", "中止"),
    "review": ("review_submit", "review", "送审"),
    "preservation": ("preserve", "preserve_settle", "先行登记保存"),
}


def lapsed(draft: Draft, guard: Guard) -> str:
    """`of`: the days to pay, the remedies, or the days after a demand are over."""
    facts = draft.facts
    decide = penalty(facts)
    if decide is None:
        return ""
    last = _LAST_DAYS[guard.params["of"]](facts, decide)
    return "" if last is None or draft.act.day > last else f"{guard.params['says']}至{last}，尚未届满"


def _demand_due(facts: Facts, decide: Act) -> date | None:
    demand = facts.last("demand")
    rule = facts.rule("COE-54", demand.day) if demand else None
    served = demand.told.get("served") if demand else None
    if demand is None or rule is None:
        return None
    return as_day(facts.due(rule, served if isinstance(served, date) else demand.day).due)


_LAST_DAYS: dict[str, Callable[[Facts, Act], date | None]] = {"payment": payment_due, "remedies": remedies_lapsed, "demand": _demand_due}


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


KINDS: dict[str, Kind] = {
    "step-taken": step_taken,
    "not-done": not_done,
    "officers-at-least": officers_at_least,
    "key-true": key_true,
    "waited": waited,
    "hearing-offered": hearing_offered,
    "hearing-held": hearing_held,
    "review-passed": review_passed,
    "deliberated": deliberated,
    "not-same-person": not_same_person,
    "notice-matches-decision": notice_matches_decision,
    "within-amount": within_amount,
    "still-running": still_running,
    "open": is_open,
    "lapsed": lapsed,
    "executed": executed,
}
