"""Packs: layers, dates, and what the loader refuses."""

import threading
from datetime import date
from pathlib import Path

import pytest

from sanxiang.law import packs
from sanxiang.law.packs import PackError

ON = date(2026, 3, 2)
# Packs whose names others rely on (docs/cli.md).
CONTRACT = {f"sectors/{name}" for name in ("housing", "market", "agriculture", "transport", "medical-insurance")} | {
    f"regions/{name}" for name in ("hebei-xingtai", "shandong-yanzhou", "shandong-jinan", "hunan-hengyang-housing", "guangxi-district")
}
HEAD = "law: 某市规定\nlevel: document\nsource: 某\nfrom: 2022-05-01\nrules:\n"


def written(folder: Path, *rules: str, head: str = HEAD) -> str:
    """An organ's own pack with these rules; its path."""
    file = folder / "own.yaml"
    file.write_text(head + "".join(f"  - {rule}\n" for rule in rules), encoding="utf-8")
    return str(file)


def test_every_pack_loads_with_every_other() -> None:
    names = packs.available()[1:]
    assert set(names) >= CONTRACT
    for one in names:
        for other in names:
            packs.load([one, other])


def test_the_sector_beats_the_nation_and_the_region_the_sector() -> None:
    law = packs.load(["regions/hebei-xingtai", "sectors/housing"])
    assert law.packs == ("national", "sectors/housing", "regions/hebei-xingtai")
    for id, pack in [("PEN-60", "sectors/housing"), ("PUB-06b", "regions/hebei-xingtai"), ("PEN-42", "national")]:
        rule = law.rule(id, ON)
        assert rule is not None
        assert rule.pack == pack


def test_a_sector_speaks_only_from_its_date() -> None:
    law = packs.load(["sectors/housing"])
    before, after = law.rule("PEN-60", date(2022, 4, 30)), law.rule("PEN-60", date(2022, 5, 1))
    assert before is not None
    assert after is not None
    assert (before.pack, after.pack) == ("national", "sectors/housing")


def test_the_law_of_the_day_is_given() -> None:
    law = packs.load()
    values = [law.rule("PEN-51b", day) for day in (date(2021, 7, 14), date(2021, 7, 15))]
    assert [value and value.value for value in values] == [1000, 3000]


def test_spans_of_a_rule_follow_each_other_without_overlap() -> None:
    told = [(rule.pack, rule.valid_from, rule.valid_until) for rule in packs.load(["sectors/housing"]).spans("PEN-56b")]
    assert told == [
        ("national", date(1996, 10, 1), date(2021, 7, 14)),
        ("national", date(2021, 7, 15), date(2022, 4, 30)),
        ("sectors/housing", date(2022, 5, 1), None),
    ]


def test_a_weaker_rule_that_comes_later_does_not_split_a_span() -> None:
    law = packs.load(["sectors/agriculture", "regions/hebei-xingtai"])
    told = [(rule.pack, rule.valid_until) for rule in law.spans("PUB-06d")]
    assert told == [("national", date(2019, 12, 12)), ("regions/hebei-xingtai", None)]


def test_old_values_that_nobody_checked_are_marked() -> None:
    rule = packs.load().rule("PEN-64a", date(2020, 1, 1))
    assert rule is not None
    assert rule.unverified


def test_a_rule_that_did_not_exist_yet_is_none() -> None:
    assert packs.load().rule("PEN-60", date(2021, 7, 14)) is None


def test_an_other_name_finds_the_rule() -> None:
    rule = packs.load().rule("COE-51", ON)
    assert rule is not None
    assert rule.id == "COE-50a"


def test_the_market_rule_that_would_loosen_document_118_yields_and_says_why() -> None:
    law = packs.load(["sectors/market"])
    rule = law.rule("PUB-06b", ON)
    assert rule is not None
    assert (rule.pack, rule.value) == ("national", 7)
    [other] = law.conflicts("PUB-06b", ON)
    assert other.value == 20
    assert "118号" in other.conflict


def test_the_district_scheme_does_not_widen_the_exception() -> None:
    law = packs.load(["regions/guangxi-district"])
    rule = law.rule("PUB-06b", ON)
    assert rule is not None
    assert (rule.pack, rule.may_vary) == ("national", "regulation")
    assert law.conflicts("PUB-06b", ON)


