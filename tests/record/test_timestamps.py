"""Checkpoints bear the time stamps of an authority outside; what is no such stamp is refused, and an authority that is away stops nothing."""

import contextlib
import pathlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from record.desk.acts import Open
from record.tsa import OPENSSL, Authority, over_http
from sanxiang.record import log, sequencer, services, shelf, timestamps
from sanxiang.tlog import note, timestamp
from sanxiang.tlog.merkle import Wrong

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")]
ORGAN = "11990000MB00000001"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("tsa") / "one")


@pytest.fixture(autouse=True)
def trusting(settings: Any, authority: Authority) -> None:
    settings.TSA, settings.TSA_CERTIFICATE = "http://tsa.invalid", str(authority.root)
    write("m1")


def write(stream: str) -> None:
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=services.SYSTEM)
    sequencer.drain()


def stamp(authority: Authority) -> list[str]:
    return timestamps.stamp_all(lambda url, query: authority.answer(query))


def text() -> str:
    return note.parse(log.signed_note(ORGAN, log.log_of(ORGAN).size)).text


def test_the_newest_checkpoint_is_stamped_once_an_interval_and_published(authority: Authority) -> None:
    assert stamp(authority) == []
    write("m2")
    assert stamp(authority) == []
    (kept,) = log.stamps(ORGAN)
    assert kept.size == 1
    folder = shelf.folder_of(ORGAN)
    assert (folder / "timestamp/newest").read_text() == f"1 {int(kept.at.timestamp())}\n"
    assert (folder / f"timestamp/1/{int(kept.at.timestamp())}.tsr").read_bytes() == kept.token
    assert all(shelf.file(ORGAN, f"timestamp/{name}") for name in ("1/checkpoint", "newest"))


def test_an_idle_log_is_stamped_again(authority: Authority, settings: Any) -> None:
    stamp(authority)
    settings.HEARTBEAT_MINUTES = -1
    stamp(authority)
    assert {kept.size for kept in log.stamps(ORGAN)} == {1}


def test_it_is_asked_over_http(authority: Authority, settings: Any) -> None:
    with over_http(authority) as address:
        settings.TSA = address
        assert timestamps.stamp_all() == []
    assert log.newest_stamp(ORGAN)


def test_openssl_itself_accepts_what_was_exported(authority: Authority, tmp_path: pathlib.Path) -> None:
    stamp(authority)
    shelf.write(log.log_of(ORGAN), tmp_path / "out")
    (token,) = (tmp_path / "out/timestamp/1").glob("*.tsr")
    (tmp_path / "text").write_text(note.parse((token.parent / "checkpoint").read_bytes()).text)
    command = [str(OPENSSL), "ts", "-verify", "-data", str(tmp_path / "text"), "-in", str(token), "-CAfile", str(authority.root)]
    assert b"Verification: OK" in subprocess.run(command, capture_output=True, check=True).stdout


def test_an_authority_that_is_away_is_told_of_and_nothing_waits_for_it(authority: Authority) -> None:
    def away(url: str, query: bytes) -> bytes:
        raise OSError("拒绝连接")

    (problem,) = timestamps.stamp_all(away)
    assert "拒绝连接" in problem
    write("m2")
    assert log.log_of(ORGAN).size == 2
    assert "还没有时间戳" in timestamps.overdue(ORGAN)
    assert stamp(authority) == []
    assert timestamps.overdue(ORGAN) == ""


def test_without_the_trusted_certificate_nothing_is_asked_for(authority: Authority, settings: Any) -> None:
    settings.TSA_CERTIFICATE = "/nowhere.pem"
    (problem,) = stamp(authority)
    assert "SANXIANG_TSA_CERTIFICATE" in problem
    assert not list(log.stamps(ORGAN))


def test_a_stamp_of_another_authority_is_refused(authority: Authority, tmp_path: pathlib.Path) -> None:
    stranger = Authority(tmp_path / "stranger")
    (problem,) = stamp(stranger)
    assert "不能核对" in problem
    assert not list(log.stamps(ORGAN))


def test_an_answer_to_another_question_is_refused(authority: Authority) -> None:
    (other,) = timestamps.stamp_all(lambda url, query: authority.answer(timestamp.query("别的文字\n").der))
    assert "摘要与检查点不符" in other
    (again,) = timestamps.stamp_all(lambda url, query: authority.answer(timestamp.query(text()).der))
    assert "Nonce" in again, "an old answer to the same question"
    assert not list(log.stamps(ORGAN))


@pytest.mark.parametrize("junk", [b"", b"abc", b"\x30\x03\x30\x01\x00", b"<html>502</html>"])
def test_what_is_no_stamp_is_refused(junk: bytes) -> None:
    (problem,) = timestamps.stamp_all(lambda url, query: junk)
    assert "时间戳" in problem


def test_a_stamp_that_was_altered_in_any_byte_of_its_end_is_refused(authority: Authority) -> None:
    token = authority.answer(timestamp.query(text()).der)
    trusted = timestamps.trusted()
    assert timestamp.check(token, text(), trusted)
    for at in range(len(token) - 70, len(token), 9):
        forged = token[:at] + bytes([token[at] ^ 1]) + token[at + 1 :]
        with pytest.raises(Wrong):
            timestamp.check(forged, text(), trusted)


def test_kept_stamps_are_verified(authority: Authority) -> None:
    stamp(authority)
    assert list(timestamps.faults(ORGAN, timestamps.trusted())) == []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE record_timestamp SET at = at - interval '1 day'")
    (moved,) = timestamps.faults(ORGAN, timestamps.trusted())
    assert "登记为" in moved
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_timestamp SET token = substring(token for 300)")
    (cut,) = timestamps.faults(ORGAN, [])
    assert "不能验证" in cut


def test_a_stamp_is_only_ever_added(authority: Authority) -> None:
    from django.db import DatabaseError, transaction

    stamp(authority)
    for statement in ("DELETE FROM record_timestamp", "UPDATE record_timestamp SET size = 9", "TRUNCATE record_timestamp"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


# ── authorities that mean harm ──


@contextlib.contextmanager
def answering(*pieces: bytes, pause: float = 0) -> Iterator[str]:
    """An authority on loopback that answers with these bytes, whatever it is asked."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            with contextlib.suppress(OSError):
                connection, _ = listening.accept()
                with connection:
                    connection.recv(65536)
                    for piece in pieces:
                        connection.sendall(piece)
                        time.sleep(pause)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


OK = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"no HTTP at all",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000,
        OK + b"x" * (timestamps.MOST_BYTES + 1),
        b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
        b"",
    ],
)
def test_what_is_no_answer_is_an_error_of_the_line(answer: bytes) -> None:
    with answering(answer) as url, pytest.raises(OSError):  # noqa: PT011
        timestamps.over_http(url, b"query")


def test_an_authority_that_sends_byte_by_byte_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timestamps, "SECONDS", 0.2)
    with answering(*(bytes([each]) for each in OK), pause=0.1) as url, pytest.raises(OSError, match="没有在"):
        timestamps.over_http(url, b"query")


@pytest.mark.parametrize("answer", [b"", b"x" * 1000, b"\x30\x84\xff\xff\xff\xff", b"\x30\x80" * 10_000])
def test_an_answer_that_is_no_time_stamp_is_told_and_stops_nothing(answer: bytes) -> None:
    (problem,) = timestamps.stamp_all(lambda url, query: answer)
    assert "没有给" in problem
