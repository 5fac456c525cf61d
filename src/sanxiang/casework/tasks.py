"""我的待办: what waits for a person, by the roles they hold and by those they stand in for."""

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from sanxiang.casework import cover, families, judging, listed
from sanxiang.casework.dues import OVER
from sanxiang.casework.models import Case, Decision, Due, Party, Proposal, Step
from sanxiang.casework.queries import Next, Task, next_due
from sanxiang.casework.rows import by_case, row_of
from sanxiang.casework.steps import DECIDING
from sanxiang.law.procedure import Procedure
from sanxiang.law.procedure import Step as Wanted
from sanxiang.organs.queries import Person

FAR = datetime.date.max
MOST = 300  # undecided cases that a head's list looks at
# Steps that somebody else than the handler must take once another was taken: (role, step) → (what calls for it, what else ends it).
CALLED = {
    ("head", "seize_approve"): ("seize", ("seize_release",)),
    ("head", "preserve_approve"): ("preserve", ("preserve_settle",)),
    ("head", "requisition_approve"): ("decide", ("give_back",)),
    ("head", "recuse_decide"): ("recuse_request", ()),
    ("reviewer", "hearing"): ("hearing_notice", ("decide",)),
}
# What calls for an approval afterwards only when it was urgent and not approved before (行政强制法第十九条, 行政处罚法第五十六条).
URGENT = frozenset(["seize", "preserve", "decide"])


def of(person: Person, limit: int) -> list[Task]:
    """Proposals to approve, cases to review, to decide, to handle, and steps that another's step calls for."""
    handled = _handled(person)
    proposals = _proposals(person)
    waiting = [*_waiting_at(person), *_to_decide(person)]
    called, recused = _called(person), _recused(person)
    ids = {case.id for case in [*handled, *waiting]} | {one.case for one in proposals}
    ids |= {step.case for step in [*recused, *(step for _, step in called)]}
    cases = {case.id: case for case in [*handled, *waiting]}
    cases |= {case.id: case for case in Case.objects.filter(id__in=ids - cases.keys())}
    dues: dict[str, Next] = {}
    for due in Due.objects.filter(case__in=ids).order_by("-due", "-id"):
        dues[due.case] = next_due(due)
    found = [_approve(proposal, cases[proposal.case], dues.get(proposal.case)) for proposal in proposals]
    found += [_at(case, dues.get(case.id)) for case in waiting]
    found += [_step(act, step, cases[step.case], dues.get(step.case)) for act, step in called]
    found += [_replace(step, cases[step.case], dues.get(step.case)) for step in recused]
    found += [_record(step, cases[step.case], said) for step, said in _unrecorded(handled)]
    found += [_step("review_submit", step, cases[step.case], dues.get(step.case)) for step in _unreviewed(handled)]
    submitted = _submitted(handled)
    found += [_handle(person, case, dues.get(case.id), submitted.get(case.id)) for case in handled]
    return sorted(found, key=lambda task: (task.due.due if task.due else FAR, task.number))[:limit]


def _proposals(person: Person) -> list[Proposal]:
    roles = [role for role in ("head", "unit_head") if person.may(role)]
    if not roles:
        return []
    waiting = Proposal.objects.filter(organ=person.organ, state="waiting", approver__in=roles)
    return list(waiting.exclude(by=person.officer).order_by("day", "id"))


def _waiting_at(person: Person) -> list[Case]:
    """Cases that wait for a reviewer's opinion or the head's decision."""
    steps = [step for role, step in (("reviewer", "review"), ("head", "decide")) if person.may(role)]
    if not steps:
        return []
    return list(Case.objects.filter(organ=person.organ, waits_for__in=steps).exclude(status__in=OVER))


def _to_decide(person: Person) -> list[Case]:
    """Cases that are no penalties, in which what the decision takes up has been proposed and nothing stands in its way."""
    if not person.may("head"):
        return []
    open_cases = Case.objects.filter(organ=person.organ, status="open", decided_on=None, waits_for="").exclude(type="penalty")
    cases = [case for case in open_cases.order_by("opened_on", "id")[:MOST] if person.officer not in [one["id"] for one in case.handlers]]
    if not cases:
        return []
    ids = [case.id for case in cases]
    steps, parties = by_case(Step.objects.filter(case__in=ids)), by_case(Party.objects.filter(case__in=ids))
    return [case for case in cases if _may_be_decided(case, parties.get(case.id, []), steps.get(case.id, []))]


