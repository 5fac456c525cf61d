"""Two disclosers at once, each on a connection of their own."""

from typing import Any

import pytest

import cast
import walks
from disclosure.published import LAST_DAY, decided, record_is_whole
from sanxiang.disclosure import services
from sanxiang.disclosure.models import PublicDecision
from sanxiang.record import queries
from sanxiang.record.refusal import Moved, Refused
from simultaneous import together


@pytest.fixture
def people(own_database: str) -> cast.Cast:
    return cast.city()


def publish(people: cast.Cast, case: str, **more: Any) -> str:
    return services.publish(people.discloser, case, happened=LAST_DAY, backfill=walks.LATE, **more)


def test_of_two_who_publish_one_is_told_that_it_is_done(people: cast.Cast) -> None:
    case = decided(people)
    found = together(lambda: publish(people, case), lambda: publish(people, case))
    assert sorted(isinstance(one, Refused) for one in found) == [False, True]
    assert [act.name for act in queries.acts_of(case)].count("disclosure.publish") == 1
    assert record_is_whole()


def test_the_same_form_from_two_windows_publishes_once_and_answers_both(people: cast.Cast) -> None:
    case = decided(people)
    assert together(lambda: publish(people, case, key="k"), lambda: publish(people, case, key="k")) == [case, case]
    assert PublicDecision.objects.count() == 1


def test_publishing_and_withholding_at_once_leaves_one_of_them(people: cast.Cast) -> None:
    case = decided(people)
    seen = queries.acts_of(case)[-1].version
    found = together(
        lambda: publish(people, case, seen=seen), lambda: services.withhold(people.discloser, case, "secret", "涉及商业秘密", seen=seen)
    )
    assert [type(one) for one in found].count(Moved) == 1
    assert record_is_whole()