def test_a_pack_that_lengthens_an_organs_period_is_refused_with_both_sources(tmp_path: Path) -> None:
    own = written(tmp_path, "{id: PEN-56b, title: 保存, kind: period, value: 10, unit: working_day, article: 第三条}")
    with pytest.raises(PackError) as refused:
        packs.load([own])
    assert refused.value.line == 6
    assert "《某市规定》第三条" in refused.value.message
    assert "《行政处罚法》第五十六条" in refused.value.message
    assert "penalty.yaml 第" in refused.value.message


def test_a_pack_that_shortens_it_speaks(tmp_path: Path) -> None:
    own = written(tmp_path, "{id: PEN-56b, title: 保存, kind: period, value: 5, unit: working_day, article: 第三条}")
    rule = packs.load([own]).rule("PEN-56b", ON)
    assert rule is not None
    assert rule.value == 5


@pytest.mark.parametrize(
    "rule",
    [
        "{id: PEN-42, title: 人数, kind: threshold, value: 1, unit: person, article: 一}",
        "{id: PEN-51a, title: 简易, kind: threshold, value: 201, unit: yuan, article: 一}",
        "{id: PEN-64a, title: 听证, kind: period, value: 4, unit: working_day, article: 一}",
        "{id: PEN-64b, title: 听证, kind: backward, value: 6, unit: working_day, article: 一}",
        "{id: PUB-06d, title: 年报, kind: fixed, value: '02-01', article: 一}",
        "{id: PEN-61a, title: 送达, kind: period, value: 11, unit: day, article: 一}",
        "{id: LIT-46, title: 起诉, kind: period, value: 7, unit: month, article: 一}",
        "{id: COE-25a, title: 查封, kind: period, value: 31, unit: day, article: 一, level: rule}",
        "{id: PEN-60, title: 办案, kind: period, value: 120, unit: day, article: 一}",
        "{id: PEN-56b, title: 保存, kind: gate, article: 一}",
        "{id: PUB-06b, title: 公开, kind: period, value: 7, unit: working_day, article: 一, may_vary: rule}",
    ],
)
def test_what_loosens_is_refused(rule: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="放宽了上位规定"):
        packs.load([written(tmp_path, rule)])


@pytest.mark.parametrize(
    "rule",
    [
        "{id: PEN-42, title: 人数, kind: threshold, value: 3, unit: person, article: 一}",
        "{id: PEN-51a, title: 简易, kind: threshold, value: 100, unit: yuan, article: 一}",
        "{id: PEN-64a, title: 听证, kind: period, value: 7, unit: working_day, article: 一}",
        "{id: PUB-06d, title: 年报, kind: fixed, value: '01-10', article: 一}",
        "{id: COE-25a, title: 查封, kind: period, value: 60, unit: day, article: 一, level: regulation}",
        "{id: PEN-60, title: 办案, kind: period, value: 120, unit: day, article: 一, level: rule}",
        "{id: PEN-51a, title: 简易, kind: threshold, value: 500, unit: yuan, article: 一, level: law}",
    ],
)
def test_what_tightens_or_may_vary_speaks(rule: str, tmp_path: Path) -> None:
    packs.load([written(tmp_path, rule)])


def test_a_declared_departure_that_yields_is_kept_and_does_not_speak(tmp_path: Path) -> None:
    own = written(
        tmp_path, "{id: PEN-56b, title: 保存, kind: period, value: 10, unit: day, article: 一, yields: true, conflict: 以处罚法为准}"
    )
    law = packs.load([own])
    rule = law.rule("PEN-56b", ON)
    assert rule is not None
    assert rule.value == 7
    assert law.conflicts("PEN-56b", ON)


def test_an_unknown_pack_is_refused_naming_those_that_are() -> None:
    with pytest.raises(PackError, match="sectors/housing"):
        packs.load(["sectors/houses"])


def test_a_name_that_climbs_out_of_the_packs_is_refused() -> None:
    with pytest.raises(PackError):
        packs.load(["../law"])


def test_every_rule_has_its_source_and_article() -> None:
    for name in packs.available():
        for rule in packs.load([name]).all_rules():
            assert rule.law, rule.id
            assert rule.article, rule.id
            assert rule.source or rule.id.startswith("CAL-0"), rule.id


def test_every_rolling_period_cites_the_rule_that_says_so() -> None:
    for name in packs.available():
        for rule in packs.load([name]).all_rules():
            assert bool(rule.rolls_by) >= rule.rolls, rule.id


