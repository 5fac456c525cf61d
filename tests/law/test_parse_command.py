"""`sanxiang parse`: one JSON document, and an exit code that scripts can trust."""

import json

import pytest

from sanxiang.cli import main


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("docno", "安环罚决字【2021】 136号", {"organ_words": "安环罚决字", "year": 2021, "serial": "136", "brackets": "【】"}),
        ("amount", "9.84万元", {"yuan": "98400.00"}),
        ("date", "二〇二四年九月一日", {"date": "2024-09-01"}),
        ("header", "罚款金额（万元）", {"field": "罚款金额", "code": "CF_NR_FK", "unit": "万元"}),
    ],
)
def test_what_is_read_is_printed_and_the_command_is_done(kind, text, value, capsys):
    assert main(["parse", kind, text, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["ok"]
    assert printed["value"] == value


@pytest.mark.parametrize(("kind", "text"), [("docno", "安环罚〔20227号"), ("amount", "98400"), ("date", "2024-02-30"), ("header", "日期")])
def test_what_cannot_be_read_is_exit_1_with_a_chinese_reason(kind, text, capsys):
    assert main(["parse", kind, text, "--json"]) == 1
    printed = json.loads(capsys.readouterr().out)
    assert not printed["ok"]
    assert any("一" <= character <= "鿿" for character in printed["reason"])


def test_a_kind_that_is_none_is_bad_use(capsys):
    assert main(["parse", "colour", "红", "--json"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"
