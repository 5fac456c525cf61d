"""下一步: what carries a case on stands first; what is done on occasion stands beside it."""

from typing import Any

import pytest

import every_type
from sanxiang.casework import queries
from sanxiang.office import cases
from sanxiang.record.refusal import Refused

GIVEN = {"involved": True, "spares_necessities": True, "first_to_seal": True}


@pytest.fixture
def ground(people: Any) -> Any:
    every_type.items(people)
    return people


def first(person: Any, case: str) -> list[str]:
    return [one["title"] for one in cases.next_steps(queries.case_page(person, case))["main"]]


def test_a_measure_begins_with_its_approval_or_its_taking_not_with_its_closing(ground: Any) -> None:
    case = every_type.opened(ground, "compulsory_measure")
    assert first(ground.handler, case) == ["报请批准采取强制措施", "实施查封、扣押"]


def test_an_urgent_seizure_waits_for_the_head_before_all_else(ground: Any) -> None:
    case = every_type.opened(ground, "compulsory_measure")
    every_type.take(ground, case, "seize", urgent=True, **GIVEN)
    assert first(ground.head, case) == ["补办查封扣押批准手续"]
    assert "报请批准采取强制措施" not in first(ground.handler, case)


def test_what_the_decision_waits_for_stands_first_though_not_every_case_takes_it(ground: Any) -> None:
    case = every_type.opened(ground, "permit", safety=False)
    every_type.take(ground, case, "accept", handling="alone", deemed=False, technical=False)
    plain = {"others_interests": False, "hearing_required": False, "review_required": False, "proposal": "grant"}
    every_type.take(ground, case, "examine", site_required=True, **plain)
    assert first(ground.handler, case) == ["现场核查"]


def test_a_step_for_an_occasion_says_for_which(ground: Any) -> None:
    found = queries.case_page(ground.handler, every_type.opened(ground, "permit", safety=False))
    more = {one["title"]: one["occasion"] for one in cases.next_steps(found)["more"]}
    assert more["一次告知补正"] == "申请材料不齐全或者不符合法定形式的"


def test_an_urgent_requisition_is_decided_without_hearing_the_owner_first(ground: Any) -> None:
    case = every_type.opened(ground, "requisition")
    every_type.take(ground, case, "inventory")
    assert "作出征用决定" in first(ground.head, case), "the form asks whether it is urgent"
    with pytest.raises(Refused, match="尚未听取被征用人意见"):
        every_type.take(ground, case, "decide", urgent=False, outcome="requisition", until="2099-12-31")
    every_type.take(ground, case, "decide", urgent=True, outcome="requisition", until="2099-12-31")


def test_a_refused_answer_is_told_by_the_name_of_its_field(ground: Any) -> None:
    case = every_type.opened(ground, "compulsory_measure")
    with pytest.raises(Refused) as caught:
        every_type.take(ground, case, "seize", urgent=True, **GIVEN | {"involved": False, "officers": []})
    assert "请核对“限于涉案的场所、设施或者财物”一栏" in caught.value.next


def test_what_ends_a_running_measure_stands_first(ground: Any) -> None:
    case = every_type.opened(ground, "compulsory_measure")
    every_type.take(ground, case, "seize", urgent=True, **GIVEN)
    assert "解除查封、扣押" in first(ground.handler, case)


def test_a_decision_is_served_though_something_was_served_before_it(ground: Any) -> None:
    case = every_type.opened(ground, "requisition")
    every_type.take(ground, case, "inventory")
    every_type.take(ground, case, "decide", urgent=True, outcome="requisition", until="2099-12-31")
    assert "送达" in first(ground.handler, case)
    every_type.take(ground, case, "serve")
    assert "送达" not in first(ground.handler, case)
    page = queries.case_page(ground.handler, case)
    knots = {knot.act: knot for knot in page.spine}
    page.spine.append(knots["decide"])
    assert "serve" not in cases.done_for_now(page)
