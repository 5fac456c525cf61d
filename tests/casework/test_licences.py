"""许可证件: the register is what the acts of permits made of each licence."""

import datetime
import pathlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
import every_type
from sanxiang.casework import licences, queries, services
from sanxiang.casework.models import Licence
from sanxiang.record import verify
from sanxiang.record.refusal import Refused

TODAY = datetime.date.today()


def granted(people: cast.Cast, until: datetime.date | None = None) -> str:
    """A permit that was applied for, granted and whose licence was issued."""
    case = every_type.opened(people, "permit")
    plain = {"site_required": False, "others_interests": False, "hearing_required": False, "review_required": False}
    every_type.take(people, case, "accept", handling="alone", deemed=False, technical=False)
    every_type.take(people, case, "examine", proposal="grant", **plain)
    every_type.take(people, case, "decide", outcome="grant", valid_until=until.isoformat() if until else None, **SOUND)
    every_type.take(people, case, "issue")
    return case


SOUND = {"on_spot": False, "by_minutes": False, "false_materials": False, "safety": False}


def days(count: int) -> datetime.date:
    return TODAY + datetime.timedelta(days=count)


@pytest.fixture(autouse=True)
def log(settings: object, tmp_path: pathlib.Path) -> None:
    """Heads that verify publishes outlive a test's transaction; each test gets a folder of its own for them."""
    settings.VAR = tmp_path  # type: ignore[attr-defined]


def test_issuing_registers_a_licence_with_its_number(people: cast.Cast) -> None:
    every_type.items(people)
    case = granted(people, days(400))
    (line,) = licences.page(people.handler).lines
    assert line.number == f"安城管许证字〔{TODAY.year}〕1号"
    assert (line.holder, line.item, line.valid_until, line.state, line.case) == (
        every_type.COMPANY["name"], "permit事项", days(400), "valid", case,
    )  # fmt: skip


def test_those_that_end_soon_are_found_and_words_narrow(people: cast.Cast) -> None:
    every_type.items(people)
    soon, later, ever = granted(people, days(45)), granted(people, days(61)), granted(people)
    assert [line.case for line in licences.page(people.handler).lines] == [soon, later, ever], "without an end comes last"
    assert [line.case for line in licences.page(people.handler, within=60).lines] == [soon]
    assert licences.page(people.handler, within=30).lines == []
    assert len(licences.page(people.handler, words="建设 permit").lines) == 3
    assert licences.page(people.handler, words="别人").lines == []


def test_a_change_takes_the_place_of_what_was_before(people: cast.Cast) -> None:
    every_type.items(people)
    first = granted(people, days(400))
    change = every_type.opened(people, "permit", "change", parent=first)
    every_type.take(people, change, "accept")
    every_type.take(people, change, "examine", proposal="change", site_required=False, others_interests=False, hearing_required=False, review_required=False)  # fmt: skip
    every_type.take(people, change, "decide", outcome="change", content="变更后的范围", **SOUND)
    every_type.take(people, change, "issue", content="变更后的范围")
    (line,) = licences.page(people.handler).lines
    assert (line.licence, line.case, line.content, line.act) == (first, change, "变更后的范围", "变更")
    assert [row.act for row in licences.of_case(queries.visible(people.handler, change))] == ["issued", "changed"]
    assert verify.verify(replay=True).problems == []


def test_a_cancelled_licence_leaves_the_register_and_is_found_among_the_ended(people: cast.Cast) -> None:
    every_type.items(people)
    first = granted(people, days(400))
    end = every_type.opened(people, "permit", "cancellation", parent=first)
    for act in ("examine", "notify"):
        every_type.take(people, end, act, proposal="cancel_licence")
    every_type.take(people, end, "decide", outcome="cancel_licence", ground="dissolved")
    assert licences.page(people.handler).lines == []
    (line,) = licences.page(people.handler, ended=True).lines
    assert (line.said, line.number) == ("已注销", f"安城管许证字〔{TODAY.year}〕1号")


def test_undecided_at_its_end_a_licence_is_taken_for_renewed(people: cast.Cast) -> None:
    """行政许可法第五十条第二款."""
    every_type.items(people)
    first = granted(people, days(400))
    renewal = every_type.opened(people, "permit", "renewal", parent=first)
    row = Licence.objects.get(licence=first)
    for today, state in ((days(400), "valid"), (days(401), "deemed")):
        (line,) = licences.standings([row], today)
        assert (line.state, line.renewing) == (state, renewal)
    services.take_step(
        people.handler, renewal, "accept", every_type.filled(people, queries.form(people.handler, renewal, "accept").fields, {})
    )


def test_without_an_application_it_has_just_expired(people: cast.Cast) -> None:
    every_type.items(people)
    granted(people, days(400))
    (line,) = licences.standings(Licence.objects.all(), days(401))
    assert (line.state, line.days) == ("expired", -1)


def test_an_annulled_issue_is_no_licence(people: cast.Cast) -> None:
    every_type.items(people)
    case = granted(people, days(400))
    issue = next(knot for knot in queries.case_page(people.handler, case).spine if knot.act == "issue")
    services.amend(people.handler, case, issue.id, "annulled", "误发")
    assert licences.page(people.handler).lines == []


def test_other_organs_licences_are_not_shown(people: cast.Cast) -> None:
    every_type.items(people)
    granted(people)
    assert licences.page(people.outsider).lines == []
    assert len(licences.page(people.supervisor).lines) == 1


def test_a_licence_before_its_grant_is_refused(people: cast.Cast) -> None:
    every_type.items(people)
    case = every_type.opened(people, "permit")
    with pytest.raises(Refused, match="尚未作出许可决定"):
        every_type.take(people, case, "issue")


MANY = """
INSERT INTO casework_licence (id, stream, "case", organ, licence, at, act, number, name, holder, item_name, content, valid_from, valid_until, state, search)
SELECT l.id || ':' || n, l.stream, l."case", l.organ, 'many' || n, l.at, l.act, 'XK' || n, l.name, '持证人' || n, l.item_name, '', l.valid_from,
       l.valid_until + n % 900, '', 'XK' || n || ' 持证人' || n
FROM casework_licence l, generate_series(1, 10000) n
"""


def test_the_register_costs_the_same_with_ten_thousand_licences(people: cast.Cast) -> None:
    every_type.items(people)
    granted(people, days(5))
    with connection.cursor() as cursor:
        cursor.execute(MANY)
        cursor.execute("ANALYZE casework_licence")
    for person, most in ((people.handler, 2), (people.supervisor, 3)):
        with CaptureQueriesContext(connection) as asked:
            first = licences.page(person)
        assert len(asked) <= most
        assert len(first.lines) == licences.PAGE
        again = licences.page(person, after=first.next).lines
        assert not {line.licence for line in again} & {line.licence for line in first.lines}
    assert [line.holder for line in licences.page(people.handler, words="XK9876").lines] == ["持证人9876"]
    assert [line.number for line in licences.page(people.handler, words="持证人9876").lines] == ["XK9876"]


def test_a_licence_expires_by_the_day_without_any_act(people: cast.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    every_type.items(people)
    granted(people, days(5))
    for day, state in ((5, "valid"), (6, "expired")):
        monkeypatch.setattr("sanxiang.casework.licences.timezone.localdate", lambda day=day: days(day))
        assert [line.state for line in licences.page(people.handler).lines] == [state]
