"""People through the pages: appointed, changed, sent on leave, let go with their cases handed over."""

from typing import Any

from django.test import Client

import cast
from sanxiang.casework.models import Case
from sanxiang.organs.models import Delegation, Officer, User

NEW = {
    "name": "冯新来",
    "certificate": "AZ-0009",
    "certificate_from": "2026-01-01",
    "certificate_until": "2031-01-01",
    "roles": ["handler"],
    "username": "feng",
    "password": "ling-yi-ge-hen-chang-de-mima",
}


def test_somebody_is_appointed_and_signs_in(people: Any, signed_in: Any) -> None:
    answer = signed_in("admin").post("/people/new", NEW, follow=True)
    assert "已登记冯新来" in answer.content.decode()
    newcomer = Client()
    assert newcomer.post("/sign-in", {"username": "feng", "password": NEW["password"]}).status_code == 302
    assert newcomer.get("/").status_code in (200, 302)


def test_what_is_wrong_with_an_appointment_is_told_and_the_rest_kept(people: Any, signed_in: Any) -> None:
    answer = signed_in("admin").post("/people/new", NEW | {"password": "kurz"})
    assert answer.status_code == 422
    assert "AZ-0009" in answer.content.decode()
    assert not User.objects.filter(username="feng").exists()


def test_a_certificate_is_put_right(people: Any, signed_in: Any) -> None:
    told = {
        "name": "钱协办",
        "certificate": "AZ-0002",
        "certificate_from": "2015-01-01",
        "certificate_until": "2036-12-31",
        "roles": ["handler"],
    }
    assert signed_in("admin").post(f"/people/{people.second.officer}", told).status_code == 302
    assert str(Officer.objects.get(id=people.second.officer).certificate_until) == "2036-12-31"


def test_who_leaves_hands_over_and_cannot_sign_in(people: Any, filed: str, signed_in: Any) -> None:
    from office_ground import filing

    assert filing(people)
    admin = signed_in("admin")
    admin.post("/people/new", NEW)
    heir = Officer.objects.get(name="冯新来").id
    answer = admin.post(f"/people/{people.second.officer}/dismiss", {"heir": heir, "reason": "调离"}, follow=True)
    assert "1 件在办案件已移交" in answer.content.decode()
    assert [one["name"] for one in Case.objects.get(id=filed).handlers] == ["赵承办", "冯新来"]
    assert Client().post("/sign-in", {"username": "second", "password": cast.PASSWORD}).status_code == 401


def test_nobody_leaves_while_their_cases_have_no_heir(people: Any, filed: str, signed_in: Any) -> None:
    answer = signed_in("admin").post(f"/people/{people.second.officer}/dismiss", {"heir": people.reviewer.officer, "reason": "调离"})
    assert answer.status_code in (409, 422)
    assert Officer.objects.get(id=people.second.officer).active
    assert [one["name"] for one in Case.objects.get(id=filed).handlers] == ["赵承办", "钱协办"]


def test_work_is_delegated_while_away(people: Any, signed_in: Any) -> None:
    told = {"role": "head", "to": people.second.officer, "since": "2026-11-22", "until": "2036-11-30", "reason": "外出培训"}
    assert signed_in("head").post("/people/delegate", told).status_code in (302, 422)
    assert signed_in("head").post("/people/delegate", told | {"until": "x"}).status_code == 422
    assert "李负责" in signed_in("handler").get("/people").content.decode() or not Delegation.objects.exists()


def test_a_temporary_password_must_be_changed(people: Any, signed_in: Any) -> None:
    admin = signed_in("admin")
    assert admin.post(f"/people/{people.second.officer}/reset-password", {"password": "lin-shi-de-mima-123"}).status_code == 302
    client = Client()
    client.post("/sign-in", {"username": "second", "password": "lin-shi-de-mima-123"})
    assert client.get("/cases")["Location"] == "/password"
    told = {"old": "lin-shi-de-mima-123", "new": "wo-zi-ji-de-mima-456", "again": "wo-zi-ji-de-mima-456"}
    assert client.post("/password", told | {"again": "x"}).status_code == 422
    assert client.post("/password", told).status_code == 302
    assert client.get("/cases").status_code == 200


def test_a_unit_is_added(people: Any, signed_in: Any) -> None:
    answer = signed_in("admin").post("/people/units", {"title": "执法一中队"}, follow=True)
    assert "已增加执法一中队" in answer.content.decode()


def test_wrong_passwords_are_refused_in_plain_words(people: Any) -> None:
    answer = Client().post("/sign-in", {"username": "handler", "password": "x"})
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.content.decode()


def test_an_empty_system_is_begun_on_its_first_page(db: None) -> None:
    client = Client()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/begin"
    told = {
        "code": "11990100000000001",
        "name": "安州市城市管理局",
        "short_name": "安城管",
        "region": "安州市",
        "admin": "郑管理",
        "username": "zheng",
        "password": cast.PASSWORD,
    }
    wrong = client.post("/begin", told)
    assert wrong.status_code == 422
    assert "安州市城市管理局" in wrong.content.decode()
    assert client.post("/begin", told | {"code": cast.code(cast.CITY)}).status_code == 302
    assert client.post("/sign-in", {"username": "zheng", "password": cast.PASSWORD}).status_code == 302
    assert client.get("/begin").status_code == 302
