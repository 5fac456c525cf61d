"""Forms under attack: whatever is typed is kept or refused in Chinese with 422, shown as text, and never breaks anything."""

from typing import Any

import pytest

MARKUP = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>{{1234*4321}}{% now 'Y' %}'"
TEXTS = [
    MARKUP,
    "\x00",
    "a\x00b",
    "\u202e倒\u2066\u200f",
    "长" * 60_000,
    "１２３",
    "1e9",
    "9" * 5000,
    "-1",
    "NaN",
    "Infinity",
    "   ",
]
DAYS = ["0001-01-01", "9999-12-31", "2026-02-30", "2026-13-01", "今天", "9" * 300]
MOMENTS = ["0001-01-01T00:00", "9999-12-31T23:59", "9999-12-31T23:59-12:00", "0001-01-01T00:00+14:00", "T", *DAYS]
STEPS = ["site_record", "interview", "seize_extend", "extend", "surcharge", "notify", "decide", "serve", "pay", "defer", "testing"]
BY_TYPE = {"date": DAYS, "datetime": MOMENTS}


def fields(act: str) -> list[Any]:
    from sanxiang.law.procedure import load

    step = load("penalty", "ordinary").step(act)
    assert step is not None
    return [field for field in step.fields if field.type not in ("officers", "items", "boolean", "choices")]


def fine(answer: Any, *too_large: int) -> None:
    page = answer.content.decode()
    assert answer.status_code in (200, 204, 302, 404, 409, 422, *too_large), answer.status_code
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert str(1234 * 4321) not in page


@pytest.mark.parametrize("act", STEPS)
def test_no_value_breaks_a_step_or_its_preview(signed_in: Any, case: str, act: str) -> None:
    client = signed_in("head" if act == "decide" else "handler")
    for value in TEXTS:
        form = {field.name: BY_TYPE.get(field.type, [value])[0] if field.type in BY_TYPE else value for field in fields(act)}
        fine(client.post(f"/cases/{case}/steps/{act}", form))
        fine(client.post(f"/cases/{case}/steps/{act}", form | {"preview": "1"}))


@pytest.mark.parametrize("act", STEPS)
def test_no_day_breaks_a_step_or_its_preview(signed_in: Any, case: str, act: str) -> None:
    client = signed_in("head" if act == "decide" else "handler")
    for at in range(len(MOMENTS)):
        form = {field.name: BY_TYPE.get(field.type, ["一"])[at % len(BY_TYPE.get(field.type, ["一"]))] for field in fields(act)}
        fine(client.post(f"/cases/{case}/steps/{act}", form))
        fine(client.post(f"/cases/{case}/steps/{act}", form | {"preview": "1"}))
        fine(client.post(f"/cases/{case}/steps/{act}", {"happened_day": MOMENTS[at], "happened_time": MOMENTS[at], "backfill": "补"}))


def test_a_case_is_opened_with_markup_that_stays_text(signed_in: Any, people: Any) -> None:
    client = signed_in("handler")
    form = {"item": "CG-001", "cause": MARKUP, "party.kind": "person", "party.name": MARKUP, "party.address": MARKUP, "source": "inspection", "content": MARKUP}  # fmt: skip
    opened = client.post("/cases/new", form)
    assert opened.status_code == 302
    for address in (
        opened["Location"],
        "/",
        "/cases",
        "/cases?q=script",
        f"{opened['Location']}/taken/1",
        f"{opened['Location']}/evidence",
    ):
        page = client.get(address)
        assert page.status_code == 200
        fine(page)
        assert "&lt;script&gt;alert(1)" in client.get(opened["Location"]).content.decode()


def test_what_was_typed_about_circumstances_is_kept(signed_in: Any, case: str) -> None:
    answer = signed_in("handler").post(f"/cases/{case}/facts", {"complex": "true", "act_from": "2026-05-01", "act_until": "2026-99-01"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "2026-05-01" in page
    assert page.count("checked") == 1


def test_a_form_that_saw_an_older_case_is_refused_with_what_was_typed(signed_in: Any, case: str) -> None:
    form = {"place": "和平路三十一号门前", "content": "桌椅四张", "version": "1", "idempotency_key": "k1"}
    answer = signed_in("handler").post(f"/cases/{case}/steps/order_correction", form | {"until": "2030-01-01"})
    assert answer.status_code == 409
    assert "桌椅四张" in answer.content.decode()


def test_a_key_sent_twice_acts_once_and_with_other_input_not_at_all(signed_in: Any, people: Any) -> None:
    from sanxiang.casework.models import Case

    client = signed_in("handler")
    form = {"item": "CG-001", "cause": "占道", "party.kind": "person", "party.name": "某甲", "source": "inspection", "content": "巡查", "idempotency_key": "k"}  # fmt: skip
    first, again = client.post("/cases/new", form), client.post("/cases/new", form)
    assert first["Location"] == again["Location"]
    assert Case.objects.count() == 1
    other = client.post("/cases/new", form | {"party.name": "某乙"})
    assert other.status_code == 409
    assert "某乙" in other.content.decode()
    assert Case.objects.count() == 1
