"""Judging by the procedure: the periods that it names, and each act that was taken against the guards of its step.

A rule that a procedure carries, as a period or as a guard, is enforced without code (docs/procedures.md).
"""

from collections.abc import Sequence
from datetime import date, datetime, time

from sanxiang.law import limits
from sanxiang.law.facts import Facts
from sanxiang.law.guards import Draft, Ready, asked, asking
from sanxiang.law.guards import rules as rules_of
from sanxiang.law.judge import Judge
from sanxiang.law.limits import Running
from sanxiang.law.periods import as_day, as_instant
from sanxiang.law.procedure import Limit
from sanxiang.law.timeline import Act, Timeline

_IN_TIME = "在期满以前办理；已经逾期的立即办理，说明理由并归档"


# ── periods ──


def periods(judge: Judge) -> None:
    """Every period of the procedure: kept, missed or running."""
    told = judge.facts.by_name.keys()
    for limit in judge.facts.plan.judged:
        if told.isdisjoint(limit.start):
            continue
        for one in limits.running(judge.facts, limit):
            _tell(judge, one)


def _tell(judge: Judge, one: Running) -> None:
    for act, last in one.late:
        judge.found(one.rule, act, f"{one.rule.title}的期限已于{last}届满，{act.day}才延长", "延长须在期满之前批准")
    if one.rule.kind == "backward" and not one.limit.due:
        _before(judge, one)
    elif one.limit.party:
        _awaited(judge, one)
    else:
        _kept(judge, one)


def _before(judge: Judge, one: Running) -> None:
    """“X日前”: the act that must have happened the full time before."""
    facts, limit, done = judge.facts, one.limit, one.done
    if done is None and (limit.party or judge.taken_without(one.rule.id) is one.start):
        return
    if done is None:
        judge.missing(one.rule, f"{one.start.day}{title(facts, one.start)}，此前未见{limit.what}", limit.next or _IN_TIME, one.start.day)
        return
    if _listed(judge, one, done.day <= one.last) is False:
        message = f"{done.day}{limit.what}，距{as_day(one.since)}不满{one.rule.amount}，最迟应在{one.last}{_lapse(limit)}"
        judge.found(one.rule, done, message, limit.next or _IN_TIME)


def _kept(judge: Judge, one: Running) -> None:
    """A period of the organ: kept, missed or running."""
    if _listed(judge, one, _met(judge, one)) is not False:
        return
    due = one.due.due if one.due else one.last
    last = f"自{_moment(one.due.start if one.due else one.since)}起算，最迟应在{_moment(due)}{one.limit.what}"
    late = f"实际为{_moment(one.done.at or one.done.day)}" if one.done else f"截至{judge.facts.as_of}仍未{one.limit.what}"
    judge.found(one.rule, one.done, f"{last}，{late}{_lapse(one.limit)}", one.limit.next or _IN_TIME)
    if one.done is None:
        judge.still_without(one.rule.id)


def _met(judge: Judge, one: Running) -> bool | None:
    """A day without a time counts for its first minute where hours are counted."""
    if one.done is None and one.limit.if_told:
        return None
    if one.done is None or one.due is None or not isinstance(one.due.due, datetime):
        return judge.met(one.last, one.done.day if one.done else None)
    return as_instant(one.done.at or datetime.combine(one.done.day, time())) <= one.due.due


def _awaited(judge: Judge, one: Running) -> None:
    """A period of the party: never a fault, but what must wait for it may not come before its end."""
    facts, used = judge.facts, one.done is not None and one.done.day <= one.last
    early = [act for name in one.limit.waits for act in facts.all(name) if _early(act, one)]
    over = bool(one.limit.waits) and facts.as_of > one.last
    if _listed(judge, one, False if early else True if used or over else None) is not False:
        return
    party = facts.procedure.party if facts.procedure else "当事人"
    for act in early:
        message = f"{one.still(party)}，{act.day}即{title(facts, act)}"
        judge.found(one.limit.finds or one.rule, act, message, one.limit.next or "期满或者明确放弃后再办理")


def _early(act: Act, one: Running) -> bool:
    return act.index > one.start.index and act.day <= one.last and (one.done is None or one.done.index > act.index)


