"""采集站: an administrator lets one in, its token is told once, and taken away it opens nothing."""

import pytest

import cast
from sanxiang.organs import docks
from sanxiang.organs.models import Dock
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_a_dock_is_known_by_its_token_until_it_is_dismissed() -> None:
    people = cast.city()
    token = docks.admit(people.admin, " 一中队采集站\n")
    found = docks.of_token(token)
    assert found
    assert (found.name, found.organ) == ("一中队采集站", people.admin.organ)
    assert token not in str(Dock.objects.values_list())
    assert docks.of_organ(people.admin.organ) == [found]
    assert docks.by_id({found.id}) == {found.id: found}
    docks.dismiss(people.admin, found.id)
    assert docks.of_token(token) is None
    with pytest.raises(NotFound):
        docks.dismiss(people.admin, found.id)


@pytest.mark.parametrize("title", ["", "  ", "长" * 61])
def test_a_dock_needs_a_name(title: str) -> None:
    with pytest.raises(Invalid):
        docks.admit(cast.city().admin, title)


def test_who_may_not() -> None:
    people = cast.city()
    docks.admit(people.admin, "一中队采集站")
    (dock,) = docks.of_organ(people.admin.organ)
    for name in ("handler", "second", "reviewer", "head", "supervisor", "discloser", "outsider"):
        with pytest.raises(NotAllowed):
            docks.admit(getattr(people, name), "采集站")
        with pytest.raises(NotAllowed):
            docks.dismiss(getattr(people, name), dock.id)
    assert docks.of_token("") is None
    assert docks.of_token(dock.token) is None
