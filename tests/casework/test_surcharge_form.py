"""加处罚款 in the forms: what is owed is computed and filled in, more than that is refused with the computation (行政处罚法第七十二条)."""

import datetime

import pytest
from django.utils import timezone

import cast
import walks
from sanxiang.casework import queries
from sanxiang.record.refusal import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdue(people: cast.Cast) -> walks.Walk:
    """A penalty of 2000 yuan, served so long ago that it is overdue by now."""
    walk = walks.Walk(people, start=timezone.localdate() - datetime.timedelta(days=50)).to_notice()
    walk.later(1).submit().agree().decide()
    walk.take("serve", manner="direct", place="安州市解放路2号", officers=walk.officers)
    walk.day = None
    return walk


def value(walk: walks.Walk, act: str, name: str) -> object:
    return next(field.value for field in queries.form(walk.people.handler, walk.case, act).fields if field.name == name)


def test_the_forms_bring_what_is_owed_and_refuse_more(overdue: walks.Walk) -> None:
    owed = value(overdue, "pay", "surcharge")
    assert owed == value(overdue, "surcharge", "amount") == "2000"  # 34 days and more: as much as the fine
    assert value(overdue, "pay", "amount") == "2000"
    with pytest.raises(Refused, match=r"加处罚款2000.01元，多于至.*还可以加处的2000元（.*不得超出"):
        overdue.take("pay", amount="2000", surcharge="2000.01")
    overdue.take("pay", amount="2000", surcharge="2000")
    assert value(overdue, "pay", "surcharge") is None
