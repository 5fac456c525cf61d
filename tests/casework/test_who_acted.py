"""A step tells who took it, who submitted and who approved it, and for whom somebody stood in; a recused handler is replaced."""

import datetime

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.organs import queries as organs_queries
from sanxiang.organs import services as organs


def test_an_approved_step_tells_who_submitted_it(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    knot = next(knot for knot in queries.case_page(people.handler, walk.case).spine if knot.act == "file")
    assert (knot.submitted_by, knot.approved_by) == (people.handler.name, people.head.name)


def test_who_stands_in_for_a_handler_is_told(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    today = datetime.date.today()
    organs.delegate(people.handler, people.second.officer, "handler", today, today + datetime.timedelta(days=3))
    stand_in = organs_queries.person(people.users["second"])
    services.take_step(stand_in, walk.case, "decline", {"reason": "没有违法事实"})
    done = queries.case_page(people.head, walk.case).proposals[0]
    assert done.by == people.second.officer
    services.send_back(people.head, walk.case, done.id, "再核实")
    services.take_step(stand_in, walk.case, "recuse_request", {"of": [people.handler.officer], "reason": "与当事人有亲属关系"})
    knot = next(knot for knot in queries.case_page(people.head, walk.case).spine if knot.act == "recuse_request")
    assert (knot.by, knot.stands_for) == (people.second.name, people.handler.name)


def test_a_recused_handler_is_a_task_until_the_case_is_handed_over(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    walk.take("recuse_request", of=[people.handler.officer], reason="与当事人有亲属关系")
    walk.take("recuse_decide", people.head, of=[people.handler.officer], granted=True)
    assert [task.kind for task in queries.tasks(people.head)] == ["hand_over"]
    services.hand_over(people.head, walk.case, [people.second.officer], "回避")
    assert queries.tasks(people.head) == []


def test_a_payment_offers_what_is_still_owed(people: cast.Cast) -> None:
    walk = walks.Walk(people).to_decision()
    walk.take("serve", manner="direct", place="解放路2号", officers=walk.officers)
    walk.take("pay", amount="500", receipt="1")
    form = queries.form(people.handler, walk.case, "pay")
    assert next(field.value for field in form.fields if field.name == "amount") == "1500"


def test_the_task_of_who_stands_in_says_in_whose_place(people: cast.Cast) -> None:
    walk, today = walks.Walk(people), datetime.date.today()
    organs.delegate(people.handler, people.second.officer, "handler", today, today)
    stand_in = organs_queries.person(people.users["second"])
    assert [(task.case, task.stands_for) for task in queries.tasks(stand_in)] == [(walk.case, people.handler.name)]
    assert [task.stands_for for task in queries.tasks(people.handler)] == [""]
