"""What waits for the head: seen as the document that it will make, approved or returned."""

from typing import Any

import pytest

from office_ground import filing
from sanxiang.casework import services
from sanxiang.casework.models import Case, Proposal


@pytest.fixture
def proposal(people: Any, case: str) -> str:
    return services.take_step(people.handler, case, "file", filing(people)).proposal


def test_the_head_sees_the_document_and_approves(case: str, proposal: str, signed_in: Any) -> None:
    head = signed_in("head")
    assert "待批准：立案" in head.get("/").content.decode()
    text = head.get(f"/cases/{case}/proposals/{proposal}").content.decode()
    assert "立案审批表" in text
    answer = head.post(f"/cases/{case}/proposals/{proposal}", {"do": "approve"}, follow=True)
    assert "已批准，编号 安城管立字" in answer.content.decode()
    assert Case.objects.get(id=case).filed_on


def test_a_return_needs_a_reason_and_the_handler_reads_it(case: str, proposal: str, signed_in: Any) -> None:
    head = signed_in("head")
    refused = head.post(f"/cases/{case}/proposals/{proposal}", {"do": "return"})
    assert refused.status_code == 422
    assert "请填写退回的理由" in refused.content.decode()
    assert head.post(f"/cases/{case}/proposals/{proposal}", {"do": "return", "opinion": "案情不清"}).status_code == 302
    assert Proposal.objects.get(id=proposal).state == "returned"
    assert "案情不清" in signed_in("handler").get(f"/cases/{case}/proposals/{proposal}").content.decode()


def test_the_handler_cannot_approve(case: str, proposal: str, signed_in: Any) -> None:
    handler = signed_in("handler")
    assert 'value="approve"' not in handler.get(f"/cases/{case}/proposals/{proposal}").content.decode()
    answer = handler.post(f"/cases/{case}/proposals/{proposal}", {"do": "approve"})
    assert answer.status_code == 403
    assert Proposal.objects.get(id=proposal).state == "waiting"


def test_a_wish_without_a_verb_is_refused(case: str, proposal: str, signed_in: Any) -> None:
    assert signed_in("head").post(f"/cases/{case}/proposals/{proposal}", {}).status_code == 422
