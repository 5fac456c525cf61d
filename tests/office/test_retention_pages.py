"""The register of dossiers, and the two persons at the end, in the office."""

import re
from typing import Any

import pytest

import archived
from sanxiang.casework.models import Destruction, Evidence


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


def test_a_dossier_goes_from_register_to_tombstone(people: Any, signed_in: Any, django_capture_on_commit_callbacks: Any) -> None:
    case, piece = archived.over(people)
    handler, head = signed_in("handler"), signed_in("head")
    register = handler.get("/retention?show=over").content.decode()
    assert f"/cases/{case}/retention" in register
    assert "期满" in register
    assert "提请机关负责人批准" in handler.get(f"/cases/{case}/retention").content.decode()
    refused = handler.post(f"/cases/{case}/retention/propose", {"pieces": [piece.id], "reason": ""})
    assert refused.status_code == 422
    assert re.search(rf'value="{piece.id}" checked', refused.content.decode())
    handler.post(f"/cases/{case}/retention/propose", {"pieces": [piece.id], "reason": "保管期满"})
    list = Destruction.objects.get()
    assert "等待机关负责人批准" in head.get("/retention").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        answer = head.post(f"/cases/{case}/retention/{list.id}", {"decision": "approve"}, follow=True)
    page = answer.content.decode()
    assert "已销毁" in page
    assert piece.file in page
    assert "赵承办" in page
    assert "李负责" in page
    assert Evidence.objects.get().state == "destroyed"
    gone = handler.get(f"/evidence/{piece.id}").content.decode()
    assert "批准销毁" in gone
    assert handler.post(f"/evidence/{piece.id}/open", {"manner": "download"}, follow=True).status_code == 404


def test_a_list_is_sent_back_with_a_reason(people: Any, signed_in: Any) -> None:
    case, piece = archived.over(people)
    signed_in("handler").post(f"/cases/{case}/retention/propose", {"pieces": [piece.id], "reason": "保管期满"})
    list, head = Destruction.objects.get(), signed_in("head")
    assert head.post(f"/cases/{case}/retention/{list.id}", {"opinion": " "}).status_code == 422
    page = head.post(f"/cases/{case}/retention/{list.id}", {"opinion": "仍有研究价值"}, follow=True).content.decode()
    assert "仍有研究价值" in page
    assert Evidence.objects.get().state == ""


def test_a_dossier_is_held_and_released(people: Any, signed_in: Any) -> None:
    case, _ = archived.over(people)
    head = signed_in("head")
    assert "已暂停销毁：法院调卷" in head.post(f"/cases/{case}/retention/hold", {"reason": "法院调卷"}, follow=True).content.decode()
    assert "暂停销毁" in signed_in("supervisor").get("/retention").content.decode()
    page = head.post(f"/cases/{case}/retention/hold", {"reason": "已退还", "release": "1"}, follow=True).content.decode()
    assert "已暂停销毁" not in page


def test_one_kept_for_ever_offers_nothing_to_destroy(people: Any, signed_in: Any) -> None:
    case, piece = archived.case(people)
    client = signed_in("handler")
    page = client.get(f"/cases/{case}/retention").content.decode()
    assert "永久保管，不得销毁" in page
    assert "提请机关负责人批准" not in page
    answer = client.post(f"/cases/{case}/retention/propose", {"pieces": [piece.id], "reason": "清理"})
    assert answer.status_code == 409
    assert "永久保管" in answer.content.decode()
