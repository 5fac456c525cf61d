"""待归案录音录像: what a dock brings in is on the record as it arrives, and becomes evidence of one case."""

import base64
import datetime
import pathlib
from typing import Any

import pytest
from django.utils import timezone

import cast
import walks
from pieces import FACTS
from sanxiang.casework import footage
from sanxiang.casework.footage_models import Footage
from sanxiang.casework.models import Evidence
from sanxiang.organs import docks
from sanxiang.organs.models import Dock
from sanxiang.record import files, queries, uploads
from sanxiang.record.models import Upload
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
JPEG = b"\xff\xd8\xff\xe0" + b"0" * 10_000


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> pathlib.Path:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    return tmp_path / "evidence"


@pytest.fixture
def dock(people: cast.Cast) -> Dock:
    docks.admit(people.admin, "一中队采集站")
    return docks.of_organ(people.admin.organ)[0]


def brought(dock: Dock, name: str = "DSJ-A7_00012_20261119_093000.mp4", content: bytes = JPEG) -> Upload:
    me = footage.owner(dock)
    said = base64.b64encode(name.encode()).decode()
    upload = uploads.begin(me, len(content), f"filename {said}", stays=True)
    return uploads.add(me, upload.id, 0, [content])


def test_what_arrives_is_on_the_record_once(people: cast.Cast, dock: Dock) -> None:
    upload = brought(dock)
    assert footage.receive(upload) == footage.receive(upload) == upload.id
    (row,) = footage.waiting(people.handler)
    assert (row.id, row.file, row.size, row.device, row.taken_at) == (
        upload.id,
        upload.digest,
        len(JPEG),
        "DSJ-A7_00012",
        "2026-11-19T09:30",
    )
    assert files.intact(row.file)
    (act,) = queries.acts_of(row.stream)
    assert (act.name, act.actor, act.data["file"]) == ("footage.receive", f"dock:{dock.id}", upload.digest)
    assert footage.count_waiting(people.handler.organ) == 1


def test_what_was_complete_when_the_process_ended_is_received_later(people: cast.Cast, dock: Dock) -> None:
    brought(dock)
    uploads.add(footage.owner(dock), uploads.begin(footage.owner(dock), 100, "", stays=True).id, 0, [b"half"])
    Upload.objects.update(expires_at=timezone.now() - datetime.timedelta(days=9))
    uploads.sweep()
    assert footage.receive_waiting() == 1
    assert footage.receive_waiting() == 0
    assert len(footage.waiting(people.handler)) == 1


def test_it_becomes_evidence_of_one_case(people: cast.Cast, dock: Dock) -> None:
    walk = walks.Walk(people)
    id = footage.receive(brought(dock))
    with pytest.raises(Invalid):
        footage.attach(people.handler, id, walk.case, {})
    done = footage.attach(people.handler, id, walk.case, FACTS, key="k")
    assert footage.attach(people.handler, id, walk.case, FACTS, key="k") == done
    assert footage.waiting(people.handler) == []
    row, piece = footage.of(people.handler, id), Evidence.objects.get(id=done.step)
    assert (row.case, row.evidence, row.file) == (walk.case, piece.id, piece.file)
    assert piece.filename == row.filename
    with pytest.raises(Refused, match="已经归案"):
        footage.attach(people.handler, id, walk.case, FACTS)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "device", "at"),
    [
        ("DSJ-A7_00012_20261121_093000.mp4", "DSJ-A7_00012", "2026-11-21T09:30"),
        ("00012-20261121093000-0001.MP4", "00012", "2026-11-21T09:30"),
        ("VID_20260102T235959.mov", "VID", "2026-01-02T23:59"),
        ("20261121_093000.mp4", "", "2026-11-21T09:30"),
        ("A_20261341_093000.mp4", "", ""),
        ("现场.mp4", "", ""),
    ],
)
def test_a_cameras_name_tells_device_and_time(name: str, device: str, at: str) -> None:
    assert footage.guessed(name) == (device, at)


def test_pages_of_what_waits_follow_each_other(people: cast.Cast, dock: Dock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(footage, "PAGE", 2)
    ids = [footage.receive(brought(dock, content=JPEG + bytes([n]))) for n in range(3)]
    first = footage.waiting(people.handler)
    assert [one.id for one in [*first, *footage.waiting(people.handler, first[-1].id)]] == ids[::-1]


def test_who_may_not(people: cast.Cast, dock: Dock) -> None:
    walk = walks.Walk(people)
    id = footage.receive(brought(dock))
    for name in ("reviewer", "head", "supervisor", "discloser", "admin"):
        for refused in (lambda p: footage.waiting(p), lambda p: footage.of(p, id), lambda p: footage.attach(p, id, walk.case, FACTS)):
            with pytest.raises(NotAllowed):
                refused(getattr(people, name))
    with pytest.raises(NotAllowed):
        footage.attach(people.second, id, walk.case, FACTS)  # handles another case, not this one
    assert footage.waiting(people.outsider) == []
    with pytest.raises(NotFound):
        footage.of(people.outsider, id)
    assert Footage.objects.get().case == ""
