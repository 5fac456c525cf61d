"""Files that lie about what they are, and what becomes of those that were broken off."""

import os
import pathlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings

import pieces

FACTS = {
    "kind": "documentary",
    "title": "现场照片",
    "collected_at": "2026-01-05T09:30",
    "place": "和平路",
    "collector": "甲",
    "proves": "占道",
}
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 100


@pytest.fixture
def store(tmp_path: pathlib.Path) -> Any:
    with override_settings(EVIDENCE_DIR=tmp_path / "evidence"):
        yield tmp_path / "evidence"


def upload(client: Any, case: str, name: str, content: bytes, kind: str = "image/jpeg") -> Any:
    return client.post(f"/cases/{case}/evidence", FACTS | {"file": SimpleUploadedFile(name, content, kind)})


def opened(client: Any, answer: Any) -> Any:
    assert answer.status_code == 302
    return pieces.opened(client, answer["Location"].partition("added=")[2])


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', b"%PDF-1.4"])  # fmt: skip
def test_a_page_called_a_picture_is_only_ever_downloaded(signed_in: Any, case: str, store: Any, content: bytes) -> None:
    client = signed_in("handler")
    file = opened(client, upload(client, case, "照片.jpg", content))
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%85%A7")
    assert file["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("content", [b"MZ" + b"\0" * 64, b"\x7fELF" + b"\0" * 64, b"#!/bin/sh\n", b""])
def test_programs_and_empty_files_are_refused_with_what_was_typed(signed_in: Any, case: str, store: Any, content: bytes) -> None:
    answer = upload(signed_in("handler"), case, "照片.jpg", content)
    assert answer.status_code == 422
    assert "现场照片" in answer.content.decode()
    assert not [path for path in store.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.jpg", "..\\..\\x.jpg", "长" * 300 + ".jpg", "a\u202egpj.exe", 'a";x="b.jpg', "a\r\nSet-Cookie: x.jpg"]
)
def test_a_name_is_only_a_name(signed_in: Any, case: str, store: Any, name: str) -> None:
    client = signed_in("handler")
    file = opened(client, upload(client, case, name, JPEG))
    told = file["Content-Disposition"]
    assert file["Content-Type"] == "image/jpeg"
    assert not any(mark in told for mark in ("/", "\\..", "\r", "\n", "\u202e"))
    assert all(path.name[:1] != "." for path in store.rglob("*") if path.is_file())
    assert store.stat().st_mode & 0o077 == 0


def test_a_broken_off_upload_leaves_nothing(store: Any) -> None:
    from sanxiang.record import files

    def chunks() -> Any:
        yield JPEG
        raise OSError("cut off")

    with pytest.raises(OSError, match="cut off"):
        files.keep(chunks())
    assert os.listdir(store) == []
