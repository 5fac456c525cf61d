"""A step corrected, a case handed over, circumstances and parties noted, through the pages."""

from typing import Any

from sanxiang.casework.models import Case, Party, Step


def test_a_step_is_corrected_and_the_old_words_stay_told(people: Any, case: str, signed_in: Any) -> None:
    client = signed_in("handler")
    assert "更正、补正或者作废" in client.get(f"/cases/{case}/taken/1").content.decode()
    told = {
        "mark": "corrected",
        "reason": "笔误",
        "new.source": "inspection",
        "new.content": "巡查发现当事人占用人行道摆放桌椅五张",
        "new.informant": "",
    }
    answer = client.post(f"/cases/{case}/taken/1", told)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    step = Step.objects.get(case=case, act="lead")
    assert step.state == "corrected"
    assert step.fields["content"].endswith("五张")
    assert step.fields["source"] == "inspection"


def test_a_correction_without_reason_keeps_what_was_typed(people: Any, case: str, signed_in: Any) -> None:
    answer = signed_in("handler").post(f"/cases/{case}/taken/1", {"mark": "corrected", "reason": "", "new.content": "改写的内容"})
    assert answer.status_code == 422
    assert "改写的内容" in answer.content.decode()


def test_a_case_is_handed_over(people: Any, filed: str, signed_in: Any) -> None:
    client = signed_in("head")
    assert client.post(f"/cases/{filed}/hand-over", {"handlers": [people.second.officer], "reason": ""}).status_code == 422
    assert client.post(f"/cases/{filed}/hand-over", {"handlers": [people.second.officer], "reason": "轮岗"}).status_code == 302
    assert [one["name"] for one in Case.objects.get(id=filed).handlers] == ["钱协办"]


def test_circumstances_are_noted(filed: str, signed_in: Any) -> None:
    answer = signed_in("handler").post(f"/cases/{filed}/facts", {"complex": "true", "act_until": "2026-11-20"})
    assert answer.status_code == 302
    assert Case.objects.get(id=filed).facts["complex"] is True


def test_a_partys_address_is_put_right_and_another_party_added(case: str, signed_in: Any) -> None:
    client, party = signed_in("handler"), Party.objects.get(case=case)
    told = {"party.kind": "person", "party.name": "张小满", "party.address": "安州市建设路8号", "party.role": "party"}
    assert client.post(f"/cases/{case}/parties/{party.id}", told).status_code == 302
    assert Party.objects.get(id=party.id).address == "安州市建设路8号"
    wrong = client.post(
        f"/cases/{case}/parties/new",
        {"party.kind": "organisation", "party.name": "某公司", "party.id_number": "123", "party.role": "interested"},
    )
    assert wrong.status_code == 422
    assert "某公司" in wrong.content.decode()
    other = {"party.kind": "organisation", "party.name": "某公司", "party.role": "interested"}
    assert client.post(f"/cases/{case}/parties/new", other).status_code == 302
    assert Party.objects.filter(case=case).count() == 2


def test_the_timeline_is_downloaded(filed: str, signed_in: Any) -> None:
    answer = signed_in("supervisor").get(f"/cases/{filed}/timeline.yaml")
    assert answer["Content-Type"].startswith("application/yaml")
    assert "file" in answer.content.decode()


def test_a_document_is_seen_and_downloaded(filed: str, signed_in: Any, people: Any) -> None:
    from sanxiang.casework.models import Document

    document = Document.objects.get(case=filed)
    client = signed_in("supervisor")
    assert "立案审批表" in client.get(f"/documents/{document.id}").content.decode()
    word = client.get(f"/documents/{document.id}/docx")
    assert word.content.startswith(b"PK")
    assert client.get(f"/documents/{document.id}/exe").status_code == 404
