import datetime

import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case, Document, Draft, Due, Step
from sanxiang.organs import queries as organs
from sanxiang.organs import services as organ_services
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, Moved, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_a_step_is_an_act_with_a_row_a_document_and_a_version(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    step = Step.objects.get(act="site_record")
    assert step.fields["officers"][1] == {"id": people.second.officer, "name": "钱协办", "certificate": "AZ-0002"}
    assert Document.objects.get(step=step.id).title == "现场检查（勘验）笔录"
    names = [act.name for act in acts_of(walk.case)]
    assert names[-2:] == ["case.site_record", "case.make_document"]
    assert walk.done.version == len(names)


def test_a_step_out_of_order_is_refused_with_its_article(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    with pytest.raises(Refused, match="尚未作出决定") as refusal:
        walk.take("serve", manner="direct", place="x", officers=walk.officers)
    assert "第六十一条" in refusal.value.article
    assert refusal.value.next == "请先办理“作出决定”。"


def test_one_officer_alone_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    with pytest.raises(Refused, match="不得少于2人") as refusal:
        walk.take(
            "site_record", place="路口", began="2026-11-20T09:00", ended="2026-11-20T09:30", officers=[people.handler.officer],
            certificate_shown=True, qualified=True, present="在场", content="检查",
        )  # fmt: skip
    assert "第四十二条" in refusal.value.article


def test_every_wrong_field_is_named(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    with pytest.raises(Invalid) as refusal:
        walk.take("site_record", place="", began="昨天", officers=["nobody"], certificate_shown="maybe", content="x", colour="red")
    assert set(refusal.value.fields) == {"place", "began", "ended", "officers", "certificate_shown", "present", "colour"}


def test_a_step_that_saw_an_older_version_is_told_what_changed(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    seen = walk.done.version
    walk.inspect()
    with pytest.raises(Moved) as refusal:
        services.take_step(people.handler, walk.case, "order_correction", {"content": "改正"}, seen=seen)
    assert refusal.value.since == ["case.site_record", "case.make_document"]


def test_a_step_that_does_not_repeat_is_taken_once(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect().report()
    with pytest.raises(Refused, match="已于"):
        walk.report()


def test_the_same_key_takes_the_step_once(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    fields = {"content": "立即改正"}
    first = services.take_step(people.handler, walk.case, "order_correction", fields, key="a")
    assert services.take_step(people.handler, walk.case, "order_correction", fields, key="a") == first
    assert Step.objects.filter(act="order_correction").count() == 1


def test_who_does_not_handle_the_case_may_not(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    fields = {"cause": walks.CAUSE, "summary": "x", "basis_text": "x", "handlers": walk.officers}
    for name in ("second", "reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.take_step(getattr(people, name), walk.case, "file", fields)
    with pytest.raises(Refused, match="没有这个案件"):
        services.take_step(people.outsider, walk.case, "file", fields)


def test_who_stands_in_for_the_handler_may(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    today = datetime.date.today()
    organ_services.delegate(people.handler, people.second.officer, "handler", today - datetime.timedelta(1), today + datetime.timedelta(1))
    deputy = organs.person(people.users["second"])
    done = services.take_step(
        deputy, walk.case, "file", {"cause": walks.CAUSE, "summary": "x", "basis_text": "x", "handlers": walk.officers}
    )
    assert done.waiting == "head"


def test_a_deputy_of_the_head_decides(people: cast.Cast) -> None:
    users = dict(people.users)
    cast.add(users, people.organ, "vice", "冯副职", ("head",))
    walk = walks.Walk(people).to_review().agree()
    assert walk.decide(organs.person(users["vice"])).number


def test_periods_are_kept_after_each_step(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    assert not Due.objects.exists()
    walk.file()
    due = Due.objects.get(rule="PEN-60")
    assert due.title == "作出处罚决定"
    assert queries.cases(people.handler).lines[0].due is not None


def test_a_draft_survives_until_the_step_is_taken(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    services.save_draft(people.handler, walk.case, "order_correction", {"content": "写到一半"})
    services.save_draft(people.handler, walk.case, "order_correction", {"content": "写到一半多"})
    assert queries.form(people.handler, walk.case, "order_correction").draft == {"content": "写到一半多"}
    assert queries.form(people.second, walk.case, "order_correction").draft == {}
    assert queries.case_page(people.handler, walk.case).drafts == ["order_correction"]
    walk.take("order_correction", content="立即改正")
    assert not Draft.objects.exists()


def test_a_step_of_another_procedure_is_not_found(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="没有“fly”这一步"):
        walks.Walk(people).take("fly")


def test_review_steps_are_taken_in_review(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    with pytest.raises(Refused, match="法制审核中办理"):
        walk.take("review_submit", materials=["x"])


def test_an_urgent_seizure_is_taken_at_once_and_approved_after(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    seizure = {
        "measure": "detain", "place": "路口", "officers": walk.officers, "certificate_shown": True, "qualified": True, "urgent": True,
        "reason": "防止转移", "goods": [{"name": "推车", "quantity": "1", "unit": "辆"}], "party_present": True, "list_given": True,
        "until": "2026-12-10", "began": "2026-11-20T09:00", "ended": "2026-11-20T09:20",
        "basis_text": "某法第十条", "content": "推车一辆", "statement": "没有意见",
    }  # fmt: skip
    assert walk.take("seize", **(seizure | {"urgent": False})).waiting == "head"
    done = walk.take("seize", **seizure)
    assert done.step
    assert not done.waiting
    assert Due.objects.filter(rule="COE-19").exists()
    approval = {"granted": True, "reported_at": "2026-11-20T10:00", "opinion": "同意补办"}
    walk.take("seize_approve", people.head, **approval)
    assert Document.objects.filter(case=walk.case, template__in=["measure_record", "urgent_measure_approval"]).count() == 2
    assert not Due.objects.filter(rule="COE-19").exists()
    assert Case.objects.get().stage == "调查取证"
