"""设立执法主体, and the first run of an empty system."""

import pytest

import cast
from sanxiang.organs import queries, services
from sanxiang.organs.models import Organ, User
from sanxiang.record.refusal import Invalid
from sanxiang.record.services import SYSTEM

pytestmark = pytest.mark.django_db
CODE = cast.code("11990100000000077")


def begin(**changed: str) -> str:
    told = {
        "code": CODE,
        "name": "安州市水务局",
        "short_name": "安水",
        "username": "first",
        "password": cast.PASSWORD,
        "admin": "郑管理",
    } | changed
    return services.begin_system(**told)


def test_the_first_run_makes_an_organ_and_an_administrator_who_can_sign_in() -> None:
    assert queries.empty_system()
    begin()
    person = queries.person(User.objects.get(username="first"))
    assert (person.organ, person.roles) == (CODE, frozenset({"admin"}))
    assert not queries.empty_system()


def test_a_system_is_begun_only_once() -> None:
    begin()
    with pytest.raises(Invalid, match="已经初始化"):
        begin(code=cast.code("11990100000000088"), username="second")


def test_a_wrong_check_digit_is_refused_and_nothing_is_written() -> None:
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    with pytest.raises(Invalid, match="校验不通过"):
        begin(code=wrong)
    assert not Organ.objects.exists()
    assert not User.objects.exists()


def test_a_weak_password_is_refused_and_the_organ_is_not_left_half_made() -> None:
    with pytest.raises(Invalid) as refused:
        begin(password="12345")
    assert "password" in refused.value.fields
    assert not Organ.objects.exists()


def test_two_organs_cannot_bear_the_same_code() -> None:
    services.establish(SYSTEM, CODE, "安州市水务局", "安水")
    with pytest.raises(Invalid, match="已经存在"):
        services.establish(SYSTEM, CODE, "另一个局", "另")
