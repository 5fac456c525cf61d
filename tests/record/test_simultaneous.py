"""Two people at once, on connections of their own, in a database of their own."""

import time
from typing import Any

import pytest
from django.db import connection

from record.desk.acts import Open, Write
from record.desk.models import Matter, Note
from sanxiang.record import sequencer, services, wire
from sanxiang.record.models import Leaf, RecordedAct, Request
from sanxiang.record.refusal import Moved, Refused, Reused
from sanxiang.record.verify import verify
from simultaneous import together

ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")


@pytest.fixture(autouse=True)
def matter(own_database: str) -> None:
    with services.begin("matter", ORGAN, "m1") as stream:
        stream.append(Open(title="占道经营"), actor=HANDLER)


def note(id: str, seen: int | None = None, additive: bool = False, pause: float = 0) -> int:
    with services.writing("m1", seen=seen, additive=additive) as stream:
        time.sleep(pause)
        return stream.append(Write(note=id, text=id), actor=HANDLER).version


def test_of_two_who_saw_the_same_version_one_is_told_to_look_again() -> None:
    found = together(lambda: note("a", seen=1, pause=0.1), lambda: note("b", seen=1, pause=0.1))
    assert sorted(type(f).__name__ for f in found) == ["Moved", "int"]
    (moved,) = (f for f in found if isinstance(f, Moved))
    assert moved.since == ["matter.note"]
    assert Note.objects.count() == 1


def test_an_act_is_two_round_trips_with_its_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    trips: list[int] = []
    exchange = wire._exchange

    def counted(raw: Any, statements: list[Any]) -> Any:
        trips.append(len(statements))
        return exchange(raw, statements)

    monkeypatch.setattr(wire, "_exchange", counted)
    note("n1")
    assert trips == [2, 4], "lock and rows; the act, its two rows, COMMIT"
    trips.clear()
    services.once("o-1", "key", {}, lambda: note("n2"))
    assert trips == [1, 2, 5], "the key; lock and rows; the act, its rows, the answer, COMMIT"
    assert connection.connection.info.transaction_status == 0
    assert Note.objects.count() == 2


def test_additive_acts_of_many_at_once_all_go_in() -> None:
    found = together(*(lambda n=n: note(f"n{n}", seen=1, additive=True) for n in range(6)))
    assert sorted(found) == [2, 3, 4, 5, 6, 7]
    assert Matter.objects.get().count == 6
    assert verify(replay=True).ok


def test_a_stream_begun_by_two_at_once_is_begun_once() -> None:
    def begin() -> str:
        with services.begin("matter", ORGAN, "m2") as stream:
            time.sleep(0.05)
            stream.append(Open(title="二"), actor=HANDLER)
        return "begun"

    found = together(begin, begin)
    assert sorted(type(f).__name__ for f in found) == ["Refused", "str"]
    assert verify(replay=True).ok


def test_one_request_sent_twice_at_once_is_done_once() -> None:
    def send() -> Any:
        return services.once("o-1", "key-1", {"text": "一"}, lambda: note(services.new_id(), pause=0.1))

    assert together(send, send, send) == [2, 2, 2]
    assert (Note.objects.count(), Request.objects.count()) == (1, 1)


def test_the_second_is_tried_when_the_first_was_refused() -> None:
    calls = []

    def do() -> int:
        calls.append(1)
        time.sleep(0.1)
        if len(calls) == 1:
            raise Refused("还不能办")
        return note("n1")

    found = together(*[lambda: services.once("o-1", "key-1", {}, do)] * 2)
    assert sorted(type(f).__name__ for f in found) == ["Refused", "int"]
    assert Note.objects.count() == 1


def test_a_key_with_other_input_is_refused_and_keys_are_each_actors_own() -> None:
    assert services.once("o-1", "k", {"a": 1}, lambda: {"id": "一"}) == {"id": "一"}
    assert services.once("o-1", "k", {"a": 1}, lambda: {"id": "二"}) == {"id": "一"}
    with pytest.raises(Reused):
        services.once("o-1", "k", {"a": 2}, lambda: None)
    assert services.once("o-2", "k", {"a": 2}, lambda: "另一人") == "另一人"
    assert [services.once("o-1", "", {}, lambda n=n: n) for n in (1, 2)] == [1, 2]


def test_acts_while_two_sequencers_drain_all_get_one_place_without_a_gap() -> None:
    def write(who: int) -> None:
        for n in range(15):
            if n % 5 == 4:
                with services.begin("matter", ORGAN) as stream:
                    stream.append(Open(title=f"{who}-{n}"), actor=HANDLER)
            else:
                note(f"{who}-{n}")

    def drain() -> None:
        for _ in range(30):
            sequencer.drain(batch=7)
            time.sleep(0.005)

    found = together(lambda: write(1), lambda: write(2), lambda: write(3), drain, drain)
    assert found == [None] * 5
    assert verify(replay=True).ok
    assert list(Leaf.objects.order_by("index").values_list("index", flat=True)) == list(range(46))
    assert RecordedAct.objects.count() == 46


def test_a_client_that_dies_in_the_middle_leaves_nothing() -> None:
    def die() -> None:
        with services.writing("m1") as stream:
            stream.append(Write(note="n1", text="一"), actor=HANDLER)
            connection.connection.pgconn.finish()  # the socket closes, as when a process is killed

    (found,) = together(die)
    assert found is not None
    assert (Note.objects.count(), RecordedAct.objects.count()) == (0, 1)
    assert note("n2") == 2
    assert verify(replay=True).ok


def test_verify_sees_one_moment_while_others_write() -> None:
    def write() -> None:
        for n in range(40):
            note(f"w{n}")

    def check() -> bool:
        return all(verify(replay=True).ok for _ in range(4))

    assert together(write, check)[1] is True
