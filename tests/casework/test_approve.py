import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case, Proposal, Step
from sanxiang.organs import queries as organs
from sanxiang.organs import services as organ_services
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def submitted(people: cast.Cast) -> walks.Walk:
    walk = walks.Walk(people)
    walk.take("file", cause=walks.CAUSE, summary="x", basis_text="y", handlers=walk.officers)
    return walk


def test_what_was_submitted_waits_and_is_not_yet_taken(people: cast.Cast) -> None:
    walk = submitted(people)
    assert walk.done.waiting == "head"
    assert not Step.objects.filter(act="file").exists()
    assert [(t.kind, t.title) for t in queries.tasks(people.head)] == [("approve", "待批准：立案")]


def test_approval_takes_the_step_in_the_approver_s_name(people: cast.Cast) -> None:
    walk = submitted(people)
    done = services.approve(people.head, walk.case, walk.done.proposal, seen=walk.done.version)
    step = Step.objects.get(id=done.step)
    assert (step.approved_by, step.fields["approved_by"]) == (people.head.officer, "李负责")
    case = Case.objects.get()
    assert case.filed_on == step.day
    assert [officer["name"] for officer in case.handlers] == ["赵承办", "钱协办"]
    assert done.number == "安城管立字〔2026〕1号"
    assert queries.tasks(people.head) == []


def test_it_is_approved_once(people: cast.Cast) -> None:
    walk = submitted(people)
    services.approve(people.head, walk.case, walk.done.proposal)
    with pytest.raises(Refused, match="已经处理"):
        services.approve(people.head, walk.case, walk.done.proposal)


def test_it_is_sent_back_with_a_reason_and_can_be_submitted_again(people: cast.Cast) -> None:
    walk = submitted(people)
    with pytest.raises(Invalid):
        services.send_back(people.head, walk.case, walk.done.proposal, " ")
    services.send_back(people.head, walk.case, walk.done.proposal, "补充依据")
    assert Proposal.objects.get().state == "returned"
    assert queries.case_page(people.handler, walk.case).proposals[0].opinion == "补充依据"
    walk.file()
    assert Case.objects.get().filed_on


def test_a_second_submission_takes_the_place_of_the_first(people: cast.Cast) -> None:
    walk = submitted(people)
    first = walk.done.proposal
    walk.take("file", cause=walks.CAUSE, summary="改过", basis_text="y", handlers=walk.officers)
    with pytest.raises(Refused, match="已经处理"):
        services.approve(people.head, walk.case, first)
    assert [task.proposal for task in queries.tasks(people.head)] == [walk.done.proposal]


def test_who_may_not_approve(people: cast.Cast) -> None:
    walk = submitted(people)
    for name in ("handler", "second", "reviewer", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.approve(getattr(people, name), walk.case, walk.done.proposal)
        with pytest.raises(NotAllowed):
            services.send_back(getattr(people, name), walk.case, walk.done.proposal, "x")
    with pytest.raises(NotFound):
        services.approve(people.outsider, walk.case, walk.done.proposal)


def test_a_head_who_handles_the_case_may_not_approve_it(people: cast.Cast) -> None:
    organ_services.set_roles(people.admin, people.handler.officer, ("handler", "head"))
    both = organs.person(people.users["handler"])
    walk = submitted(people)
    with pytest.raises(NotAllowed, match="自己承办"):
        services.approve(both, walk.case, walk.done.proposal)
    assert queries.tasks(both)[0].kind == "handle"
