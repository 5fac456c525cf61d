import pytest

import cast
import walks
from sanxiang.casework import evidence
from sanxiang.casework import queries as casework
from sanxiang.casework.models import Case, Decision, Document
from sanxiang.law.procedure import load
from sanxiang.record.refusal import Invalid, NotAllowed, Refused
from sanxiang.review import queries, services
from sanxiang.review.models import Approval, Request

pytestmark = pytest.mark.django_db
PROBLEMS = walks.POINTS | {
    "facts_ok": False, "facts_note": "占用面积没有测量记录", "opinion": "problems", "opinion_text": "请补充测量记录。", "advice": "investigate",
}  # fmt: skip
PHOTO = {
    "kind": "documentary", "title": "现场照片", "collected_at": "2026-11-20T09:10", "place": "解放路", "collector": "赵承办", "proves": "占道面积",
}  # fmt: skip


def test_agreeing_makes_an_approval_of_the_digest(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    approval, request = Approval.objects.get(), Request.objects.get()
    assert (approval.digest, approval.reviewer) == (request.bound, people.reviewer.officer)
    assert request.state == "agree"
    case = Case.objects.get(id=walk.case)
    assert (case.waits_for, case.reviewer) == ("decide", people.reviewer.officer)
    opinion = Document.objects.get(template="review_opinion")
    assert opinion.number == "安城管审字〔2026〕1号"
    assert opinion.internal


def test_problems_make_no_approval_and_the_case_goes_back(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree(**PROBLEMS)
    assert not Approval.objects.exists()
    request = Request.objects.get()
    assert (request.state, request.advice, request.points["facts_note"]) == ("problems", "investigate", "占用面积没有测量记录")
    with pytest.raises(Refused, match="存在问题"):
        walk.decide()
    with pytest.raises(Invalid, match="对审核意见的处理"):
        walk.submit()
    walk.submit(response="已补充测量记录").agree().decide()
    assert Decision.objects.get().review_ground == Approval.objects.get().digest


def test_an_opinion_that_agrees_with_a_failed_point_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    with pytest.raises(Invalid, match="不能提出同意意见"):
        walk.agree(law_ok=False)
    with pytest.raises(Invalid, match="请选择建议"):
        walk.agree(opinion="problems")
    with pytest.raises(Invalid) as refusal:
        services.give_opinion(people.reviewer, walk.case, {"opinion": "agree", "opinion_text": "同意"})
    assert len(refusal.value.fields) == 8


def test_evidence_added_after_the_submission_stops_the_opinion(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    evidence.add(people.handler, walk.case, PHOTO)
    with pytest.raises(Refused, match="不一致") as refusal:
        walk.agree()
    assert "重新送审" in refusal.value.next
    assert queries.review(people.reviewer, walk.case).changed


def test_evidence_added_or_excluded_after_the_approval_voids_it(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    piece = evidence.add(people.handler, walk.case, PHOTO).step
    with pytest.raises(Refused, match="有改动"):
        walk.decide()
    evidence.exclude(people.handler, walk.case, piece, "重复")
    walk.decide()


def test_only_a_reviewer_who_does_not_handle_the_case_may(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    for name in ("handler", "second", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.give_opinion(getattr(people, name), walk.case, walks.AGREE)
    with pytest.raises(Refused, match="没有这个案件"):
        services.give_opinion(people.outsider, walk.case, walks.AGREE)


def test_a_handler_who_is_also_reviewer_may_not_review_the_own_case(people: cast.Cast) -> None:
    from sanxiang.organs import queries as organs
    from sanxiang.organs import services as organ_services

    organ_services.set_roles(people.admin, people.second.officer, ("handler", "reviewer"))
    both = organs.person(people.users["second"])
    walk = walks.Walk(people).to_review()
    with pytest.raises(NotAllowed, match="承办人不能审核"):
        services.give_opinion(both, walk.case, walks.AGREE)


def test_without_a_submission_there_is_nothing_to_review(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="没有待审核"):
        walks.Walk(people).to_notice().agree()
    walk = walks.Walk(people).to_review().agree()
    with pytest.raises(Refused, match="没有待审核"):
        walk.agree()


def test_the_review_page_shows_draft_points_and_findings(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    found = queries.review(people.reviewer, walk.case)
    assert found.mine
    assert not found.changed
    assert len(found.points) == 8
    assert ("罚款金额（元）", "2000") in found.draft
    assert found.document is not None
    assert not queries.review(people.handler, walk.case).mine


def test_a_settled_difference_is_noted(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree(**PROBLEMS)
    services.coordinate(people.head, walk.case, "经负责人协调，按审核意见补充测量。")
    assert "经负责人协调" in Request.objects.get().coordination
    with pytest.raises(NotAllowed):
        services.coordinate(people.supervisor, walk.case, "x")


def test_tasks_follow_the_review(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    assert [task.kind for task in casework.tasks(people.reviewer)] == ["review"]
    walk.agree()
    assert casework.tasks(people.reviewer) == []
    assert [task.kind for task in casework.tasks(people.head)] == ["decide"]
    walk.decide()
    assert casework.tasks(people.head) == []


def test_no_point_is_answered_before_the_reviewer_answers_it() -> None:
    step = load("penalty", "ordinary").step("review")
    assert step is not None
    points = [field for field in step.fields if field.name.endswith("_ok")]
    assert len(points) == 8
    assert not [field.name for field in points if field.fill]
