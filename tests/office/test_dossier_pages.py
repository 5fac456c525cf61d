"""案卷、台账、移交清单、文书签发: through the office's pages."""

import datetime
import io
from typing import Any

import pytest

import archived
import walks
from sanxiang.casework import dossier_building, sealing, secrecy
from sanxiang.casework.models import Document
from sanxiang.record.queries import acts_of

YEAR = datetime.date.today().year


@pytest.fixture
def archive(people: Any) -> str:
    return archived.case(people)[0]


def ordered(client: Any, case: str, **told: str) -> str:
    answer = client.post(f"/cases/{case}/dossier", told)
    assert answer.status_code == 302, answer.content.decode()[:300]
    return str(answer["Location"])


def test_a_dossier_is_ordered_watched_and_exported(signed_in: Any, archive: str) -> None:
    client = signed_in("handler")
    assert "连同副卷" in client.get(f"/cases/{archive}/dossier").content.decode()
    at = ordered(client, archive, side="1")
    assert "等待生成" in client.get(at).content.decode()
    dossier_building.build(at.rpartition("/")[2])
    page = client.get(at).content.decode()
    for title in ("（正卷）", "（副卷）", "（案卷压缩包）"):
        assert title in page
    answer = client.post(f"{at}/main.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert acts_of(archive)[-1].data["manner"] == "export"


def test_a_supervisor_says_what_for(signed_in: Any, archive: str) -> None:
    client = signed_in("supervisor")
    at = ordered(client, archive)
    dossier_building.build(at.rpartition("/")[2])
    assert 'name="purpose"' in client.get(at).content.decode()
    assert client.post(f"{at}/main.pdf")["Location"] == at
    assert client.post(f"{at}/main.pdf", {"purpose": "案卷评查"}).status_code == 200


def test_who_may_not(signed_in: Any, archive: str) -> None:
    at = ordered(signed_in("handler"), archive)
    assert signed_in("discloser").post(f"/cases/{archive}/dossier", {"side": "1"}).status_code == 403
    for other in ("head", "outsider"):
        assert signed_in(other).get(at).status_code == 404
    assert signed_in("outsider").get(f"/cases/{archive}/dossier").status_code == 404
    assert signed_in("admin").get(f"/cases/{archive}/dossier").status_code == 403
    assert signed_in("handler").post(f"{at}/..%2F..%2Fkeys").status_code == 404


def test_the_register_is_shown_exported_and_searched(signed_in: Any, archive: str) -> None:
    client = signed_in("handler")
    page = client.get(f"/register?year={YEAR}&type=penalty&sort=decided_on").content.decode()
    assert walks.CAUSE in page
    assert "罚款" in page
    assert client.get(f"/register/table?year={YEAR}").content[:2] == b"PK"
    found = client.get("/register/inside", {"q": "堆放货物"}).content.decode()
    assert "行政处罚决定书" in found
    assert "至少两个字" in client.get("/register/inside", {"q": "货"}).content.decode()
    for rubbish in ("?year=x&type=y&sort=z", "?year=٢٠٢٦", "?year=99999", "?organ=%00"):
        assert client.get(f"/register{rubbish}").status_code in (200, 403), rubbish


def test_the_transfer_list_is_shown_and_printed(signed_in: Any, archive: str) -> None:
    client = signed_in("handler")
    assert f"{YEAR}0001" in client.get("/transfers").content.decode()
    assert client.get(f"/transfers/pdf?year={YEAR}").content.startswith(b"%PDF")
    assert client.get(f"/transfers/xlsx?year={YEAR}").content[:2] == b"PK"
    assert client.get("/transfers/exe").status_code == 404
    assert signed_in("supervisor").get("/transfers").status_code == 403


def test_the_page_of_a_sealed_document_gives_the_signed_file(signed_in: Any, archive: str) -> None:
    client = signed_in("handler")
    paper = Document.objects.get(case=archive, template="penalty_decision", state="")
    page = client.get(f"/documents/{paper.id}").content.decode()
    assert "电子印章" in page
    assert "示例证书" in page
    first = b"".join(client.get(f"/documents/{paper.id}/pdf").streaming_content)
    assert first == b"".join(client.get(f"/documents/{paper.id}/pdf?download=1").streaming_content)
    assert b"/ETSI.CAdES.detached" in first


def test_a_piece_is_marked_on_its_page(signed_in: Any, filed: str) -> None:
    client = signed_in("handler")
    paper = Document.objects.filter(case=filed).first()
    assert paper is not None
    answer = client.post(f"/cases/{filed}/pieces/{paper.id}/mark", {"secrecy": "privacy", "reason": "病历"})
    assert answer["Location"] == f"/cases/{filed}"
    assert secrecy.marks(filed)[paper.id].reason == "病历"
    refused = signed_in("discloser").get(f"/documents/{paper.id}")
    assert refused.status_code == 403
    assert "另卷保管" in refused.content.decode()


def test_an_administrator_sets_the_seal_and_takes_it_back(signed_in: Any, people: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (200, 20, 20, 255)).save(out, "PNG")
    client = signed_in("admin")
    assert "按机关名称绘制" in client.get("/organ/seal").content.decode()
    bad = client.post("/organ/seal", {"picture": SimpleUploadedFile("印章.svg", b"<svg onload='alert(1)'/>")})
    assert bad.status_code == 422
    assert "应当是 PNG 图片" in bad.content.decode()
    assert client.post("/organ/seal", {"picture": SimpleUploadedFile("印章.png", out.getvalue())}).status_code == 302
    assert sealing.seal_of(people.organ)
    assert client.get("/organ/seal.png")["Content-Type"] == "image/png"
    assert client.post("/organ/seal", {"drawn": "1"}).status_code == 302
    assert client.get("/organ/seal.png").status_code == 404
    for other in ("handler", "head"):
        assert signed_in(other).post("/organ/seal", {"drawn": "1"}).status_code == 403
