"""Whatever is typed, the answer is a refusal that says what to do, or it is kept as it was typed; nothing is half-written."""

import contextlib
import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cast
import walks
from sanxiang.casework import forms, services
from sanxiang.casework.models import Case, Step
from sanxiang.law import packs
from sanxiang.record.models import RecordedAct
from sanxiang.record.refusal import Invalid, Refused

pytestmark = pytest.mark.django_db
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates() | st.datetimes() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FIELDS = [field for step in packs.load().procedure("penalty", "ordinary").steps for field in step.fields]


@given(st.sampled_from(FIELDS), VALUES)
@settings(max_examples=150, deadline=None)
def test_a_field_takes_a_value_or_says_what_it_wants(field: Any, value: Any) -> None:
    with contextlib.suppress(Invalid):
        clean = forms.check([field], {field.name: value}, {})
        assert forms.check([field], clean, {}) == clean, "what was taken is taken again unchanged"


@pytest.mark.parametrize(
    "text", ["\x00改正", "\ud800改正", "改\u202e正", "=HYPERLINK()", "<script>alert(1)</script>", "'; DROP TABLE x;--", "𠮷野家" * 50]
)
def test_strange_text_is_kept_or_cleaned(people: cast.Cast, text: str) -> None:
    walk = walks.Walk(people).file()
    services.take_step(people.handler, walk.case, "order_correction", {"content": text}, key="k")
    kept = Step.objects.get(act="order_correction").fields["content"]
    assert kept == text.replace("\x00", "").replace("\ud800", "").replace("\u202e", "")


def test_text_that_is_only_strange_counts_as_empty(people: cast.Cast) -> None:
    with pytest.raises(Invalid):
        walks.Walk(people, cause="\u200b\x00 ")
    with pytest.raises(Invalid):
        walks.Walk(people, party=walks.COMPANY | {"name": "\u200b"})
    assert not Case.objects.exists()


def test_floats_of_a_machine_are_taken_as_amounts(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    services.take_step(people.handler, walk.case, "investigation_report", walks.REPORT | {"fine": 1500.5}, key="k")
    assert Step.objects.get(act="investigation_report").fields["fine"] == "1500.50"


def test_a_step_before_the_lead_or_in_the_future_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.day = datetime.date.today() - datetime.timedelta(10)
    with pytest.raises(Invalid, match="不能早于登记日期"):
        walk.take("file", cause="x", summary="x", basis_text="x", handlers=walk.officers)
    walk.day = datetime.date.today() + datetime.timedelta(10)
    with pytest.raises(Refused, match="之后"):
        walk.take("file", cause="x", summary="x", basis_text="x", handlers=walk.officers)


def test_a_moment_without_a_zone_is_shanghai_s(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    at = datetime.datetime.now().replace(microsecond=0)
    services.take_step(
        people.handler, walk.case, "file", {"cause": "x", "summary": "x", "basis_text": "x", "handlers": walk.officers}, happened=at
    )


def test_too_long_a_text_is_refused_and_nothing_is_written(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="过长"):
        walks.Walk(people, cause="长" * 300)
    assert not Case.objects.exists()


def test_a_refused_step_leaves_no_trace(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_notice()
    before = RecordedAct.objects.count()
    with pytest.raises(Refused):
        walk.decide()
    with pytest.raises(Invalid):
        walk.submit(draft={"fine": "很多"})
    assert RecordedAct.objects.count() == before
