"""登记案源 at the desk and on the street."""

from typing import Any

import pytest

import every_type
from office_ground import LEAD, PARTY
from sanxiang.casework.models import Case

FORM = LEAD | {f"party.{name}": value for name, value in PARTY.items()} | {"item": "CG-001", "cause": "擅自占用城市道路"}


def test_a_lead_is_registered(people: Any, signed_in: Any) -> None:
    answer = signed_in("handler").post("/cases/new", FORM, follow=True)
    assert "已登记" in answer.content.decode()
    assert Case.objects.get().party_name == "张小满"


def test_on_the_street_the_summary_procedure_begins(people: Any, signed_in: Any) -> None:
    client = signed_in("handler")
    assert "线索提供人" not in client.get("/cases/new?procedure=summary").content.decode()
    client.post("/cases/new", FORM | {"procedure": "summary"})
    assert Case.objects.get().procedure == "summary"


@pytest.mark.parametrize("lacking", ["item", "cause", "party.kind", "party.name", "content"])
def test_what_is_missing_is_told_and_the_rest_kept(people: Any, signed_in: Any, lacking: str) -> None:
    answer = signed_in("handler").post("/cases/new", FORM | {lacking: ""})
    assert answer.status_code in (409, 422)
    assert "没有提交成功" in answer.content.decode()
    assert "13900000000" in answer.content.decode()
    assert not Case.objects.exists()


def test_without_a_published_list_no_case_is_begun_and_the_page_says_why(db: None) -> None:
    from django.test import Client

    import cast

    people = cast.city(lists=False)
    client = Client()
    client.force_login(people.users["handler"], backend="django.contrib.auth.backends.ModelBackend")
    text = client.get("/cases/new").content.decode()
    assert "还没有公布" in text
    assert "国办发〔2018〕118号" in text


def test_what_was_typed_of_a_new_case_survives_a_lost_session(people: Any, signed_in: Any) -> None:
    signed_in("handler").post("/cases/new/penalty-ordinary/draft", {"cause": "还没有写完的案由"})
    restored = signed_in("handler").get("/cases/new").content.decode()
    assert "还没有写完的案由" in restored
    assert "已恢复" in restored
    assert "还没有写完的案由" not in signed_in("second").get("/cases/new").content.decode()
    signed_in("handler").post("/cases/new", FORM)
    assert "已恢复" not in signed_in("handler").get("/cases/new").content.decode()


def test_what_carries_on_a_licence_is_not_offered_alone_and_asks_for_the_case_that_gave_it(people: Any, signed_in: Any) -> None:
    every_type.items(people)
    client = signed_in("handler")
    begin = client.get("/cases/new").content.decode()
    tabs = begin.partition("step-links")[2].partition("</ul>")[0]
    assert "procedure=ordinary" in tabs
    assert "procedure=renewal" not in tabs
    assert "从“转办”登记" in begin
    assert "应当从原案件转出" in client.get("/cases/new?type=permit&procedure=renewal").content.decode()
    assert "应当从原案件转出" not in client.get("/cases/new?type=permit&procedure=ordinary").content.decode()
