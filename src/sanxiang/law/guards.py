"""The closed vocabulary of guards: what a step of a procedure must have before it may be taken.

Each kind is one function: it sees the facts, the guard and the act about to be done (a draft whose keys may be unknown), and tells in
Chinese why not, or nothing. What is not known does not block: the form has yet to be filled in. `law.flow` judges acts that were taken by
the same functions. docs/procedures.md lists the kinds with their parameters.
"""

from datetime import date
from typing import Any

import msgspec

from sanxiang.law import checks_recording
from sanxiang.law.checks_decision import beyond_summary
from sanxiang.law.checks_evidence import CLOSED, sealed_by
from sanxiang.law.checks_review import review_rules
from sanxiang.law.dates import in_prose, written
from sanxiang.law.facts import AMOUNTS, Facts
from sanxiang.law.guards_acts import answered, barred, day_passed, lacking, not_done, settled, step_taken
from sanxiang.law.guards_keys import (
    at_least,
    at_most,
    days_between,
    key_true,
    no_earlier,
    not_recused,
    not_same_person,
    officers_at_least,
    officers_untold,
    told,
    untold,
    working_time,
)
from sanxiang.law.guards_money import within_owed, within_surcharge
from sanxiang.law.guards_parties import drafts, of_several, shared_out
from sanxiang.law.guards_penalty import (
    deliberated,
    executed,
    hearing_held,
    hearing_offered,
    heavier_than_notified,
    is_open,
    notice_matches_decision,
    review_passed,
    waited,
    within_amount,
)
from sanxiang.law.guards_periods import lapsed, still_running, within_extension
from sanxiang.law.guards_shared import COMMON, Draft, Kind, Ready, listed, ready, title_of
from sanxiang.law.limits import given_before, waits_for
from sanxiang.law.procedure import Guard, Procedure, Step
from sanxiang.law.rules import Rule
from sanxiang.law.timeline import Act

__all__ = ["COMMON", "KINDS", "Block", "Draft", "Offer", "Ready", "asked", "asking", "blocks_of", "expected", "offers", "rules"]
_BEFORE_DECISION = frozenset(["启动", "调查取证", "审核决定"])
_NOT_ARCHIVED = CLOSED | {"decide", "file", "lead"}
_RECUSED = "recuse_decide"  # the one act without which a kind of guards never blocks
_KEPT_DAYS = 5_000  # days of cases whose guards are kept ready
_AFTER_DECISION_TOO = frozenset(["seize_release", "preserve_settle", "order_correction", "report"])


class Block(msgspec.Struct, frozen=True, gc=False):
    """Why a step may not be taken, by which rule."""

    rule: str
    message: str
    law: str
    article: str


class Offer(msgspec.Struct, frozen=True, gc=False):
    """A step and whether it may be taken on the day of judgement."""

    step: str
    allowed: bool
    blocks: tuple[Block, ...] = ()


def offers(facts: Facts, procedure: Procedure) -> list[Offer]:
    """Every step of the procedure with what stands against taking it on the day of judgement."""
    today = asked(facts, facts.as_of)
    found, free, standing = list(today.free), today.free, _standing(facts)
    for stops, steps in today.late:
        blocks = _stopped(standing, stops)
        if blocks:
            for place, act in steps:
                found[place] = Offer(act, False, blocks)
    for act in facts.by_name.keys() & today.once.keys():
        place = today.once[act]
        if found[place] is free[place]:
            found[place] = Offer(act, False, (_taken(facts, act),))
    for place, step, plain in today.asking:
        if found[place] is free[place] and (blocks := _asked_for(facts, procedure, today, step, plain)):
            found[place] = Offer(step.act, False, blocks)
    return found


# What a step asks for that only asks for earlier steps: these steps, and what is said where none of them was taken.
Plain = tuple[tuple[tuple[str, ...], Block], ...]


def _asked_for(facts: Facts, procedure: Procedure, today: "Today", step: Step, plain: Plain | None) -> tuple[Block, ...]:
    if plain is None:
        return _guarded(Draft(facts, procedure, step, expected(facts, step), "blank"), today)
    return tuple([block for steps, block in plain if facts.by_name.keys().isdisjoint(steps)])


