"""What must hold of every procedure, over the lawful cases of the tables: each act may be done in its turn, and no mandatory step is left out
unseen; what is stricter never allows more; what suspends never shortens."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from law.tables_of import BASES, TABLES, rows, timeline_of
from sanxiang.law import packs, procedure
from sanxiang.law.assess import assess, procedure_of, refusals
from sanxiang.law.procedure_parts import Guard
from sanxiang.law.timeline import Timeline

OTHERS = [name for name, base in BASES.items() if base["case"]["type"] != "penalty"]
PACKS = [name for name in packs.available() if name != "national"]


def told(act: Any) -> dict[str, Any]:
    keys = dict(act.told)
    if "party" in keys:
        keys["party"] = [at + 1 for at in keys["party"]]
    if "shares" in keys:
        keys["shares"] = [{"party": at + 1, **share} for at, share in keys["shares"]]
    return {"act": act.name, "at" if act.at else "day": act.at or act.day, **keys}


def cut(whole: Timeline, count: int) -> Timeline:
    acts = whole.acts[:count]
    return msgspec.structs.replace(whole, acts=acts, as_of=acts[-1].day if acts else date(2024, 9, 1))


@pytest.mark.parametrize("base", BASES)
def test_each_act_of_a_lawful_case_may_be_done_in_its_turn(base: str) -> None:
    whole = timeline_of({"from": base})
    law = packs.load(whole.case.packs)
    for at, act in enumerate(whole.acts):
        if not act.name.startswith("parent_"):
            before = msgspec.structs.replace(cut(whole, at), as_of=act.day)
            assert refusals(law, before, told(act)) == [], act.name


def mandatory(base: str) -> dict[str, Guard]:
    """The steps of this case without which a later act of it may not be done, whatever else is told, each with the guard that says so."""
    whole = timeline_of({"from": base})
    law = packs.load(whole.case.packs)
    walked = procedure_of(law, whole)
    names = {act.name for act in whole.acts}
    found: dict[str, Guard] = {}
    for step in walked.steps if walked else ():
        for guard in step.guards if step.act in names else ():
            plain = guard.kind == "step-taken" and not guard.params.keys() & {"when", "unless", "since", "of"}
            wanted = guard.params.get("step")
            if plain and isinstance(wanted, str) and wanted in names and wanted != step.act and law.rule(guard.rule, whole.as_of):
                found.setdefault(wanted, guard)
    return found


MANDATORY = [pytest.param(base, act, guard, id=f"{base}-{act}") for base in OTHERS for act, guard in mandatory(base).items()]


def test_every_type_has_steps_that_may_not_be_left_out() -> None:
    known = {base["case"]["type"] for base in BASES.values()} - {"penalty"}
    assert {BASES[param.values[0]]["case"]["type"] for param in MANDATORY} == known


@pytest.mark.parametrize(("base", "act", "guard"), MANDATORY)
def test_a_mandatory_step_left_out_is_found(base: str, act: str, guard: Guard) -> None:
    whole = timeline_of({"from": base, "drop": [act]})
    found = assess(packs.load(whole.case.packs), whole).findings
    assert guard.rule in {finding.rule for finding in found}


@pytest.mark.parametrize("base", OTHERS)
def test_a_lawful_case_has_no_finding_when_only_a_part_is_told(base: str) -> None:
    whole = timeline_of({"from": base, "complete": False})
    for act in {act.name for act in whole.acts}:
        part = timeline_of({"from": base, "drop": [act], "complete": False})
        assert [finding for finding in assess(packs.load(part.case.packs), part).findings if finding.act is None] == []


STRICTER = """
law: 本机关规定
level: document
from: 2020-01-01
source: 试用
rules:
  - {id: PEN-42, title: 执法人员不得少于, kind: threshold, value: 3, unit: person, article: 一, stricter: larger}
  - {id: LIC-34, title: 核查人员不得少于, kind: threshold, value: 3, unit: person, article: 二, stricter: larger}
  - {id: PEN-64a, title: 当事人要求听证, kind: period, value: 10, unit: working_day, article: 三, stricter: longer, rolls: true}
  - {id: PEN-64b, title: 通知听证, kind: backward, value: 10, unit: working_day, article: 四, stricter: longer}
  - {id: COE-54, title: 催告, kind: period, value: 15, unit: working_day, article: 五, stricter: longer, rolls: true}
