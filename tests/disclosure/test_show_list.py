"""公示清单."""

import datetime

import pytest

import cast
from disclosure.published import record_is_whole
from sanxiang.disclosure import public, services
from sanxiang.disclosure.models import PublicList
from sanxiang.organs.queries import Person
from sanxiang.record.refusal import NotAllowed

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime.date(2025, 1, 1), datetime.date(2026, 7, 1)


def show(person: Person, version: int, since: datetime.date) -> None:
    columns, rows = [["code", "编码"], ["name", "事项"]], [{"code": "CG-001", "name": f"占用道路 {version}"}]
    services.show_list(person, f"v{version}", "item", "行政执法事项清单", version, since, "李负责", columns, rows)


def test_a_list_is_shown_with_its_version(people: cast.Cast) -> None:
    show(people.discloser, 1, FIRST)
    found = public.published_list(people.organ, "item")
    assert found is not None
    assert (found.version, found.rows, found.approved_by) == (1, [{"code": "CG-001", "name": "占用道路 1"}], "李负责")
    assert record_is_whole()


def test_a_new_version_ends_the_one_before_which_stays_reachable(people: cast.Cast) -> None:
    show(people.discloser, 1, FIRST)
    show(people.discloser, 2, SECOND)
    assert [row.version for row in public.lists(people.organ)] == [2]
    old = public.published_list(people.organ, "item", 1)
    assert old is not None
    assert old.in_force_until == SECOND
    assert [row.version for row in public.versions(people.organ, "item")] == [2, 1]
    assert public.published_list(people.organ, "item", 3) is None
    assert record_is_whole()


def test_only_who_publishes_shows_lists(people: cast.Cast) -> None:
    for name in ("handler", "reviewer", "supervisor"):
        with pytest.raises(NotAllowed):
            show(getattr(people, name), 1, FIRST)
    for name in ("discloser", "head", "admin"):
        show(getattr(people, name), 1, FIRST)
    assert PublicList.objects.count() == 1
