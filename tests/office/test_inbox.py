"""待归案录音录像: listed for the organ's handlers, taken into a case with the five facts; docks and their tokens."""

import base64
from typing import Any

import pytest

from sanxiang.casework import footage
from sanxiang.casework.models import Evidence
from sanxiang.organs import docks
from sanxiang.record import uploads

FACTS = {
    "kind": "audio_visual",
    "title": "巡查录像",
    "proves": "占道",
    "collected_at": "2026-11-20T09:30",
    "place": "和平路",
    "collector": "赵承办",
}


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


@pytest.fixture
def brought(people: Any) -> str:
    docks.admit(people.admin, "一中队采集站")
    me = footage.owner(docks.of_organ(people.admin.organ)[0])
    name = base64.b64encode(b"DSJ-A7_00012_20261119_093000.jpg").decode()
    upload = uploads.begin(me, 1000, f"filename {name}", stays=True)
    return footage.receive(uploads.add(me, upload.id, 0, [b"\xff\xd8\xff\xe0" + bytes(996)]))


def test_a_handler_finds_it_and_takes_it_into_a_case(brought: str, filed: str, signed_in: Any) -> None:
    client = signed_in("handler")
    assert "1 段" in client.get("/").content.decode()
    listed = client.get("/evidence/inbox").content.decode()
    assert "DSJ-A7_00012" in listed
    assert "2026-11-19 09:30" in listed
    assert "一中队采集站" in listed
    assert f'value="{filed}"' in client.get(f"/evidence/inbox/{brought}").content.decode()
    form = client.get(f"/evidence/inbox/{brought}?case={filed}").content.decode()
    assert 'value="2026-11-19T09:30"' in form
    lacking = client.post(f"/evidence/inbox/{brought}", FACTS | {"case": filed, "title": ""})
    assert lacking.status_code == 422
    assert "巡查" not in lacking.content.decode()
    assert "和平路" in lacking.content.decode()
    done = client.post(f"/evidence/inbox/{brought}", FACTS | {"case": filed})
    assert done["Location"].startswith(f"/cases/{filed}/evidence?added=")
    assert Evidence.objects.get(case=filed).filename == "DSJ-A7_00012_20261119_093000.jpg"
    assert "没有待归案" in client.get("/evidence/inbox").content.decode()
    assert client.get(f"/evidence/inbox/{brought}").status_code == 302


def test_who_may_not_take_it(brought: str, filed: str, signed_in: Any) -> None:
    for who in ("reviewer", "head", "supervisor", "discloser", "admin"):
        assert signed_in(who).get("/evidence/inbox").status_code == 403
        assert signed_in(who).post(f"/evidence/inbox/{brought}", FACTS | {"case": filed}).status_code == 403
    assert signed_in("outsider").get(f"/evidence/inbox/{brought}").status_code == 404
    assert "DSJ" not in signed_in("outsider").get("/evidence/inbox").content.decode()
    assert not Evidence.objects.exists()


def test_an_administrator_lets_docks_in_and_out(people: Any, signed_in: Any) -> None:
    client = signed_in("admin")
    assert client.post("/organ/docks", {"title": ""}).status_code == 422
    told = client.post("/organ/docks", {"title": "二中队采集站"}).content.decode()
    token = told.partition('id="token">')[2].partition("<")[0]
    found = docks.of_token(token)
    assert found
    assert token not in client.get("/organ/docks").content.decode()
    assert client.post(f"/organ/docks/{found.id}/dismiss").status_code == 302
    assert docks.of_token(token) is None
    assert client.post(f"/organ/docks/{found.id}/dismiss").status_code == 404
