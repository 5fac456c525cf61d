"""`sanxiang redact`: offsets of the file's own text, the inferred party said, findings as exit 1."""

import json
import pathlib

import pytest

from sanxiang.cli import main

TEXT = "当事人：张大山，身份证号11010519491231002X。\r\n地址：安州市和平路1号。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_spans_are_places_of_the_file(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str], encoding: str) -> None:
    path = tmp_path / "决定书.txt"
    path.write_bytes(TEXT.encode(encoding))
    assert main(["redact", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    document = json.loads(printed.out)
    assert [(TEXT[span["start"] : span["end"]], span["kind"]) for span in document["spans"]] == [
        ("张大山", "name"),
        ("11010519491231002X", "id_number"),
        ("安州市和平路1号", "address"),
    ]
    assert document["party"] == "person"
    assert "推断为自然人" in printed.err


def test_a_finding_is_exit_1(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "决定书.txt"
    path.write_text("身份证号430602****1234")
    assert main(["redact", str(path), "--party", "person", "--json"]) == 1
    assert [finding["kind"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["partial_mask"]


def test_a_file_that_is_no_text_is_exit_2(tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "决定书.docx"
    path.write_bytes(b"PK\x03\x04\xff\xfe\xff\xff\x80")
    assert main(["redact", str(path), "--json"]) == 2
    assert main(["redact", str(tmp_path / "没有"), "--json"]) == 2
    assert capsys.readouterr().err.count("文件") == 2
