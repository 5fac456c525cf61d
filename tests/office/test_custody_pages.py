"""Opening a piece of evidence in the office: by a button, with a purpose, once; its chain; receipts."""

import json
from typing import Any

import pytest

import pieces
from sanxiang.casework.models import Evidence
from sanxiang.record import queries as record
from sanxiang.record import sequencer

NO_FILE = 302


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def photo(people: Any, filed: str) -> Evidence:
    return pieces.photo(people.handler, filed)


def consulted(case: str) -> list[tuple[str, str]]:
    return [(act.data["manner"], act.data["purpose"]) for act in record.acts_named(case, "custody.consult")]


def test_one_click_of_the_handler_opens_it_and_ranges_are_no_further_acts(filed: str, photo: Evidence, signed_in: Any) -> None:
    client = signed_in("handler")
    page = client.post(f"/evidence/{photo.id}/open", {"manner": "view"}, follow=True).content.decode()
    address = page.partition(f'src="/evidence/{photo.id}/file')[2].partition('"')[0]
    for _ in range(3):
        assert b"".join(client.get(f"/evidence/{photo.id}/file{address}").streaming_content) == pieces.JPEG
    assert consulted(filed) == [("view", "办理本案")]
    assert "保管链" in page
    assert photo.file in page


def test_without_a_ticket_there_is_only_the_page(photo: Evidence, signed_in: Any) -> None:
    answer = signed_in("handler").get(f"/evidence/{photo.id}/file")
    assert (answer.status_code, answer["Location"]) == (NO_FILE, f"/evidence/{photo.id}")
    page = signed_in("reviewer").get(f"/evidence/{photo.id}").content.decode()
    assert f"/evidence/{photo.id}/file" not in page


def test_a_ticket_passed_on_opens_nothing(photo: Evidence, signed_in: Any) -> None:
    page = signed_in("handler").post(f"/evidence/{photo.id}/open", {"manner": "view"})
    ticket = page["Location"].partition("?")[2].partition("#")[0]
    assert signed_in("head").get(f"/evidence/{photo.id}/file?{ticket}").status_code == NO_FILE


def test_the_supervisor_types_why_and_what_was_typed_stays(filed: str, photo: Evidence, signed_in: Any) -> None:
    client = signed_in("supervisor")
    assert 'name="purpose"' in client.get(f"/evidence/{photo.id}").content.decode()
    refused = client.post(f"/evidence/{photo.id}/open", {"manner": "view", "purpose": " "})
    assert refused.status_code == 422
    assert "请写明调阅的目的" in refused.content.decode()
    assert client.post(f"/evidence/{photo.id}/open", {"manner": "view", "purpose": "实时调阅"}).status_code == 302
    assert consulted(filed) == [("view", "实时调阅")]
    assert "实时调阅" in client.get("/consultations").content.decode()
    assert "实时调阅" in client.get(f"/cases/{filed}/custody").content.decode()


def test_a_copy_names_to_whom_it_goes(filed: str, photo: Evidence, signed_in: Any) -> None:
    client = signed_in("handler")
    refused = client.post(f"/evidence/{photo.id}/open", {"manner": "copy", "purpose": "应诉"})
    assert (refused.status_code, consulted(filed)) == (422, [])
    assert 'value="应诉"' in refused.content.decode()
    given = client.post(f"/evidence/{photo.id}/open", {"manner": "copy", "purpose": "应诉", "recipient": "市中级人民法院"}, follow=True)
    assert given["Content-Disposition"].startswith("attachment")
    assert "市中级人民法院" in client.get(f"/evidence/{photo.id}").content.decode()
    assert (
        signed_in("reviewer").post(f"/evidence/{photo.id}/open", {"manner": "copy", "purpose": "看", "recipient": "某人"}).status_code
        == 403
    )


def test_nothing_of_a_person_stands_in_the_address(people: Any, photo: Evidence, signed_in: Any) -> None:
    page = signed_in("handler").post(f"/evidence/{photo.id}/open", {"manner": "view"})
    assert people.handler.officer not in page["Location"]
    assert "purpose" not in page["Location"]


def test_the_receipt_of_a_case_holds_the_act_of_its_own_export(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    link = client.post(f"/cases/{filed}/custody/receipt", {"purpose": "当事人申请"})["Location"]
    sequencer.drain()
    answer = client.get(link)
    assert "attachment" in answer["Content-Disposition"]
    told = [json.loads(act["body"]) for act in json.loads(answer.content)["acts"]]
    assert told[-1]["act"] == "custody.consult"
    assert (told[-1]["data"]["manner"], told[-1]["data"]["purpose"]) == ("export", "当事人申请")
    assert signed_in("head").get(link).status_code == NO_FILE


def test_the_receipt_of_one_act_holds_that_act_alone(filed: str, signed_in: Any) -> None:
    client = signed_in("supervisor")
    assert client.post(f"/cases/{filed}/custody/receipt", {"act": "1", "purpose": ""}).status_code == 422
    link = client.post(f"/cases/{filed}/custody/receipt", {"act": "1", "purpose": "监督检查"})["Location"]
    sequencer.drain()
    (act,) = json.loads(client.get(link).content)["acts"]
    assert json.loads(act["body"])["act"] == "case.open"


@pytest.mark.parametrize("who", ["reviewer", "discloser"])
def test_who_may_not_take_a_receipt(filed: str, signed_in: Any, who: str) -> None:
    assert signed_in(who).post(f"/cases/{filed}/custody/receipt", {"purpose": "看看"}).status_code == 403
    assert "导出回执" not in signed_in(who).get(f"/cases/{filed}/custody").content.decode()


def test_a_document_that_is_kept_apart_is_opened_with_a_purpose(people: Any, filed: str, signed_in: Any) -> None:
    from sanxiang.casework import queries, secrecy

    document = queries.documents_of(people.handler, filed)[0]
    client, address = signed_in("handler"), f"/documents/{document.id}"
    assert client.get(address).status_code == 200
    assert consulted(filed) == []
    secrecy.mark(people.handler, filed, document.id, "privacy", "涉及个人隐私")
    for each in (address, f"{address}/docx"):
        assert "另卷保管" in client.get(each).content.decode()
    page = client.post(f"{address}/open", {"manner": "view"}, follow=True)
    assert consulted(filed) == [("view", "办理本案")]
    link = page.content.decode().partition(f'href="{address}/docx?t=')[2].partition('"')[0]
    assert client.get(f"{address}/docx?t={link}")["Content-Type"].endswith("wordprocessingml.document")
    for who in ("reviewer", "supervisor", "second"):
        assert (signed_in(who).post(f"{address}/open", {"purpose": "看看"}).status_code == 403) is (who != "second")
    assert len(consulted(filed)) == 2


def test_the_thumbnail_of_a_piece_kept_apart_is_kept_apart(people: Any, filed: str, photo: Evidence, signed_in: Any) -> None:
    from sanxiang.casework import secrecy

    secrecy.mark(people.handler, filed, photo.id, "privacy", "涉及个人隐私")
    assert signed_in("supervisor").get(f"/evidence/{photo.id}/thumb").status_code == 403
    assert signed_in("supervisor").post(f"/evidence/{photo.id}/open", {"purpose": "看看"}).status_code == 403