class Today(msgspec.Struct, frozen=True):
    """What stands before the acts of one day, made ready once.

    `guards`: by the act; `waiting`: the acts that may have to wait for a period; `free`: the offers against which nothing stands, a step each.
    Of the steps, by their place among them: `late`, those that come too late after the same acts; `once`, those that are taken once; `asking`,
    those of which guards or periods speak.
    """

    guards: dict[str, tuple[Ready, ...]]
    waiting: frozenset[str]
    free: tuple[Offer, ...]
    late: tuple[tuple[tuple[str, ...], tuple[tuple[int, str], ...]], ...]
    once: dict[str, int]
    asking: tuple[tuple[int, Step, Plain | None], ...]


def asked(facts: Facts, on: date, telling: bool = False) -> Today:
    """The guards of the procedure whose rules are in force that day and do more than inform (or that an organ added), by the act.

    telling: only those by which a penalty is judged, which no check stands for and which rest on what is told.
    """
    active: dict[Any, Today] = facts.plan.active
    key = (facts.law, on, telling, _RECUSED in facts.by_name, not facts.case.parties)
    found = active.get(key)
    if found is None:
        if len(active) > _KEPT_DAYS:
            active.clear()
        found = active[key] = _today(facts, on, telling)
    return found


def _today(facts: Facts, on: date, telling: bool) -> Today:
    steps, waiting = tuple(facts.plan.steps.values()), _waiting(facts, on)
    guards = {step.act: each for step in steps if step.guards and (each := _speaking(facts, step, on, telling))}
    late: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for place, step in enumerate(steps):
        late.setdefault(_stopping(step), []).append((place, step.act))
    return Today(
        guards,
        waiting,
        free=tuple(Offer(step.act, allowed=True) for step in steps),
        late=tuple((stops, tuple(places)) for stops, places in late.items()),
        once={step.act: place for place, step in enumerate(steps) if not step.repeats and step.act != "decide"},
        asking=tuple(
            (place, step, None if step.act in waiting else _plain(facts, step, guards.get(step.act, ()), on))
            for place, step in enumerate(steps)
            if step.act in waiting or step.act in guards
        ),
    )


def _plain(facts: Facts, step: Step, guards: tuple[Ready, ...], on: date) -> Plain | None:
    """The steps asked for, where nothing else is."""
    if not all(each.always and each.guard.kind == "step-taken" and each.guard.params.keys() == {"step"} for each in guards):
        return None
    asked_for = [(each.guard.rule, listed(each.guard.params["step"])) for each in guards]
    return tuple((names, _block(facts, id, lacking(facts, names), step.article, on)) for id, names in asked_for)


def _waiting(facts: Facts, on: date) -> frozenset[str]:
    """The acts for which a period of the party runs, and those from which a rule of that day counts back."""
    back = (act for act, limits in facts.plan.opens.items() if any(_counts_back(facts.rule(limit.rule, on)) for limit in limits))
    return frozenset(facts.plan.waits) | frozenset(back)


def _counts_back(rule: Rule | None) -> bool:
    return rule is not None and rule.kind == "backward"


def asking(facts: Facts, telling: bool) -> frozenset[str]:
    """The acts that have such guards on some day."""
    key = (telling, _RECUSED in facts.by_name)
    found: frozenset[str] | None = facts.plan.active.get(key)
    if found is None:
        steps = facts.plan.steps.values()
        found = facts.plan.active[key] = frozenset(
            step.act for step in steps if any(_may(facts, ready(guard, KINDS[guard.kind]), telling) for guard in step.guards)
        )
    return found


def _speaking(facts: Facts, step: Step, on: date, telling: bool) -> tuple[Ready, ...]:
    kinds = OF_SEVERAL if facts.case.parties else KINDS
    guards = (ready(guard, kinds[guard.kind]) for guard in step.guards if guard.added or facts.rule(guard.rule, on) is not None)
    return tuple(each for each in guards if _may(facts, each, telling))


def _may(facts: Facts, each: Ready, telling: bool) -> bool:
    """Whether it can block anything in this case, and is asked of acts that were taken."""
    return (not each.kind.after or each.kind.after in facts.by_name) and (not telling or each.guard.added or each.tells)


def expected(facts: Facts, step: Step) -> Act:
    """The act as it would be done today with the form not yet filled in; a decision is expected to follow the notice."""
    told: dict[str, object] = {}
    if step.act == "decide" and facts.case.type == "penalty":
        report, notify = facts.last("investigation_report"), facts.last("notify")
        told = {key: notify.told[key] for key in (*AMOUNTS, "kinds", "shares") if key in notify.told} if notify else {}
        told["outcome"] = (report.told.get("proposal") if report else None) or "penalty"
    return Act(len(facts.acts) + 1, step.act, facts.as_of, None, told)