def _may_be_decided(case: Case, parties: list[dict[str, Any]], steps: list[dict[str, Any]]) -> bool:
    law, row = judging.law(case.packs), row_of(case)
    procedure = judging.procedure(law, row)
    decide, taken = procedure.step("decide"), {step["act"] for step in steps if step["state"] != "annulled"}
    if decide is None or decide.actor != "head" or not _proposed(decide, taken, procedure):
        return False
    told = [*families.inherited(row), *steps]
    return not judging.blocks(judging.assess(law, row, parties, told, timezone.localdate()), row, decide)


def _proposed(decide: Wanted, taken: set[str], procedure: Procedure) -> bool:
    """Whether the step was taken from which the form of the decision takes its outcome (`fill: last:examine.proposal`); any, where none is named."""
    outcome = next((field.fill for field in decide.fields if field.name == "outcome"), "")
    named = {word.partition(":")[2].partition(".")[0] for word in outcome.split("|") if word.startswith(("last:", "own:"))}
    known = {act for act in named if procedure.step(act)}
    return bool(known & taken) if known else len(taken) > 1


def _recused(person: Person) -> list[Step]:
    """Decisions that a handler withdraws, where the case is still theirs: somebody has to hand it over (行政处罚法第四十三条)."""
    if not (person.may("head") or person.may("unit_head")):
        return []
    open_cases = dict(Case.objects.filter(organ=person.organ).exclude(status__in=OVER).values_list("id", "handlers"))
    granted = Step.objects.filter(case__in=open_cases, act="recuse_decide", fields__granted=True).exclude(state="annulled")
    return [step for step in granted if _names(step.fields.get("of")) & _names(open_cases[step.case])]


def _names(officers: Any) -> set[str]:
    return {one["id"] for one in officers or () if isinstance(one, dict) and one.get("id")}


def _called(person: Person) -> list[tuple[str, Step]]:
    """(step to take, step that calls for it) where it was called for and not yet taken."""
    mine = {act: told for (role, act), told in CALLED.items() if person.may(role)}
    if not mine:
        return []
    acts = {name for act, (by, ends) in mine.items() for name in (act, by, *ends)}
    open_cases = Case.objects.filter(organ=person.organ).exclude(status__in=OVER).values("id")
    last: dict[tuple[str, str], Step] = {}
    for step in Step.objects.filter(case__in=open_cases, act__in=acts).exclude(state="annulled").order_by("number"):
        last[step.case, step.act] = step
    return [
        (act, step)
        for (case, name), step in last.items()
        for act, (by, ends) in mine.items()
        if by == name and _calls(step) and not any((case, end) in last and last[case, end].number > step.number for end in (act, *ends))
    ]


def _calls(step: Step) -> bool:
    """Whether the step calls for another: a measure only when it was urgent and not approved before."""
    return step.act not in URGENT or (bool(step.fields.get("urgent")) and not step.fields.get("approved"))


def _handled(person: Person) -> list[Case]:
    if not person.may("handler"):
        return []
    ids = [person.officer, *(officer for officer, role in person.stands_in_for if role == "handler")]
    mine = Q()
    for id in ids:
        mine |= Q(handlers__contains=[{"id": id}])
    return list(Case.objects.filter(mine, organ=person.organ).exclude(status__in=(*OVER, "suspended")).order_by("-opened_on")[:500])


def _unrecorded(cases: list[Case]) -> list[tuple[Step, str]]:
    """Steps of a person's cases that must be recorded throughout and are not, each with what is lacking (国办发〔2018〕118号（八）)."""
    by_id = {case.id: case for case in cases}
    asked = Step.objects.filter(case__in=by_id, recording="throughout").exclude(state="annulled").order_by("day", "number")
    told = ((step, _lacking(by_id[step.case], step)) for step in asked)
    return [(step, said) for step, said in told if said]


