import datetime

import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case, Counter
from sanxiang.catalogue import services as catalogue
from sanxiang.organs import queries as organs
from sanxiang.organs import services as organ_services
from sanxiang.record.queries import acts_of
from sanxiang.record.refusal import Invalid, NotAllowed, Refused, Reused

pytestmark = pytest.mark.django_db
OPEN = {"item": "CG-001", "cause": walks.CAUSE, "party": walks.COMPANY, "fields": walks.LEAD}


def test_a_case_is_opened_on_the_published_lists(people: cast.Cast) -> None:
    done = services.open_case(people.handler, **OPEN)
    case = Case.objects.get()
    assert (case.id, case.number, case.stage, case.status) == (done.case, "安城管案字〔2026〕1号", "启动", "open")
    assert case.lists == people.lists
    assert case.handlers == [{"id": people.handler.officer, "name": "赵承办", "certificate": "AZ-0001"}]
    assert [act.name for act in acts_of(done.case)] == ["case.open"]


def test_numbers_have_no_gaps_when_an_opening_fails(people: cast.Cast) -> None:
    services.open_case(people.handler, **OPEN)
    with pytest.raises(Invalid):
        services.open_case(people.handler, **(OPEN | {"party": {"kind": "organisation", "name": ""}}))
    assert services.open_case(people.handler, **OPEN).number == "安城管案字〔2026〕2号"
    assert Counter.objects.get(kind="case").last == 2


def test_the_same_key_opens_one_case(people: cast.Cast) -> None:
    first = services.open_case(people.handler, **OPEN, key="k1")
    assert services.open_case(people.handler, **OPEN, key="k1") == first
    with pytest.raises(Reused):
        services.open_case(people.handler, **(OPEN | {"cause": "另一案由"}), key="k1")
    assert Case.objects.count() == 1


def test_a_party_with_a_wrong_code_is_refused_with_the_field(people: cast.Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        services.open_case(
            people.handler, **(OPEN | {"party": walks.COMPANY | {"id_number": "91230500MA1B3N1N2X", "kind": "organisation"}})
        )
    assert "校验位" in refusal.value.fields["party.id_number"]
    with pytest.raises(Invalid) as refusal:
        services.open_case(people.handler, **(OPEN | {"party": {"kind": "robot", "name": "", "colour": "red"}}))
    assert set(refusal.value.fields) == {"party.kind", "party.name", "party.colour"}


def test_the_birth_of_a_person_is_read_from_the_number(people: cast.Cast) -> None:
    party = {"kind": "person", "name": "某甲", "id_number": "11010519491231002x"}
    done = services.open_case(people.handler, **(OPEN | {"party": party}))
    found = queries.case_page(people.handler, done.case).parties[0]
    assert (found.id_number, found.born) == ("11010519491231002X", datetime.date(1949, 12, 31))


def test_without_a_published_list_no_case_is_opened(people: cast.Cast) -> None:
    with pytest.raises(Refused, match="尚未公布执法事项清单") as refusal:
        services.open_case(people.outsider, **OPEN)
    assert "118号" in refusal.value.article


def test_an_item_that_the_list_lacks_is_refused(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="不在现行清单内"):
        services.open_case(people.handler, **(OPEN | {"item": "XX"}))
    with pytest.raises(Invalid, match="不适用该程序"):
        services.open_case(people.handler, **OPEN, procedure="other")


def test_only_a_handler_with_a_valid_certificate_may(people: cast.Cast) -> None:
    for name in ("reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.open_case(getattr(people, name), **OPEN)
    organ_services.amend_officer(people.admin, people.second.officer, certificate_until="2026-01-01")
    expired = organs.person(people.users["second"])
    with pytest.raises(NotAllowed, match="有效期内的执法证件") as refusal:
        services.open_case(expired, **OPEN)
    assert refusal.value.article == "行政处罚法第四十二条"


def test_an_old_case_is_backfilled_with_a_reason(people: cast.Cast) -> None:
    day = datetime.date(2026, 3, 2)
    with pytest.raises(Invalid, match="补录"):
        services.open_case(people.handler, **OPEN, happened=day)
    done = services.open_case(people.handler, **OPEN, happened=day, backfill="纸质登记补录")
    assert queries.case_page(people.handler, done.case).spine[0].backfill == "纸质登记补录"
    assert Case.objects.get().opened_on == day


def test_a_case_keeps_the_version_of_the_list_that_it_was_opened_on(people: cast.Cast) -> None:
    done = services.open_case(people.handler, **OPEN)
    version = catalogue.draft(people.discloser, "item", "执法事项清单", [cast.ITEM | {"name": "新名称", "basis": "新依据"}])
    catalogue.approve(people.head, version)
    catalogue.publish(people.discloser, version)
    form = queries.form(people.handler, done.case, "file")
    assert cast.ITEM["basis"] in next(field.value for field in form.fields if field.name == "basis_text")
    assert services.open_case(people.handler, **OPEN).case
    assert Case.objects.order_by("-number").first().lists["item"] == version  # type: ignore[union-attr]


def test_unknown_circumstances_are_refused(people: cast.Cast) -> None:
    with pytest.raises(Invalid, match="没有这个情形"):
        services.open_case(people.handler, **OPEN, facts={"weather": "rain"})
    services.open_case(people.handler, **OPEN, facts={"complex": True, "act_until": "2026-11-01"})
    assert Case.objects.get().facts == {"complex": True, "act_until": "2026-11-01"}


def test_everything_that_an_empty_form_lacks_is_told_at_once(people: cast.Cast) -> None:
    with pytest.raises(Invalid) as refused:
        services.open_case(people.handler, item="CG-001", party={}, fields={})
    assert {"party.name", "party.kind", "cause", "source", "content"} <= set(refused.value.fields)