def blocks_of(draft: Draft) -> list[Block]:
    """What stands against this act: the order of the whole procedure first, then the guards of the step."""
    facts = draft.facts
    return list(_out_of_order(facts, draft.step) or _guarded(draft, asked(facts, draft.act.day)))


def _too_early(draft: Draft) -> list[Block]:
    """Periods that this act must wait for: the party's own, and those that had to be given before it (“X日前”)."""
    facts, act = draft.facts, draft.act
    found = [_block(facts, one.limit.finds or one.rule.id, one.still(draft.procedure.party)) for one in waits_for(facts, act)]
    for one in given_before(facts, act):
        when = f"，最迟应在{one.last}" if one.done else ""
        found.append(_block(facts, one.rule.id, f"{one.limit.what}须在{one.since}之前满{one.rule.amount}{when}"))
    return found


def _guarded(draft: Draft, today: Today) -> tuple[Block, ...]:
    name = draft.act.name
    found: list[Block] = _too_early(draft) if name in today.waiting else []
    for each in today.guards.get(name, ()):
        message = each.kind.blocks(draft, each.guard) if each.always or each.speaks(draft) else ""
        if message:
            found += [_block(draft.facts, id, message, draft.step.article) for id in rules(draft, each.guard)]
    return tuple(found)


def rules(draft: Draft, guard: Guard) -> list[str]:
    """A review is demanded by several rules at once, an amount by the rule for the party, a decision unlike its notice by PEN-44 or PEN-45;
    every other guard names its own."""
    if guard.kind == "review-passed" and draft.facts.case.type == "penalty":
        return [rule.id for rule, _ in review_rules(draft.facts, draft.act)] or [guard.rule]
    if guard.kind == "within-amount":
        problems = [problem for one in _each(draft) if (problem := beyond_summary(one.facts, one.act))]
        return [problems[0][0] if problems else guard.rule]
    if guard.kind == "notice-matches-decision":
        heavy = [problem for one in _each(draft) if (problem := heavier_than_notified(one))]
        return [heavy[0][0] if heavy else "PEN-44"]
    return [guard.rule]


def _each(draft: Draft) -> list[Draft]:
    """The act as each party sees it, where there are several."""
    return [one for _, one in drafts(draft)] if draft.facts.case.parties else [draft]


def _block(facts: Facts, id: str, message: str, article: str = "", on: date | None = None) -> Block:
    on = on or facts.as_of
    rule = facts.rule(id, on) or facts.law.rule(id, on)
    return Block(id, in_prose(message), rule.law if rule else "", rule.article if rule else article)


def _stopping(step: Step) -> tuple[str, ...]:
    """What stops this step, the gravest first: the acts after which it comes too late, recordings that it must wait for."""
    stops = ("archive",) if step.act in _NOT_ARCHIVED else ()
    if step.stage in _BEFORE_DECISION:
        stops = (*stops, "close") if step.act in _AFTER_DECISION_TOO else (*stops, "close", "decide", "transfer")
    return (*stops, "recording") if step.act in checks_recording.GATES else stops


def _standing(facts: Facts) -> dict[str, Block]:
    """What stands against steps that come too late: the case is archived, closed, decided (and the decision not revoked), or with another
    organ; against those that come too early: a recording is lacking (REC-08)."""
    found, archive, close, decide = {}, facts.last("archive"), facts.last("close"), facts.last("decide")
    if archive:
        seal = sealed_by(facts, archive)
        found["archive"] = _block(facts, seal.id if seal else "REC-23b", f"案卷已于{written(archive.day)}归档，不得再增加材料")
    if close:
        found["close"] = _ordered(facts, close, "PEN-47", "结案")
    if decide and facts.after("revoke", decide) is None:
        found["decide"] = _ordered(facts, decide, "PEN-57", "作出决定")
    if facts.case.type == "penalty" and (transfer := _with_another(facts)):
        message = f"案件已于{written(transfer.day)}移送其他机关，退回并登记后才能继续办理"
        found["transfer"] = _block(facts, "PEN-27", message)
    for act, rules in checks_recording.demanded(facts):
        if said := checks_recording.lacking(facts, act):
            found["recording"] = _block(facts, rules[0].id, f"{act.day}{title_of(facts, act.name)}{said}", on=act.day)
            break
    return found


def _with_another(facts: Facts) -> Act | None:
    """The transfer after which neither the case came back nor the police declined it (行政执法机关移送涉嫌犯罪案件的规定第十条)."""
    transfer = facts.last("transfer")
    if transfer is None or facts.after("refer_back", transfer):
        return None
    answers = [act for act in facts.all("transfer_answer") if act.index > transfer.index]
    return None if answers and answers[-1].told.get("answer") in ("declined", "maintained") else transfer


