"""撤下: within three working days of the revocation, with the reason that the public reads."""

import datetime

import pytest

import cast
import walks
from disclosure.published import LAST_DAY, PERSON, decided, record_is_whole
from sanxiang.casework import queries as casework
from sanxiang.casework import services as casework_services
from sanxiang.casework.models import Due
from sanxiang.disclosure import public, services
from sanxiang.disclosure.acts import PublishGenerated
from sanxiang.disclosure.models import Publication, PublicDecision
from sanxiang.record import services as record
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
REASON = "决定被复议机关撤销"
REVOKED = datetime.date(2026, 9, 15)  # a Tuesday; the third working day after is Friday the 18th
LAST_TO_WITHDRAW = datetime.date(2026, 9, 18)


def published(people: cast.Cast) -> str:
    case = decided(people)
    services.publish(people.discloser, case, happened=LAST_DAY, backfill=walks.LATE)
    return case


def revoke(people: cast.Cast, case: str) -> None:
    told = {"by": "安州市人民政府", "reason": REASON}
    casework_services.take_step(people.head, case, "revoke", told, happened=REVOKED, backfill=walks.LATE)


def withdraw(people: cast.Cast, case: str, day: datetime.date, **more: str) -> None:
    services.withdraw(people.discloser, case, REASON, happened=day, backfill=walks.LATE, **more)


def findings(people: cast.Cast, case: str) -> set[str]:
    return {finding.rule for finding in casework.case_page(people.handler, case).findings}


def test_a_revoked_decision_is_due_to_come_down_in_three_working_days(people: cast.Cast) -> None:
    case = published(people)
    revoke(people, case)
    assert Due.objects.get(case=case, rule="PEN-48b").due == LAST_TO_WITHDRAW
    withdraw(people, case, LAST_TO_WITHDRAW)
    assert not Due.objects.filter(case=case, rule="PEN-48b").exists()
    assert "PEN-48b" not in findings(people, case)
    assert record_is_whole()


def test_a_day_too_late_is_found(people: cast.Cast) -> None:
    case = published(people)
    revoke(people, case)
    withdraw(people, case, LAST_TO_WITHDRAW + datetime.timedelta(days=3))
    assert "PEN-48b" in findings(people, case)


def test_the_public_reads_why_and_nothing_else(people: cast.Cast) -> None:
    case = published(people)
    withdraw(people, case, REVOKED)
    row = PublicDecision.objects.get()
    assert (row.state, row.reason, row.title, row.number) == ("withdrawn", REASON, "（已不再公示）", row.number)
    assert not any((row.party, row.facts, row.full_text, row.content, row.basis, row.kinds, row.fine, row.hidden, row.party_code))
    assert not public.search(public.Search(words="商贸")).rows
    assert [found.id for found in public.search(public.Search(words=row.number)).rows] == [case]
    assert not public.search(public.Search()).rows


def test_it_may_be_published_again_after_correction(people: cast.Cast) -> None:
    case = published(people)
    withdraw(people, case, REVOKED)
    services.publish(people.discloser, case)
    row = PublicDecision.objects.get()
    assert (row.state, row.reason) == ("published", "")
    assert "商贸" in row.party
    assert Publication.objects.get().reason == ""
    assert record_is_whole()


def test_without_a_reason_nothing_comes_down(people: cast.Cast) -> None:
    case = published(people)
    with pytest.raises(Invalid, match="说明理由"):
        services.withdraw(people.discloser, case, "  ")
    with pytest.raises(Invalid, match="早于公示日期"):
        withdraw(people, case, LAST_DAY - datetime.timedelta(days=1))
    assert PublicDecision.objects.get().state == "published"


@pytest.mark.parametrize("reason", ["孔令生已补办手续", "身份证号11990119800101001X有误", "请与13900000001联系"])
def test_the_reason_names_nobody(people: cast.Cast, reason: str) -> None:
    case = decided(people, PERSON)
    services.publish(people.discloser, case)
    with pytest.raises(Invalid, match="个人信息") as refusal:
        services.withdraw(people.discloser, case, reason)
    assert set(refusal.value.fields) == {"reason"}


def test_what_is_down_does_not_come_down_again(people: cast.Cast) -> None:
    case = published(people)
    withdraw(people, case, REVOKED, key="k")
    withdraw(people, case, REVOKED, key="k")
    with pytest.raises(Refused, match="已不在公示中"):
        withdraw(people, case, REVOKED)


def test_an_imported_decision_comes_down_too(people: cast.Cast) -> None:
    shown = {
        "organ_name": "安州市城市管理局",
        "source": "imported",
        "number": "",
        "title": "甲公司案",
        "party": "甲公司",
        "published_on": "2026-09-01",
    }
    with record.begin("decision", people.organ, "d1") as stream:
        stream.append(PublishGenerated(decision="d1", shown=shown), actor=record.SYSTEM)
    services.withdraw(people.discloser, "d1", "与事实不符")
    row = PublicDecision.objects.get(id="d1")
    assert (row.state, row.reason, row.party) == ("withdrawn", "与事实不符", "")
    assert record_is_whole()


def test_only_a_discloser_of_the_organ_withdraws(people: cast.Cast) -> None:
    case = published(people)
    for name in ("handler", "reviewer", "head", "supervisor", "admin"):
        with pytest.raises(NotAllowed):
            services.withdraw(getattr(people, name), case, REASON)
    for id in (case, "nothing"):
        with pytest.raises(NotFound):
            services.withdraw(people.outsider, id, REASON)
    assert PublicDecision.objects.get().state == "published"
