"""行政执法人员清单: drawn from the people in post, never typed."""

import pytest

import cast
from sanxiang.catalogue import queries, services
from sanxiang.organs import services as organs
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> cast.Cast:
    return cast.city(lists=False)


def test_the_list_holds_everyone_in_post_with_a_certificate(people: cast.Cast) -> None:
    version = queries.version(services.draw(people.discloser))
    assert [(row["name"], row["code"], row["unit"]) for row in version.rows] == [
        ("赵承办", "AZ-0001", "安州市城市管理局"),
        ("钱协办", "AZ-0002", "安州市城市管理局"),
    ]
    assert (version.kind, version.state) == ("officers", "drafted")


def test_nobody_types_the_officers_list(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="人员档案生成"):
        services.draft(people.handler, "officers", "人员", [{"code": "x", "name": "某人", "unit": "某局"}])


def test_who_left_is_gone_from_the_next_version(people: cast.Cast) -> None:
    services.draw(people.discloser)
    organs.dismiss(people.admin, people.second.officer, people.handler.officer, "调离")
    assert [row["name"] for row in queries.version(services.draw(people.discloser)).rows] == ["赵承办"]


def test_a_supervisor_may_not_draw_it(people: cast.Cast) -> None:
    with pytest.raises(NotAllowed):
        services.draw(people.supervisor)
