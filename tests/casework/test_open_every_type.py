"""A case of any type begins with the first step of its procedure, on an item of the published list."""

import datetime

import pytest

import cast
import every_type
from sanxiang.casework import queries, services
from sanxiang.law import procedure
from sanxiang.record.refusal import Invalid, NotAllowed, Refused

# Procedures that begin by themselves; the others spring from a case.
ALONE = ["permit-ordinary", "inspection-ordinary", "inspection-random", "levy-ordinary", "fee-ordinary", "confirmation-ordinary", "grant-ordinary", "requisition-ordinary"]  # fmt: skip


@pytest.mark.parametrize("which", ALONE)
def test_it_begins_with_the_first_step_of_its_procedure(people: cast.Cast, which: str) -> None:
    every_type.items(people)
    type, _, name = which.partition("-")
    page = queries.case_page(people.handler, every_type.opened(people, type, name))
    assert page.spine[0].act == procedure.load(type, name).steps[0].act
    assert (page.case.type, page.case.procedure, page.case.family) == (type, name, page.case.id)
    assert any(not offer.blocks for offer in page.offers), "the case can go on"


def test_its_number_bears_the_word_of_its_type(people: cast.Cast) -> None:
    every_type.items(people)
    year = datetime.date.today().year
    first, second = every_type.opened(people, "permit"), every_type.opened(people, "permit")
    assert queries.visible(people.handler, first).number == f"安城管许案字〔{year}〕1号"
    assert queries.visible(people.handler, second).number == f"安城管许案字〔{year}〕2号"


def test_only_what_the_list_and_the_packs_have_may_begin(people: cast.Cast) -> None:
    assert set(queries.beginnings(people.handler)) == {"penalty"}
    every_type.items(people)
    assert set(queries.beginnings(people.handler)) == set(procedure.known())


def test_a_case_that_is_no_penalty_is_called_by_its_item(people: cast.Cast) -> None:
    every_type.items(people)
    case = queries.visible(people.handler, every_type.opened(people, "permit", cause=""))
    assert case.cause == "permit事项"
    with pytest.raises(Invalid, match="案由"):
        services.open_case(people.handler, item="CG-001", party=every_type.COMPANY, fields={})


def test_an_item_of_another_type_is_refused(people: cast.Cast) -> None:
    every_type.items(people)
    with pytest.raises(Invalid, match="不是行政许可事项"):
        every_type.opened(people, "permit", item="CG-001")


def test_a_guard_of_the_first_step_holds(people: cast.Cast) -> None:
    every_type.items(people)
    with pytest.raises(Refused) as refused:
        every_type.opened(people, "permit", "renewal", valid_until=(datetime.date.today() - datetime.timedelta(1)).isoformat())
    assert refused.value.article
    assert queries.cases(people.handler, type="permit").lines == []


def test_who_holds_no_certificate_may_not(people: cast.Cast) -> None:
    every_type.items(people)
    form = queries.beginning(people.handler, "permit", "ordinary")
    for person in (people.head, people.reviewer, people.supervisor, people.discloser):
        with pytest.raises(NotAllowed):
            services.open_case(person, item="T-permit", party=every_type.COMPANY, fields=every_type.filled(people, form.fields, {}))


def test_cases_are_listed_by_type(people: cast.Cast) -> None:
    every_type.items(people)
    permit, check = every_type.opened(people, "permit"), every_type.opened(people, "inspection")
    assert [line.id for line in queries.cases(people.handler, type="permit").lines] == [permit]
    assert {line.id for line in queries.cases(people.handler).lines} == {permit, check}
