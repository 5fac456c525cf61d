"""动态调整: a statute changes, the rows that cite it are looked at one by one."""

import datetime

import pytest

import cast
from sanxiang.catalogue import citing, law_changes, queries, services
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
SINCE = datetime.date(2027, 1, 1)
LAW = "城市道路管理条例"


@pytest.fixture
def people() -> cast.Cast:
    return cast.city()


def noted(people: cast.Cast, law: str = LAW) -> str:
    return law_changes.note(people.discloser, law, "修订第四十二条", SINCE)


def test_every_row_in_force_that_cites_the_law_becomes_a_task(people: cast.Cast) -> None:
    change = noted(people)
    rows = law_changes.rows_of(change)
    assert [(row.kind, row.key) for row in rows] == [("discretion", "CL-001"), ("item", "CG-001")]
    assert "处罚依据：《城市道路管理条例》第四十二条" in rows[1].cited
    assert law_changes.open_rows(people.organ) == {change: 2}


def test_a_row_is_settled_with_a_reason_that_nothing_need_change(people: cast.Cast) -> None:
    change = noted(people)
    row = law_changes.rows_of(change)[0]
    with pytest.raises(Invalid, match="为什么"):
        law_changes.settle(people.handler, change, [row.id], "no_change")
    law_changes.settle(people.handler, change, [row.id], "no_change", "条款序号和内容未变")
    settled = next(each for each in law_changes.rows_of(change) if each.id == row.id)
    assert (settled.outcome, settled.reason, settled.settled_by) == ("no_change", "条款序号和内容未变", people.handler.officer)
    assert law_changes.open_rows(people.organ) == {change: 1}


def test_a_row_is_settled_by_a_new_version_only_when_one_was_published(people: cast.Cast) -> None:
    change = noted(people)
    row = next(each for each in law_changes.rows_of(change) if each.kind == "item")
    with pytest.raises(Refused, match="没有改动"):
        law_changes.settle(people.handler, change, [row.id], "revised")
    version = services.draft(people.handler, "item", "清单", [cast.ITEM | {"penalty_basis": "《城市道路管理条例》第四十三条"}])
    services.approve(people.head, version)
    with pytest.raises(Refused, match="没有改动"):
        law_changes.settle(people.handler, change, [row.id], "revised")
    services.publish(people.discloser, version)
    law_changes.settle(people.handler, change, [row.id], "revised")
    assert law_changes.open_rows(people.organ) == {change: 1}


def test_a_change_needs_the_laws_name_and_what_changes(people: cast.Cast) -> None:
    with pytest.raises(Invalid) as refused:
        law_changes.note(people.discloser, "", " ", SINCE)
    assert set(refused.value.fields) == {"law", "what"}


def test_a_law_that_nobody_cites_makes_no_tasks(people: cast.Cast) -> None:
    assert law_changes.rows_of(noted(people, "中华人民共和国渔业法")) == []


def test_who_may_not(people: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        law_changes.note(people.supervisor, LAW, "修订", SINCE)
    change = noted(people)
    row = law_changes.rows_of(change)[0].id
    with pytest.raises(NotAllowed):
        law_changes.settle(people.outsider, change, [row], "no_change", "理由")
    with pytest.raises(NotFound):
        law_changes.change(change, people.outsider.organ)
    with pytest.raises(NotFound):
        law_changes.settle(people.handler, change, ["nothing"], "no_change", "理由")


def test_an_old_version_is_not_looked_at(people: cast.Cast) -> None:
    version = services.draft(people.handler, "item", "清单", [cast.ITEM | {"basis": "某规章", "penalty_basis": ""}])
    services.approve(people.head, version)
    services.publish(people.discloser, version)
    assert [row.kind for row in law_changes.rows_of(noted(people))] == ["discretion"]
    assert queries.standing(people.organ)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《中华人民共和国行政处罚法》第三十三条", "《中华人民共和国行政处罚法》第三十三条"),
        ("《行政处罚法》（2021年修订）第三十三条第一款", "《行政处罚法》（2021年修订）第三十三条第一款"),
        ("行政处罚法第五十八条", "行政处罚法"),
        ("《行政处罚法实施办法》第三条", ""),
        ("行政处罚法实施办法", ""),
        ("《治安管理处罚法》第三条", ""),
        ("该法第三条", ""),
    ],
)
def test_a_law_is_found_by_its_name_and_no_other_by_its_likeness(text: str, found: str) -> None:
    assert citing.cited(text, citing.names("中华人民共和国行政处罚法", [])) == found


def test_a_short_name_is_known_where_a_text_or_the_user_gives_it() -> None:
    text = "《中华人民共和国行政处罚法》（以下简称《处罚法》）"
    assert citing.cited("《处罚法》第五条", citing.names("行政处罚法", [text])) == "《处罚法》第五条"
    assert citing.cited("《处罚法》第五条", citing.names("行政处罚法", [])) == ""
    assert citing.cited("《处罚法》第五条", citing.names("行政处罚法", [], ["处罚法"])) == "《处罚法》第五条"


def test_a_supervisor_notes_a_change_once_for_every_organ_of_the_region_that_cites(people: cast.Cast) -> None:
    own = services.draft(people.outsider, "item", "清单", [cast.ITEM | {"subject": "安州市住房和城乡建设局"}])
    cast.add(people.users, people.outsider.organ, "other_head", "冯负责", ("head",))
    services.approve(organs.person(people.users["other_head"]), own)
    services.publish(people.outsider, own)
    noted = law_changes.note_for_region(people.supervisor, LAW, "修订第四十二条", SINCE)
    assert {each.organ for each in law_changes.changes(people.organ, people.outsider.organ)} == {people.organ, people.outsider.organ}
    assert len(noted) == 2
    assert sum(law_changes.open_rows(people.outsider.organ).values()) == 1
    mine = next(each for each in law_changes.changes(people.outsider.organ))
    law_changes.settle(people.outsider, mine.id, [row.id for row in law_changes.rows_of(mine.id)], "no_change", "条款未变")
    assert law_changes.open_rows(people.outsider.organ) == {}


def test_only_a_supervisor_notes_for_the_region_and_settles_nothing_there(people: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        law_changes.note_for_region(people.discloser, LAW, "修订", SINCE)
    change = law_changes.note_for_region(people.supervisor, LAW, "修订", SINCE)[0]
    with pytest.raises(NotAllowed):
        law_changes.settle(people.supervisor, change, [law_changes.rows_of(change)[0].id], "no_change", "未变")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("《城市道路管理条例》第二十七条，该条例第四十二条", "《城市道路管理条例》第二十七条；该条例第四十二条"),
        ("《道路交通安全法》第一条，该法第九十条；《城市道路管理条例》第二条", "《城市道路管理条例》第二条"),
        ("本条例第九条", ""),
    ],
)
def test_what_refers_back_to_a_law_of_the_same_cell_is_found(text: str, found: str) -> None:
    assert citing.cited(text, frozenset([LAW])) == found
