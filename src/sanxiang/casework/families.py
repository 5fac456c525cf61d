"""案件谱系: a case that springs from another knows what its line of parents found out; nothing is typed or copied twice."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from sanxiang.casework import joint
from sanxiang.casework.models import Case, Evidence, Party, Step
from sanxiang.casework.rows import by_case, row_of
from sanxiang.law import families, packs
from sanxiang.law.families import Spring
from sanxiang.law.timeline_keys import PARENT
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import NotFound, Refused

Row = Mapping[str, Any]
# Within a day, what the parent did comes before what the child did: both count their steps from one.
BEFORE = 10**6


class Origin(msgspec.Struct, frozen=True):
    """The case that a new one springs from, as far as the new one takes it over."""

    case: Case
    spring: Spring
    step: str
    steps: list[dict[str, Any]]
    parties: list[dict[str, Any]]
    evidence: list[str]

    @property
    def line(self) -> list[str]:
        """The new case's parents, nearest first."""
        return [self.case.id, *self.case.line]


def origin(person: Person, parent: str, type: str, procedure: str, step: str = "") -> Origin:
    """The parent of a new case of this type and procedure. Five queries at most.

    step: the parent's act after which it springs; the last of those that allow it, if left out.
    Raises NotFound (not a case of the person's organ), Refused (nothing of the kind springs from it, or not yet).
    """
    case = Case.objects.filter(id=parent, organ=person.organ).first()
    if case is None:
        raise NotFound("没有所从的案件，或您无权查看", next="请从本机关的案件页转办。")
    spring = next((one for one in families.from_(case.type, case.procedure) if one.to == f"{type}-{procedure}"), None)
    if spring is None:
        raise Refused("这类案件不能由所选案件转出", next="请从案件页“转办”中选择。", status=422)
    steps = [row_of(one) for one in Step.objects.filter(case=case.id).exclude(state="annulled").order_by("day", "number")]
    after = [one["act"] for one in steps if not spring.after or one["act"] in spring.after]
    if not after or (step and step not in after):
        raise Refused(f"还不能{spring.title}：所从案件尚未办到这一步", next="请先办理所从案件的前序步骤。")
    own = Evidence.objects.filter(case=case.id, state="").order_by("number").values_list("id", flat=True)
    brought = Evidence.objects.filter(id__in=case.brought, state="").values_list("id", flat=True) if case.brought else ()
    parties = [row_of(one) for one in Party.objects.filter(case=case.id).order_by("id")]
    return Origin(case, spring, step or after[-1], steps, parties, [*brought, *own])


def offered(type: str, procedure: str, taken: Iterable[str]) -> list[Spring]:
    """What may spring from a case that has taken these acts."""
    done = frozenset(taken)
    return [one for one in families.from_(type, procedure) if not one.after or done & frozenset(one.after)]


def as_parents(steps: Iterable[Row]) -> list[dict[str, Any]]:
    """A parent's steps as the child's timeline names them."""
    standing = (step for step in steps if step["state"] != "annulled")
    return [{**step, "act": f"{PARENT}{step['act']}", "number": int(step["number"]) - BEFORE} for step in standing]


def inherited(case: Row) -> list[dict[str, Any]]:
    """The steps of the case's parent, as its timeline begins with them. One query, none for a case that springs from none."""
    if not case["line"]:
        return []
    return as_parents(of_party(case, [row_of(step) for step in Step.objects.filter(case=case["line"][0])]))


def of_party(case: Row, steps: Sequence[Row]) -> list[Row]:
    """A parent's steps as the party of the case that springs from it sees them: its share of a penalty of several, its service, its payments.
    All of them where the parent tells no shares, or this case is against several too. One query where there are shares."""
    shared = next((step for step in steps if joint.rows(step["fields"])), None)
    if shared is None:
        return list(steps)
    same = list(Party.objects.filter(case=shared["case"], role="party", name=case["party_name"]).values_list("id", flat=True))
    if len(same) != 1:
        return list(steps)
    seen = ((step, joint.seen(step["fields"], same[0])) for step in steps)
    return [{**step, "fields": fields} for step, fields in seen if fields is not None]


def of_line(case: Row) -> list[list[dict[str, Any]]]:
    """The steps that stand of each parent, nearest first, each in the order of their days. One query, or none."""
    if not case["line"]:
        return []
    steps = by_case(Step.objects.filter(case__in=case["line"]).exclude(state="annulled").order_by("day", "number"))
    return [[dict(step) for step in of_party(case, steps.get(parent, []))] for parent in case["line"]]


def brought(case: Row) -> list[Evidence]:
    """The evidence that the case took over and that still stands in its own case. One query, or none."""
    if not case["brought"]:
        return []
    found = {one.id: one for one in Evidence.objects.filter(id__in=case["brought"], state="")}
    return [found[id] for id in case["brought"] if id in found]


class Member(msgspec.Struct, frozen=True):
    """A case of a family: `depth` counts its parents, `here` marks the one that is asked about, `title` is what its procedure is called."""

    case: Case
    depth: int
    here: bool
    title: str = ""


def members(case: Case) -> list[Member]:
    """The whole family of a case as a tree in reading order: each case after its parent, older ones first. One query."""
    found = list(Case.objects.filter(family=case.family).order_by("opened_on", "id"))
    children: dict[str, list[Case]] = {}
    for one in found:
        children.setdefault(one.line[0] if one.line else "", []).append(one)
    return [Member(one, depth, one.id == case.id, _title(one)) for one, depth in _walked(children, "", 0)]


def _title(case: Case) -> str:
    return packs.load(tuple(case.packs)).procedure(case.type, case.procedure).title


def _walked(children: Mapping[str, Sequence[Case]], parent: str, depth: int) -> Iterable[tuple[Case, int]]:
    for one in children.get(parent, ()):
        yield one, depth
        yield from _walked(children, one.id, depth + 1)
