"""行政检查, walked from the task to the archive: ordinary and double-random; and who may not."""

import datetime

import pytest

import cast
import every_type
from dated import Dated
from sanxiang.casework import queries, services
from sanxiang.disclosure import services as disclosure
from sanxiang.record.refusal import NotAllowed, Refused

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 2)
APPROVAL = {"exceeding": False, "visits_day": 1, "visits_week": 1, "visits_month": 1, "visits_year": 1, "clean_runs": 0}


@pytest.fixture
def task(people: cast.Cast) -> Dated:
    every_type.items(people)
    return Dated(people, "inspection", "ordinary", MARCH)


def noticed(walk: Dated) -> Dated:
    walk.on(3, 3).take("inspection_approval", **APPROVAL)
    walk.on(3, 4).take("inspection_notice", inspection_day="2026-03-09", served="2026-03-04")
    return walk


def test_an_inspection_from_its_task_to_the_archive(task: Dated) -> None:
    walk = noticed(task).on(3, 9)
    walk.take("site_record", content="消防器材过期。")
    walk.take("survey")
    walk.take("sample")
    walk.take("interview", content="问：器材何时配置？\n答：三年前。")
    walk.take("order_correction", until="2026-03-20")
    number = walk.on(3, 10).take("decide", outcome="ordered", advice="按期更换。").number
    walk.on(3, 11).take("serve", received="2026-03-11")
    walk.on(3, 23).take("reinspect", corrected=True)
    disclosure.publish(walk.people.discloser, walk.case, happened=datetime.date(2026, 3, 27), backfill="补录")
    walk.on(3, 30).take("close", ground="corrected")
    walk.on(4, 7).take("archive", retention="y10")
    assert number == "安城管检决字〔2026〕1号"
    assert walk.findings() == []
    assert walk.made() >= {
        "inspection_approval", "inspection_notice", "site_record", "survey_record", "sampling_record", "interview_record", "inspection_correction",
        "inspection_result", "proof_of_service", "reinspection_record", "inspection_closing", "dossier_cover", "dossier_catalogue",
    }  # fmt: skip


def test_a_double_random_inspection_keeps_what_the_draw_can_be_computed_from(people: cast.Cast) -> None:
    every_type.items(people)
    walk = Dated(people, "inspection", "random", MARCH)
    walk.on(3, 3).take("draw", seed="20260303", objects_digest="a1" * 32)
    noticed(walk)
    walk.on(3, 9).take("site_record")
    walk.on(3, 10).take("decide", outcome="no_problem")
    walk.on(3, 11).take("serve", received="2026-03-11")
    disclosure.publish(people.discloser, walk.case, happened=datetime.date(2026, 3, 20), backfill="补录")
    walk.on(3, 23).take("close", ground="no_problem")
    walk.take("archive", retention="y10")
    assert walk.findings() == []
    assert {"random_draw_record", "inspection_result"} <= walk.made()


def test_what_may_not_be_inspected_is_no_task(people: cast.Cast) -> None:
    every_type.items(people)
    with pytest.raises(Refused, match="事项未公布"):
        Dated(people, "inspection", "ordinary", MARCH, item_published=False)
    with pytest.raises(Refused, match="没有法律、法规、规章依据"):
        Dated(people, "inspection", "ordinary", MARCH, lawful_basis=False)


def test_no_visit_without_a_notice_nor_with_a_fee(task: Dated) -> None:
    task.on(3, 3).take("inspection_approval", **APPROVAL)
    with pytest.raises(Refused, match="检查通知"):
        task.on(3, 9).take("site_record")
    task.on(3, 4).take("inspection_notice", served="2026-03-04")
    task.on(3, 9)
    with pytest.raises(Refused, match="收取了费用"):
        task.take("site_record", no_fee=False)
    with pytest.raises(Refused, match="未出示执法证件"):
        task.take("site_record", certificate_shown=False)


def test_an_unannounced_visit_tells_why(task: Dated) -> None:
    with pytest.raises(Refused, match="没有写明理由"):
        task.on(3, 3).take("inspection_approval", **APPROVAL, beforehand=False)
    task.take("inspection_approval", **APPROVAL, beforehand=False, unannounced_reason="事先通知会使检查落空")
    task.on(3, 9).take("inspection_notice")
    assert "inspection_notice" in task.made()


def test_a_penalty_springs_from_what_was_found(task: Dated) -> None:
    walk = noticed(task).on(3, 9)
    walk.take("site_record", content="未取得许可经营。")
    walk.on(3, 10).take("decide", outcome="to_penalty", advice="转行政处罚程序。")
    child = every_type.opened(walk.people, "penalty", parent=walk.case, cause="未取得许可经营")
    assert queries.case_page(walk.people.handler, child).case.line == [walk.case]


@pytest.mark.parametrize("who", ["reviewer", "head", "supervisor", "discloser", "outsider"])
def test_who_may_not_inspect(task: Dated, who: str) -> None:
    person = getattr(task.people, who)
    with pytest.raises((NotAllowed, Refused)):
        task.on(3, 3).take("inspection_approval", person, **APPROVAL)


def test_the_handler_does_not_approve(task: Dated) -> None:
    values = every_type.filled(task.people, queries.form(task.people.handler, task.case, "inspection_approval").fields, APPROVAL, task.day)
    done = services.take_step(task.people.handler, task.case, "inspection_approval", values, happened=task.day, backfill="补录")
    assert done.waiting == "head"
    with pytest.raises(NotAllowed):
        services.approve(task.people.handler, task.case, done.proposal)
