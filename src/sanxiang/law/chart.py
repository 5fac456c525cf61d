"""What the flowchart of a procedure shows (案件流程图, 法制审核流程图), read from the procedure and the rules that cases walk by.

Nothing here decides anything: who acts, when a step may be taken, where an answer leads and which periods run are the procedure's own words.
"""

import re
from datetime import date
from typing import Any

import msgspec

from sanxiang.law.packs import Law
from sanxiang.law.procedure import STAGES, Limit, Procedure, Step
from sanxiang.law.rules import UNIT_NAMES, Rule
from sanxiang.law.timeline_keys import CASE

ACTORS = {"handler": "承办人", "reviewer": "法制审核人员", "head": "机关负责人", "supervisor": "监督人员", "unit_head": "承办机构负责人"}
# Where every case goes that is carried to its end; what must come before follows from the guards.
MILESTONES = ("decide", "serve", "disclose", "close", "archive")
# Guards that ask for a step without naming it.
ASKED = {"review-passed": ("review_submit", "review"), "waited": ("notify",), "hearing-held": ()}
REVIEW = ("review_submit", "review")
# Where an opinion of the legal review leads in every type (国办发〔2018〕118号（十三）).
OF_REVIEW = {"review": {"agree": "decide", "problems": "review_submit"}}
_ASIDE = re.compile("（[^（）]*）$")


class Span(msgspec.Struct, frozen=True):
    """A period on the arrow to a step: `amount` and `article` of the rule in force; `party`: what the party is called, where it is its own."""

    rule: str
    what: str
    since: str
    amount: str
    article: str
    party: str = ""
    backward: bool = False
    extended: str = ""
    lapse: str = ""
    unverified: bool = False

    @property
    def sentence(self) -> str:
        """作出决定：自立案之日起90日内（《行政处罚法》第六十条）；经批准可以延长30日."""
        when = f"{self.since}前{self.amount}" if self.backward else f"{self.since and f'自{self.since}起'}{self.amount}内"
        more = "".join(f"；{word}" for word in (self.extended, self.lapse, "待核" if self.unverified else "") if word)
        return f"{self.party}{self.what}：{when}（{self.article}）{more}"


class Branch(msgspec.Struct, frozen=True):
    """Where one answer leads: the step, or back to it."""

    answer: str
    act: str
    to: str
    back: bool


class Node(msgspec.Struct, frozen=True):
    """One step. `always`: every case that is carried to its end takes it; else `occasion` says when."""

    act: str
    title: str
    stage: str
    who: str
    article: str
    approver: str = ""
    always: bool = False
    occasion: str = ""
    repeats: bool = False
    recording: str = "text"
    spans: tuple[Span, ...] = ()
    branches: tuple[Branch, ...] = ()
    points: tuple[str, ...] = ()


class Chart(msgspec.Struct, frozen=True):
    """The flowchart of a procedure: its steps in order."""

    title: str
    party: str
    nodes: tuple[Node, ...]

    def node(self, act: str) -> Node | None:
        return next((node for node in self.nodes if node.act == act), None)


def chart(law: Law, procedure: Procedure, on: date) -> Chart:
    """The flowchart of a procedure as the law stands that day; pass the procedure as the organ's list has tightened it."""
    always = certain(law, procedure, on)
    if any(step.occasion for step in procedure.steps):
        always |= {step.act for step in procedure.steps if not step.occasion}
    in_order = sorted(procedure.steps, key=lambda step: STAGES.index(step.stage))
    nodes = tuple(_node(law, procedure, step, on, step.act in always) for step in in_order)
    return Chart(f"{procedure.title}流程图", procedure.party, nodes)


def review_chart(law: Law, procedure: Procedure, on: date) -> Chart | None:
    """The flowchart of the legal review (法制审核流程图): from the end of the investigation to the decision; None where there is none."""
    if procedure.step("review") is None:
        return None
    shown = {procedure.deciding.act if procedure.deciding else "decide", "deliberate", *REVIEW, *_before_review(procedure)}
    nodes = [_node(law, procedure, step, on, True) for step in procedure.steps if step.act in shown]
    nodes = [msgspec.structs.replace(node, always=False) if node.act in ("deliberate", "hearing") else node for node in nodes]
    return Chart(f"{procedure.title}法制审核流程图", procedure.party, tuple(_kept_branches(nodes)))


def _before_review(procedure: Procedure) -> set[str]:
    """What must have been done before a draft is submitted; a hearing comes before it too."""
    submit = procedure.step("review_submit")
    named = {act for guard in submit.guards if guard.kind == "step-taken" for act in _named(guard.params["step"])} if submit else set()
    return named | {"hearing"}


def _kept_branches(nodes: list[Node]) -> list[Node]:
    kept = {node.act for node in nodes}
    return [msgspec.structs.replace(node, branches=tuple(one for one in node.branches if one.act in kept)) for node in nodes]


