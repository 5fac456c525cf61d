"""`sanxiang rules`: the contract of docs/cli.md, and what makes each rule work."""

import json
from pathlib import Path
from typing import Any

import pytest

from sanxiang import cli
from sanxiang.law.proofs import proofs

# The contract, then what stands beside it.
KEYS = ("id", "kind", "value", "unit", "rolls", "law", "article", "from", "until", "pack", "state")
MORE = ("title", "source", "unverified", "interpretation", "conflict", "carried_by", "tests")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = cli.main(["rules", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_rules_prints_the_keys_of_the_contract_and_those_beside_it(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "--pack", "sectors/market")
    assert code == 0
    assert {tuple(rule) for rule in answer["rules"]} == {KEYS + MORE}
    assert {rule["state"] for rule in answer["rules"]} == {"enforced", "watched", "informational"}
    assert any(rule["pack"] == "sectors/market" for rule in answer["rules"])


def test_a_rule_tells_its_text_its_place_what_carries_it_and_which_rows_prove_it(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = run(capsys, "COE-25a")
    [rule] = answer["rules"]
    assert rule["source"]["text"].startswith("行政强制法")
    assert rule["source"]["file"] == "national/rules/compulsion.yaml"
    line = (
        (Path(cli.__file__).parents[1] / "packs" / rule["source"]["file"])
        .read_text(encoding="utf-8")
        .splitlines()[rule["source"]["line"] - 1]
    )
    assert "id: COE-25a" in line
    assert any(each.startswith("check:law.checks_seizure") for each in rule["carried_by"])
    assert {"assess-seizure.yaml: 第30日解除", "assess-seizure.yaml: 第31日解除"} <= set(rule["tests"])


def test_of_two_laws_the_one_that_is_followed_and_why_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = run(capsys, "PEN-61c", "--pack", "sectors/transport")
    [conflict] = answer["rules"][-1]["conflict"]
    assert (conflict["followed"], conflict["pack"], conflict["value"]) == ("sectors/transport", "national", 30)
    assert "六十日为准" in conflict["why"]
    _, answer = run(capsys, "PUB-06b", "--pack", "sectors/market")
    [conflict] = answer["rules"][-1]["conflict"]
    assert (conflict["followed"], conflict["pack"], conflict["value"]) == ("national", "sectors/market", 20)
    assert "118号" in conflict["why"]


def test_what_was_never_checked_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    _, answer = run(capsys, "PEN-64a")
    assert [rule["unverified"] for rule in answer["rules"]] == [True, False]


def test_a_prefix_that_no_rule_has_is_bad_use(capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "ZZZ")
    assert (code, answer["error"]["code"]) == (2, "unknown_rule")


def test_a_pack_that_loosens_is_exit_2_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    rule = "{id: PEN-56b, title: 甲, kind: period, value: 9, unit: working_day, law: 甲, article: 一, level: document, from: 2024-01-01}"
    own.write_text(f"rules:\n  - {rule}\n", encoding="utf-8")
    code, answer = run(capsys, "--pack", str(own))
    assert (code, answer["error"]["line"]) == (2, 2)
    assert "放宽了上位规定" in answer["error"]["message"]


def test_a_person_reads_a_table_in_columns(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["rules", "PEN-5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["规则", "名称", "数", "依据", "规则包", "效力期间", "状态"]
    assert all(line.startswith("PEN-5") for line in lines[1:])
    assert "7个工作日  《行政处罚法》第五十六条、第八十五条" in "\n".join(lines)


def test_a_rule_shown_on_one_side_only_has_no_proof(tmp_path: Path) -> None:
    (tmp_path / "assess-odd.yaml").write_text(
        """
rows:
  - {name: 甲, change: {seize: {officers: 1}}, finds: [COE-18 seize]}
  - {name: 乙, change: {seize: {officers: 2}}, finds: []}
  - {name: 丙, drop: [notify], finds: [PEN-44 -]}
  - {name: 丁, change: {seize_release: {day: 2024-10-12}}, finds: [], periods: {COE-25a: [2024-10-12, true]}}
  - {name: 戊, change: {seize_release: {day: 2024-10-13}}, finds: [COE-25a seize_release], periods: {COE-25a: [2024-10-12, false]}}
""",
        encoding="utf-8",
    )
    assert proofs(tmp_path) == {
        "COE-18": ["assess-odd.yaml: 甲", "assess-odd.yaml: 乙"],
        "COE-25a": ["assess-odd.yaml: 戊", "assess-odd.yaml: 丁"],
    }


def test_without_the_tables_there_are_no_proofs(tmp_path: Path) -> None:
    assert proofs(tmp_path / "none") == {}
