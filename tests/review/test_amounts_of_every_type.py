"""What a levy, fee or grant comes to stands in its decision and reaches the review list's thresholds, in the services as in the database."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

import cast
from every_type import items, opened, publish_later, review_rows, take
from sanxiang.casework.listed import amount
from sanxiang.casework.models import Decision
from sanxiang.catalogue.checks import faults
from sanxiang.law import packs
from sanxiang.law.procedure import known
from sanxiang.record.refusal import Refused

pytestmark = pytest.mark.django_db
FROM = "10000"


@pytest.fixture
def organ(people: cast.Cast) -> cast.Cast:
    items(people)
    review_rows(people, {"code": "F", "name": "收费", "type": "fee", "from_person": FROM, "from_entity": FROM})
    return people


def charged(organ: cast.Cast, sum: str) -> Decision:
    case = opened(organ, "fee")
    take(organ, case, "compute", amount=sum)
    take(organ, case, "decide", outcome="charge", amount=sum, until="2099-12-31")
    return Decision.objects.get(case=case)


def test_a_fee_below_the_threshold_needs_no_review_and_its_amount_stands_in_the_decision(organ: cast.Cast) -> None:
    found = charged(organ, "9999.99")
    assert found.amount == Decimal("9999.99")
    assert found.review_ground.startswith("unlisted:")


def test_a_fee_from_the_threshold_on_needs_a_review(organ: cast.Cast) -> None:
    with pytest.raises(Refused, match="法制审核"):
        charged(organ, FROM)


@pytest.mark.parametrize(("sum", "wants"), [("9999.99", False), (FROM, True)])
def test_what_a_requisition_compensates_reaches_the_threshold(organ: cast.Cast, sum: str, wants: bool) -> None:
    publish_later(
        organ, "review_list", [cast.REVIEW, {"code": "R", "name": "征用", "type": "requisition", "from_person": FROM, "from_entity": FROM}]
    )
    case = opened(organ, "requisition")
    take(organ, case, "inventory")
    take(organ, case, "plead", accepted=False, reviewed=True)
    told = {"outcome": "requisition", "urgent": False, "until": "2099-12-31", "amount": sum}
    if wants:
        with pytest.raises(Refused, match="法制审核"):
            take(organ, case, "decide", **told)
        return
    take(organ, case, "decide", **told)
    assert Decision.objects.get(case=case).amount == Decimal(sum)


def test_the_database_refuses_an_amount_that_the_list_counts_among_the_major_ones(organ: cast.Cast) -> None:
    found = charged(organ, "9999.99")
    with pytest.raises(DatabaseError, match="法制审核"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE casework_decision SET amount = 10000 WHERE id = %s", [found.id])


@pytest.mark.parametrize("told", [{"amount": "5"}, {"budget": "5"}, {"fine": "5", "gains": "1"}, {"amount": Decimal("5"), "budget": None}])
def test_the_largest_sum_that_a_decision_tells_counts(told: dict[str, Any]) -> None:
    assert amount(told) == 5


def test_a_row_may_name_any_outcome_that_a_decision_of_its_type_may_have() -> None:
    law = packs.load()
    for type, names in known().items():
        steps = [step for name in names for step in law.procedure(type, name).steps if step.act == "decide"]
        outcomes = sorted({choice.value for step in steps for field in step.fields if field.name == "outcome" for choice in field.choices})
        rows = [{"code": each, "name": each, "type": type, "kinds": [each]} for each in outcomes]
        if type != "penalty":
            assert faults("review_list", rows, law) == []


def test_a_row_that_names_an_outcome_speaks_of_that_outcome_alone(people: cast.Cast) -> None:
    items(people)
    review_rows(people, {"code": "F", "name": "免收", "type": "fee", "kinds": ["no_charge"]})
    assert charged(people, "100").review_ground.startswith("unlisted:")
    case = opened(people, "fee")
    take(people, case, "compute", amount="100")
    with pytest.raises(Refused, match="法制审核"):
        take(people, case, "decide", outcome="no_charge", until="2099-12-31")