"""


@pytest.fixture(scope="module")
def stricter(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("own") / "own.yaml"
    file.write_text(STRICTER, encoding="utf-8")
    return str(file)


def allowed(names: tuple[str, ...], whole: Timeline) -> set[str]:
    return {offer.step for offer in assess(packs.load(names), whole).offers if offer.allowed}


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_a_stricter_pack_never_allows_more(stricter: str, data: st.DataObject) -> None:
    whole = timeline_of({"from": data.draw(st.sampled_from(list(BASES)))})
    count = data.draw(st.integers(0, len(whole.acts)))
    later = timedelta(days=data.draw(st.integers(0, 30)))
    running = cut(whole, count)
    running = msgspec.structs.replace(running, as_of=running.as_of + later)
    names = tuple(whole.case.packs)
    assert allowed((*names, stricter), running) <= allowed(names, running)


ROWS = [row for file in sorted(TABLES.glob("assess-*.yaml")) for row in rows(file.stem.removeprefix("assess-"))]
SECTORS, REGIONS = ([None, *(name for name in PACKS if name.startswith(layer))] for layer in ("sectors/", "regions/"))


@given(st.sampled_from(ROWS), st.sampled_from(SECTORS), st.sampled_from(REGIONS), st.integers(0, 40))
@settings(max_examples=400, deadline=None)
def test_no_shipped_pack_allows_more_beside_another(
    stricter: str, row: dict[str, Any], sector: str | None, region: str | None, later: int
) -> None:
    """Lawful cases and unlawful ones of every type, judged by the nation's law, with a sector or a region or both, and an organ's own pack."""
    whole = timeline_of(row)
    running = msgspec.structs.replace(whole, as_of=whole.as_of + timedelta(days=later))
    names = [name for name in (sector, region) if name]
    both = allowed(tuple(names), running)
    for fewer in ((), *((name,) for name in names)):
        assert both <= allowed(fewer, running)
    assert allowed((*names, stricter), running) <= both


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_what_an_organ_adds_never_allows_more_and_never_hides_a_finding(data: st.DataObject) -> None:
    whole = timeline_of({"from": data.draw(st.sampled_from(list(BASES)))})
    law = packs.load(whole.case.packs)
    base = procedure_of(law, whole)
    assert base is not None
    steps = [step.act for step in base.steps]
    step, wanted = data.draw(st.sampled_from(steps)), data.draw(st.sampled_from(steps))
    guard = procedure.guard_of({"kind": "step-taken", "rule": "PEN-47", "step": wanted})
    tighter = procedure.tightened(base, [procedure.Stricter(step, guards=(guard,))])
    running = cut(whole, data.draw(st.integers(0, len(whole.acts))))
    plain, tight = assess(law, running), assess(law, running, procedure=tighter)
    assert {offer.step for offer in tight.offers if offer.allowed} <= {offer.step for offer in plain.offers if offer.allowed}
    assert {(found.rule, found.act) for found in plain.findings} <= {(found.rule, found.act) for found in tight.findings}


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_adding_a_suspension_never_shortens(data: st.DataObject) -> None:
    name = data.draw(
        st.sampled_from([name for name in BASES if not any(act["act"] in ("suspend", "resume") for act in BASES[name]["acts"])])
    )
    pack = data.draw(st.sampled_from(PACKS))
    row = {"from": name, "case": {"packs": [*BASES[name]["case"].get("packs", []), pack]}}
    whole = timeline_of(row)
    first = data.draw(st.integers(0, (whole.as_of - whole.acts[0].day).days))
    begin = whole.acts[0].day + timedelta(days=first)
    end = begin + timedelta(days=data.draw(st.integers(0, 60)))
    gap = [{"act": "suspend", "day": begin.isoformat()}, {"act": "resume", "day": end.isoformat()}]
    paused = timeline_of({**row, "add": gap, "as_of": max(whole.as_of, end).isoformat()})
    law = packs.load(whole.case.packs)
    before = {(period.rule, str(period.start)): str(period.due) for period in assess(law, whole, offers=False).periods}
    after = {(period.rule, str(period.start)): str(period.due) for period in assess(law, paused, offers=False).periods}
    assert all(after[key] >= due for key, due in before.items() if key in after)
