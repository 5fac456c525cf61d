"""外勤: what the phone's page asks the office for, and what it hands in."""

import base64
import json
from typing import Any

import pytest

import cast
import walks
from sanxiang.casework import secrecy
from sanxiang.casework.glass_models import Signature
from sanxiang.casework.models import Document, Evidence

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 50).decode()
VIDEO = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 64
TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@pytest.fixture
def handler(signed_in: Any) -> Any:
    return signed_in("handler")


@pytest.fixture
def case(people: cast.Cast) -> str:
    return walks.Walk(people).file().inspect().case


def post(client: Any, address: str, told: Any) -> Any:
    return client.post(address, json.dumps(told), content_type="application/json")


def sent(client: Any, content: bytes = VIDEO) -> str:
    """A file that came in by parts. Returns the upload's id."""
    begun = client.post(
        "/uploads", content, content_type="application/offset+octet-stream", HTTP_UPLOAD_LENGTH=str(len(content)),
        HTTP_UPLOAD_METADATA="filename " + base64.b64encode("录像.mp4".encode()).decode(), **TUS,
    )  # fmt: skip
    assert begun.status_code == 201, begun.content.decode()
    return str(begun["Location"].rpartition("/")[2])


def told(client: Any, **changes: Any) -> dict[str, Any]:
    given = {"id": "a" * 16, "kind": "video", "step": "seize", "taken_at": "2026-11-20T01:00:00Z", "duration": "600.5", "place": "解放路", "latitude": "30.2741", "longitude": "120.1551"}  # fmt: skip
    return given | {"upload": sent(client)} | changes


def test_the_page_names_nobody_and_the_worker_keeps_it(handler: Any, case: str) -> None:
    page = handler.get("/field").content.decode()
    assert "赵承办" not in page
    worker = handler.get("/field-worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert "office/field/page.js" in worker.content.decode()
    assert handler.get("/field.webmanifest").json()["start_url"] == "/field"


def test_the_phone_learns_number_cause_and_place_of_the_cases_and_no_more(handler: Any, case: str) -> None:
    found = handler.get("/field/cases").json()
    (one,) = found["cases"]
    assert set(one) == {"id", "number", "cause", "place", "links"}
    assert one["place"] == "安州市解放路2号门前"
    seize = next(link for link in one["links"] if link["act"] == "seize")
    assert seize["recording"] == "throughout"
    assert any("清点" in line for line in seize["phrases"])
    assert found["me"]["certificate"] == "AZ-0001"
    assert found["me"]["public"].endswith("/officers?q=AZ-0001")
    assert found["me"]["qr"]["path"]


def test_a_recording_becomes_evidence_of_its_link_once(handler: Any, case: str) -> None:
    facts = told(handler)
    first = post(handler, f"/field/cases/{case}/evidence", facts)
    assert first.status_code == 200, first.content.decode()
    assert post(handler, f"/field/cases/{case}/evidence", facts).json() == first.json()
    one = Evidence.objects.get()
    assert (one.step, one.collector, one.latitude) == ("seize", "赵承办", "30.2741")
    assert (one.recorded["from"], one.recorded["until"]) == ("2026-11-20T01:00:00.000000Z", "2026-11-20T01:10:00.500000Z")


def test_what_lacks_its_place_is_refused_in_words_a_program_can_show(handler: Any, case: str) -> None:
    answer = post(handler, f"/field/cases/{case}/evidence", told(handler, place=""))
    assert answer.status_code == 422
    assert "采集地点" in answer.json()["message"]


def signature(client: Any, case: str, **changes: Any) -> dict[str, Any]:
    paper = client.get(f"/field/papers/{Document.objects.filter(case=case).first().id}").json()
    given = {"id": "b" * 16, "document": paper["id"], "digest": paper["digest"], "shown": paper["shown"], "signer": "冯某", "capacity": "当事人", "manner": "signed", "signed_at": "2026-11-20T02:00:00Z", "strokes": [[1, 2, 3]], "picture": PNG}  # fmt: skip
    return given | changes


def test_a_signature_is_bound_to_the_words_that_were_shown(handler: Any, case: str) -> None:
    answer = post(handler, f"/field/cases/{case}/signatures", signature(handler, case))
    assert answer.status_code == 200, answer.content.decode()
    one = Signature.objects.get()
    assert (one.signer, one.strokes) == ("冯某", [[1, 2, 3]])
    assert one.digest == Document.objects.get(id=one.document).digest
    page = handler.get(f"/documents/{one.document}").content.decode()
    assert "当事人签名" in page
    assert f"/signatures/{one.id}" in page
    assert handler.get(f"/signatures/{one.id}").content == base64.b64decode(PNG)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"shown": "0" * 64}, "有改动"),
        ({"signer": ""}, "签名人"),
        ({"picture": ""}, "没有签名"),
        ({"manner": "refused"}, "理由"),
        ({"manner": "refused", "reason": "认为不公"}, "见证人"),
        ({"strokes": [[1.5]]}, "笔迹"),
        ({"strokes": [[10**30]]}, "笔迹"),
        ({"picture": "%%%"}, "图片"),
        ({"signed_at": "昨天"}, "时间"),
    ],
)
def test_a_signature_that_proves_nothing_is_refused(handler: Any, case: str, changes: dict[str, Any], why: str) -> None:
    answer = post(handler, f"/field/cases/{case}/signatures", signature(handler, case) | changes)
    assert answer.status_code in (409, 422)
    assert why in answer.json()["message"]
    assert not Signature.objects.exists()


