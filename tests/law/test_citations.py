"""`make cite`: a citation is right when article, paragraph and item exist and the rule's numbers stand there."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from law.test_packs import written
from sanxiang.law.pack_files import read_pack

ROOT = Path(__file__).resolve().parents[2]
LAW = """# 某市乙规定

（2020年1月1日公布）

第一章　总则

第一条　本规定讲甲事。

第二条　收到之日起七个工作日内办理。经负责人批准，可以延长三十日。

有下列情形之一的，罚一千元：

（一）头一项；

（二）第二项，不得少于两人，每日加百分之三。

第二章　期间

第三条（何为日）

本规定中“三日”“五日”的规定是指工作日。最后一日是节假日的，以节假日后的第一日为期满之日。

第四条　三日内答复，１月３１日前报告，二十四小时内补办，二年内有效。
"""
DOCUMENT = "# 某办发〔2020〕9号\n\n一、总则\n\n（一）头一节。\n\n（二）七个工作日内公开，不低于5%。\n\n二、附则\n\n（一）九日内报告。\n"


@pytest.fixture(scope="module")
def cite() -> ModuleType:
    spec = importlib.util.spec_from_file_location("cite", ROOT / "scripts" / "cite.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["cite"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def laws(tmp_path: Path) -> Path:
    folder = tmp_path / "laws"
    folder.mkdir()
    (folder / "某市乙规定(2020-01-01).md").write_text(LAW, encoding="utf-8")
    (folder / "某办发〔2020〕9号.md").write_text(DOCUMENT, encoding="utf-8")
    return folder


def problems(cite: ModuleType, laws: Path, rule: str, law: str = "某市乙规定") -> list[tuple[str, str]]:
    head = f"law: {law}\nlevel: rule\nsource: 某\nfrom: 2020-01-01\nrules:\n"
    own = written(laws.parent, f"{{id: A-1, title: 甲, {rule}}}", head=head)
    return [(each.kind, each.message) for at in read_pack(own).rules for each in cite.of_rule(at, cite.read(laws))]


@pytest.mark.parametrize(
    "rule",
    [
        "kind: gate, article: 第一条",
        "kind: period, value: 7, unit: working_day, article: 第二条第一款",
        "kind: period, value: 7, unit: working_day, article: 第二条, extension: {value: 30, unit: day}",
        "kind: threshold, value: 1000, unit: yuan, article: 第二条第二款",
        "kind: threshold, value: 2, unit: person, article: 第二条第二款第二项",
        "kind: threshold, value: 3, unit: percent, article: 第二条第二款第一项至第二项",
        "kind: period, value: 3, unit: working_day, article: 第四条、第三条",
        "kind: period, value: 3, unit: day, article: 第四条, rolls: true, rolls_by: 参照《某市乙规定》第三条",
        "kind: fixed, value: '01-31', article: 第四条",
        "kind: period, value: 24, unit: hour, article: 第四条",
        "kind: period, value: 2, unit: year, article: 第四条",
        "kind: gate, article: 第一条, interpretation: 另见乙规定第四条和某办发〔2020〕9号（二）",
    ],
)
def test_a_right_citation_is_confirmed(rule: str, cite: ModuleType, laws: Path) -> None:
    assert problems(cite, laws, rule) == []


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("kind: gate, article: 第五条", "《某市乙规定》第五条 不存在：全文共4条"),
        ("kind: gate, article: 第二条第三款", "该条共2款"),
        ("kind: gate, article: 第一条、第二条第一款、第三款", "该条共2款"),
        ("kind: gate, article: 第二条第二款第三项", "没有第3项"),
        ("kind: gate, article: 总则", "没有写明条号"),
        ("kind: period, value: 8, unit: working_day, article: 第二条", "没有写 8 working_day"),
        ("kind: period, value: 3, unit: working_day, article: 第四条", "没有写 3 working_day"),
        ("kind: period, value: 5, unit: working_day, article: 第四条、第三条", "没有写 5 working_day"),
        ("kind: period, value: 7, unit: day, article: 第二条", "没有写 7 day"),
        ("kind: period, value: 7, unit: working_day, article: 第二条第二款", "没有写 7 working_day"),
        ("kind: period, value: 7, unit: working_day, article: 第二条, extension: {value: 15}", "没有写 15 working_day"),
        ("kind: threshold, value: 100, unit: yuan, article: 第二条", "没有写 100 yuan"),
        ("kind: threshold, value: 2, unit: person, article: 第二条第二款第一项", "没有写 2 person"),
        ("kind: fixed, value: '01-30', article: 第四条", "没有写 1月30日"),
        ("kind: period, value: 3, unit: day, article: 第四条, rolls: true, rolls_by: 本规定第一条", "没有写期限的顺延"),
        ("kind: gate, article: 第一条, interpretation: 另见第九条", "第九条 不存在"),
        ("kind: gate, article: 第一条, conflict: 某办发〔2020〕9号（三）另有规定", "（三） 不存在"),
    ],
)
def test_a_wrong_citation_is_told(rule: str, says: str, cite: ModuleType, laws: Path) -> None:
    [(kind, message)] = problems(cite, laws, rule)
    assert kind == "wrong"
    assert says in message


def test_sections_of_a_document_hold_its_numbers(cite: ModuleType, laws: Path) -> None:
    rule = "kind: period, value: 7, unit: working_day, article: 第一部分（二）"
    assert problems(cite, laws, rule, law="某办发〔2020〕9号") == []
    for wrong in ("第一部分（一）", "第二部分（二）", "第三部分（一）"):
        [(kind, _)] = problems(cite, laws, rule.replace("第一部分（二）", wrong), law="某办发〔2020〕9号")
        assert kind == "wrong", wrong
    rule = "kind: period, value: 9, unit: day, article: 第二部分（一）"
    assert problems(cite, laws, rule, law="某办发〔2020〕9号") == []


def test_what_was_never_checked_and_what_is_not_at_hand_is_no_error(cite: ModuleType, laws: Path) -> None:
    assert [kind for kind, _ in problems(cite, laws, "kind: gate, article: 第九条, unverified: true")] == ["unverified"]
    assert [kind for kind, _ in problems(cite, laws, "kind: gate, article: 第一条", law="丙办法")] == ["absent"]


def test_lines_of_procedures_and_templates_are_read(cite: ModuleType, laws: Path, tmp_path: Path) -> None:
    file = tmp_path / "penalty-odd.yaml"
    file.write_text("steps:\n  - act: file\n    article: 某市乙规定第一条、第九条；丙办法第三条\n", encoding="utf-8")
    found = [(each.kind, each.where, each.instrument) for each in cite.of_file(file, cite.read(laws))]
    assert found == [("wrong", f"{file}:3", ""), ("absent", f"{file}:3", "丙办法")]


def test_without_the_texts_nothing_is_checked(cite: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["cite", str(tmp_path / "none")])
    assert cite.main() == 0


def test_every_citation_of_the_packs_and_templates_is_right(cite: ModuleType) -> None:
    if not cite.LAWS.is_dir():
        pytest.skip("the texts of the laws are not here")
    _, found = cite.everything(cite.read(cite.LAWS))
    assert [f"{each.where} {each.message}" for each in found if each.kind == "wrong"] == []


def test_a_wrong_citation_is_exit_1_and_what_is_not_at_hand_is_counted(
    cite: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "行政处罚法(2021-01-22).md").write_text("第一条　甲。\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["cite", str(tmp_path)])
    assert cite.main() == 1
    told = capsys.readouterr().out
    assert "引错\tnational/rules/penalty.yaml 第" in told
    assert "全文未收\t行政强制法\t引用" in told
