"""Signing in under attack: strange names, guessing, onward addresses to elsewhere, sessions of others."""

import pytest
from django.test import Client

import cast

SURE = {"raise_request_exception": False}


def attempt(client: Client, name: str, password: str = "cuo-wu-de-mima", **more: str) -> object:
    return client.post("/sign-in", {"username": name, "password": password, **more})


@pytest.mark.parametrize("name", ["", "\x00", "zhao\x00", "长" * 300_000, "' OR 1=1 --", "\u202ezhao", "<script>alert(1)</script>"])
def test_a_strange_name_is_a_wrong_name(people: cast.Cast, name: str) -> None:
    answer = attempt(Client(**SURE), name)
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


@pytest.mark.parametrize("name", ["handler", "nobody-of-that-name"])
def test_guessing_is_locked_out_alike_for_known_and_unknown_names(people: cast.Cast, name: str) -> None:
    answers = [attempt(Client(**SURE), name) for _ in range(9)]
    assert [answer.status_code for answer in answers[:7]] == [401] * 7
    assert answers[-1].status_code == 429
    assert "暂时锁定" in answers[-1].content.decode()
    assert attempt(Client(**SURE), name, cast.PASSWORD).status_code == 429


def test_guessing_at_nobody_locks_nobody_out(people: cast.Cast) -> None:
    for _ in range(12):
        attempt(Client(**SURE), "")
    assert Client().get("/sign-in").status_code == 200
    assert attempt(Client(**SURE), "reviewer", cast.PASSWORD).status_code == 302


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)", "\t//evil.example"]
)
def test_signing_in_never_leads_elsewhere(people: cast.Cast, onward: str) -> None:
    assert attempt(Client(), "handler", cast.PASSWORD, next=onward)["Location"] == "/"
    assert Client().get("/display", {"theme": "dark", "next": onward})["Location"] == "/"


def test_where_one_wanted_to_go_is_kept_whole(people: cast.Cast) -> None:
    sent = Client().get("/cases", {"q": "占道", "mine": "1"})["Location"]
    client = Client()
    form = client.get(sent)
    assert client.post("/sign-in", {"username": "handler", "password": cast.PASSWORD, "next": form.context["next"]})["Location"] == (
        "/cases?q=%E5%8D%A0%E9%81%93&mine=1"
    )


def test_a_session_begins_anew_with_signing_in_and_ends_with_signing_out(people: cast.Cast) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    cookie = attempt(client, "handler", cast.PASSWORD).cookies["sessionid"]
    assert cookie.value != "a" * 32
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    client.post("/sign-out")
    client.cookies["sessionid"] = cookie.value
    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_sessions_of_the_old_one(people: cast.Cast) -> None:
    from sanxiang.organs import services

    client = Client()
    attempt(client, "handler", cast.PASSWORD)
    services.reset_password(people.admin, people.handler.officer, "ling-yi-ge-chang-mima")
    assert client.get("/")["Location"].startswith("/sign-in")


def test_an_error_page_leads_back_only_to_ourselves(signed_in: object) -> None:
    client = signed_in("handler")  # type: ignore[operator]
    assert "evil.example" not in client.get("/cases/none", headers={"referer": "https://evil.example/"}).content.decode()
    assert 'href="http://testserver/cases"' in client.get("/cases/none", headers={"referer": "http://testserver/cases"}).content.decode()


def test_signing_out_leaves_no_file_in_the_browser_for_whoever_comes_next(signed_in: object) -> None:
    assert signed_in("handler").post("/sign-out")["Clear-Site-Data"] == '"cache"'  # type: ignore[operator]


def test_every_action_wants_the_forms_token(people: cast.Cast, signed_in: object) -> None:
    client = signed_in("handler", enforce_csrf_checks=True)  # type: ignore[operator]
    answer = client.post("/cases/new", {"cause": "占道"})
    assert answer.status_code == 403
    assert "页面停留太久" in answer.content.decode()
    assert answer["Content-Security-Policy"]
