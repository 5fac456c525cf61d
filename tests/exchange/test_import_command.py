"""`sanxiang import`: the document it prints, its progress, its exit codes."""

import contextlib
import json
import pathlib

import pytest

from sanxiang.cli import exchange, main
from sanxiang.record.models import RecordedAct

pytestmark = pytest.mark.django_db
TABLE = "序号,文号,当事人,处罚内容,处罚机关\n1,安罚〔2024〕1号,某公司,警告,安州市城管局\n2,,,警告,安州市城管局\n"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "database", contextlib.nullcontext)


def test_an_import_prints_what_became_of_every_row(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.csv"
    path.write_text(TABLE)
    assert main(["import", "penalties", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert (report["rows"], report["imported"], report["changed"], report["unchanged"]) == (2, 1, 0, 0)
    assert [row["row"] for row in report["set_aside"]] == [3]
    assert report["findings"]["missing_date"] == 1
    assert "100%" in printed.err


def test_a_broken_file_is_exit_2_with_its_line_and_nothing_is_written(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "表.csv"
    path.write_text(TABLE + '3,"安罚')
    assert main(["import", "penalties", str(path), "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["line"] == 4
    assert not RecordedAct.objects.exists()


def test_a_missing_file_an_organ_code_that_is_none_and_no_file_are_bad_use(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "表.csv"
    path.write_text(TABLE)
    assert main(["import", "penalties", str(tmp_path / "没有.csv")]) == 2
    assert main(["import", "penalties", str(path), "--organ", "123"]) == 2
    assert main(["import"]) == 2


def test_the_kinds_of_finding_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "--kinds", "--json"]) == 0
    kinds = {kind["kind"] for kind in json.loads(capsys.readouterr().out)["kinds"]}
    assert {"missing_basis", "truncated_facts", "prior_notice", "bad_uscc", "future_date"} <= kinds
