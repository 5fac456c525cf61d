import pytest

import cast
import walks
from sanxiang.casework.models import Case, Document
from sanxiang.record.refusal import Invalid, NotAllowed, Refused
from sanxiang.review import queries, services
from sanxiang.review.models import Request

pytestmark = pytest.mark.django_db


def test_a_submission_puts_draft_and_evidence_under_one_digest(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    request = Request.objects.get()
    assert (request.state, request.round, len(request.bound)) == ("waiting", 1, 64)
    assert request.draft["fine"] == "2000"
    assert Case.objects.get(id=walk.case).waits_for == "review"
    draft = Document.objects.get(id=request.document)
    assert draft.title == "行政处罚决定书（代拟稿）"
    assert draft.internal
    assert [line.id for line in queries.waiting(people.reviewer)] == [walk.case]


def test_before_the_investigation_ends_nothing_is_submitted(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="尚未调查终结") as refusal:
        walks.Walk(people).file().submit()
    assert "118号" in refusal.value.article


def test_a_draft_that_lacks_something_is_refused_with_its_fields(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    with pytest.raises(Invalid) as refusal:
        walk.submit(draft={"facts_text": "", "payment_text": ""})
    assert set(refusal.value.fields) == {"facts_text", "payment_text"}
    assert not Request.objects.exists()
    assert not Document.objects.filter(title__contains="代拟稿").exists()


def test_the_same_submission_is_not_sent_twice(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review()
    with pytest.raises(Refused, match="正在审核"):
        walk.submit()
    walk.agree()
    with pytest.raises(Refused, match="已经审核通过"):
        walk.submit()


def test_a_changed_draft_supersedes_what_waits(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().submit(draft={"fine": "1500"})
    assert [(r.round, r.state) for r in Request.objects.order_by("round")] == [(1, "superseded"), (2, "waiting")]
    assert Document.objects.filter(case=walk.case, title__contains="代拟稿", state="replaced").count() == 1


def test_only_a_handler_of_the_case_submits(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    for name in ("reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.submit(getattr(people, name), walk.case, walks.DRAFT, walks.MATERIALS)
    with pytest.raises(Refused, match="没有这个案件"):
        services.submit(people.outsider, walk.case, walks.DRAFT, walks.MATERIALS)


def test_the_form_is_filled_from_notice_and_report(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    found = queries.submission(people.handler, walk.case)
    known = {asked.name: asked.value for asked in found.draft}
    assert known["fine"] == "2000"
    assert known["kinds"] == ["fine"]
    assert known["facts_text"] == walks.REPORT["facts_text"]
    assert known["outcome"] == "penalty"
    assert "安州银行" in known["payment_text"]
