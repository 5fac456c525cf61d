"""Evidence: uploaded with its five facts, opened by those who may read the case, excluded with a reason."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import pieces
from sanxiang.casework.models import Evidence

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")  # fmt: skip
FACTS = {
    "kind": "audio_visual",
    "title": "现场照片",
    "proves": "占道",
    "collected_at": "2026-11-20T09:30",
    "place": "和平路31号",
    "collector": "赵承办",
}


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


def photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("现场.png", PNG, content_type="image/png")


def test_a_photo_is_uploaded_seen_and_opened(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    answer = client.post(f"/cases/{filed}/evidence", FACTS | {"file": photo()}, follow=True)
    assert "“现场照片”已入卷" in answer.content.decode()
    row = Evidence.objects.get(case=filed)
    opened = pieces.opened(client, row.id)
    assert b"".join(opened.streaming_content) == PNG
    assert opened["Content-Type"] == "image/png"
    assert row.file in client.get(f"/cases/{filed}/evidence").content.decode()
    assert signed_in("outsider").get(f"/evidence/{row.id}").status_code == 404
    assert signed_in("admin").get(f"/evidence/{row.id}").status_code == 403


def test_what_a_browser_should_not_show_is_only_downloaded(filed: str, signed_in: Any) -> None:
    page = SimpleUploadedFile("a.html", b"<script>alert(1)</script>", content_type="text/html")
    signed_in("handler").post(f"/cases/{filed}/evidence", FACTS | {"file": page})
    opened = pieces.opened(signed_in("handler"), Evidence.objects.get(case=filed).id)
    assert opened["Content-Type"] == "application/octet-stream"
    assert opened["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("lacking", ["kind", "title", "proves", "collected_at", "place", "collector"])
def test_each_of_the_facts_is_needed(filed: str, signed_in: Any, lacking: str) -> None:
    answer = signed_in("handler").post(f"/cases/{filed}/evidence", FACTS | {lacking: ""})
    assert answer.status_code == 422
    assert f'href="#f-{lacking}"' in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_program_is_refused(filed: str, signed_in: Any) -> None:
    program = SimpleUploadedFile("a.exe", b"MZ" + b"\0" * 100)
    answer = signed_in("handler").post(f"/cases/{filed}/evidence", FACTS | {"file": program})
    assert answer.status_code == 422
    assert "文件是 Windows 程序" in answer.content.decode()


def test_a_piece_is_excluded_and_stays_in_the_dossier(filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    client.post(f"/cases/{filed}/evidence", FACTS)
    row = Evidence.objects.get(case=filed)
    assert client.post(f"/cases/{filed}/evidence/{row.id}/exclude", {"reason": ""}).status_code == 422
    assert client.post(f"/cases/{filed}/evidence/{row.id}/exclude", {"reason": "来源不明"}).status_code == 302
    assert "已排除" in client.get(f"/cases/{filed}/evidence").content.decode()


def test_who_does_not_handle_the_case_sees_no_form(filed: str, signed_in: Any) -> None:
    assert "添加证据" not in signed_in("supervisor").get(f"/cases/{filed}/evidence").content.decode()
    assert signed_in("reviewer").post(f"/cases/{filed}/evidence", FACTS).status_code == 403
