"""Procedures as data: every file of every pack loads, and speaks the words of the timeline."""

from pathlib import Path

import pytest

from sanxiang.law import packs, procedure
from sanxiang.law.checks_review import OCCASIONS
from sanxiang.law.timeline_keys import ACTS

FILES = sorted(procedure.PACKS.rglob("procedures/*-*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(procedure.PACKS)))
def test_a_procedure_loads_and_its_acts_are_of_the_timeline(path: Path) -> None:
    kind, _, name = path.stem.partition("-")
    found = procedure.load(kind, name, str(path.parent.parent.relative_to(procedure.PACKS)))
    assert found.steps
    assert [step.act for step in found.steps if step.act not in ACTS] == []
    assert set(found.deliberation) <= OCCASIONS
    assert len({step.act for step in found.steps}) == len(found.steps)


def test_a_choice_of_a_form_is_one_that_the_timeline_accepts() -> None:
    for name in ("ordinary", "summary"):
        for step in procedure.load("penalty", name).steps:
            for field in step.fields:
                reader = ACTS[step.act].get(field.name)
                for choice in field.choices if reader else ():
                    reader([choice.value] if field.type == "choices" else choice.value)


def test_every_rule_that_a_guard_names_exists() -> None:
    law = packs.load()
    for name in ("ordinary", "summary"):
        for step in procedure.load("penalty", name).steps:
            assert [guard.rule for guard in step.guards if not law.knows(guard.rule)] == []


def test_a_sector_has_the_national_steps_and_its_own_occasions() -> None:
    market = packs.load(["sectors/market"]).procedure("penalty", "ordinary")
    assert market.steps == procedure.load("penalty", "ordinary").steps
    assert "review_required" in market.deliberation


def test_there_is_no_procedure_of_an_unknown_name() -> None:
    with pytest.raises(procedure.ProcedureError):
        procedure.load("penalty", "imaginary")
