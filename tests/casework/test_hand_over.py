import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case
from sanxiang.organs import queries as organs
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_a_case_is_handed_over(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    services.hand_over(people.handler, walk.case, [people.second.officer], "休假")
    assert [task.case for task in queries.tasks(people.second)] == [walk.case]
    assert queries.tasks(people.handler) == []
    with pytest.raises(NotAllowed, match="不是本案承办人"):
        walk.take("file", cause="x", summary="x", basis_text="x", handlers=walk.officers)


def test_only_officers_in_post_with_certificates_take_over(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    users = dict(people.users)
    cast.add(users, people.organ, "novice", "新人", ("handler",))
    for heirs in ([], [people.reviewer.officer], [people.outsider.officer], [organs.person(users["novice"]).officer]):
        with pytest.raises(Invalid):
            services.hand_over(people.handler, walk.case, heirs, "休假")
    with pytest.raises(Invalid, match="理由"):
        services.hand_over(people.handler, walk.case, [people.second.officer], "")


def test_the_head_may_and_others_may_not(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    for name in ("second", "reviewer", "supervisor", "discloser"):
        with pytest.raises(NotAllowed):
            services.hand_over(getattr(people, name), walk.case, [people.second.officer], "x")
    with pytest.raises(NotFound):
        services.hand_over(people.outsider, walk.case, [people.second.officer], "x")
    services.hand_over(people.head, walk.case, [people.second.officer], "更换承办人")
    assert Case.objects.get().handlers[0]["name"] == "钱协办"


def test_when_somebody_leaves_their_open_cases_go_to_the_heir(people: cast.Cast) -> None:
    walks.Walk(people)
    walks.Walk(people).file()
    assert services.hand_over_all(people.admin, people.handler.officer, people.second.officer, "离岗") == 2
    assert queries.handled_by(people.organ, people.handler.officer) == []
    assert [[o["name"] for o in case.handlers] for case in Case.objects.order_by("number")] == [["钱协办"], ["钱协办"]]
    with pytest.raises(NotAllowed):
        services.hand_over_all(people.handler, people.second.officer, people.handler.officer, "x")


def test_a_recusal_is_asked_decided_and_followed_by_a_hand_over(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.take("recuse_request", of=[people.second.officer], reason="与当事人有亲属关系")
    with pytest.raises(NotAllowed):
        walk.take("recuse_decide", of=[people.second.officer], granted=True)
    walk.take("recuse_decide", people.head, of=[people.second.officer], granted=True)
    services.hand_over(people.head, walk.case, [people.handler.officer], "钱协办回避")
    assert [officer["name"] for officer in Case.objects.get().handlers] == ["赵承办"]