def test_packs_load_from_many_threads_at_once() -> None:
    laws: list[packs.Law] = []
    threads = [threading.Thread(target=lambda: laws.append(packs.load(["sectors/transport", "regions/shandong-jinan"]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(law) for law in laws}) == 1


@pytest.mark.parametrize(
    "rule",
    [
        "{id: PEN-58a, title: 审核, kind: gate, article: 一, state: informational}",
        "{id: PEN-42, title: 人数, kind: threshold, value: 2, unit: person, article: 一, state: watched}",
        "{id: REC-08, title: 音像, kind: gate, article: 一}",
        "{id: PEN-60, title: 决定, kind: period, value: 90, unit: day, article: 一, extension: {value: 30}}",
        "{id: PEN-60, title: 决定, kind: period, value: 90, unit: day, article: 一, excludes: [suspension]}",
        "{id: COE-25a, title: 查封, kind: period, value: 30, unit: day, article: 一, rolls: true}",
        "{id: EXE-67a, title: 缴款, kind: period, value: 15, unit: day, article: 一, rolls: false}",
    ],
)
def test_a_pack_that_silences_a_rule_or_gains_time_is_refused(rule: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="放宽了上位规定"):
        packs.load([written(tmp_path, rule)])


def test_a_pack_that_demands_more_than_the_nation_speaks(tmp_path: Path) -> None:
    own = written(tmp_path, "{id: REC-08, title: 音像, kind: gate, article: 一, demands: recording, at: [seize, serve]}")
    rule = packs.load([own]).rule("REC-08", ON)
    assert rule is not None
    assert rule.at == ("seize", "serve")


@pytest.mark.parametrize(
    ("demand", "says"),
    [
        ("demands: recording", "at"),
        ("demands: recording, at: [decline]", "decline|可写"),
        ("demands: review-all, at: [decide]", "才写 at"),
        ("demands: everything", "review-all"),
    ],
)
def test_a_demand_outside_the_vocabulary_is_refused(demand: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=says):
        packs.load([written(tmp_path, f"{{id: MY-01, title: 本局, kind: gate, article: 一, {demand}}}")])


GOOD = "{id: PEN-56b, title: 保存, kind: period, value: 5, unit: working_day, article: 第三条}"


def value(own: str) -> object:
    rule = packs.load([own]).rule("PEN-56b", ON)
    return rule and rule.value


def test_an_organs_own_pack_that_was_edited_is_read_anew(tmp_path: Path) -> None:
    own = written(tmp_path, GOOD)
    assert (value(own), packs.load([own])) == (5, packs.load([own]))
    written(tmp_path, GOOD.replace("value: 5", "value: 4") + "  # 改")
    assert value(own) == 4


def test_an_own_pack_edited_badly_leaves_the_last_good_version_speaking_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = written(tmp_path, GOOD)
    assert value(own) == 5
    written(tmp_path, "{id: PEN-56b, title: 保存, kind: perod, value: 5}")
    assert (value(own), value(own)) == (5, 5)
    [told] = caplog.records
    assert "own.yaml 第6行" in told.getMessage()
    assert "上一个好的版本" in told.getMessage()
    written(tmp_path, GOOD.replace("value: 5", "value: 3") + "  # 改好了")
    assert value(own) == 3


def test_an_own_pack_that_is_taken_away_leaves_the_last_good_version_speaking(tmp_path: Path) -> None:
    own = written(tmp_path, GOOD)
    assert value(own) == 5
    Path(own).unlink()
    assert value(own) == 5


def test_an_own_folder_is_read_anew_when_one_of_its_files_changes(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "pack.yaml").write_text("title: 本局\n", encoding="utf-8")
    rules = tmp_path / "mine" / "rules.yaml"
    rules.write_text(HEAD + f"  - {GOOD}\n", encoding="utf-8")
    own = str(tmp_path / "mine")
    assert value(own) == 5
    rules.write_text(HEAD + f"  - {GOOD.replace('value: 5', 'value: 2')} #\n", encoding="utf-8")
    assert value(own) == 2


def test_an_own_pack_cannot_call_itself_by_the_name_of_a_layer(tmp_path: Path) -> None:
    own = Path(written(tmp_path, GOOD)).rename(tmp_path / "national.yaml")
    with pytest.raises(PackError, match="层级的名称"):
        packs.load([str(own)])


def test_an_id_that_no_pack_has_has_no_values() -> None:
    law = packs.load()
    assert law.spans("PEN-999") == []
    assert law.rule("PEN-999", date(2025, 1, 1)) is None
    assert not law.knows("PEN-999")
