"""录音录像 cover what must be recorded throughout: what is lacking is told, is a task, and stands before review, decision and close."""

import datetime

import pytest

import cast
import every_type
import films
import walks
from sanxiang.casework import evidence, queries, services, tasks
from sanxiang.casework.models import Step
from sanxiang.record.refusal import Refused

DAY = datetime.date(2026, 6, 1)
GOODS = [{"name": "推车", "quantity": "1", "unit": "辆"}]


def seized(people: cast.Cast, **told: object) -> tuple[walks.Walk, Step]:
    """A penalty in which goods were detained from nine to twenty to ten."""
    walk = walks.Walk(people, start=DAY).file().inspect()
    given = {
        "measure": "detain", "place": "路口", "officers": walk.officers, "certificate_shown": True, "qualified": True, "urgent": False, "reason": "防止转移",
        "goods": GOODS, "party_present": True, "list_given": True, "until": "2026-06-30", "began": f"{DAY}T09:00", "ended": f"{DAY}T09:40", "filmed": True,
        "basis_text": "某法第十条", "content": "推车一辆", "statement": "没有意见",
    }  # fmt: skip
    fields = queries.form(people.handler, walk.case, "seize").fields
    walk.approved("seize", **every_type.filled(people, fields, given | told, DAY))
    return walk, Step.objects.get(case=walk.case, act="seize")


def said(people: cast.Cast, case: str) -> list[str]:
    return [finding.message for finding in queries.case_page(people.handler, case).findings if finding.rule == "REC-08"]


def test_what_is_lacking_is_told_at_once_and_is_a_task(people: cast.Cast) -> None:
    walk, step = seized(people)
    films.film(people.handler, walk.case, step.id, f"{DAY}T09:00", f"{DAY}T09:10")
    films.film(people.handler, walk.case, step.id, f"{DAY}T09:25", f"{DAY}T09:41")
    (found,) = said(people, walk.case)
    assert "录像尚缺09:10–09:25" in found
    (task,) = [task for task in tasks.of(people.handler, 50) if task.kind == "record"]
    assert "录像尚缺09:10–09:25" in task.title
    films.film(people.handler, walk.case, step.id, f"{DAY}T09:10", f"{DAY}T09:25")
    assert said(people, walk.case) == []
    assert not [task for task in tasks.of(people.handler, 50) if task.kind == "record"]


def test_a_case_does_not_go_to_review_while_a_recording_is_lacking(people: cast.Cast) -> None:
    walk, step = seized(people)
    walk.report().notify()
    with pytest.raises(Refused, match="查封、扣押尚无录像，应覆盖09:00–09:40") as refused:
        walk.submit()
    assert "国办发〔2018〕118号" in refused.value.article
    films.film(people.handler, walk.case, step.id, f"{DAY}T08:59", f"{DAY}T09:41")
    walk.submit()


def test_a_written_reason_with_a_report_stands_for_what_could_not_be_recorded(people: cast.Cast) -> None:
    walk, step = seized(people)
    told = {"recording_impossible": "暴雨中设备进水", "recording_report": "已向中队长报告"}
    services.amend(people.head, walk.case, step.id, "supplemented", "书面说明", told)
    assert said(people, walk.case) == []


def test_a_recording_made_before_the_step_was_on_record_is_taken_up_by_it(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=DAY).file()
    films.film(people.handler, walk.case, "site_record", f"{DAY}T09:00", f"{DAY}T09:40")
    walk.inspect()
    step = Step.objects.get(case=walk.case, act="site_record")
    assert [one["kind"] for one in step.recordings] == ["video"]
    assert step.recording == ""  # on demand: nothing is asked
    assert ("音像记录", "09:00–09:40") in next(
        knot for knot in queries.case_page(people.handler, walk.case).spine if knot.id == step.id
    ).fields


def test_a_recording_that_is_excluded_covers_nothing(people: cast.Cast) -> None:
    walk, step = seized(people)
    id = films.film(people.handler, walk.case, step.id, f"{DAY}T09:00", f"{DAY}T09:40")
    assert said(people, walk.case) == []
    evidence.exclude(people.handler, walk.case, id, "不是本案的录像")
    assert len(said(people, walk.case)) == 1


def test_a_picture_and_a_film_of_another_step_cover_nothing(people: cast.Cast) -> None:
    walk, step = seized(people)
    films.film(people.handler, walk.case, step.id, f"{DAY}T09:00", f"{DAY}T09:40", b"\xff\xd8\xff\xe0" + b"0" * 900)
    other = Step.objects.get(case=walk.case, act="site_record")
    films.film(people.handler, walk.case, other.id, f"{DAY}T09:00", f"{DAY}T09:40")
    assert "尚无录像" in said(people, walk.case)[0]


def test_the_timeline_that_is_exported_tells_the_recordings(people: cast.Cast) -> None:
    walk, step = seized(people)
    films.film(people.handler, walk.case, step.id, f"{DAY}T09:00", f"{DAY}T09:40")
    from sanxiang.law import timeline

    told = timeline.parse(queries.timeline_yaml(people.handler, walk.case))
    (act,) = [act for act in told.acts if act.name == "seize"]
    assert [(one.since.strftime("%H:%M"), one.until.strftime("%H:%M")) for one in act.told["recordings"]] == [("09:00", "09:40")]


def test_the_time_of_a_step_recorded_throughout_is_asked(people: cast.Cast) -> None:
    walk = walks.Walk(people, start=DAY).file()
    fields = {field.name: field.required for field in queries.form(people.handler, walk.case, "seize").fields}
    assert fields["began"]
    assert fields["ended"]
    assert not fields["interruption_reason"]
