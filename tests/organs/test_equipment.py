"""装备: registered, issued, returned, out of order, repaired, scrapped; one set for so many officers."""

import datetime

import pytest

import cast
from sanxiang.organs import equipment, services
from sanxiang.organs.models import Device
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused
from sanxiang.record.verify import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> cast.Cast:
    return cast.city(lists=False)


@pytest.fixture
def camera(people: cast.Cast) -> str:
    return equipment.register(people.admin, "body_camera", " AZ-J-001 ", make="某型")


def test_a_device_goes_from_store_to_officer_and_back(people: cast.Cast, camera: str, settings: object, tmp_path: object) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    equipment.issue(people.admin, camera, people.handler.officer)
    row = Device.objects.get(id=camera)
    assert (row.serial, row.state, row.holder) == ("AZ-J-001", "issued", people.handler.officer)
    equipment.move(people.admin, camera, "returned")
    equipment.move(people.admin, camera, "fault", "不能开机")
    equipment.move(people.admin, camera, "repaired", "更换电池")
    equipment.move(people.admin, camera, "scrapped", "超过使用年限")
    row = Device.objects.get(id=camera)
    assert (row.state, row.holder, row.remark) == ("scrapped", "", "超过使用年限")
    told = [(event.what, event.told) for event in equipment.history(row)]
    assert told == [
        ("登记", "某型"),
        ("领用", "赵承办"),
        ("归还", ""),
        ("报修", "不能开机"),
        ("修复", "更换电池"),
        ("报废", "超过使用年限"),
    ]
    assert verify(replay=True).ok


def test_one_cannot_be_taken_twice_nor_returned_from_the_store(people: cast.Cast, camera: str) -> None:
    with pytest.raises(Refused, match="在库，不能归还"):
        equipment.move(people.admin, camera, "returned")
    equipment.issue(people.admin, camera, people.handler.officer)
    with pytest.raises(Refused, match="领用中，不能领用"):
        equipment.issue(people.admin, camera, people.second.officer)
    with pytest.raises(Refused, match="不能报废"):
        equipment.move(people.admin, camera, "scrapped", "旧")
    fixed = equipment.register(people.admin, "fixed", "AZ-X-1", place="询问室")
    with pytest.raises(Refused):
        equipment.issue(people.admin, fixed, people.handler.officer)


def test_what_is_registered_says_kind_and_number_once(people: cast.Cast, camera: str) -> None:
    with pytest.raises(Invalid) as refused:
        equipment.register(people.admin, "drone", "")
    assert set(refused.value.fields) == {"kind", "serial"}
    with pytest.raises(Invalid, match="已经登记"):
        equipment.register(people.admin, "camera", "AZ-J-001")
    equipment.move(people.admin, camera, "scrapped", "损坏")
    assert equipment.register(people.admin, "camera", "AZ-J-001")


def test_a_table_is_registered_whole_or_not_at_all(people: cast.Cast) -> None:
    rows = [{"kind": "camera", "serial": "1"}, {"kind": "camera", "serial": "1"}]
    with pytest.raises(Invalid):
        equipment.register_all(people.admin, rows)
    assert not Device.objects.exists()


def test_a_fault_and_a_scrapping_say_why(people: cast.Cast, camera: str) -> None:
    for manner in ("fault", "scrapped"):
        with pytest.raises(Invalid, match="原因"):
            equipment.move(people.admin, camera, manner, " ")
    with pytest.raises(Invalid):
        equipment.move(people.admin, camera, "sold")
    with pytest.raises(Invalid, match="领用人"):
        equipment.issue(people.admin, camera, people.outsider.officer)


def test_who_may_not(people: cast.Cast, camera: str) -> None:
    for name in ("handler", "second", "reviewer", "head", "supervisor", "discloser", "outsider"):
        person = getattr(people, name)
        with pytest.raises(NotAllowed):
            equipment.register(person, "camera", "9")
        with pytest.raises(NotAllowed):
            equipment.issue(person, camera, people.handler.officer)
        with pytest.raises((NotAllowed, NotFound)):
            equipment.move(person, camera, "fault", "坏了")


def test_its_holder_may_report_a_fault_and_nothing_else(people: cast.Cast, camera: str) -> None:
    equipment.issue(people.admin, camera, people.handler.officer)
    for manner in ("returned", "scrapped"):
        with pytest.raises(NotAllowed):
            equipment.move(people.handler, camera, manner, "理由")
    with pytest.raises(NotAllowed):
        equipment.move(people.second, camera, "fault", "坏了")
    equipment.move(people.handler, camera, "fault", "不能开机")
    assert Device.objects.get(id=camera).state == "faulty"


def test_who_sees_which(people: cast.Cast, camera: str) -> None:
    for name in ("admin", "head", "supervisor"):
        assert [one.id for one in equipment.devices(getattr(people, name))] == [camera]
    assert equipment.devices(people.handler) == []
    equipment.issue(people.admin, camera, people.handler.officer)
    assert [one.id for one in equipment.devices(people.handler)] == [camera]
    assert equipment.devices(people.outsider) == []
    with pytest.raises(NotFound):
        equipment.device(people.outsider, camera)


@pytest.mark.parametrize(("officers", "needed"), [(0, 0), (1, 1), (3, 1), (4, 1), (5, 2), (8, 2), (9, 3)])
def test_one_set_for_every_four_certified_officers(people: cast.Cast, officers: int, needed: int) -> None:
    services.dismiss(people.admin, people.second.officer, "", "调离")
    for number in range(officers - 1):
        _certified(people, number, "2035-12-31")
    _certified(people, 90, "2020-01-01")  # 证件已经过期，不算
    if not officers:
        services.dismiss(people.admin, people.handler.officer, "", "调离")
    (ratio,) = equipment.ratios(people.admin, datetime.date(2026, 11, 22))
    assert (ratio.officers, ratio.needed, ratio.have, ratio.lacking) == (officers, needed, 0, needed)


def _certified(people: cast.Cast, number: int, until: str) -> None:
    facts = {"certificate": f"T-{number}", "certificate_from": "2015-01-01", "certificate_until": until}
    services.appoint(people.admin.actor("admin"), people.organ, f"甲{number}", **facts)


def test_what_is_out_of_order_or_fixed_does_not_count(people: cast.Cast, camera: str) -> None:
    equipment.register(people.admin, "fixed", "F-1")
    (ratio,) = equipment.ratios(people.head)
    assert (ratio.needed, ratio.have, ratio.lacking) == (1, 1, 0)
    equipment.move(people.admin, camera, "fault", "坏了")
    (ratio,) = equipment.ratios(people.head)
    assert (ratio.have, ratio.faulty, ratio.lacking) == (0, 1, 1)


def test_a_supervisor_sees_the_region_those_that_lack_most_first(people: cast.Cast, camera: str) -> None:
    found = equipment.ratios(people.supervisor)
    assert [(one.name, one.lacking) for one in found] == [("安州市住房和城乡建设局", 1), ("安州市城市管理局", 0)]
    assert found[0].rule is not None
    assert [one.organ for one in equipment.ratios(people.outsider)] == [people.outsider.organ]
