import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case, Party
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound, Refused

pytestmark = pytest.mark.django_db
SECOND = {"kind": "person", "name": "某乙", "address": "安州市"}


def test_a_second_party_joins_the_case_and_is_found(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    services.add_party(people.handler, walk.case, SECOND)
    assert Case.objects.get().party_name == "安州某某商贸有限公司、某乙"
    assert len(queries.cases(people.handler, words="某乙").lines) == 1


def test_an_interested_party_is_no_party(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    services.add_party(people.handler, walk.case, SECOND | {"role": "interested"})
    assert Case.objects.get().party_name == "安州某某商贸有限公司"


def test_a_party_s_facts_are_changed(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    id = Party.objects.get().id
    services.add_party(people.handler, walk.case, walks.COMPANY | {"address": "安州市新址"}, change=id)
    assert Party.objects.get().address == "安州市新址"
    with pytest.raises(NotFound):
        services.add_party(people.handler, walk.case, walks.COMPANY, change="nobody")


def test_what_was_reviewed_for_one_party_is_not_decided_for_two(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_review().agree()
    services.add_party(people.handler, walk.case, SECOND)
    with pytest.raises(Refused, match="没有逐一写明各自的处罚"):
        walk.decide()


def test_who_may_not(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    for name in ("second", "reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.add_party(getattr(people, name), walk.case, SECOND)
    with pytest.raises(NotFound):
        services.add_party(people.outsider, walk.case, SECOND)
    with pytest.raises(Invalid):
        services.add_party(people.handler, walk.case, {"kind": "person"})
