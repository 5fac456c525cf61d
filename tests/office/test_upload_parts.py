"""tus 1.0.0 at the office's door: what a client may ask, what it is answered, and who may not."""

import base64
import hashlib
from typing import Any

import pytest
from django.test import Client

JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 400
TUS = {"Tus-Resumable": "1.0.0"}
PART = "application/offset+octet-stream"


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


def begin(client: Client, size: int | str = len(JPEG), **headers: str) -> Any:
    name = base64.b64encode("现场.jpg".encode()).decode()
    return client.post(
        "/uploads", b"", headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": f"filename {name}", **headers}, content_type=PART
    )


def send(client: Client, at: str, offset: int | str, content: bytes, **headers: str) -> Any:
    return client.patch(at, content, content_type=PART, headers={**TUS, "Upload-Offset": str(offset), **headers})


def test_an_upload_goes_on_where_it_stopped(signed_in: Any) -> None:
    client = signed_in("handler")
    made = begin(client)
    assert (made.status_code, made["Tus-Resumable"]) == (201, "1.0.0")
    at = made["Location"]
    first = send(client, at, 0, JPEG[:1000])
    assert (first.status_code, first["Upload-Offset"], first.content) == (204, "1000", b"")
    assert first["Upload-Expires"].endswith("GMT")
    asked = client.head(at, headers=TUS)
    assert (asked.status_code, asked["Upload-Offset"], asked["Upload-Length"], asked["Cache-Control"]) == (
        200,
        "1000",
        str(len(JPEG)),
        "no-store",
    )
    assert asked["Upload-Metadata"].startswith("filename ")
    assert send(client, at, 1000, JPEG[1000:])["Upload-Offset"] == str(len(JPEG))


def test_the_server_says_what_it_can(signed_in: Any) -> None:
    answer = signed_in("handler").options("/uploads")
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert set(answer["Tus-Extension"].split(",")) == {"creation", "creation-with-upload", "checksum", "expiration", "termination"}
    assert "sha1" in answer["Tus-Checksum-Algorithm"]
    assert int(answer["Tus-Max-Size"]) >= 4 * 1024**3


def test_the_first_part_may_come_with_the_creation(signed_in: Any) -> None:
    answer = signed_in("handler").post("/uploads", JPEG, content_type=PART, headers={**TUS, "Upload-Length": str(len(JPEG))})
    assert (answer.status_code, answer["Upload-Offset"]) == (201, str(len(JPEG)))


def test_another_version_is_refused(signed_in: Any) -> None:
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = signed_in("handler").post("/uploads", b"", content_type=PART, headers={**headers, "Upload-Length": "10"})
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")


