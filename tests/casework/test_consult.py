"""调阅: one act for one opening, with a purpose; it moves nobody's form and voids no review."""

import datetime
import pathlib

import pytest

import cast
import walks
from pieces import FACTS, File
from sanxiang.casework import custody, evidence, services
from sanxiang.casework.models import Case, Evidence
from sanxiang.record import queries as record
from sanxiang.record.models import Stream
from sanxiang.record.refusal import Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: pathlib.Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"  # type: ignore[attr-defined]


def photographed(people: cast.Cast) -> tuple[walks.Walk, custody.Thing]:
    walk = walks.Walk(people)
    evidence.add(people.handler, walk.case, FACTS, File())
    return walk, custody.of_evidence(Evidence.objects.get(case=walk.case))


def consulted(case: str) -> list[tuple[str, str, str]]:
    return [(act.role, act.data["manner"], act.data["purpose"]) for act in record.acts_named(case, "custody.consult")]


def test_a_handler_opens_with_the_purpose_that_comes_with_the_work(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    given = custody.consult(people.handler, photo, "view")
    assert consulted(walk.case) == [("handler", "view", "办理本案")]
    assert custody.admitted(people.handler, photo.id, given)
    assert people.handler.officer not in given
    assert photo.id not in given


def test_reviewer_and_head_have_theirs_and_all_others_type_it(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    custody.consult(people.reviewer, photo, "view")
    custody.consult(people.head, photo, "download")
    for other in (people.supervisor, people.second, people.discloser):
        with pytest.raises(Invalid, match="目的"):
            custody.consult(other, photo, "view", "  ")
    custody.consult(people.supervisor, photo, "view", "专项监督检查，实时调阅")
    assert consulted(walk.case) == [
        ("reviewer", "view", "法制审核"),
        ("head", "download", "审批"),
        ("supervisor", "view", "专项监督检查，实时调阅"),
    ]


def test_a_ticket_is_for_one_person_one_thing_and_some_minutes(people: cast.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    _, photo = photographed(people)
    given = custody.consult(people.handler, photo, "view")
    assert not custody.admitted(people.reviewer, photo.id, given)
    assert not custody.admitted(people.handler, "another", given)
    assert not custody.admitted(people.handler, photo.id, "")
    assert not custody.admitted(people.handler, photo.id, given[:-1] + ("A" if given[-1] != "A" else "B"))
    monkeypatch.setattr(custody, "LASTS", datetime.timedelta(0))
    assert not custody.admitted(people.handler, photo.id, given)


def test_who_may_not_give_out(people: cast.Cast) -> None:
    _, photo = photographed(people)
    for name in ("reviewer", "discloser", "second"):
        with pytest.raises(NotAllowed):
            custody.consult(getattr(people, name), photo, "export", "出具")
    for name in ("reviewer", "discloser", "second", "supervisor"):
        with pytest.raises(NotAllowed):
            custody.consult(getattr(people, name), photo, "copy", "出具", "市中级人民法院")
    with pytest.raises(Invalid, match="交给谁"):
        custody.consult(people.handler, photo, "copy", "应诉")
    assert custody.consult(people.handler, photo, "copy", "应诉", "市中级人民法院")


def test_who_may_not_even_know_of_it(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    for name in ("outsider", "admin"):
        with pytest.raises(NotFound):
            custody.consult(getattr(people, name), photo, "view", "看看")
    assert consulted(walk.case) == []


def test_the_same_key_opens_once(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    first, again = (custody.consult(people.handler, photo, "view", key="k") for _ in range(2))
    assert len(consulted(walk.case)) == 1
    assert custody.admitted(people.handler, photo.id, first)
    assert custody.admitted(people.handler, photo.id, again)


def test_the_same_key_does_not_open_for_ever(people: cast.Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    walk, photo = photographed(people)
    first = custody.consult(people.handler, photo, "view", key="k")
    monkeypatch.setattr(custody, "LASTS", datetime.timedelta(0))
    again = custody.consult(people.handler, photo, "view", key="k")
    monkeypatch.undo()
    assert len(consulted(walk.case)) == 2
    assert custody.admitted(people.handler, photo.id, again)
    assert custody.consult(people.handler, photo, "view", key="k") == first  # within its minutes it is the same opening


def test_a_form_that_is_open_meanwhile_is_not_out_of_date(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    seen = Stream.objects.get(id=walk.case).version
    custody.consult(people.head, photo, "view")
    services.note_facts(people.handler, walk.case, {"complex": True}, seen=seen)


def test_a_passed_review_stands_though_the_evidence_is_looked_at(people: cast.Cast) -> None:
    walk = walks.Walk(people)
    evidence.add(people.handler, walk.case, FACTS, File())
    walk.to_review().agree()
    custody.consult(people.head, custody.of_evidence(Evidence.objects.get()), "view")
    walk.decide()
    assert Case.objects.get().status == "decided"


def test_the_chain_tells_who_had_it_when_and_why(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    custody.consult(people.supervisor, photo, "view", "投诉核查")
    custody.consult(people.handler, photo, "copy", "应诉", "市中级人民法院")
    evidence.exclude(people.handler, walk.case, photo.id, "来源不明")
    told = [(event.what, event.who, event.why, event.recipient) for event in custody.chain(Evidence.objects.get())]
    assert told == [
        ("采集", "赵承办", "解放路", ""),
        ("入库", "赵承办", f"SHA-256 {photo.digest}", ""),
        ("查看", "周监督", "投诉核查", ""),
        ("复制", "赵承办", "应诉", "市中级人民法院"),
        ("排除", "赵承办", "来源不明", ""),
    ]


def test_the_register_shows_newest_first_to_head_and_supervisor_alone(people: cast.Cast) -> None:
    walk, photo = photographed(people)
    for why in ("甲", "乙", "丙"):
        custody.consult(people.supervisor, photo, "view", why)
    page, more = custody.register(people.head, limit=2)
    assert [event.why for event in page] == ["丙", "乙"]
    page, more = custody.register(people.supervisor, more, limit=2)
    assert ([event.why for event in page], more) == (["甲"], 0)
    for name in ("handler", "reviewer", "discloser", "admin"):
        with pytest.raises(NotAllowed):
            custody.register(getattr(people, name))
    assert [event.why for event in custody.of_case(walk.case)] == ["丙", "乙", "甲"]
