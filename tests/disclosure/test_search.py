"""Finding decisions: two characters and up, however they are typed; stable pages; filters."""

import datetime
from typing import Any

import pytest
from django.db import connection

from portal import town
from sanxiang.disclosure import public
from sanxiang.disclosure.models import PublicDecision
from sanxiang.disclosure.public import PAGE, Search

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def decisions(db: None) -> None:
    town.build()


def found(words: str = "", **more: Any) -> list[str]:
    return [row.id for row in public.search(Search(words=words, **more)).rows]


@pytest.mark.parametrize(
    "words",
    [
        "安建罚决字[2024]第8号", "安建罚决字〔2024〕第8号", "安建罚决字（2024）第８号", "安建罚决字【2024】第8号", "安建罚决字(2024)第 8 号",
        "安建罚决字＜2024＞第8号", "〔2024〕第8号", "2024 第8号",
    ],
)  # fmt: skip
def test_a_number_is_found_with_any_brackets(words: str) -> None:
    assert found(words) == ["imported"]


@pytest.mark.parametrize("words", ["甲建", "甲 建筑", "甲建筑 施工许可", "施工许可 甲建筑", "安州\u3000甲建筑", "９．８４万元", "9.84万元"])
def test_words_are_found_by_two_characters_in_any_order_and_width(words: str) -> None:
    assert found(words) == ["imported"]


def test_case_is_no_matter() -> None:
    town.add({"abc": town.IMPORTED | {"party": "安州ＡＢＣ广告", "number": "x"}})
    assert found("abc广告") == found("AbC广告") == ["abc"]


def test_one_character_is_looked_for_among_the_newest() -> None:
    assert "imported" in found("甲")
    assert found("甲 建筑") == ["imported"]
    assert found("龘") == []


@pytest.mark.parametrize("words", ["%", "_", "%%", "\\", "10_%", "' OR 1=1", "100_", "甲%筑", "甲_筑"])
def test_wildcards_are_only_characters(words: str) -> None:
    wanted = {"%", "_"} & {words}
    assert (found(words) == ["imported"]) == bool(wanted)  # "100%" and "许可证_擅自" stand in the imported one


def test_a_percent_sign_is_found_where_it_stands() -> None:
    assert found("100%") == ["imported"]
    assert found("许可证_擅自") == ["imported"]


def test_what_was_hidden_or_withdrawn_is_not_found() -> None:
    assert found("丙公司") == []
    assert found("〔2026〕3号") == ["gone"]  # its number, to tell that it is gone
    assert "gone" not in found()


def test_every_word_must_stand_in_the_decision() -> None:
    assert set(found("占用城市道路")) == {"full", "late"}
    assert found("占用城市道路 乙公司") == ["late"]
    assert found("占用城市道路 甲建筑") == []


def test_filters_narrow(db: None) -> None:
    assert set(found(organ=town.CITY)) == {"full", "late"}
    assert found(kind="lower_grade") == ["imported"]
    assert found(year=2024) == ["imported"]
    assert found("占用", organ=town.HOUSING) == []
    assert found(year=1999) == []


def test_pages_hold_each_decision_once(db: None) -> None:
    town.add(town.many(3 * PAGE + 5))
    for words in ("", "公司案"):
        seen, after = [], ""
        while True:
            page = public.search(Search(words=words, organ=town.HOUSING, year=2023, after=after))
            seen += [row.id for row in page.rows]
            if not page.next:
                break
            after = page.next
        assert seen == sorted(seen, reverse=True)
        assert len(seen) == len(set(seen)) == 3 * PAGE + 5, words


def test_pages_stay_in_place_when_something_new_comes() -> None:
    town.add(town.many(2 * PAGE))
    first = public.search(Search(year=2023))
    town.add({"new": town.IMPORTED | {"decided_on": "2023-12-31"}})
    second = public.search(Search(year=2023, after=first.next))
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert len(second.rows) == PAGE


def test_days_alike_are_told_apart_by_id() -> None:
    town.add({f"s{n:03}": town.IMPORTED | {"decided_on": "2023-05-05"} for n in range(PAGE + 3)})
    first = public.search(Search(year=2023))
    second = public.search(Search(year=2023, after=first.next))
    assert len({row.id for row in [*first.rows, *second.rows]}) == PAGE + 3


def test_the_index_of_word_pairs_is_used_under_the_portals_role() -> None:
    from django.db.models import QuerySet

    asked: QuerySet[PublicDecision] = public._indexed(public._filtered(Search(words="甲建筑")), ["甲建筑"])[: PAGE + 1]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL ROLE sanxiang_portal")
    plan = asked.explain()
    assert "decision_words" in plan, plan


def test_similar_decisions_are_of_the_organ_and_cause_newest_first() -> None:
    town.add({f"x{n}": town.IMPORTED | {"cause": "未批先建", "decided_on": datetime.date(2023, 1, n + 1).isoformat()} for n in range(8)})
    similar = public.similar(PublicDecision.objects.get(id="x7"))
    assert [row.id for row in similar] == ["x6", "x5", "x4", "x3", "x2"]
    assert [row.id for row in public.similar(PublicDecision.objects.get(id="full"))] == ["late"]


def test_punctuality_counts_what_had_a_last_day() -> None:
    (city,) = public.punctuality()
    assert (city.organ, city.of, city.in_time) == (town.CITY, 3, 2)
    assert public.punctuality(town.HOUSING) == []
