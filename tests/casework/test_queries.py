import contextlib
import datetime
from collections.abc import Callable

import pytest
import yaml
from django.db import connection
from django.test.utils import CaptureQueriesContext

import cast
import walks
from sanxiang.casework import queries, services
from sanxiang.law import packs, timeline
from sanxiang.law.assess import assess
from sanxiang.record.refusal import Invalid, NotFound

pytestmark = pytest.mark.django_db


def counted(do: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as found:
        do()
    return len(found)


def open_many(people: cast.Cast, count: int) -> None:
    for at in range(count):
        services.open_case(
            people.handler, item="CG-001", cause=walks.CAUSE, party=walks.COMPANY | {"name": f"第{at}号商贸有限公司"}, fields=walks.LEAD
        )


def test_a_list_of_cases_costs_two_queries_however_long(people: cast.Cast) -> None:
    open_many(people, 3)
    walks.Walk(people).file()
    assert counted(lambda: queries.cases(people.handler)) == 2, "a list must not ask per case: put the column on casework_case"
    open_many(people, 20)
    assert counted(lambda: queries.cases(people.handler)) == 2
    assert counted(lambda: queries.cases(people.supervisor)) == 3


def test_pages_follow_each_other_without_gap_or_repeat(people: cast.Cast) -> None:
    open_many(people, 7)
    seen: list[str] = []
    page = queries.cases(people.handler, limit=3)
    while True:
        seen += [line.number for line in page.lines]
        if not page.next:
            break
        page = queries.cases(people.handler, limit=3, after=page.next)
    assert len(seen) == len(set(seen)) == 7


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("2号", 2),
        ("安城管案字〔2026〕2号", 1),
        ("第1号商贸", 1),
        ("占用 第0号", 1),
        ("城市道路", 3),
        ("占", 3),
        ("没有的词", 0),
        ("%", 0),
        ("' OR 1=1", 0),
        ("人行道堆放", 3),
    ],
)
def test_cases_are_found_by_number_party_item_and_words(people: cast.Cast, words: str, count: int) -> None:
    open_many(people, 3)
    assert len(queries.cases(people.handler, words=words).lines) == count


@pytest.mark.parametrize("after", ["x", "2026-99-99~a", "~", "2026-01-01"])
def test_a_page_that_there_is_not(people: cast.Cast, after: str) -> None:
    with contextlib.suppress(Invalid):
        assert queries.cases(people.handler, after=after, words="\x00").lines == []


def test_a_decided_case_is_found_by_its_decision_s_number(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    lines = queries.cases(people.handler, words="罚决字〔2026〕1号").lines
    assert [(line.id, line.status, line.handlers) for line in lines] == [(walk.case, "decided", ["赵承办", "钱协办"])]


def test_filters(people: cast.Cast) -> None:
    open_many(people, 2)
    walks.Walk(people).file().inspect()
    assert len(queries.cases(people.handler, stage="调查取证").lines) == 1
    assert len(queries.cases(people.handler, status="open", item="CG-001").lines) == 3
    assert len(queries.cases(people.second, mine=True).lines) == 1


def test_another_organ_sees_nothing(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    assert queries.cases(people.outsider).lines == []
    assert queries.tasks(people.outsider) == []
    for read in (queries.case_page, queries.documents_of, queries.timeline_yaml):
        with pytest.raises(NotFound):
            read(people.outsider, walk.case)
    with pytest.raises(NotFound):
        queries.form(people.outsider, walk.case, "file")
    with pytest.raises(NotFound):
        services.save_draft(people.outsider, walk.case, "file", {})
    assert queries.cases(people.admin).lines == []


def test_a_supervisor_reads_every_organ_of_the_region(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    assert queries.case_page(people.supervisor, walk.case).case.id == walk.case
    assert not any(offer.mine for offer in queries.case_page(people.supervisor, walk.case).offers)


def test_the_page_of_a_case_costs_the_same_however_long_the_case(people: cast.Cast) -> None:
    short, long = walks.Walk(people), walks.Walk(people)
    long.to_decision()
    queries.case_page(people.handler, short.case)
    assert counted(lambda: queries.case_page(people.handler, short.case)) == 11
    assert counted(lambda: queries.case_page(people.handler, long.case)) == 11


def test_forms_and_tasks_cost_a_fixed_number(people: cast.Cast) -> None:
    walk = walks.Walk(people).file()
    queries.form(people.handler, walk.case, "notify")
    assert counted(lambda: queries.form(people.handler, walk.case, "notify")) <= 12
    open_many(people, 5)
    assert counted(lambda: queries.tasks(people.handler)) <= 6


def test_offers_tell_what_is_next_and_why_not(people: cast.Cast) -> None:
    walk = walks.Walk(people).file().inspect()
    offers = {offer.act: offer for offer in queries.case_page(people.handler, walk.case).offers}
    assert offers["investigation_report"].blocks == []
    assert offers["investigation_report"].mine
    assert "file" not in offers
    blocked = offers["decide"].blocks[0]
    assert (blocked.message, blocked.article, blocked.next) == ("尚未事先告知", "《行政处罚法》第四十四条", "请先办理“事先告知”。")
    assert not offers["decide"].mine


def test_tasks_come_nearest_legal_day_first(people: cast.Cast) -> None:
    today = datetime.date.today()
    late = walks.Walk(people, start=today - datetime.timedelta(80)).file()
    walks.Walk(people, start=today - datetime.timedelta(2)).file()
    walks.Walk(people)
    tasks = queries.tasks(people.handler)
    assert [bool(task.due) for task in tasks] == [True, True, False]
    assert tasks[0].case == late.case
    assert tasks[0].due is not None
    assert 0 <= tasks[0].due.days <= 15


def test_a_case_is_exported_as_a_timeline_that_the_brain_reads(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    walk.to_decision()
    text = queries.timeline_yaml(people.handler, walk.case)
    read = timeline.parse(text)
    assert [act.name for act in read.acts] == [
        "lead", "file", "site_record", "investigation_report", "notify", "waive", "review_submit", "review", "decide",
    ]  # fmt: skip
    found = assess(packs.load(read.case.packs), read)
    assert [finding for finding in found.findings if finding.severity == "fatal"] == []
    assert yaml.safe_load(text)["case"]["handlers"] == ["赵承办（AZ-0001）", "钱协办（AZ-0002）"]


def test_dues_are_rebuilt_by_night(people: cast.Cast) -> None:
    from sanxiang.casework.models import Due

    walks.Walk(people).file()
    before = list(Due.objects.values_list("case", "rule", "due"))
    Due.objects.all().delete()
    assert services.rebuild_dues() == 1
    assert list(Due.objects.values_list("case", "rule", "due")) == before


def test_a_task_tells_what_is_waited_for_and_what_came_back(people: cast.Cast) -> None:
    def told() -> tuple[str, str]:
        (task,) = queries.tasks(people.handler)
        return task.title, task.waits

    walk = walks.Walk(people)
    fields = {"cause": "x", "summary": "x", "basis_text": "x", "handlers": walk.officers}
    proposal = walk.take("file", **fields).proposal
    assert told() == ("等待批准：立案", "head")
    services.send_back(people.head, walk.case, proposal, "补充依据")
    assert told() == ("已退回：立案", "")
    walk.to_review()
    assert told() == ("等待法制审核", "reviewer")
    walk.agree(opinion="problems", advice="correct", law_ok=False)
    assert told() == ("审核提出问题，或者审核后证据有改动，请再次送审", "")
    walk.submit(response="已改").agree()
    assert told() == ("审核已通过，等待作出决定", "head")