def _listed(judge: Judge, one: Running, met: bool | None) -> bool | None:
    """Told among the periods, once. What is only watched, or a court's, is never a fault: it is kept, or nobody says."""
    if one.rule.state == "watched" or one.limit.court or (one.limit.party and one.rule.kind == "backward"):
        met = met or None
    due = one.due
    known = (one.rule.id, due.start if due else one.since, due.due if due else one.last)
    if not any((period.rule, period.start, period.due) == known for period in judge.periods):
        judge.listed(*known, met, due.provisional if due else False)
    return met


def title(facts: Facts, act: Act) -> str:
    """What the procedure calls this act."""
    step = facts.plan.steps.get(act.name)
    return step.title if step else act.name


def _lapse(limit: Limit) -> str:
    return f"；{limit.lapse}" if limit.lapse else ""


def _moment(moment: date | datetime) -> str:
    return f"{as_instant(moment):%Y-%m-%d %H:%M}" if isinstance(moment, datetime) else f"{moment}"


# ── each act against the guards of its step ──


class Unfolding(Facts):
    """The case as it stood before each act in turn: acts are taken up one after the other, and nothing is built anew."""

    __slots__ = ("_taken",)

    def __init__(self, facts: Facts) -> None:
        super().__init__(facts.law, Timeline(facts.case, (), facts.as_of, facts.complete), facts.procedure)
        self._taken: list[Act] = []
        self.acts = self._taken

    def until(self, act: Act, acts: Sequence[Act]) -> None:
        """The case as it stood before this act, one of `acts` and later than those taken up so far."""
        by_name, self.as_of = self.by_name, act.day
        for done in acts[len(self._taken) : act.index - 1]:
            self._taken.append(done)
            if done.name in by_name:
                by_name[done.name].append(done)
            else:
                by_name[done.name] = [done]
        if self.decision is None and "decide" in by_name:
            self.decision = by_name["decide"][0]
        self._kept.clear()


def guarded(judge: Judge) -> None:
    """Each act that was taken, against the guards of its step as the case stood then.

    By a rule that a check has found broken nothing more is found: the check saw the whole case. In a penalty, where the checks tell what is
    missing, a guard of the law finds only what is told; one that an organ added finds all.
    """
    facts = judge.facts
    procedure = facts.procedure
    if procedure is None:
        return
    checked, telling = judge.broken(), facts.case.type == "penalty"
    before, names = Unfolding(facts), asking(facts, telling)
    for act in facts.acts:
        if act.name in names:
            before.until(act, facts.acts)
            draft = Draft(before, procedure, facts.plan.steps[act.name], act, "taken")
            for each in asked(facts, act.day, telling).guards.get(act.name, ()):
                if each.guard.rule not in checked and (each.always or each.speaks(draft)):
                    _guard(judge, draft, each, telling and not each.guard.added)


def _reminds(draft: Draft, each: Ready, id: str) -> bool:
    """Whether that an earlier act is absent only reminds: the system records it and no law asks for it, or nobody has read the law that would."""
    if not each.kind.absence:
        return False
    rule = draft.facts.law.rule(id, draft.act.day)
    return bool(each.guard.params.get("asked")) or (rule is not None and rule.unverified)


def _guard(judge: Judge, draft: Draft, each: Ready, telling: bool) -> None:
    guard, kind, facts, act = each.guard, each.kind, judge.facts, draft.act
    absent = facts.complete and not telling
    if kind.absence and not absent:
        return
    message = kind.blocks(draft, guard)
    if message:
        for id in rules_of(draft, guard):
            if kind.absence:
                judge.without(id, act)
            rule = facts.law.rule(id, act.day) if guard.added else id
            judge.found(
                rule, act, f"{act.day}{draft.step.title}：{message}", guard.params.get("next") or kind.next, _reminds(draft, each, id)
            )
    elif kind.unknown is not None and absent:
        unknown = kind.unknown(draft, guard)
        if unknown:
            judge.unknown(guard.rule, act, f"{act.day}{draft.step.title}，{unknown}", "在记录中补充载明；没有办理的依法补办")
