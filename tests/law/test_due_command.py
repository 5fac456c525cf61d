"""`sanxiang due`: the contract of docs/cli.md that integrators script against."""

import json
from typing import Any

import pytest

from sanxiang import cli

KEYS = {"rule", "from", "due", "provisional", "law", "article", "pack", "steps"}


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = cli.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_due_prints_exactly_the_keys_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "due", "PEN-60", "--from", "2024-09-09")
    assert code == 0
    assert set(answer) == KEYS
    assert (answer["rule"], answer["from"], answer["due"], answer["provisional"]) == ("PEN-60", "2024-09-09", "2024-12-09", False)
    assert (answer["law"], answer["article"], answer["pack"]) == ("行政处罚法", "第六十条", "national")
    assert len(answer["steps"]) > 3


def test_hours_are_told_with_their_offset(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "due", "COE-19", "--from", "2024-09-12T15:00")
    assert (code, answer["from"], answer["due"]) == (0, "2024-09-12T15:00:00+08:00", "2024-09-13T15:00:00+08:00")


def test_packs_add_up(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["due", "PUB-06d", "--from", "2026-07-01", "--pack", "sectors/housing", "--pack", "regions/guangxi-district"]
    code, answer = run(capsys, *words)
    assert (code, answer["due"], answer["pack"]) == (0, "2027-01-20", "regions/guangxi-district")
    words = ["due", "PUB-06d", "--from", "2026-07-01", "--pack", "sectors/housing", "regions/guangxi-district"]
    assert run(capsys, *words) == (code, answer)


def test_extended_adds_the_lawful_extension(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "due", "COE-25a", "--from", "2024-09-12", "--extended")
    assert (code, answer["due"]) == (0, "2024-11-11")
    assert any("行政机关负责人批准" in step for step in answer["steps"])


def test_a_declared_conflict_is_told_among_the_steps(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = run(capsys, "due", "PUB-06b", "--from", "2026-02-13", "--pack", "sectors/market")
    assert answer["pack"] == "national"
    assert any(step.startswith("冲突") and "第45号" in step for step in answer["steps"])


@pytest.mark.parametrize("sector", ["agriculture", "transport"])
def test_a_sector_that_says_sixty_days_where_the_civil_procedure_law_says_thirty_is_followed_and_says_why(
    sector: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, answer = run(capsys, "due", "PEN-61c", "--from", "2026-03-02", "--pack", f"sectors/{sector}")
    assert (answer["pack"], answer["due"]) == (f"sectors/{sector}", "2026-05-06")
    [told] = [step for step in answer["steps"] if step.startswith("冲突")]
    assert "民事诉讼法第九十五条现为三十日" in told
    assert "以六十日为准" in told


@pytest.mark.parametrize("sector", ["housing", "market", "medical-insurance"])
def test_the_other_sectors_follow_the_thirty_days(sector: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = run(capsys, "due", "PEN-61c", "--from", "2026-03-02", "--pack", f"sectors/{sector}")
    assert answer["due"] == "2026-04-01"


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (["PEN-42", "--from", "2024-09-09"], "no_period", "没有期限可算"),
        (["PEN-54", "--from", "2024-09-09"], "no_period", "领域"),
        (["EXE-71", "--from", "2024-09-09"], "unknown_rule", "EXE-71a"),
        (["PEN-999", "--from", "2024-09-09"], "unknown_rule", "没有规则"),
        (["COE-19", "--from", "2024-09-09"], "no_period", "须有时刻"),
        (["PEN-60", "--from", "2024-02-30"], "when", "看不懂"),
        (["PEN-60", "--from", "昨天"], "when", "看不懂"),
        (["PEN-60", "--from", "2020-01-01"], "not_in_force", "2021-07-15"),
        (["EXE-67a", "--from", "2024-09-09", "--extended"], "no_period", "延长"),
        (["PEN-60", "--from", "9999-12-31"], "when", "9999"),
        (["PEN-60", "--from", "2024-09-09", "--pack", "sectors/none"], "pack", "没有规则包"),
        (["PEN-60"], "usage", "--from"),
    ],
)
def test_bad_use_is_exit_2_with_the_error_as_json(words: list[str], code: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    exit_code, answer = run(capsys, "due", *words)
    assert exit_code == 2
    assert set(answer["error"]) == {"code", "message", "line"}
    assert answer["error"]["code"] == code
    assert message in answer["error"]["message"]


def test_without_json_a_person_can_read_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["due", "PEN-60", "--from", "2024-09-09"]) == 0
    told = capsys.readouterr().out
    assert told.startswith("PEN-60 作出处罚决定：2024-12-09\n依据：《行政处罚法》第六十条")
