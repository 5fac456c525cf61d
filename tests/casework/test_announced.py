"""What a form announces before it is sent: the documents, and which answer makes them."""

import pytest

import cast
import walks
from sanxiang.casework import papers, queries
from sanxiang.law import packs

pytestmark = pytest.mark.django_db


def test_documents_that_hang_on_the_outcome_say_so() -> None:
    step = packs.load().procedure("permit", "ordinary").step("decide")
    assert step is not None
    assert papers.announced(step) == ["《准予行政许可决定书》（准予行政许可的）", "《不予行政许可决定书》（不予行政许可的）"]


def test_others_are_announced_by_their_title(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    assert queries.form(people.handler, walk.case, "site_record").documents == ["《现场检查（勘验）笔录》"]
    told = queries.form(people.handler, walk.case, "decide").documents
    assert told == ["《行政处罚决定书》（给予行政处罚的）", "《不予行政处罚决定书》（不予行政处罚、违法事实不能成立，不予处罚的）"]


def test_a_family_calls_each_case_by_its_procedure(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    assert [one.title for one in queries.case_page(people.handler, walk.case).family] == ["行政处罚普通程序"]