def _stopped(standing: dict[str, Block], stops: tuple[str, ...]) -> tuple[Block, ...]:
    for act in stops:
        if act in standing:
            return (standing[act],)
    return ()


def _taken(facts: Facts, act: str) -> Block:
    return _ordered(facts, facts.by_name[act][-1], "PEN-47", "办理")


def _ordered(facts: Facts, act: Act, rule: str, what: str) -> Block:
    """The order of a penalty is the law's; of every other type it follows from its own procedure, whose step tells the article."""
    message = f"已于{written(act.day)}{what}"
    if facts.case.type == "penalty":
        return _block(facts, rule, f"案件{message}" if what == "结案" else message)
    step = facts.plan.steps.get(act.name)
    return Block(step.guards[0].rule if step and step.guards else "", in_prose(message), "", step.article if step else "")


def _out_of_order(facts: Facts, step: Step) -> tuple[Block, ...]:
    """A step that comes too late: the case is archived, closed, decided, or the step was taken and is taken once."""
    stopped = _stopped(_standing(facts), _stopping(step))
    if stopped or step.repeats or step.act == "decide" or step.act not in facts.by_name:
        return stopped
    return (_taken(facts, step.act),)


KINDS: dict[str, Kind] = {
    # what was done before
    "step-taken": Kind(
        step_taken, ("step",), ("of", "since", "asked"), absence=True, next="依法先行办理；确已办理的补充登记，说明情况并归档"
    ),
    "not-done": Kind(not_done, ("acts",), ("since",)),
    "open": Kind(is_open, (), ("what", "began", "ended", "title"), absence=True),
    "answered": Kind(answered, ("of", "by"), ("which",), absence=True, next="依法办理后再进行下一步"),
    "settled": Kind(settled, ("acts",), next="审结后再办理"),
    "day-passed": Kind(day_passed, ("act", "key"), next="期满后再办理"),
    "barred": Kind(barred, ("says", "when")),
    # what the act tells
    "told": Kind(told, ("key", "says"), ("asked",), unknown=untold),
    "key-true": Kind(key_true, ("key", "says"), ("asked", "excused"), unknown=untold),
    "officers-at-least": Kind(
        officers_at_least, (), ("number",), checked=True, unknown=officers_untold, next="由两名以上具有执法资格的人员重新进行"
    ),
    "not-same-person": Kind(not_same_person, ("key", "others"), checked=True, next="由其他人员重新办理"),
    "not-recused": Kind(not_recused, (), ("key",), after=_RECUSED, next="更换人员，重新进行该环节"),
    "no-earlier": Kind(no_earlier, next="核实是否初次违法"),
    "days-between": Kind(days_between, ("key",), next="改期，或者由当事人书面同意"),
    "at-most": Kind(at_most, ("key",), ("of", "sum"), next="重新核算，退还超出部分"),
    "at-least": Kind(at_least, ("key",), ("of",)),
    "working-time": Kind(working_time, (), ("night",), next="改在工作时间办理；情况紧急的载明理由"),
    "within-owed": Kind(within_owed, ("key",), checked=True, next="按计算的数额缴纳、加处，退还多收的部分"),
    "within-surcharge": Kind(within_surcharge, next="重新核算，退还多收的部分"),
    # periods of the procedure
    "still-running": Kind(still_running, (), ("period",), checked=True, next="期满的不得再办理"),
    "lapsed": Kind(lapsed, (), ("period", "of"), checked=True, next="期满后再办理"),
    "within-extension": Kind(within_extension, (), ("period",), next="超过部分无效"),
    # notice, hearing, review, decision
    "waited": Kind(waited, ("right",), checked=True, next="期满或者当事人明确放弃后再办理"),
    "hearing-offered": Kind(hearing_offered, checked=True),
    "hearing-held": Kind(hearing_held, checked=True, absence=True),
    "review-passed": Kind(review_passed, checked=True, absence=True),
    "deliberated": Kind(deliberated, checked=True, absence=True),
    "notice-matches-decision": Kind(notice_matches_decision, checked=True),
    "within-amount": Kind(within_amount, checked=True),
    "executed": Kind(executed, checked=True, absence=True),
    "shared-out": Kind(shared_out, checked=True, next="逐一写明每个当事人的处罚后重新办理"),
}
OF_SEVERAL = of_several(KINDS)
