"""sanxiang verify, as docs/cli.md promises it."""

import argparse
import contextlib
import json

import pytest
from django.db import connection

from record.desk.acts import Open
from sanxiang.cli import parser, record
from sanxiang.record import services

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"


@pytest.fixture(autouse=True)
def matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "database", contextlib.nullcontext)
    with services.begin("matter", ORGAN, "m1") as stream:
        stream.append(Open(title="占道经营"), actor=services.SYSTEM)


def options(*words: str) -> argparse.Namespace:
    return parser("verify").parse_args(["verify", *words])


def test_a_whole_record_is_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert record.do_verify(options("--replay", "--json")) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "acts": 1, "streams": 1, "problems": []}


def test_a_changed_row_is_exit_1_with_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE desk_matter SET title = '改'")
    assert record.do_verify(options("--json")) == 0
    capsys.readouterr()
    assert record.do_verify(options("--replay", "--json")) == 1
    told = json.loads(capsys.readouterr().out)
    assert not told["ok"]
    (problem,) = told["problems"]
    assert problem["where"] == f"主体 {ORGAN} 行为链 m1 表 desk_matter 行 m1 列 title"
    assert problem["what"] == '与行为不符：应为 "占道经营"，实为 "改"'


def test_without_json_it_speaks_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert record.do_verify(options()) == 0
    said = capsys.readouterr()
    assert said.out == "共 1 条行为链、1 个行为：与记录一致。\n"
    assert "已核对" in said.err
