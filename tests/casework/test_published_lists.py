"""What is published is what the case walks: the organ's flow tightens the procedure, its review list exempts."""

import datetime
from typing import Any

import pytest

import cast
import walks
from sanxiang.casework import queries
from sanxiang.casework.models import Decision
from sanxiang.catalogue import services as catalogue
from sanxiang.record.refusal import Invalid, Refused

pytestmark = pytest.mark.django_db
EXEMPT = {"code": "FS-900", "name": "未经听证的小额罚款", "exempt": True, "basis": "本机关法制审核目录"}


def publish(people: cast.Cast, kind: str, *rows: dict[str, Any]) -> str:
    version = catalogue.draft(people.discloser, kind, "清单", list(rows))
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version, datetime.date(2020, 1, 2))
    return version


def test_an_organ_s_flow_asks_for_more(people: cast.Cast) -> None:
    publish(
        people, "procedure",
        {"code": "investigation_report", "fields": [{"name": "video", "label": "录像编号"}], "required": ["fine"], "basis": "本机关规定"},
    )  # fmt: skip
    walk = walks.Walk(people).file().inspect()
    with pytest.raises(Invalid) as refusal:
        walk.report(fine="")
    assert set(refusal.value.fields) == {"fine", "video"}
    walk.report(video="LX-1")
    knot = next(knot for knot in queries.case_page(people.handler, walk.case).spine if knot.act == "investigation_report")
    assert ("录像编号", "LX-1") in knot.fields


def test_a_case_opened_before_the_flow_was_tightened_walks_the_old_one(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    publish(people, "procedure", {"code": "investigation_report", "fields": [{"name": "video", "label": "录像编号"}]})
    walk.report()


def test_a_row_of_the_review_list_exempts(people: cast.Cast) -> None:
    version = publish(people, "review_list", EXEMPT, cast.REVIEW | {"from_person": "5000", "from_entity": "50000"})
    walk = walks.Walk(people).to_notice()
    walk.decide()
    assert Decision.objects.get().review_ground == f"exempt:{version}#FS-900"


def test_above_the_threshold_nothing_exempts(people: cast.Cast) -> None:
    publish(people, "review_list", EXEMPT, cast.REVIEW | {"from_person": "500", "from_entity": "1500"})
    with pytest.raises(Refused, match="未经法制审核"):
        walks.Walk(people).to_notice().decide()


def test_once_submitted_a_decision_needs_the_opinion(people: cast.Cast) -> None:
    publish(people, "review_list", EXEMPT)
    walk = walks.Walk(people).to_review()
    with pytest.raises(Refused, match="尚未提出意见"):
        walk.decide()


def test_a_recording_list_tells_how_a_step_is_recorded(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    assert queries.form(people.handler, walk.case, "seize").recording == "throughout"
    assert queries.form(people.handler, walk.case, "site_record").recording == "on_demand"


def test_a_form_that_names_a_fine_shows_the_discretion_standard(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    assert [tier.name for tier in queries.form(people.handler, walk.case, "notify").tiers] == ["轻微", "一般"]
    assert queries.form(people.handler, walk.case, "interview").tiers == []
