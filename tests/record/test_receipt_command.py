"""sanxiang receipt: what it exports is on the record, the export itself too. sanxiang verify --files: files whole, missing, destroyed."""

import contextlib
import json
import pathlib
from typing import Any

import pytest

import archived
import cast
import pieces
import walks
from sanxiang.casework import destruction
from sanxiang.casework.models import Case, Evidence
from sanxiang.cli import BadUse, parser
from sanxiang.cli import receipts as command
from sanxiang.cli import record as verify_command
from sanxiang.record import queries as record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.EVIDENCE_DIR, settings.VAR = tmp_path / "evidence", tmp_path
    monkeypatch.setattr("sanxiang.cli.database.database", contextlib.nullcontext)
    monkeypatch.setattr(verify_command, "database", contextlib.nullcontext)
    return tmp_path


@pytest.fixture
def people(db: None) -> cast.Cast:
    return cast.city()


def receipt(*words: str) -> int:
    return command.do_receipt(parser("receipt").parse_args(["receipt", *words]))


def test_the_receipt_of_a_case_ends_with_its_own_export(people: cast.Cast, here: pathlib.Path) -> None:
    case = walks.Walk(people).case
    number = Case.objects.get(id=case).number
    assert receipt(number, str(here / "all.json"), "--purpose", "当事人申请") == 0
    last = json.loads(json.loads((here / "all.json").read_text())["acts"][-1]["body"])
    assert (last["act"], last["role"], last["data"]["purpose"]) == ("custody.consult", "system", "当事人申请")
    assert receipt(number, str(here / "one.json"), "--act", "1") == 0
    assert len(json.loads((here / "one.json").read_text())["acts"]) == 1
    assert len(record.acts_named(case, "custody.consult")) == 2


def test_a_receipt_that_cannot_be_made_leaves_no_act(people: cast.Cast, here: pathlib.Path) -> None:
    case = walks.Walk(people).case
    with pytest.raises(BadUse):
        receipt(Case.objects.get(id=case).number, str(here / "no.json"), "--act", "99")
    assert record.acts_named(case, "custody.consult") == []


def verify(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, Any]]:
    code = verify_command.do_verify(parser("verify").parse_args(["verify", "--files", "--json"]))
    return code, json.loads(capsys.readouterr().out)


def test_a_destroyed_file_is_counted_and_a_missing_one_is_found(
    people: cast.Cast, here: pathlib.Path, capsys: pytest.CaptureFixture[str], django_capture_on_commit_callbacks: Any
) -> None:
    case, piece = archived.over(people)
    other = pieces.photo(people.handler, walks.Walk(people).case, b"\xff\xd8\xff" + b"1" * 100)
    assert verify(capsys)[1] | {"acts": 0, "streams": 0} == {
        "ok": True, "acts": 0, "streams": 0, "problems": [], "files": 2, "destroyed": 0,
    }  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        destruction.approve(people.head, destruction.propose(people.handler, case, [piece.id], "保管期满"))
    code, told = verify(capsys)
    assert (code, told["ok"], told["files"], told["destroyed"]) == (0, True, 1, 1)
    (at,) = (here / "evidence").rglob(other.file)
    at.chmod(0o600)
    at.write_bytes(b"x")
    assert verify(capsys)[1]["problems"] == [{"where": f"文件 {other.file}", "what": "文件已被改动"}]
    at.unlink()
    code, told = verify(capsys)
    assert (code, told["files"], told["problems"]) == (1, 0, [{"where": f"文件 {other.file}", "what": "文件缺失"}])
    assert Evidence.objects.count() == 2
