"""A pack that is wrong is refused at load: file, line, what is wrong and what would be right (tables/bad-packs.yaml)."""

from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sanxiang.law import packs
from sanxiang.law.pack_files import read_pack
from sanxiang.law.pack_yaml import ROOT, read_yaml
from sanxiang.law.packs import Law, PackError
from sanxiang.law.rules import Rule

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


WHOLE = (ROOT / "sectors" / "market" / "rules.yaml").read_text(encoding="utf-8")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.dates() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = [each.encode_name for each in msgspec.structs.fields(Rule)] + ["values", "rules"]


def load(folder: Path, text: str) -> None:
    """Either it loads, or it is refused as a pack: nothing else is raised."""
    own = folder / "own.yaml"
    own.write_text(text, encoding="utf-8")
    with suppress(PackError):
        Law([read_pack("national"), read_pack(str(own))], packs.load().calendar).all_rules()


@given(st.integers(0, len(WHOLE)), st.integers(0, 60), st.text(alphabet="{}[]:,'\"&*!|>-\n\t 甲1", max_size=6))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_pack_damaged_anywhere_is_refused_or_still_a_pack(tmp_path: Path, at: int, length: int, put: str) -> None:
    load(tmp_path, WHOLE[:at] + put + WHOLE[at + length :])


@given(st.sampled_from(FIELDS), VALUES, st.sampled_from(["head", "rule", "value"]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_field_of_any_other_value_is_refused_or_still_a_pack(tmp_path: Path, field: str, value: object, where: str) -> None:
    rule: dict[str, Any] = {"id": "A-1", "title": "甲", "kind": "period", "unit": "day", "value": 3, "article": "一"}
    head: dict[str, Any] = {"law": "某市规定", "level": "document", "source": "某", "from": date(2022, 5, 1), "rules": [rule]}
    if where == "value":
        rule["values"] = [{"until": date(2023, 1, 1), field: value}, {"from": date(2023, 1, 2)}]
    else:
        {"head": head, "rule": rule}[where][field] = value
    load(tmp_path, yaml.safe_dump(head, allow_unicode=True))
