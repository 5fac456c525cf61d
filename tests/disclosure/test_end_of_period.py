"""公示期满: a disclosure that has a last day ends by itself."""

import datetime

import pytest

import cast
import walks
from disclosure.published import LAST_DAY, decided, record_is_whole
from sanxiang.disclosure import public, services
from sanxiang.disclosure.acts import PublishGenerated
from sanxiang.disclosure.models import Publication, PublicDecision
from sanxiang.record import queries
from sanxiang.record import services as record

pytestmark = pytest.mark.django_db
UNTIL = datetime.date(2026, 9, 30)
AFTER = UNTIL + datetime.timedelta(days=1)


def published(people: cast.Cast) -> str:
    case = decided(people)
    services.publish(people.discloser, case, until=UNTIL, happened=LAST_DAY, backfill=walks.LATE)
    return case


def test_it_ends_the_day_after_its_last(people: cast.Cast) -> None:
    case = published(people)
    assert services.end_periods(UNTIL) == 0
    assert services.end_periods(AFTER) == 1
    assert services.end_periods(AFTER) == 0
    row = PublicDecision.objects.get()
    assert (row.state, row.reason, row.full_text) == ("ended", "公示期届满", "")
    assert Publication.objects.get().state == "ended"
    last = queries.acts_of(case)[-1]
    assert (last.name, last.role) == ("disclosure.end", "system")
    assert not public.search(public.Search(words="商贸")).rows
    assert record_is_whole()


def test_imported_decisions_end_too(people: cast.Cast) -> None:
    shown = {
        "organ_name": "安州市城市管理局", "source": "imported", "title": "甲公司案", "party": "甲公司", "published_on": "2026-09-01",
        "until": UNTIL.isoformat(),
    }  # fmt: skip
    with record.begin("decision", people.organ, "d1") as stream:
        stream.append(PublishGenerated(decision="d1", shown=shown), actor=record.SYSTEM)
    assert services.end_periods(AFTER) == 1
    assert PublicDecision.objects.get(id="d1").state == "ended"


def test_what_has_no_last_day_or_came_down_before_does_not_end(people: cast.Cast) -> None:
    services.publish(people.discloser, decided(people), happened=LAST_DAY, backfill=walks.LATE)
    case = published(people)
    services.withdraw(people.discloser, case, "决定被撤销", happened=UNTIL, backfill=walks.LATE)
    assert services.end_periods(datetime.date(2099, 1, 1)) == 0
    assert sorted(PublicDecision.objects.values_list("state", flat=True)) == ["published", "withdrawn"]
