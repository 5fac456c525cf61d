"""登记执法人员: certificates, roles, accounts."""

import datetime

import pytest

import cast
from sanxiang.organs import queries, services
from sanxiang.organs.models import Officer, User
from sanxiang.record.refusal import Invalid, NotAllowed

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 21)


@pytest.fixture
def people() -> cast.Cast:
    return cast.city(lists=False)


def appoint(people: cast.Cast, **facts: object) -> str:
    told = {"username": "new", "password": cast.PASSWORD, "roles": ("handler",), "certificate": "AZ-0777"} | facts
    return services.appoint(people.admin.actor("admin"), people.organ, "丁新人", **told)  # type: ignore[arg-type]


def test_an_officer_with_a_valid_certificate_may_act(people: cast.Cast) -> None:
    appoint(people, certificate_from="2026-11-21", certificate_until="2026-11-21")
    person = queries.person(User.objects.get(username="new"))
    assert person.may("handler", DAY)
    assert not person.may("handler", DAY - datetime.timedelta(days=1))
    assert not person.may("handler", DAY + datetime.timedelta(days=1))


def test_no_valid_certificate_no_act(people: cast.Cast) -> None:
    appoint(people, certificate="")
    person = queries.person(User.objects.get(username="new"))
    with pytest.raises(NotAllowed) as refused:
        person.must("handler", on=DAY)
    assert "执法证件" in refused.value.message
    assert "第四十二条" in refused.value.article


def test_a_certificate_number_belongs_to_one_officer(people: cast.Cast) -> None:
    with pytest.raises(Invalid) as refused:
        appoint(people, certificate="AZ-0001")
    assert "certificate" in refused.value.fields


def test_a_user_name_is_taken_only_once_and_nothing_is_half_written(people: cast.Cast) -> None:
    before = Officer.objects.count()
    with pytest.raises(Invalid) as refused:
        appoint(people, username="handler")
    assert "username" in refused.value.fields
    assert Officer.objects.count() == before


def test_an_unknown_role_is_refused(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="岗位"):
        appoint(people, roles=("king",))


@pytest.mark.parametrize("who", ["handler", "reviewer", "head", "supervisor", "discloser"])
def test_only_an_administrator_changes_roles(people: cast.Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        services.set_roles(getattr(people, who), people.handler.officer, ("handler", "head"))


def test_roles_are_given_and_taken_until_they_are_as_wished(people: cast.Cast) -> None:
    services.set_roles(people.admin, people.handler.officer, ("reviewer",))
    assert queries.person(people.users["handler"]).roles == {"reviewer"}


def test_an_administrator_reaches_no_other_organ(people: cast.Cast) -> None:
    with pytest.raises(Exception, match="没有这名在岗人员"):
        services.set_roles(people.admin, people.outsider.officer, ("admin",))


def test_a_person_is_found_in_one_query(people: cast.Cast, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(1):
        queries.person(people.users["handler"])
