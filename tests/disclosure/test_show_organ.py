"""公示执法主体、执法人员清单."""

import datetime

import pytest

import cast
from disclosure.published import record_is_whole
from sanxiang.disclosure import public, services
from sanxiang.disclosure.models import PublicOfficer, PublicOrgan
from sanxiang.organs import services as organs
from sanxiang.record.refusal import NotAllowed
from sanxiang.record.services import SYSTEM

pytestmark = pytest.mark.django_db


def test_the_organ_and_its_certified_officers_are_shown(people: cast.Cast) -> None:
    services.show_organ(people.discloser)
    organ = PublicOrgan.objects.get()
    assert (organ.id, organ.name, organ.court) == (people.organ, "安州市城市管理局", "安州市中级人民法院")
    assert {row.name: row.certificate for row in PublicOfficer.objects.all()} == {"赵承办": "AZ-0001", "钱协办": "AZ-0002"}
    assert record_is_whole()


def test_who_left_is_taken_off(people: cast.Cast) -> None:
    services.show_organ(people.discloser)
    organs.dismiss(people.admin, people.second.officer, people.handler.officer, "退休")
    services.show_organ(people.discloser)
    assert [row.name for row in PublicOfficer.objects.all()] == ["赵承办"]
    assert record_is_whole()


@pytest.mark.parametrize("asked", ["AZ-0001", "az-0001", "ＡＺ－0001", " AZ-00 01 ", "az-0001\u3000"])
def test_a_certificate_is_found_however_it_is_typed(people: cast.Cast, asked: str) -> None:
    services.show_organ(people.discloser)
    assert [row.name for row in public.officers(asked)] == ["赵承办"]


def test_a_part_of_a_certificate_is_no_match_and_a_part_of_a_name_is(people: cast.Cast) -> None:
    services.show_organ(people.discloser)
    assert public.officers("AZ-00") == []
    assert public.officers("%") == public.officers("_") == []
    assert [row.name for row in public.officers("赵 承")] == ["赵承办"]


def test_officers_come_in_pages_by_name(people: cast.Cast) -> None:
    for number in range(5):
        organs.appoint(SYSTEM, people.organ, f"同名{number % 2}", certificate=f"AZ-1{number}", certificate_until="2035-01-01")
    services.show_organ(people.discloser)
    seen, after = [], ""
    while page := public.officers(after=after, count=2):
        seen += [row.certificate for row in page]
        after = public.officer_key(page[-1])
    assert sorted(seen) == sorted(PublicOfficer.objects.values_list("certificate", flat=True))
    assert len(seen) == len(set(seen)) == 7


def test_an_expired_certificate_is_shown_with_its_day(people: cast.Cast) -> None:
    organs.appoint(SYSTEM, people.organ, "证到期", certificate="AZ-0009", certificate_until="2020-01-01")
    services.show_organ(people.discloser)
    assert public.officers("AZ-0009")[0].certificate_until == datetime.date(2020, 1, 1)


def test_only_discloser_or_administrator_shows_the_organ(people: cast.Cast) -> None:
    services.show_organ(people.admin)
    for name in ("handler", "reviewer", "head", "supervisor"):
        with pytest.raises(NotAllowed):
            services.show_organ(getattr(people, name))
    services.show_organ(people.outsider)  # their own organ, not ours
    assert set(PublicOrgan.objects.values_list("id", flat=True)) == {people.organ, people.outsider.organ}