def _unreviewed(cases: list[Case]) -> list[Step]:
    """Urgent measures of a person's cases that the organ's review list names and that were approved afterwards: they wait for their review
    (国办发〔2018〕118号（十二）)."""
    open_cases = {
        one.id: one for one in cases if one.type in DECIDING and one.lists.get("review_list") and not (one.decided_on or one.waits_for)
    }
    if not open_cases:
        return []
    steps = by_case(Step.objects.filter(case__in=open_cases).exclude(state="annulled").order_by("number"))
    parties = by_case(Party.objects.filter(case__in=open_cases))
    found = [_urgent(row_of(case), parties.get(id, []), steps.get(id, [])) for id, case in open_cases.items()]
    return list(
        Step.objects.filter(id__in=[id for id in found if id]).exclude(id__in=Decision.objects.values("id"))
    )  # reviewed, it is a decision


def _urgent(case: dict[str, Any], parties: list[dict[str, Any]], steps: list[dict[str, Any]]) -> str:
    """The step of the case's last measure, where it was urgent, was approved, still stands and is named by the list; else nothing."""
    last = {step["act"]: step for step in steps}
    taken, approved = last.get("seize"), last.get("seize_approve")
    if (
        taken is None
        or approved is None
        or "seize_release" in last
        or not (taken["fields"].get("urgent") and approved["fields"].get("granted"))
    ):
        return ""
    named = any(listed.covers(row, case, parties, taken["fields"]) for row in listed.review(case))
    return str(taken["id"]) if named else ""


def _lacking(case: Case, step: Step) -> str:
    law, row = judging.law(case.packs), row_of(case)
    return cover.lacking(law, judging.procedure(law, row), row, row_of(step))


def _record(step: Step, case: Case, said: str) -> Task:
    title = f"{_title(case, step.act)}：{said}"
    return Task("record", case.id, case.number, case.cause, case.party_name, title, step.day, None, step=step.id, type=case.type)


def _submitted(cases: list[Case]) -> dict[str, Proposal]:
    """What each case has submitted that waits or was returned; what waits goes before."""
    found = Proposal.objects.filter(case__in=[case.id for case in cases], state__in=["waiting", "returned"])
    return {proposal.case: proposal for proposal in found.order_by("state", "-day", "id")}


def _approve(proposal: Proposal, case: Case, due: Next | None) -> Task:
    title = _title(case, proposal.act)
    return Task(
        "approve", case.id, case.number, case.cause, case.party_name, f"待批准：{title}", proposal.day, due, proposal.id, type=case.type
    )


def _title(case: Case, act: str) -> str:
    step = judging.law(case.packs).procedure(case.type, case.procedure).step(act)
    return step.title if step else act


def _step(act: str, called: Step, case: Case, due: Next | None) -> Task:
    return Task("step", case.id, case.number, case.cause, case.party_name, _title(case, act), called.day, due, step=act, type=case.type)


def _replace(step: Step, case: Case, due: Next | None) -> Task:
    said = "已决定回避，请移交案件"
    return Task("hand_over", case.id, case.number, case.cause, case.party_name, said, step.day, due, type=case.type)


def _at(case: Case, due: Next | None) -> Task:
    kind, title = ("review", "待法制审核") if case.waits_for == "review" else ("decide", "待作出决定")
    return Task(kind, case.id, case.number, case.cause, case.party_name, title, None, due, type=case.type)


def _handle(person: Person, case: Case, due: Next | None, submitted: Proposal | None) -> Task:
    title, waits = _standing(case, submitted)
    told = title or (due.title if due else case.stage)
    return Task(
        "handle",
        case.id,
        case.number,
        case.cause,
        case.party_name,
        told,
        case.opened_on,
        due,
        waits=waits,
        type=case.type,
        stands_for=_stands_for(person, case),
    )


def _stands_for(person: Person, case: Case) -> str:
    """代谁办理: the handlers in whose place the person acts; empty for their own case."""
    if any(one["id"] == person.officer for one in case.handlers):
        return ""
    return "、".join(one["name"] for one in case.handlers if (one["id"], "handler") in person.stands_in_for)


def _standing(case: Case, submitted: Proposal | None) -> tuple[str, str]:
    """What a handler's case waits for, or what came back, in words; and for whom it waits."""
    if submitted and submitted.state == "waiting":
        return f"等待批准：{_title(case, submitted.act)}", submitted.approver
    if case.waits_for:
        return ("等待法制审核", "reviewer") if case.waits_for == "review" else ("审核已通过，等待作出决定", "head")
    if case.reviewer and case.decided_on is None and case.type not in DECIDING:
        return "审核提出问题，或者审核后证据有改动，请再次送审", ""
    return (f"已退回：{_title(case, submitted.act)}", "") if submitted else ("", "")
