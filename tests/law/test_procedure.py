"""Procedures as data: every file of every pack loads, and speaks the words of the timeline."""

from pathlib import Path

import pytest

from law.tables_of import timeline_of
from sanxiang.law import assess, packs, procedure
from sanxiang.law.checks_review import OCCASIONS
from sanxiang.law.pack_files import read_pack
from sanxiang.law.timeline_keys import ACTS

FILES = sorted(procedure.PACKS.rglob("procedures/*-*.yaml"))


RULES = [at.rule for name in packs.available() for at in read_pack(name).rules]
# Whether some pack makes a rule more than information; what is not verified is switched on by an organ.
BINDING = {rule.id: True for rule in RULES if rule.state != "informational" or rule.unverified}


def pack_of(path: Path) -> str:
    return str(path.parent.parent.relative_to(procedure.PACKS))


def load(path: Path) -> procedure.Procedure:
    kind, _, name = path.stem.partition("-")
    return procedure.load(kind, name, pack_of(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(procedure.PACKS)))
def test_a_procedure_loads_and_its_acts_are_of_the_timeline(path: Path) -> None:
    found = load(path)
    assert found.steps
    assert [step.act for step in found.steps if step.act not in ACTS] == []
    assert set(found.deliberation) <= OCCASIONS
    assert len({step.act for step in found.steps}) == len(found.steps)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(procedure.PACKS)))
def test_a_choice_of_a_form_is_one_that_the_timeline_accepts(path: Path) -> None:
    for step in load(path).steps:
        for field in step.fields:
            reader = ACTS[step.act].get(field.name)
            for choice in field.choices if reader else ():
                reader([choice.value] if field.type == "choices" else choice.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(procedure.PACKS)))
def test_every_rule_that_a_procedure_names_exists_and_binds(path: Path) -> None:
    law, found = packs.load([pack_of(path)]), load(path)
    named = {guard.rule for step in found.steps for guard in step.guards} | {limit.rule for limit in found.periods}
    assert sorted(rule for rule in named if not law.knows(rule)) == []
    assert sorted(rule for rule in named if not BINDING.get(rule)) == []


def test_a_sector_has_the_national_steps_and_its_own_occasions() -> None:
    market = packs.load(["sectors/market"]).procedure("penalty", "ordinary")
    national = procedure.load("penalty", "ordinary")
    assert market.steps == national.steps
    assert {limit.rule for limit in national.periods} <= {limit.rule for limit in market.periods}
    assert "review_required" in market.deliberation


def test_there_is_no_procedure_of_an_unknown_name() -> None:
    with pytest.raises(procedure.NoProcedure):
        procedure.load("penalty", "imaginary")


STEPS = """
type: permit
name: trial
title: 试用程序
steps:
  - {act: apply, title: 申请, stage: 启动, actor: handler}
  - {act: accept, title: 受理, stage: 启动, actor: handler, guards: [{kind: step-taken, rule: LIC-32, step: apply}]}
  - {act: notify, title: 告知, stage: 审核决定, actor: handler}
  - {act: decide, title: 决定, stage: 审核决定, actor: head}
periods:
  - {rule: LIC-42a, from: accept, until: [decide], what: 作出许可决定}
"""


