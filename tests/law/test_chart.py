"""The flowchart cannot disagree with what is enforced: it is walked against the procedure."""

import datetime

import pytest

from sanxiang.law import packs
from sanxiang.law.chart import Chart, certain, chart, drawn, review_chart
from sanxiang.law.packs import Law
from sanxiang.law.procedure import PACKS, STAGES, Procedure, known

ON = datetime.date(2026, 11, 22)
SECTORS = ("", *(f"sectors/{path.name}" for path in sorted((PACKS / "sectors").iterdir()) if path.is_dir()))
WALKED = [(sector, type, name) for sector in SECTORS for type, names in known(*filter(None, [sector])).items() for name in names]
EVERY = pytest.mark.parametrize(("sector", "type", "name"), WALKED, ids=["-".join(filter(None, one)) for one in WALKED])


def of(sector: str, type: str, name: str) -> tuple[Law, Procedure, Chart]:
    law = packs.load(tuple(filter(None, [sector])))
    procedure = law.procedure(type, name)
    return law, procedure, chart(law, procedure, ON)


@EVERY
def test_every_step_is_drawn_once_with_who_acts_and_who_approves(sector: str, type: str, name: str) -> None:
    _, procedure, found = of(sector, type, name)
    assert sorted(node.act for node in found.nodes) == sorted(step.act for step in procedure.steps)
    assert [node.stage for node in found.nodes] == sorted((node.stage for node in found.nodes), key=STAGES.index)
    for node in found.nodes:
        step = procedure.step(node.act)
        assert step is not None
        assert node.who
        assert bool(node.approver) == bool(step.approver)
        assert node.stage == step.stage


@EVERY
def test_every_period_stands_at_a_step_with_the_number_and_the_article_of_the_rule_in_force(sector: str, type: str, name: str) -> None:
    law, procedure, found = of(sector, type, name)
    spans = {(span.rule, span.what): span for node in found.nodes for span in node.spans}
    for limit in procedure.periods:
        rule = law.rule(limit.rule, ON)
        span = spans.get((rule.id, limit.what)) if rule else None
        if span is None:
            continue
        assert rule is not None
        assert (span.amount, span.article) == (rule.amount, rule.citation)
        assert rule.amount in span.sentence
        assert rule.citation in span.sentence
    assert {rule for rule, _ in spans} <= {rule.id for limit in procedure.periods for rule in (law.rule(limit.rule, ON),) if rule}


@EVERY
def test_what_every_case_takes_is_what_the_guards_ask_for(sector: str, type: str, name: str) -> None:
    law, procedure, found = of(sector, type, name)
    on_line = {node.act for node in found.nodes if node.always}
    assert certain(law, procedure, ON) <= on_line
    for step in procedure.steps:
        if step.act not in on_line:
            continue
        for guard in step.guards:
            one = guard.params.get("step")
            if (
                guard.kind == "step-taken"
                and isinstance(one, str)
                and not {"when", "unless", "since"} & guard.params.keys()
                and step.act in certain(law, procedure, ON)
            ):
                assert one in on_line, f"{step.act} 要求先有 {one}"


@EVERY
def test_every_branch_is_an_answer_of_the_form_and_leads_to_a_step(sector: str, type: str, name: str) -> None:
    _, procedure, found = of(sector, type, name)
    for node in found.nodes:
        step = procedure.step(node.act)
        assert step is not None
        answers = {choice.label for field in step.fields for choice in field.choices}
        assert {branch.answer for branch in node.branches} <= answers
        assert all(procedure.step(branch.act) for branch in node.branches)


def test_a_review_with_problems_leads_back_and_one_that_agrees_leads_on() -> None:
    law, procedure, found = of("", "penalty", "ordinary")
    branches = {branch.answer: branch for branch in found.node("review").branches}  # type: ignore[union-attr]
    assert branches["存在问题"].back
    assert branches["存在问题"].to == "送法制审核"
    assert branches["同意"].to == "作出决定"
    review = review_chart(law, procedure, ON)
    assert review is not None
    assert [node.act for node in review.nodes] == ["investigation_report", "hearing", "review_submit", "review", "deliberate", "decide"]
    assert len(review.node("review").points) == 8  # type: ignore[union-attr]


def test_where_all_decisions_are_reviewed_the_review_stands_on_the_line() -> None:
    law = packs.load(("regions/hebei-xingtai",))
    found = chart(law, law.procedure("penalty", "ordinary"), ON)
    assert found.node("review").always  # type: ignore[union-attr]
    assert not of("", "penalty", "ordinary")[2].node("review").always  # type: ignore[union-attr]


def test_a_sector_s_own_period_is_drawn() -> None:
    sentences = [span.sentence for node in of("sectors/agriculture", "penalty", "ordinary")[2].nodes for span in node.spans]
    assert any("陈述、申辩：自收到告知书之日起3个工作日内" in one for one in sentences), sentences


def test_no_period_of_what_a_procedure_does_not_know_is_drawn() -> None:
    sentences = [span.what for node in of("", "penalty", "summary")[2].nodes for span in node.spans]
    assert "要求听证" not in sentences
    assert "缴纳罚款" in sentences


def test_what_web_draws_has_words_for_every_step() -> None:
    for step in drawn(of("", "penalty", "ordinary")[2]):
        assert step["title"]
        assert step["actor"]
        assert not step["optional"] or step["occasion"], step["title"]
