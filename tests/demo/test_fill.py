"""`sanxiang demo --cases N --decisions N`."""

import pathlib
from typing import Any

import pytest

from sanxiang import demo
from sanxiang.casework import queries
from sanxiang.casework.models import Case
from sanxiang.demo import city
from sanxiang.disclosure import public
from sanxiang.disclosure.models import PublicDecision
from sanxiang.organs.models import User
from sanxiang.organs.queries import person
from sanxiang.record.verify import verify

pytestmark = pytest.mark.django_db


def test_generated_decisions_are_found_by_search_and_replay(
    settings: Any, tmp_path: pathlib.Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.VAR = tmp_path
    assert demo.fill(decisions=50) == {"cases": 0, "decisions": 50}
    one = PublicDecision.objects.order_by("id").first()
    assert one is not None
    assert one.source == "generated"
    assert one.id in {row.id for row in public.search(public.Search(words=one.party)).rows}
    assert verify(replay=True).problems == []
    assert "50/50" in capsys.readouterr().err


def test_generated_cases_are_listed_with_their_periods(settings: Any, tmp_path: pathlib.Path) -> None:
    settings.VAR = tmp_path
    city.build()
    demo.fill(cases=30)
    assert Case.objects.count() == 30
    handler = person(User.objects.get(username="feng"))
    lines = queries.cases(handler).lines
    assert lines
    assert any(line.due for line in lines)
    assert queries.case_page(handler, lines[0].id).offers
    assert verify(replay=True).problems == []


def test_filling_twice_adds_to_what_is_there() -> None:
    demo.fill(decisions=5)
    demo.fill(decisions=5)
    assert PublicDecision.objects.count() == 10