def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> procedure.Procedure:
    folder = tmp_path / "national" / "procedures"
    folder.mkdir(parents=True)
    (folder / "permit-trial.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(procedure, "PACKS", tmp_path)
    procedure.load.cache_clear()
    return procedure.load("permit", "trial")


@pytest.mark.parametrize(
    ("right", "wrong", "line", "says"),
    [
        ("act: accept", "act: supplement", 7, "不能作步骤名"),
        ("act: accept", "act: aceept", 7, "时间线没有这个行为：aceept"),
        ("stage: 启动", "stage: 开始", 6, "stage 不能写作“开始”；可写：启动、"),
        ("actor: head", "actor: boss", 9, "actor 不能写作“boss”"),
        ("kind: step-taken", "kind: step-took", 7, "没有前置条件“step-took”；可用的：step-taken"),
        ("step: apply", "setp: apply", 7, "前置条件 step-taken 没有参数 setp"),
        ("rule: LIC-32, step", "rule: LIC-3200, step", 7, "没有规则 LIC-3200"),
        ("rule: LIC-42a", "rule: LIC-42aa", 11, "没有规则 LIC-42aa"),
        (", step: apply", "", 7, "前置条件 step-taken 缺少参数 step"),
        ("step: apply", "step: issue", 7, "本程序没有步骤 issue"),
        ("title: 受理", "titel: 受理", 7, "titel"),
        ("rule: LIC-42a", "rule: LIC-34", 11, "LIC-34（实质内容核实的工作人员不得少于）不是期限"),
        ("until: [decide]", "untill: [decide]", 11, "untill"),
        ("until: [decide]", "until: [issue]", 11, "until：本程序没有步骤 issue"),
        ("from: accept", "from: accept, key: served", 11, "key：accept 没有 served 这个键"),
        ("from: accept", "from: accept, waits: [decide]", 11, "waits 只用于当事人的期限"),
        ("from: accept", "from: accept, when: {colour: [red]}", 11, "when：accept 和 case 都没有 colour 这个键"),
        (", what: 作出许可决定", "", 11, "what"),
        ("title: 试用程序", "tilte: 试用程序", 4, "没有字段“tilte”"),
        ("name: trial", "name: other", 3, "文件名应为 permit-other.yaml"),
    ],
)
def test_a_wrong_word_is_refused_with_file_line_and_what_would_be_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: str, wrong: str, line: int, says: str
) -> None:
    assert trial(tmp_path / "right", monkeypatch, STEPS).periods
    with pytest.raises(procedure.ProcedureError) as refused:
        trial(tmp_path / "wrong", monkeypatch, STEPS.replace(right, wrong, 1))
    assert says in refused.value.message
    assert refused.value.line == line
    assert "permit-trial.yaml" in refused.value.message


def test_an_organ_only_adds() -> None:
    base = procedure.load("penalty", "ordinary")
    extra = procedure.Field("scale", "执法规模")
    guard = procedure.guard_of({"kind": "step-taken", "rule": "PEN-54", "step": "order_correction"})
    found = procedure.tightened(base, [procedure.Stricter("decide", (extra,), ("mitigated",), (guard,))])
    before, after = base.step("decide"), found.step("decide")
    assert before is not None
    assert after is not None
    assert after.fields[-1].required
    assert {field.name for field in after.fields if field.required} == {field.name for field in before.fields if field.required} | {
        "mitigated",
        "scale",
    }
    assert after.guards[:-1] == before.guards
    assert after.guards[-1].added


@pytest.mark.parametrize(
    "guard",
    [
        {"kind": "unheard-of", "rule": "PEN-54"},
        {"kind": "step-taken", "rule": "PEN-54"},
        {"kind": "step-taken", "rule": "PEN-54", "step": "issue"},
        {"rule": "PEN-54"},
    ],
)
def test_an_organ_may_not_add_what_is_no_guard(guard: dict[str, str]) -> None:
    with pytest.raises(procedure.ProcedureError):
        procedure.tightened(procedure.load("penalty", "ordinary"), [procedure.Stricter("decide", guards=(procedure.guard_of(guard),))])


def test_an_organ_may_not_add_to_a_step_that_there_is_not() -> None:
    with pytest.raises(procedure.ProcedureError):
        procedure.tightened(procedure.load("penalty", "ordinary"), [procedure.Stricter("issue")])


def test_what_an_organ_added_is_refused_and_found() -> None:
    guard = procedure.guard_of({"kind": "step-taken", "rule": "PEN-28", "step": "order_correction"})
    law = packs.load()
    stricter = procedure.tightened(procedure.load("penalty", "ordinary"), [procedure.Stricter("notify", guards=(guard,))])
    told = timeline_of({"from": "ordinary", "drop": ["order_correction"]})
    assert assess.assess(law, told).findings == []
    assert [(found.rule, found.act) for found in assess.assess(law, told, procedure=stricter).findings] == [("PEN-28", 6)]
    before = timeline_of({"from": "ordinary", "drop": ["order_correction"], "until": "investigation_report"})
    assert "PEN-28" in {block.rule for block in assess.refusals(law, before, {"act": "notify", "day": "2024-10-25"}, stricter)}
