"""The pages of cases that are no penalties: begun by type, sprung from another case, listed by type, licences."""

from typing import Any

import pytest

import every_type
from sanxiang.casework.models import Case


@pytest.fixture
def inspected(people: Any) -> str:
    every_type.items(people)
    case = every_type.opened(people, "inspection")
    for act in ("inspection_approval", "inspection_notice", "site_record"):
        every_type.take(people, case, act)
    return case


def test_every_procedure_of_the_list_can_be_begun(people: Any, inspected: str, signed_in: Any) -> None:
    client = signed_in("handler")
    text = client.get("/cases/new?type=permit&procedure=ordinary").content.decode()
    assert "申请人类别" in text
    assert "type=inspection&amp;procedure=random" in text, "the others are a choice away"
    assert client.get("/cases/new?type=nothing&procedure=ordinary").status_code in (404, 422)


def test_a_case_is_opened_out_of_another_with_what_is_known(people: Any, inspected: str, signed_in: Any) -> None:
    client = signed_in("handler")
    page = client.get(f"/cases/{inspected}").content.decode()
    assert "转行政处罚立案" in page
    text = client.get(f"/cases/new?type=penalty&procedure=ordinary&from={inspected}").content.decode()
    assert every_type.COMPANY["name"] in text
    assert "转来" in text
    form = {
        "type": "penalty", "procedure": "ordinary", "from": inspected, "item": "CG-001", "cause": "擅自占用城市道路", "source": "inspection",
        "content": "检查发现占道", "party.kind": "organisation", "party.name": every_type.COMPANY["name"],
    }  # fmt: skip
    answer = client.post("/cases/new", form, follow=True)
    assert "案件谱系" in answer.content.decode()
    assert Case.objects.get(type="penalty").line == [inspected]


def test_nothing_springs_from_a_neighbours_case(people: Any, inspected: str, signed_in: Any) -> None:
    assert signed_in("outsider").get(f"/cases/new?type=penalty&procedure=ordinary&from={inspected}").status_code == 404


def test_cases_are_narrowed_by_type_and_licences_have_their_page(people: Any, inspected: str, signed_in: Any) -> None:
    client = signed_in("handler")
    assert every_type.COMPANY["name"] in client.get("/cases?type=inspection").content.decode()
    assert every_type.COMPANY["name"] not in client.get("/cases?type=permit").content.decode()
    for show in ("", "60", "30", "ended"):
        assert client.get(f"/licences?show={show}&q=路").status_code == 200
    assert client.get("/licences?after=bad~x").status_code == 422
