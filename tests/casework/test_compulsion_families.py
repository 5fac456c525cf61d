"""Compulsion beside a penalty: a measure and an execution that spring from a penalty know what it knows."""

import pytest
from django.utils import timezone

import cast
import every_type
import walks
from sanxiang.casework import queries, services
from sanxiang.record.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def fined(people: cast.Cast) -> walks.Walk:
    """A fine of 2,000 yuan, decided and served today."""
    every_type.items(people)
    walk = walks.Walk(people, type="penalty").to_decision()
    walk.take("serve", manner="direct", place="安州市解放路2号", received=timezone.localdate().isoformat(), officers=walk.officers)
    return walk


def known(walk: walks.Walk, name: str) -> dict[str, object]:
    form = queries.beginning(walk.people.handler, "compulsory_execution", name, walk.case)
    return {field.name: field.value for field in form.fields if field.value}


def test_an_execution_knows_decision_service_and_sum_of_its_penalty(fined: walks.Walk) -> None:
    told = known(fined, "court")
    decision = queries.case_page(fined.people.handler, fined.case).decision
    assert decision is not None
    assert told["document"] == decision.number
    assert told["decided"] == decision.decided_on.isoformat()
    assert (told["served"], told["amount"]) == (timezone.localdate().isoformat(), "2000")


@pytest.mark.parametrize("name", ["ordinary", "substitute", "demolition", "court"])
def test_every_execution_springs_from_a_penalty_that_was_served(fined: walks.Walk, name: str) -> None:
    child = every_type.opened(fined.people, "compulsory_execution", name, parent=fined.case)
    page = queries.case_page(fined.people.handler, child)
    assert page.case.line == [fined.case]
    assert page.case.party_name == walks.COMPANY["name"]
    assert next(offer for offer in page.offers if offer.act == "demand").blocks == []


def test_a_court_is_not_asked_while_the_penalty_is_reconsidered(fined: walks.Walk) -> None:
    people = fined.people
    child = every_type.opened(people, "compulsory_execution", "court", parent=fined.case)
    every_type.take(people, child, "demand")
    services.take_step(people.handler, fined.case, "reconsideration", {})
    with pytest.raises(Refused, match="尚未审结"):
        every_type.take(people, child, "court_application")


@pytest.mark.parametrize("name", ["ordinary", "freeze"])
def test_a_measure_springs_from_a_penalty_that_was_filed(people: cast.Cast, name: str) -> None:
    every_type.items(people)
    walk = walks.Walk(people, type="penalty").file().inspect()
    child = every_type.opened(people, "compulsory_measure", name, parent=walk.case)
    page = queries.case_page(people.handler, child)
    assert page.case.line == [walk.case]
    lead = queries.form(people.handler, child, "measure_apply")
    assert next(field.value for field in lead.fields if field.name == "facts_text")


def test_goods_seized_beside_a_penalty_are_disposed_of_by_its_decision(fined: walks.Walk) -> None:
    people = fined.people
    child = every_type.opened(people, "compulsory_measure", parent=fined.case)
    every_type.take(people, child, "measure_apply")
    every_type.take(people, child, "seize", urgent=False)
    form = queries.form(people.handler, child, "seize_settle")
    decision = queries.case_page(people.handler, fined.case).decision
    assert decision is not None
    assert next(field.value for field in form.fields if field.name == "document") == decision.number
