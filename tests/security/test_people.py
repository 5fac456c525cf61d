"""An administrator's forms: all or nothing, and nobody can lock the organ out of its own house."""

from typing import Any

import pytest

from sanxiang.organs.models import Officer, RoleHeld, User

FACTS = {"title": "中队长", "kinds": "城市管理", "area": "安州市"}


def roles(officer: str) -> set[str]:
    return set(RoleHeld.objects.filter(officer=officer).values_list("role", flat=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "赵" * 100},
        {"certificate_from": "2026-02-30"},
        {"certificate_until": "不是日期"},
        {"certificate_from": "2026-05-01", "certificate_until": "2026-01-01"},
        {"roles": ["handler", "king"]},
    ],
)
def test_a_form_with_one_fault_changes_nothing_and_keeps_what_was_typed(people: Any, signed_in: Any, wrong: dict[str, Any]) -> None:
    old = Officer.objects.get(id=people.second.officer)
    form = {"name": old.name, "roles": ["handler", "unit_head"], **FACTS, "title": "新的职务", **wrong}
    answer = signed_in("admin").post(f"/people/{old.id}", form)
    assert answer.status_code == 422
    assert "新的职务" in answer.content.decode()
    now = Officer.objects.get(id=old.id)
    assert (now.name, now.title, roles(old.id)) == (old.name, old.title, {"handler"})


def test_the_only_administrator_stays_one(people: Any, signed_in: Any) -> None:
    admin = people.admin.officer
    answer = signed_in("admin").post(f"/people/{admin}", {"name": people.admin.name, "roles": ["handler"]})
    assert "唯一的系统管理员" in answer.content.decode()
    assert "admin" in roles(admin)
    answer = signed_in("admin").post(f"/people/{admin}/dismiss", {"reason": "退休", "heir": people.handler.officer})
    assert answer.status_code == 409
    assert User.objects.get(officer=admin).is_active


def test_who_leaves_hands_over_what_is_open(people: Any, signed_in: Any, case: str) -> None:
    from sanxiang.casework.models import Case

    admin = signed_in("admin")
    assert admin.post(f"/people/{people.second.officer}/dismiss", {"reason": "调离"}).status_code == 422
    assert User.objects.get(officer=people.second.officer).is_active
    answer = admin.post(f"/people/{people.second.officer}/dismiss", {"reason": "调离", "heir": people.handler.officer})
    assert answer.status_code == 302
    assert [one["id"] for one in Case.objects.get(id=case).handlers] == [people.handler.officer]
    assert not User.objects.get(officer=people.second.officer).is_active


@pytest.mark.parametrize("who", ["handler", "reviewer", "head", "supervisor", "discloser"])
def test_nobody_else_changes_roles(people: Any, signed_in: Any, who: str) -> None:
    me = getattr(people, who)
    answer = signed_in(who).post(f"/people/{me.officer}", {"name": me.name, "roles": ["admin", "head"]})
    assert answer.status_code == 403
    assert "admin" not in roles(me.officer)


def test_another_organs_officer_is_out_of_reach(people: Any, signed_in: Any) -> None:
    theirs = people.outsider.officer
    admin = signed_in("admin")
    assert admin.get(f"/people/{theirs}").status_code == 404
    assert admin.post(f"/people/{theirs}/reset-password", {"password": "ling-yi-ge-chang-mima"}).status_code in (403, 404)
    assert admin.post(f"/people/{theirs}/dismiss", {"reason": "x", "heir": people.handler.officer}).status_code == 404
    assert User.objects.get(officer=theirs).is_active


@pytest.mark.parametrize(
    "wrong", [{"role": "king"}, {"role": ""}, {"role": "\x00"}, {"until": "0001-01-01"}, {"until": "9999-12-31"}, {"to": "nobody"}]
)
def test_a_delegation_that_cannot_be_is_refused(people: Any, signed_in: Any, wrong: dict[str, str]) -> None:
    form = {"role": "handler", "to": people.second.officer, "since": "2026-01-01", "until": "2190-01-01"} | wrong
    assert signed_in("handler").post("/people/delegate", form).status_code in (404, 422)


@pytest.mark.parametrize("row", [{"rows.0.type": "<script>"}, {"rows.0.procedures": "king"}, {"rows.0.basis": ""}])
def test_a_list_holds_only_what_may_be_chosen(people: Any, signed_in: Any, row: dict[str, str]) -> None:
    form = {
        "title": "清单",
        "rows.0.code": "X",
        "rows.0.name": "某事项",
        "rows.0.type": "penalty",
        "rows.0.basis": "某法",
        "rows.0.procedures": "ordinary",
    }
    assert signed_in("admin").post("/lists/item/draft", form).status_code == 302
    answer = signed_in("admin").post("/lists/item/draft", form | row)
    assert answer.status_code == 422
    assert "第1" in answer.content.decode()
    assert "某事项" in answer.content.decode()


def test_a_null_character_that_was_sent_is_no_part_of_a_name(people: Any, signed_in: Any) -> None:
    form = {"name": "赵\x00立", "roles": ["handler"], **FACTS}
    assert signed_in("admin").post(f"/people/{people.handler.officer}", form).status_code == 302
    assert Officer.objects.get(id=people.handler.officer).name == "赵立"
