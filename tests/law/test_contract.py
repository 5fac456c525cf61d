"""The timeline of the commands' contract: it is read as it stands, and only what is wrong in it is found."""

from datetime import date
from pathlib import Path

from sanxiang.law import packs, timeline
from sanxiang.law.assess import assess

HERE = Path(__file__).parent


def read(name: str) -> timeline.Timeline:
    return timeline.parse((HERE / name).read_text(encoding="utf-8"), date(2025, 3, 1))


def test_the_example_shows_only_its_own_faults() -> None:
    """A lawful case but for two: its circumstances exempt from penalty, and the withdrawal is two days late (a Saturday is worked)."""
    told = read("contract.yaml")
    found = assess(packs.load(told.case.packs), told)
    assert [(each.rule, told.acts[(each.act or 0) - 1].name, each.severity) for each in found.findings] == [
        ("PEN-33", "decide", "major"),
        ("PEN-48b", "withdraw", "major"),
    ]
    assert {each.rule for each in found.periods if each.met is False} == {"PEN-48b"}


def test_every_further_act_and_key_is_read() -> None:
    told = read("contract-more.yaml")
    assert len(told.acts) == 33
    assert assess(packs.load(told.case.packs), told).findings
