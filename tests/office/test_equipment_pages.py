"""装备 in the office: registered by hand and from a table, issued, returned; the chart; the supervisors' report."""

import base64
import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

import pieces
from sanxiang.casework import footage
from sanxiang.casework.models import Evidence
from sanxiang.organs import docks, equipment
from sanxiang.organs.models import Device
from sanxiang.record import uploads

TABLE = "安州市城市管理局设备表\n种类,设备编号,型号\n执法记录仪,AZ-J-001,甲型\n固定音像设备,AZ-X-001,乙型\n"


@pytest.fixture(autouse=True)
def own_store(settings: Any, tmp_path: Any) -> None:
    settings.EVIDENCE_DIR = tmp_path


def table(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("设备.csv", text.encode())


def test_an_administrator_registers_issues_and_takes_back(people: Any, signed_in: Any) -> None:
    client = signed_in("admin")
    page = client.post("/equipment", {"kind": "body_camera", "serial": "AZ-J-001", "make": "甲型"}, follow=True).content.decode()
    assert "AZ-J-001" in page
    assert "配备比例" in page
    id = Device.objects.get().id
    issued = client.post(f"/equipment/{id}/act", {"manner": "issued", "officer": people.handler.officer}, follow=True).content.decode()
    assert "领用中" in issued
    assert "赵承办" in issued
    assert client.post(f"/equipment/{id}/act", {"manner": "fault", "remark": ""}).status_code == 422
    page = client.post(f"/equipment/{id}/act", {"manner": "fault", "remark": "不能开机"}, follow=True).content.decode()
    assert "不能开机" in page
    assert "还缺1套" in client.get("/equipment").content.decode()


def test_what_was_typed_stays(people: Any, signed_in: Any) -> None:
    answer = signed_in("admin").post("/equipment", {"kind": "body_camera", "serial": "", "make": "甲型"})
    assert answer.status_code == 422
    assert 'value="甲型"' in answer.content.decode()


def test_a_table_is_taken_in_whole(people: Any, signed_in: Any) -> None:
    page = signed_in("admin").post("/equipment", {"table": table(TABLE)}, follow=True).content.decode()
    assert "已登记2台设备" in page
    assert {(one.kind, one.serial, one.make) for one in Device.objects.all()} == {
        ("body_camera", "AZ-J-001", "甲型"),
        ("fixed", "AZ-X-001", "乙型"),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [("甲,乙\n1,2\n", "没有“设备编号”一列"), ("种类,设备编号\n飞机,1\n", "请选择执法记录仪"), (TABLE + "照相机,AZ-J-001,\n", "已经登记")],
)
def test_a_table_that_is_wrong_registers_nothing(people: Any, signed_in: Any, text: str, says: str) -> None:
    answer = signed_in("admin").post("/equipment", {"table": table(text)})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not Device.objects.exists()


def test_who_may_not_register(people: Any, signed_in: Any) -> None:
    for who in ("handler", "head", "supervisor", "discloser"):
        assert signed_in(who).post("/equipment", {"kind": "camera", "serial": "1"}).status_code == 403
    assert not Device.objects.exists()


def test_an_officer_sees_and_reports_what_they_hold(people: Any, signed_in: Any) -> None:
    id = equipment.register(people.admin, "body_camera", "AZ-J-001")
    client = signed_in("handler")
    assert "AZ-J-001" not in client.get("/equipment").content.decode()
    equipment.issue(people.admin, id, people.handler.officer)
    assert "AZ-J-001" in client.get("/equipment").content.decode()
    assert client.post(f"/equipment/{id}/act", {"manner": "fault", "remark": "不能开机"}).status_code == 302
    assert Device.objects.get().state == "faulty"
    assert signed_in("second").get(f"/equipment/{id}").status_code == 404


def recorded(people: Any, case: str, ended: datetime.datetime, serial: str) -> Evidence:
    """A recording that ended then and has just been uploaded."""
    from django.db import connection

    piece = pieces.photo(people.handler, case, pieces.MP4, title="检查录像")
    told = {"from": ended.isoformat(), "until": ended.isoformat(), "kind": "video", "uploaded": timezone.now().isoformat()}
    with connection.cursor() as cursor:
        import json

        cursor.execute(
            "UPDATE casework_evidence SET recorded = %s, read = %s WHERE id = %s",
            [json.dumps(told), json.dumps({"serial": serial}), piece.id],
        )
    return piece


def test_the_report_names_what_came_in_late_and_who_lacks(people: Any, filed: str, signed_in: Any) -> None:
    now = timezone.now()
    late = recorded(people, filed, now - datetime.timedelta(hours=30), "AZ-J-001")
    recorded(people, filed, now - datetime.timedelta(hours=23), "AZ-J-001")
    page = signed_in("supervisor").get("/equipment/report").content.decode()
    assert page.count("检查录像") == 1
    assert "6 小时" in page or "7 小时" in page
    assert "安州市住房和城乡建设局" in page
    assert "检查录像" not in signed_in("outsider").get("/equipment/report").content.decode()
    assert late.title == "检查录像"


def test_a_device_shows_what_it_recorded(people: Any, filed: str, signed_in: Any) -> None:
    id = equipment.register(people.admin, "body_camera", "AZ-J-001")
    piece = recorded(people, filed, timezone.now(), "AZ-J-001")
    assert f"/evidence/{piece.id}" in signed_in("head").get(f"/equipment/{id}").content.decode()
    assert f"/evidence/{piece.id}" not in signed_in("admin").get(f"/equipment/{id}").content.decode()


def test_a_device_shows_what_a_dock_brought_by_its_number(people: Any, filed: str, signed_in: Any) -> None:
    id = equipment.register(people.admin, "body_camera", "DSJ-A7_00012")
    docks.admit(people.admin, "一中队采集站")
    me, said = footage.owner(docks.of_organ(people.admin.organ)[0]), base64.b64encode(b"DSJ-A7_00012_20261119_093000.mp4").decode()
    upload = uploads.begin(me, len(pieces.MP4), f"filename {said}", stays=True)
    arrived = footage.receive(uploads.add(me, upload.id, 0, [pieces.MP4]))
    done = footage.attach(people.handler, arrived, filed, pieces.FACTS)
    assert f"/evidence/{done.step}" in signed_in("head").get(f"/equipment/{id}").content.decode()
