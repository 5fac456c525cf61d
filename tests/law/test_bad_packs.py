"""A pack that is wrong is refused at load: file, line, what is wrong and what would be right (tables/bad-packs.yaml)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from sanxiang.law import packs
from sanxiang.law.pack_yaml import read_yaml
from sanxiang.law.packs import PackError

ROWS = yaml.safe_load((Path(__file__).parent / "tables" / "bad-packs.yaml").read_text(encoding="utf-8"))["rows"]


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in ROWS])
def test_a_malformed_pack_is_refused_with_its_line(row: dict[str, Any], tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(row["file"], encoding="utf-8")
    with pytest.raises(PackError) as refused:
        packs.load([str(own)])
    assert any(says in refused.value.message for says in row["says"].split("|")), refused.value.message
    assert refused.value.line == row["line"], refused.value.message
    assert refused.value.message.startswith(f"{own} 第{row['line']}行：")


@pytest.mark.parametrize(
    ("heading", "says", "line"),
    [
        ("note: 甲\n", "缺少字段“title”", None),
        ("title: 甲\nnotes: 乙\n", "没有字段“notes”", 2),
        ("title: [甲]\n", "title 应为文字", 1),
        ("甲\n", "应为", None),
    ],
)
def test_a_malformed_heading_is_refused(heading: str, says: str, line: int | None, tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text(heading, encoding="utf-8")
    with pytest.raises(PackError, match=says) as refused:
        packs.load([str(tmp_path)])
    assert refused.value.line == line


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"law: \xff\xfe")
    with pytest.raises(PackError, match="UTF-8"):
        packs.load([str(tmp_path / "own.yaml")])


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("2030.yaml", "year: 2030\nrests: [2030-01-01]\n", "没有字段“rests”"),
        ("festivals.yaml", "days: ['01-01']\n", "没有字段“days”"),
    ],
)
def test_a_malformed_calendar_is_refused(name: str, text: str, says: str, tmp_path: Path) -> None:
    folder = tmp_path / "national" / "calendar"
    folder.mkdir(parents=True)
    (tmp_path / "national" / "pack.yaml").write_text("title: 国家\n", encoding="utf-8")
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=says):
        packs.load([], tmp_path)


def test_what_is_read_is_what_yaml_says(tmp_path: Path) -> None:
    for file in sorted(Path(packs.__file__).parents[1].rglob("packs/**/*.yaml")):
        assert read_yaml(file) == yaml.safe_load(file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize(
    ("text", "says", "line"),
    [
        ("a: 1\n? [b]\n: 2\n", "字段名应为一个词", 2),
        ("a: 1\nb: {c: 1, c: 2}\n", "写了两次", 2),
        ("a: 1\nb: 2024-02-30\n", "不存在的日期", 2),
        ("a: [" + "[" * 5000 + "]" * 5000 + "]\n", "太深|YAML", None),
    ],
)
def test_what_yaml_would_let_pass_is_refused(text: str, says: str, line: int | None, tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PackError, match=says) as refused:
        read_yaml(file)
    assert line is None or refused.value.line == line
