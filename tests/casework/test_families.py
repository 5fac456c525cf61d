"""案件谱系: a case springs from another and knows what its parents found."""

import datetime
import pathlib

import pytest

import cast
import every_type
import walks
from sanxiang.casework import evidence, families, queries, services
from sanxiang.record import verify
from sanxiang.record.refusal import Invalid, NotFound, Refused


@pytest.fixture
def inspected(people: cast.Cast) -> str:
    """An inspection whose site record tells of goods on the pavement, with a photograph."""
    every_type.items(people)
    case = every_type.opened(people, "inspection")
    for act in ("inspection_approval", "inspection_notice"):
        every_type.take(people, case, act)
    every_type.take(people, case, "site_record", content="人行道堆放货物约十平方米。", place="解放路2号门前")
    facts = {
        "kind": "physical",
        "title": "货物",
        "collected_at": "2026-11-20T09:30",
        "place": "解放路2号",
        "collector": "钱协办",
        "proves": "占道",
    }
    evidence.add(people.handler, case, facts)
    return case


@pytest.fixture(autouse=True)
def log(settings: object, tmp_path: pathlib.Path) -> None:
    """Heads that verify publishes outlive a test's transaction; each test gets a folder of its own for them."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]


def test_a_penalty_springs_from_an_inspection_and_knows_party_facts_and_evidence(people: cast.Cast, inspected: str) -> None:
    child = every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    page = queries.case_page(people.handler, child)
    assert page.case.party_name == every_type.COMPANY["name"]
    assert page.case.line == [inspected]
    assert (page.case.family, page.case.sprung_at) == (inspected, "site_record")
    assert [(one.title, one.case) for one in page.evidence] == [("货物", inspected)], "shown with where it comes from, not copied"
    form = queries.form(people.handler, child, "site_record")
    assert next(field.value for field in form.fields if field.name == "place") == "解放路2号门前"


def test_the_family_is_one_tree_on_every_page(people: cast.Cast, inspected: str) -> None:
    child = every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    for case in (inspected, child):
        family = queries.case_page(people.handler, case).family
        assert [(one.case.id, one.depth, one.here) for one in family] == [(inspected, 0, case == inspected), (child, 1, case == child)]


def test_a_family_of_one_says_nothing_of_itself(people: cast.Cast) -> None:
    assert len(queries.case_page(people.handler, walks.Walk(people).case).family) == 1


def test_what_may_spring_is_offered_once_the_parent_is_there(people: cast.Cast) -> None:
    every_type.items(people)
    case = every_type.opened(people, "inspection")
    assert queries.case_page(people.handler, case).springs == []
    with pytest.raises(Refused, match="尚未办到这一步"):
        every_type.opened(people, "penalty", parent=case)
    with pytest.raises(Refused, match="不能由所选案件转出"):
        every_type.opened(people, "grant", parent=case)


def test_the_childs_timeline_begins_with_the_parents_acts(people: cast.Cast, inspected: str) -> None:
    child = every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    text = queries.timeline_yaml(people.handler, child)
    assert text.index("act: parent_site_record") < text.index("act: lead")
    assert "parent_" not in queries.timeline_yaml(people.handler, inspected)


def test_evidence_that_falls_in_the_parent_voids_a_review_that_passed_it(people: cast.Cast, inspected: str) -> None:
    walk = walks.Walk(people, springs_from=inspected, party={}, type="penalty")
    walk.to_review().agree()
    photograph = queries.case_page(people.handler, inspected).evidence[0]
    evidence.exclude(people.handler, inspected, photograph.id, "拍摄的是别处")
    with pytest.raises(Refused, match="有改动"):
        walk.decide()
    assert queries.case_page(people.handler, walk.case).evidence == []


def test_evidence_added_to_the_parent_later_does_not_come_by_itself(people: cast.Cast, inspected: str) -> None:
    walk = walks.Walk(people, springs_from=inspected, party={}, type="penalty")
    walk.to_review().agree()
    facts = {
        "kind": "physical",
        "title": "又一件",
        "collected_at": "2026-11-20T09:30",
        "place": "某处",
        "collector": "钱协办",
        "proves": "占道",
    }
    evidence.add(people.handler, inspected, facts)
    walk.decide()


def test_a_change_of_the_same_type_walks_the_parents_item(people: cast.Cast, inspected: str) -> None:
    done = walks.Walk(people, procedure="summary", springs_from=inspected, party={}, type="penalty")
    ordinary = services.open_case(
        people.handler, item="CG-001", cause=walks.CAUSE, party={}, fields=walks.LEAD, type="penalty", springs_from=done.case
    )
    found = queries.visible(people.handler, ordinary.case)
    assert found.line == [done.case, inspected]
    assert found.family == inspected
    with pytest.raises(Invalid, match="不是行政处罚事项"):
        services.open_case(
            people.handler, item="T-permit", cause=walks.CAUSE, party={}, fields=walks.LEAD, type="penalty", springs_from=done.case
        )


def test_another_organs_case_has_no_children_here(people: cast.Cast, inspected: str) -> None:
    with pytest.raises(NotFound):
        families.origin(people.outsider, inspected, "penalty", "ordinary")


def test_a_family_is_folded_the_same_again(people: cast.Cast, inspected: str) -> None:
    every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    assert verify.verify(replay=True).problems == []


def test_the_parents_further_parties_come_along(people: cast.Cast, inspected: str) -> None:
    services.add_party(people.handler, inspected, {"kind": "person", "name": "邻居某", "role": "interested"})
    child = every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    assert {(one.name, one.role) for one in queries.case_page(people.handler, child).parties} == {
        (every_type.COMPANY["name"], "party"), ("邻居某", "interested"),
    }  # fmt: skip


def test_a_family_costs_the_same_however_large(people: cast.Cast, inspected: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def counted(case: str) -> int:
        with CaptureQueriesContext(connection) as found:
            queries.case_page(people.handler, case)
        return len(found)

    child = every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    queries.case_page(people.handler, child)
    before = counted(child)
    for _ in range(3):
        every_type.opened(people, "penalty", parent=inspected, cause=walks.CAUSE)
    assert counted(child) == before
    assert datetime.date.today() >= queries.visible(people.handler, child).opened_on
