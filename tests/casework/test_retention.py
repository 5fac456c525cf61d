"""保管期限: set at archiving by the rules of the packs, held in the store, shown in the register; holds."""

import datetime
import pathlib
from typing import Any

import pytest
from django.db import connection

import archived
import cast
import walks
from sanxiang.casework import queries, retention
from sanxiang.casework.models import Retention
from sanxiang.record import files
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: pathlib.Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def test_an_ordinary_penalty_is_kept_for_ever_and_the_store_holds_its_files(
    people: cast.Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    held: list[tuple[str, datetime.datetime]] = []
    monkeypatch.setattr(files, "hold", lambda digest, until: held.append((digest, until)))
    with django_capture_on_commit_callbacks(execute=True):
        case, piece = archived.case(people)
    row = Retention.objects.get(id=case)
    assert (row.rule, row.until) == ("RET-08a", None)
    assert held == [(piece.file, retention.FOR_EVER)]


def test_the_register_shows_the_nearest_end_first(people: cast.Cast) -> None:
    old, _ = archived.over(people)
    ever, _ = archived.case(people)
    lines, more = retention.register(people.head)
    assert ([(line.case.id, line.state) for line in lines], more) == ([(old, "over"), (ever, "kept")], "")
    assert [line.case.id for line in retention.register(people.supervisor, show="ever")[0]] == [ever]
    assert [line.case.id for line in retention.register(people.head, show="over")[0]] == [old]
    first, more = retention.register(people.head, limit=1)
    second, end = retention.register(people.head, after=more, limit=1)
    assert ([line.case.id for line in (*first, *second)], end) == ([old, ever], "")
    assert retention.register(people.outsider)[0] == []
    assert retention.register(people.admin)[0] == []


def test_a_hold_says_why_and_is_lifted_with_a_reason(people: cast.Cast) -> None:
    case, _ = archived.over(people)
    with pytest.raises(Invalid):
        retention.hold(people.head, case, " ")
    retention.hold(people.head, case, "人民法院调卷")
    assert retention.register(people.head)[0][0].state == "held"
    with pytest.raises(Refused, match="已经暂停"):
        retention.hold(people.handler, case, "再次")
    retention.release(people.handler, case, "案卷已退还")
    assert retention.register(people.head)[0][0].state == "over"


def test_who_may_not_hold_or_release(people: cast.Cast) -> None:
    case, _ = archived.over(people)
    for name in ("reviewer", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            retention.hold(getattr(people, name), case, "理由")
    with pytest.raises(NotFound):
        retention.hold(people.outsider, case, "理由")


def test_what_was_archived_before_there_were_periods_gets_one(people: cast.Cast) -> None:
    case, _ = archived.case(people)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_retention WHERE id = %s", [case])
    assert retention.catch_up() == 1
    assert Retention.objects.get(id=case).until is None
    assert retention.catch_up() == 0


def test_the_form_of_archiving_proposes_what_the_rule_says(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_decision()
    proposed = {field.name: field.value for field in queries.form(people.handler, walk.case, "archive").fields}
    assert proposed["retention"] == "permanent"