def _named(step: object) -> tuple[str, ...]:
    return (step,) if isinstance(step, str) else tuple(step) if isinstance(step, list | tuple) else ()


def drawn(found: Chart) -> list[dict[str, Any]]:
    """The flowchart as `web` draws it: {title, stage, actor, approver, article, occasion, optional, ends, spans, branches} of each step."""
    ends = {found.nodes[0].act, "archive"}
    return [
        {
            "title": node.title,
            "stage": node.stage,
            "actor": node.who,
            "approver": node.approver,
            "article": node.article if node.always else "",
            "note": "；".join(node.points),
            "occasion": node.occasion,
            "optional": not node.always,
            "ends": node.act in ends,
            "spans": [span.sentence for span in node.spans],
            "branches": [{"answer": one.answer, "to": one.to, "back": one.back} for one in node.branches],
        }
        for node in found.nodes
    ]


def certain(law: Law, procedure: Procedure, on: date) -> frozenset[str]:
    """The steps that every case takes: the first, the milestones and, by guards that hold without condition, what must come before them."""
    found: set[str] = set()
    ahead = [procedure.steps[0].act, *(act for act in MILESTONES if procedure.step(act))]
    if any(rule.holds(on) for id in law.demanding("review-all") for rule in (law.rule(id, on),) if rule):
        ahead += [act for act in REVIEW if procedure.step(act)]
    while ahead:
        act = ahead.pop()
        step = procedure.step(act)
        if step is None or act in found:
            continue
        found.add(act)
        for guard in step.guards:
            if guard.kind in ASKED:
                ahead += [one for one in ASKED[guard.kind] if (asked := procedure.step(one)) and not asked.occasion]
            elif guard.kind == "step-taken" and not {"when", "unless", "since"} & guard.params.keys():
                named = _named(guard.params["step"])
                ahead += named if len(named) == 1 else ()
    return frozenset(found)


def _node(law: Law, procedure: Procedure, step: Step, on: date, always: bool) -> Node:
    return Node(
        act=step.act,
        title=step.title,
        stage=step.stage,
        who=ACTORS.get(step.actor, step.actor),
        approver=ACTORS.get(step.approver, step.approver),
        article=step.article,
        always=always,
        occasion=step.occasion,
        repeats=step.repeats,
        recording=step.recording,
        spans=spans(law, procedure, step.act, on),
        branches=_branches(procedure, step),
        points=tuple(field.label for field in step.fields if field.name.endswith("_ok")),
    )


def spans(law: Law, procedure: Procedure, act: str, on: date) -> tuple[Span, ...]:
    """The periods within which this step is to be taken; each stands at the first step that ends it, once, whatever begins it."""
    limits = (limit for limit in procedure.periods if _ends(procedure, limit) == act and _runs(procedure, limit))
    found = (_span(law.rule(limit.rule, on), limit, procedure) for limit in limits)
    return tuple(dict.fromkeys(span for span in found if span is not None))


def _runs(procedure: Procedure, limit: Limit) -> bool:
    """Whether this period can begin here: a step begins it and asks for what it depends on (no hearing is offered in the summary procedure)."""
    begins = [step for act in limit.start for step in (procedure.step(act),) if step]
    asked = {field.name for step in begins for field in step.fields} | set(CASE)
    return bool(begins) and all("." in key or key in asked for key in limit.when)


def _ends(procedure: Procedure, limit: Limit) -> str:
    """The step at which a period is drawn; one that nothing ends stands where it begins."""
    ends = [act for act in (*limit.until, *limit.waits) if procedure.step(act)]
    return ends[0] if ends else limit.start[0]


def _span(rule: Rule | None, limit: Limit, procedure: Procedure) -> Span | None:
    if rule is None or not rule.amount:
        return None
    step = procedure.step(limit.start[0])
    since = _ASIDE.sub("", rule.starts.split("；")[0]) or (f"{step.title}之日" if step else "")
    longer = rule.extension if limit.extended_by and rule.extension else None
    return Span(
        rule=rule.id,
        what=limit.what,
        since=since,
        amount=rule.amount,
        article=rule.citation,
        party=limit.whose(procedure.party) if limit.party and not limit.court else "",
        backward=rule.kind == "backward",
        extended=f"经批准可以延长{longer.value}{UNIT_NAMES[longer.unit or rule.unit or 'day']}" if longer else "",
        lapse=limit.lapse,
        unverified=rule.unverified,
    )


def _branches(procedure: Procedure, step: Step) -> tuple[Branch, ...]:
    order = {one.act: at for at, one in enumerate(procedure.steps)}
    labels = {choice.value: choice.label for field in step.fields for choice in field.choices}
    return tuple(
        Branch(labels[answer], to.act, to.title, order[to.act] <= order[step.act])
        for answer, act in (step.branches or OF_REVIEW.get(step.act, {})).items()
        if (to := procedure.deciding if act == "decide" else procedure.step(act)) and answer in labels
    )
