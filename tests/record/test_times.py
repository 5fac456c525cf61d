"""Between which moments an act was recorded, by the word of those outside; a time that contradicts it is found by the record and in receipts."""

import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.db import connection

from record.desk.acts import Open
from record.tsa import OPENSSL, Authority
from sanxiang.record import log, receipts, sequencer, services, timestamps, witnessing
from sanxiang.record.verify import verify
from sanxiang.tlog import note, receipt, timestamp
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import COSIGNATURE, Signer
from sanxiang.tlog.witness import Witness

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
NOTARY = Signer("notary.example/w1", bytes([3]) * 32, COSIGNATURE)
HOUR = 3600


def write(stream: str) -> None:
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=services.SYSTEM)
    sequencer.drain()


Cosign = Callable[[float], list[str]]


@pytest.fixture
def cosign(settings: Any, tmp_path: Any) -> Cosign:
    """Have the notary cosign as if it were so many seconds from now."""
    write("m1")
    settings.WITNESSES = f"https://notary.example {NOTARY.verifier}"
    witness = Witness(tmp_path / "notary", NOTARY, {each.origin: note.verifier_key(each.key) for each in log.logs()})

    def now(seconds: float) -> list[str]:
        def ask(url: str, body: bytes | None) -> tuple[int, str]:
            told = witness.add_checkpoint(body or b"", int(time.time() + seconds))
            return told.status, told.text

        return witnessing.cosign_all(ask)

    return now


def checked(stream: str) -> receipt.Checked:
    made = receipt.parse(msgspec.json.encode(receipts.of_stream(stream, "")))
    return receipt.check(made, note.verifier_key(log.log_of(ORGAN).key), [NOTARY.verifier])


def test_a_receipt_tells_between_which_moments_an_act_was_recorded(cosign: Cosign) -> None:
    assert cosign(-60) == []
    write("m2")
    assert cosign(0) == []
    write("m3")
    assert cosign(60) == []
    (bounds,) = checked("m2").bounds
    assert abs(bounds.after - (time.time() - 60)) < 5
    assert abs(bounds.before - time.time()) < 5
    (first,) = checked("m1").bounds
    assert first.after == 0


def test_an_idle_log_is_cosigned_again_and_its_next_act_is_bounded_more_closely(cosign: Cosign, settings: Any) -> None:
    settings.HEARTBEAT_MINUTES = 1
    cosign(-100)
    cosign(-60)
    lines = note.parse(log.checkpoint_note(ORGAN, 1)).signatures
    assert len([line for line in lines if NOTARY.verifier.signed(line)]) == 1, "the newest alone is published"
    write("m2")
    cosign(0)
    (bounds,) = checked("m2").bounds
    assert abs(bounds.after - (time.time() - 60)) < 5
    (before,) = checked("m1").bounds
    assert abs(before.before - (time.time() - 100)) < 5, "the first cosignature says most of what stood below"


def test_while_acts_wait_for_their_places_nobody_is_asked_how_far_the_log_reaches(cosign: Cosign) -> None:
    cosign(-5000)
    with services.begin("matter", ORGAN, "m2") as matter:
        matter.append(Open(title="占道经营"), actor=services.SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE record_act SET recorded_at = recorded_at - interval '2 minutes' WHERE stream_id = 'm2'")
        cursor.execute("SET LOCAL session_replication_role = origin")
    cosign(0)
    assert len(log.seen(ORGAN, [1])[1].note.split("\n")) == 7


def test_an_act_back_dated_before_what_a_witness_saw_is_found(cosign: Cosign) -> None:
    """The server's clock was set back by two hours: every digest fits, the witness knows better."""
    cosign(2 * HOUR)
    write("m2")
    (problem,) = verify().problems
    assert "超过允许的 60 分钟" in problem.what
    assert "m2" in problem.where
    with pytest.raises(Wrong, match="时间被倒填"):
        checked("m2")


def test_an_act_dated_after_what_a_witness_saw_it_in_is_found(cosign: Cosign) -> None:
    cosign(-2 * HOUR)
    assert verify().problems == [], "a witness whose clock is slow accuses nobody of back-dating"
    with pytest.raises(Wrong, match="时间不实"):
        checked("m1")


def test_within_the_allowed_delay_nothing_is_said(cosign: Cosign, settings: Any) -> None:
    cosign(HOUR / 2)
    write("m2")
    assert verify().problems == []
    assert checked("m2")
    settings.LOG_DELAY_MINUTES = 10
    assert len(verify().problems) == 1


def test_an_earlier_checkpoint_that_the_log_does_not_continue_is_refused(cosign: Cosign) -> None:
    cosign(-60)
    write("m2")
    cosign(0)
    made = receipts.of_stream("m2", "")
    forged = msgspec.structs.replace(made.earlier[0], proof=("00" * 32, *made.earlier[0].proof[1:]))
    with pytest.raises(Wrong):
        receipt.check(msgspec.structs.replace(made, earlier=(forged,)))


@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_a_time_stamp_bounds_too_and_a_receipt_stands_under_the_newest_stamped_checkpoint(settings: Any, tmp_path: Any) -> None:
    authority = Authority(tmp_path / "tsa")
    settings.TSA, settings.TSA_CERTIFICATE = "http://tsa.invalid", str(authority.root)
    settings.HEARTBEAT_MINUTES = -1
    for stream in ("m1", "m2", "m3"):
        write(stream)
        assert timestamps.stamp_all(lambda url, query: authority.answer(query)) == []
    write("m4")
    made = receipt.parse(msgspec.json.encode(receipts.of_stream("m2", "")))
    roots = timestamp.certificates(authority.root.read_bytes())
    found = receipt.check(made, authorities=roots)
    assert (found.size, found.timestamps) == (3, 1)
    assert abs(found.bounds[0].before - time.time()) < 30
    assert 0 < found.bounds[0].after <= found.bounds[0].before
    assert receipt.check(made).bounds[0].before == 0, "nobody who is believed"
    assert receipt.check(receipts.of_stream("m4", ""), authorities=roots).size == 4, "none covers it yet"
    stranger = timestamp.certificates(Authority(tmp_path / "stranger").root.read_bytes())
    with pytest.raises(Wrong, match="不能核对"):
        receipt.check(made, authorities=stranger)
    with pytest.raises(Wrong, match="不符"):
        receipt.check(msgspec.structs.replace(made, timestamps=made.earlier[0].timestamps))
