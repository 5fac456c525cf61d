import pytest

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.casework.models import Case
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


def test_a_complex_case_must_be_deliberated(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    services.note_facts(people.handler, walk.case, {"complex": True})
    assert Case.objects.get().facts == {"complex": True}
    walk.report().notify().submit().agree()
    offer = next(offer for offer in queries.case_page(people.head, walk.case).offers if offer.act == "decide")
    assert any("集体讨论" in block.message for block in offer.blocks)
    walk.take("deliberate", people.head, place="会议室", host="李负责", attendees="李负责", content="同意", conclusion="处罚")
    assert walk.decide().number


def test_what_is_not_a_circumstance_is_refused(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    with pytest.raises(Invalid):
        services.note_facts(people.handler, walk.case, {"complex": "very"})
    with pytest.raises(Invalid):
        services.note_facts(people.handler, walk.case, {"handlers": ["x"]})


def test_who_may_not(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    for name in ("second", "reviewer", "head", "supervisor", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            services.note_facts(getattr(people, name), walk.case, {"complex": True})
    with pytest.raises(NotFound):
        services.note_facts(people.outsider, walk.case, {"complex": True})