def test_a_method_may_be_told_in_a_header(signed_in: Any) -> None:
    client = signed_in("handler")
    at = begin(client)["Location"]
    headers = {**TUS, "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert client.post(at, JPEG[:10], content_type=PART, headers=headers).status_code == 204
    assert client.post(at, b"", content_type=PART, headers={**TUS, "X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert client.head(at, headers=TUS).status_code == 404


@pytest.mark.parametrize("size", ["", "-1", "1.5", "abc", "1e9", "９", "9" * 30, "0x10"])
def test_a_length_must_be_a_number(signed_in: Any, size: str) -> None:
    assert begin(signed_in("handler"), size).status_code == 400


def test_too_large_or_empty_is_refused_at_once(signed_in: Any) -> None:
    client = signed_in("handler")
    assert begin(client, 10**15).status_code == 422
    assert begin(client, 0).status_code == 422


@pytest.mark.parametrize("offset", ["", "-1", "１", "9" * 30])
def test_an_offset_must_be_a_number(signed_in: Any, offset: str) -> None:
    client = signed_in("handler")
    assert send(client, begin(client)["Location"], offset, b"x").status_code == 400


def test_a_part_must_look_like_one(signed_in: Any) -> None:
    client = signed_in("handler")
    at = begin(client)["Location"]
    assert client.patch(at, b"x", content_type="text/plain", headers={**TUS, "Upload-Offset": "0"}).status_code == 415
    answer = send(client, at, 7, b"x")
    assert answer.status_code == 409
    assert "已收到 0 字节" in answer.content.decode()


def test_a_checksum_is_held_against_what_came(signed_in: Any) -> None:
    client = signed_in("handler")
    at = begin(client)["Location"]
    right = base64.b64encode(hashlib.sha256(JPEG[:100]).digest()).decode()
    assert send(client, at, 0, JPEG[:99], **{"Upload-Checksum": f"sha256 {right}"}).status_code == 460
    assert send(client, at, 0, JPEG[:100], **{"Upload-Checksum": f"sha256 {right}"}).status_code == 204
    for bad in ("md4 AAAA", "sha1", "sha1 ***", ""):
        assert send(client, at, 100, b"x", **{"Upload-Checksum": bad}).status_code in (400, 460)


def test_an_upload_can_be_given_up(signed_in: Any) -> None:
    client = signed_in("handler")
    at = begin(client)["Location"]
    assert client.delete(at, headers=TUS).status_code == 204
    for answer in (client.head(at, headers=TUS), send(client, at, 0, b"x"), client.delete(at, headers=TUS)):
        assert answer.status_code == 404
        assert "Upload-Offset" not in answer


def test_other_ways_of_asking_are_told_what_goes(signed_in: Any) -> None:
    client = signed_in("handler")
    for answer in (client.get("/uploads", headers=TUS), client.put(begin(client)["Location"], headers=TUS)):
        assert answer.status_code == 405
        assert answer["Allow"]


def test_a_form_of_another_site_brings_nothing_in(people: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people.users["handler"], backend="django.contrib.auth.backends.ModelBackend")
    assert begin(client).status_code == 403
    client.cookies["csrftoken"] = "b" * 32
    assert begin(client, **{"X-CSRFToken": "c" * 32}).status_code == 403
    made = begin(client, **{"X-CSRFToken": "b" * 32})
    assert made.status_code == 201
    assert send(client, made["Location"], 0, b"x").status_code == 403
    assert send(client, made["Location"], 0, b"x", **{"X-CSRFToken": "b" * 32}).status_code == 204


def test_who_may_not(signed_in: Any) -> None:
    at = begin(signed_in("handler"))["Location"]
    for who in ("reviewer", "head", "supervisor", "discloser", "admin"):
        for answer in (begin(signed_in(who)), signed_in(who).head(at, headers=TUS), send(signed_in(who), at, 0, b"x")):
            assert answer.status_code == 403, who
    for who in ("second", "outsider"):
        for answer in (signed_in(who).head(at, headers=TUS), send(signed_in(who), at, 0, b"x"), signed_in(who).delete(at, headers=TUS)):
            assert answer.status_code == 404, who
    assert begin(Client()).status_code == 302
    assert send(Client(), at, 0, b"x").status_code == 302


# ── docks ──


@pytest.fixture
def dock(people: Any) -> dict[str, str]:
    from sanxiang.organs import docks

    return {"Authorization": f"Bearer {docks.admit(people.admin, '一中队采集站')}"}


def bring(client: Client, headers: dict[str, str], content: bytes = JPEG, name: str = "A7_20261121_093000.mp4") -> str:
    said = base64.b64encode(name.encode()).decode()
    made = client.post(
        "/dock/uploads",
        b"",
        content_type=PART,
        headers={**TUS, **headers, "Upload-Length": str(len(content)), "Upload-Metadata": f"filename {said}"},
    )
    assert made.status_code == 201
    assert send(client, made["Location"], 0, content, **headers).status_code == 204
    return str(made["Location"])


def test_a_dock_brings_a_recording_in_with_its_token_alone(people: Any, dock: dict[str, str]) -> None:
    from sanxiang.casework import footage

    client = Client(enforce_csrf_checks=True)
    at = bring(client, dock)
    assert client.head(at, headers={**TUS, **dock})["Upload-Offset"] == str(len(JPEG))
    (row,) = footage.waiting(people.handler)
    assert (row.file, row.device) == (hashlib.sha256(JPEG).hexdigest(), "A7")


def test_what_the_store_does_not_take_now_is_taken_later(people: Any, dock: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from sanxiang.casework import footage
    from sanxiang.record import files
    from sanxiang.record.refusal import Refused

    class Away:
        def take(self, *_: Any) -> None:
            raise Refused("对象存储暂时不能使用", status=503)

    with monkeypatch.context() as away:
        away.setattr(files, "store", Away)
        bring(Client(), dock)
    assert footage.waiting(people.handler) == []
    assert footage.receive_waiting() == 1
    assert len(footage.waiting(people.handler)) == 1


def test_a_dock_can_do_nothing_else(people: Any, dock: dict[str, str], signed_in: Any) -> None:
    from sanxiang.organs import docks

    client = Client()
    at = bring(client, dock)
    assert client.get(at, headers={**TUS, **dock}).status_code == 405
    for address in ("/", "/cases", "/uploads", "/evidence/inbox"):
        assert client.get(address, headers=dock).status_code == 302
    theirs = begin(signed_in("handler"))["Location"]
    assert client.head(theirs, headers={**TUS, **dock}).status_code == 302
    assert client.head("/dock" + theirs, headers={**TUS, **dock}).status_code == 404
    (found,) = docks.of_organ(people.admin.organ)
    docks.dismiss(people.admin, found.id)
    assert client.head(at, headers={**TUS, **dock}).status_code == 401


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer none", "Basic abc", "Bearer " + "x" * 10_000])
def test_without_its_token_nothing_comes_in(people: Any, dock: dict[str, str], signed_in: Any, token: str) -> None:
    for client in (Client(), signed_in("admin"), signed_in("handler")):
        answer = client.post("/dock/uploads", b"", content_type=PART, headers={**TUS, "Authorization": token, "Upload-Length": "10"})
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")
