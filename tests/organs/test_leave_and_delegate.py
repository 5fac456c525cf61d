"""离岗, 委托代办, passwords."""

import datetime

import pytest
from django.utils import timezone

import cast
from sanxiang.organs import queries, services
from sanxiang.organs.models import User
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> cast.Cast:
    return cast.city(lists=False)


def days(since: int, until: int) -> tuple[datetime.date, datetime.date]:
    today = timezone.localdate()
    return today + datetime.timedelta(days=since), today + datetime.timedelta(days=until)


def test_who_left_can_no_longer_act(people: cast.Cast) -> None:
    services.dismiss(people.admin, people.handler.officer, people.second.officer, "调离")
    with pytest.raises(NotAllowed, match="停用"):
        queries.person(User.objects.get(username="handler"))


def test_an_heir_must_be_in_post(people: cast.Cast) -> None:
    with pytest.raises(NotFound):
        services.dismiss(people.admin, people.handler.officer, people.outsider.officer, "调离")
    assert User.objects.get(username="handler").is_active


@pytest.mark.parametrize("who", ["handler", "reviewer", "head", "supervisor", "discloser", "outsider"])
def test_only_an_administrator_dismisses(people: cast.Cast, who: str) -> None:
    with pytest.raises((NotAllowed, NotFound)):
        services.dismiss(getattr(people, who), people.second.officer, "", "没有理由")


def test_a_deputy_stands_in_from_the_first_to_the_last_day(people: cast.Cast) -> None:
    services.delegate(people.handler, people.second.officer, "handler", *days(0, 0), "培训")
    deputy = queries.person(people.users["second"])
    assert deputy.is_self_or_stands_in_for(people.handler.officer, "handler")


@pytest.mark.parametrize("span", [(1, 2), (-2, -1)])
def test_a_deputy_does_not_stand_in_outside_the_days(people: cast.Cast, span: tuple[int, int]) -> None:
    services.delegate(people.handler, people.second.officer, "handler", *days(*span), "培训")
    deputy = queries.person(people.users["second"])
    assert not deputy.is_self_or_stands_in_for(people.handler.officer, "handler")


def test_a_role_is_delegated_only_to_who_holds_it(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="不具有"):
        services.delegate(people.head, people.handler.officer, "head", *days(0, 1))


def test_nobody_delegates_a_role_that_they_do_not_hold(people: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        services.delegate(people.second, people.reviewer.officer, "reviewer", *days(0, 1))


def test_a_delegation_cannot_end_before_it_begins(people: cast.Cast) -> None:
    with pytest.raises(Invalid):
        services.delegate(people.handler, people.second.officer, "handler", *days(1, 0))


def test_a_reset_password_must_be_changed(people: cast.Cast) -> None:
    services.reset_password(people.admin, people.handler.officer, "lin-shi-de-mima-1")
    user = User.objects.get(username="handler")
    assert user.must_change
    assert user.check_password("lin-shi-de-mima-1")
    services.change_password(user, "lin-shi-de-mima-1", "zi-ji-de-mima-22")
    assert not User.objects.get(username="handler").must_change


def test_a_wrong_old_password_changes_nothing(people: cast.Cast) -> None:
    user = User.objects.get(username="handler")
    with pytest.raises(Invalid, match="原密码不正确"):
        services.change_password(user, "wrong-wrong-wrong", "zi-ji-de-mima-22")
    assert User.objects.get(username="handler").check_password(cast.PASSWORD)


@pytest.mark.parametrize("who", ["handler", "head", "outsider"])
def test_only_an_administrator_of_the_organ_resets_passwords(people: cast.Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.reset_password(getattr(people, who), people.second.officer, "lin-shi-de-mima-1")
