import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case, Decision, Document, Step
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


def step(act: str) -> Step:
    return Step.objects.get(act=act)


def test_a_correction_marks_the_step_and_keeps_its_act(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    services.amend(people.handler, walk.case, step("site_record").id, "corrected", "地点笔误", {"place": "安州市解放路3号门前"})
    found = step("site_record")
    assert (found.state, found.fields["place"]) == ("corrected", "安州市解放路3号门前")
    assert "地点笔误" in found.remark
    original = next(act for act in acts_of(walk.case) if act.name == "case.site_record")
    assert original.data["fields"]["place"] == "安州市解放路2号门前"


def test_a_corrected_field_is_checked_like_any(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    with pytest.raises(Invalid) as refusal:
        services.amend(people.handler, walk.case, step("site_record").id, "corrected", "x", {"began": "昨天"})
    assert "began" in refusal.value.fields
    with pytest.raises(Invalid, match="填写更正"):
        services.amend(people.handler, walk.case, step("site_record").id, "corrected", "x")
    with pytest.raises(Invalid, match="理由"):
        services.amend(people.handler, walk.case, step("site_record").id, "annulled", " ")


def test_an_annulled_step_no_longer_counts_and_can_be_taken_again(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect().report()
    services.amend(people.handler, walk.case, step("investigation_report").id, "annulled", "遗漏证据")
    assert Document.objects.get(template="investigation_report").state == "annulled"
    with pytest.raises(Refused, match="尚未调查终结"):
        walk.submit()
    walk.report(fine="1500")
    assert "annulled" in {knot.state for knot in queries.case_page(people.handler, walk.case).spine}


def test_an_annulled_decision_falls_and_the_case_is_open_again(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    with pytest.raises(NotAllowed):
        services.amend(people.handler, walk.case, step("decide").id, "annulled", "x")
    services.amend(people.head, walk.case, step("decide").id, "annulled", "适用依据有误")
    assert Decision.objects.get().state == "annulled"
    case = Case.objects.get()
    assert (case.status, case.decided_on, case.decision_number) == ("open", None, "")
    assert walk.decide().number == "安城管罚决字〔2026〕2号"


def test_the_content_of_a_decision_is_not_corrected(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    with pytest.raises(Refused, match="不能更正"):
        services.amend(people.head, walk.case, step("decide").id, "corrected", "x", {"fine": "1"})
    with pytest.raises(Refused, match="送审"):
        services.amend(people.reviewer, walk.case, step("review").id, "corrected", "x", {"opinion_text": "x"})


def test_who_may_not_amend(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    id = step("site_record").id
    for name in ("reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.amend(getattr(people, name), walk.case, id, "annulled", "x")
    with pytest.raises(NotFound):
        services.amend(people.outsider, walk.case, id, "annulled", "x")
    with pytest.raises(NotFound):
        services.amend(people.handler, walk.case, "nothing", "annulled", "x")


def test_an_annulled_suspension_leaves_the_case_open(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.approved("suspend", reason="x")
    services.amend(people.head, walk.case, step("suspend").id, "annulled", "误办")
    assert Case.objects.get().status == "open"
    services.amend(people.head, walk.case, step("file").id, "annulled", "误立")
    assert Case.objects.get().filed_on is None
