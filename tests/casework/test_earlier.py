"""What the organ's own cases tell of a party: how often it was inspected, and what bars it from applying again."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

import cast
import every_type
from dated import Dated
from sanxiang.casework import earlier, queries
from sanxiang.casework.filling import COMPUTED
from sanxiang.casework.models import Party, Step
from sanxiang.casework.rows import row_of

pytestmark = pytest.mark.django_db
MARCH = datetime.date(2026, 3, 2)
APPROVAL = {"exceeding": False, "visits_day": 1, "visits_week": 1, "visits_month": 1, "visits_year": 1, "clean_runs": 0}


def inspected(people: cast.Cast, day: datetime.date, outcome: str) -> Dated:
    walk = Dated(people, "inspection", "ordinary", day)
    walk.take("inspection_approval", **APPROVAL)
    walk.take("inspection_notice", inspection_day=day.isoformat(), served=day.isoformat())
    walk.take("site_record", content="现场检查情况。")
    walk.take("decide", outcome=outcome, advice="保持。")
    return walk


def visits(walk: Dated, today: datetime.date) -> dict[str, int]:
    case = row_of(queries.visible(walk.people.handler, walk.case))
    return earlier.visits(case, row_of(Party.objects.get(case=walk.case, role="party")), case["handlers"], today)


def test_inspections_of_the_same_party_are_counted_with_this_one(people: cast.Cast) -> None:
    every_type.items(people)
    inspected(people, datetime.date(2026, 3, 2), "no_problem")
    inspected(people, datetime.date(2026, 3, 9), "no_problem")
    walk = Dated(people, "inspection", "ordinary", datetime.date(2026, 3, 11))
    told = {"visits_day": 1, "visits_week": 2, "visits_month": 3, "visits_year": 3, "clean_runs": 2}
    assert visits(walk, datetime.date(2026, 3, 11)) == told
    assert visits(walk, datetime.date(2026, 3, 9))["visits_day"] == 2
    assert visits(walk, datetime.date(2026, 4, 1))["visits_month"] == 1
    assert visits(walk, datetime.date(2027, 1, 4))["visits_year"] == 1


def test_a_finding_ends_the_clean_run_and_a_year_does(people: cast.Cast) -> None:
    every_type.items(people)
    inspected(people, datetime.date(2026, 3, 2), "no_problem")
    inspected(people, datetime.date(2026, 3, 3), "corrected")
    inspected(people, datetime.date(2026, 3, 4), "no_problem")
    walk = Dated(people, "inspection", "ordinary", datetime.date(2026, 3, 11))
    assert visits(walk, datetime.date(2026, 3, 11))["clean_runs"] == 1
    assert visits(walk, datetime.date(2027, 3, 4))["clean_runs"] == 1
    assert visits(walk, datetime.date(2027, 3, 5))["clean_runs"] == 0


def test_the_form_shows_what_is_computed(people: cast.Cast) -> None:
    every_type.items(people)
    today = timezone.localdate()
    inspected(people, today, "no_problem")
    walk = Dated(people, "inspection", "ordinary", today)
    shown = {field.name: field.value for field in queries.form(people.handler, walk.case, "inspection_approval").fields}
    assert (shown["visits_day"], shown["clean_runs"]) == (2, 1)


def test_an_earlier_refusal_for_false_materials_comes_with_the_new_application(people: cast.Cast) -> None:
    every_type.items(people)
    first = Dated(people, "permit", "ordinary", MARCH)
    told: dict[str, Any] = {"ground": "false_materials", "false_materials": True, "safety": True, "grounds_text": "材料虚假"}
    first.on(3, 4).take("refuse_acceptance", **told)
    second = Dated(people, "permit", "ordinary", datetime.date(2026, 6, 1))
    assert Step.objects.get(case=second.case, act="apply").fields["false_materials_on"] == "2026-03-04"


@pytest.mark.parametrize(
    ("item", "licence"),
    [
        ("临时占用道路许可", "临时占用道路许可证"),
        ("施工许可证核发", "施工许可证"),
        ("道路挖掘审批", "道路挖掘许可证"),
        ("营业执照", "营业执照"),
    ],
)
def test_a_licence_is_called_a_licence(item: str, licence: str) -> None:
    class Told:
        def __init__(self, name: str) -> None:
            self.item = {"name": name}

    assert COMPUTED["item.licence_name"](Told(item)) == licence  # type: ignore[arg-type]
