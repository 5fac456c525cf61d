"""What every request passes: sizes, ways of asking, what may be kept of the answer, hosts."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings

BIG = "x" * (5 * 1024 * 1024 + 100)


@pytest.mark.parametrize("address", ["/sign-in", "/cases/new", "/cases/none/evidence"])
def test_an_anonymous_body_too_large_is_refused_unread(db: None, address: str) -> None:
    answer = Client(raise_request_exception=False).post(address, {"file": SimpleUploadedFile("a.mp4", BIG.encode())})
    assert answer.status_code == 413
    assert "没有保存" in answer.content.decode()
    assert answer["Content-Security-Policy"]


def test_a_form_too_large_is_told_where_files_go(signed_in: Any) -> None:
    answer = signed_in("handler").post("/cases/new", {"cause": BIG})
    assert answer.status_code == 413
    assert "证据" in answer.content.decode()


def test_evidence_too_large_is_refused_by_its_length(signed_in: Any, case: str) -> None:
    with override_settings(EVIDENCE_MAX_BYTES=16):
        answer = signed_in("handler").post(f"/cases/{case}/evidence", {"file": SimpleUploadedFile("a.mp4", BIG.encode())})
    assert answer.status_code == 413
    assert "请压缩或者分段" in answer.content.decode()


@pytest.mark.parametrize(("method", "address"), [("get", "/sign-out"), ("post", "/cases"), ("delete", "/cases"), ("get", "/people/units")])
def test_a_wrong_way_of_asking_gets_a_page(signed_in: Any, method: str, address: str) -> None:
    answer = getattr(signed_in("admin" if "people" in address else "handler"), method)(address)
    assert answer.status_code == 405
    assert "不能用这种方式访问" in answer.content.decode()
    assert answer["Allow"]


def test_pages_that_name_people_are_not_kept(signed_in: Any, case: str) -> None:
    for address in ("/", "/cases", f"/cases/{case}", "/cases/none"):
        assert "no-store" in signed_in("handler").get(address)["Cache-Control"]


@pytest.mark.parametrize("host", ["evil.example", 'x"><script>alert(1)</script>'])
def test_a_foreign_host_is_refused(db: None, host: str) -> None:
    answer = Client(raise_request_exception=False, HTTP_HOST=host).get("/sign-in")
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


HOSTILE = ["/cases/%00", "/cases/%ff", "/cases/" + "a" * 3000, "/cases?q=%00%ED%A0%80", "/cases?after=-1", "/cases?after=9999-99-99~x",
           "/publications?after=0001-01-01~x", "/lists/item/" + "9" * 5000, "/lists/%00", "/documents/..%2f../pdf", "/evidence/..%2f..%2fetc",
           "/people/%00", "/cases?stage=%00&status=%00", "/cases/none/taken/" + "9" * 30]  # fmt: skip


@pytest.mark.parametrize("address", HOSTILE)
def test_no_address_breaks_anything(signed_in: Any, address: str) -> None:
    for who in ("handler", "admin"):
        assert signed_in(who).get(address).status_code in (200, 403, 404)