def test_a_refusal_to_sign_names_reason_and_witness(handler: Any, case: str) -> None:
    given = signature(handler, case, manner="refused", reason="认为不公", witness="社区工作人员秦某", picture="", strokes=[])
    assert post(handler, f"/field/cases/{case}/signatures", given).status_code == 200
    assert Signature.objects.get().witness == "社区工作人员秦某"


@pytest.mark.parametrize("body", ["", "[]", "{", '"x"', "null", "[" * 100_000, '{"upload":' * 100_000])
def test_what_is_no_json_is_refused(handler: Any, case: str, body: str) -> None:
    assert handler.post(f"/field/cases/{case}/evidence", body, content_type="application/json").status_code == 422


# ── who may not ──


def test_only_a_handler_of_the_case_hands_anything_in(handler: Any, signed_in: Any, case: str) -> None:
    outsider, reviewer = signed_in("outsider"), signed_in("reviewer")
    given, signed = told(outsider), signature(handler, case)
    assert post(outsider, f"/field/cases/{case}/evidence", given).status_code in (403, 404)
    assert post(outsider, f"/field/cases/{case}/signatures", signed).status_code in (403, 404)
    assert reviewer.get("/field").status_code == 403
    assert outsider.get(f"/field/papers/{signed['document']}").status_code == 404
    assert not Evidence.objects.exists()
    post(handler, f"/field/cases/{case}/signatures", signed)
    assert outsider.get(f"/signatures/{Signature.objects.get().id}").status_code == 404


def test_what_is_kept_apart_does_not_go_onto_a_phone(people: cast.Cast, handler: Any, case: str) -> None:
    paper = Document.objects.filter(case=case).first()
    assert paper is not None
    secrecy.mark(people.handler, case, paper.id, "privacy", "涉及个人隐私")
    assert handler.get(f"/field/papers/{paper.id}").status_code == 403
    assert paper.id not in [one["id"] for one in handler.get(f"/field/cases/{case}/papers").json()["papers"]]


def test_nobody_uses_the_upload_of_another(handler: Any, signed_in: Any, case: str) -> None:
    facts = told(signed_in("second"))
    assert post(handler, f"/field/cases/{case}/evidence", facts).status_code == 404


def test_who_is_not_signed_in_is_led_to_the_door(client: Any, case: str) -> None:
    assert client.get("/field").status_code == 302
    assert client.get("/field/cases").status_code == 302


def test_the_place_of_a_case_is_where_it_was_seen_first_and_not_the_room_of_a_later_interview(handler: Any, people: cast.Cast) -> None:
    walks.Walk(people).file().inspect().inspect("安州市城市管理局询问室")
    (one,) = handler.get("/field/cases").json()["cases"]
    assert one["place"] == "安州市解放路2号门前"


def test_what_was_taken_for_a_step_that_is_not_on_record_yet_stands_under_its_name(handler: Any, case: str) -> None:
    post(handler, f"/field/cases/{case}/evidence", told(handler))
    page = handler.get(f"/cases/{case}/evidence").content.decode()
    assert "查封、扣押（尚未办理）" in page
