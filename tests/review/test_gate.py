"""The database's own gate: what it refuses whoever writes."""

from typing import Any

import psycopg
import pytest
from django.db import Error, connection, transaction

import cast
import walks
from sanxiang.casework.models import Decision

pytestmark = pytest.mark.django_db


def refused(sql: str, *parameters: Any) -> psycopg.errors.Error:
    with pytest.raises(Error) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    cause = error.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.sqlstate == "SX058"
    return cause


@pytest.fixture
def decided(people: cast.Cast) -> walks.Walk:
    walk = walks.Walk(people)
    walk.to_decision()
    return walk


def test_the_database_refuses_another_ground(decided: walks.Walk) -> None:
    error = refused("UPDATE casework_decision SET review_ground = %s", "0" * 64)
    assert "未经法制审核" in str(error)
    assert error.diag.message_detail == "行政处罚法第五十八条"
    refused("UPDATE casework_decision SET review_ground = 'summary'")
    refused("UPDATE casework_decision SET review_ground = 'imported'")
    refused("UPDATE casework_decision SET draft = %s", "0" * 64)


def test_the_database_refuses_a_handler_or_reviewer_as_decider(decided: walks.Walk) -> None:
    refused("UPDATE casework_decision SET decider = %s", decided.people.handler.officer)
    assert "不同的人员" in str(refused("UPDATE casework_decision SET decider = %s", decided.people.reviewer.officer))
    refused("UPDATE casework_decision SET decider = ''")


def test_the_database_refuses_the_reviewer_among_the_handlers(decided: walks.Walk) -> None:
    refused("UPDATE casework_decision SET handlers = %s::jsonb", f'["{decided.people.reviewer.officer}"]')


def test_the_database_refuses_an_approval_of_another_case(decided: walks.Walk, people: cast.Cast) -> None:
    other = walks.Walk(people).to_review()
    refused('UPDATE casework_decision SET "case" = %s, stream = %s', other.case, other.case)


def test_the_database_refuses_a_decision_of_no_case(decided: walks.Walk) -> None:
    refused(
        'INSERT INTO casework_decision SELECT (r).* FROM (SELECT jsonb_populate_record(d, \'{"id":"x","case":"x","number":"x"}\') r FROM casework_decision d) s'
    )


@pytest.mark.parametrize(
    "ground", ["exempt:nothing#FS-001", "exempt:{review}#FS-001", "exempt:{review}#XX", "exempt:{item}#CG-001", "exempt:"]
)
def test_the_database_refuses_an_exemption_that_no_list_gives(decided: walks.Walk, people: cast.Cast, ground: str) -> None:
    told = ground.format(review=people.lists["review_list"], item=people.lists["item"])
    assert "目录" in str(refused("UPDATE casework_decision SET review_ground = %s", told))


def test_the_service_speaks_as_the_gate_does(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    walk.decide()
    assert Decision.objects.get().state == ""
