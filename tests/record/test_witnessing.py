"""The organ's side of witnesses and mirrors: a log that was rolled back or forked is caught by both."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from record.desk.acts import Open, Write
from sanxiang.record import log, sequencer, services, shelf, witnessing
from sanxiang.record.refusal import Refused
from sanxiang.tlog import checkpoint, mirror, note
from sanxiang.tlog.merkle import Wrong
from sanxiang.tlog.note import COSIGNATURE, Signer
from sanxiang.tlog.witness import Witness

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")
NOTARY = Signer("notary.example/w1", bytes([3]) * 32, COSIGNATURE)
BUREAU = Signer("justice.example/w2", bytes([4]) * 32, COSIGNATURE)


def write(stream: str, count: int = 3) -> None:
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=HANDLER)
        for n in range(count - 1):
            matter.append(Write(note=f"{stream}-{n}", text="现场检查"), actor=HANDLER)
    sequencer.drain()


@pytest.fixture
def ask(settings: Any, tmp_path: pathlib.Path) -> Callable[[str, bytes | None], tuple[int, str]]:
    """Two witnesses that answer in this process."""
    write("m1")
    logs = {each.origin: note.verifier_key(each.key) for each in log.logs()}
    kept = {f"https://{signer.name}": Witness(tmp_path / signer.name, signer, logs) for signer in (NOTARY, BUREAU)}
    settings.WITNESSES = "; ".join(f"https://{signer.name} {signer.verifier}" for signer in (NOTARY, BUREAU))

    def answer(url: str, body: bytes | None) -> tuple[int, str]:
        address = next(address for address in kept if url.startswith(address))
        rest = url.removeprefix(address + "/")
        if body is not None:
            assert rest == "add-checkpoint"
            told = kept[address].add_checkpoint(body, 1790000000)
            return told.status, told.text
        found = kept[address].last(rest.removesuffix("/checkpoint"))
        return (200, found) if found else (404, "")

    return answer


def published() -> note.Note:
    return note.parse((shelf.folder_of(ORGAN) / "checkpoint").read_bytes())


def test_every_checkpoint_is_cosigned_by_every_witness_and_published_so(ask: Any) -> None:
    assert witnessing.cosign_all(ask) == []
    assert checkpoint.quorum(published(), [NOTARY.verifier, BUREAU.verifier], 2)
    write("m2")
    assert checkpoint.cosigned_at(published(), NOTARY.verifier) is None, "served without waiting"
    assert witnessing.cosign_all(ask) == []
    assert checkpoint.quorum(published(), [NOTARY.verifier, BUREAU.verifier], 2)
    assert witnessing.cosign_all(ask) == []


def test_cosignatures_that_were_lost_are_asked_for_from_the_size_the_witness_names(ask: Any) -> None:
    witnessing.cosign_all(ask)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("DELETE FROM record_cosignature")
    write("m2")
    assert witnessing.cosign_all(ask) == []


def test_a_witness_that_does_not_answer_is_told_of_and_the_others_cosign(ask: Any) -> None:
    def one_is_gone(url: str, body: bytes | None) -> tuple[int, str]:
        if url.startswith(f"https://{NOTARY.name}"):
            raise OSError("拒绝连接")
        return ask(url, body)  # type: ignore[no-any-return]

    (problem,) = witnessing.cosign_all(one_is_gone)
    assert NOTARY.name in problem
    assert checkpoint.quorum(published(), [BUREAU.verifier], 1)


def test_an_answer_that_is_no_cosignature_is_not_kept(ask: Any) -> None:
    problems = witnessing.cosign_all(lambda url, body: (200, "— stranger AAAAAAAA\n"))
    assert len(problems) == 2
    assert checkpoint.cosigned_at(published(), NOTARY.verifier) is None


def roll_back() -> None:
    """The database as an old backup has it, published files and all; the witnesses and mirrors remember more."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table in ("leaf", "tile", "checkpoint", "cosignature", "log"):
            cursor.execute(f"DELETE FROM record_{table}")
        cursor.execute("DELETE FROM record_act WHERE stream_id <> 'm1'")
        cursor.execute("INSERT INTO record_pending SELECT id FROM record_act")
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_a_database_that_was_rolled_back_may_sign_nothing_more(ask: Any, tmp_path: pathlib.Path) -> None:
    write("m2")
    witnessing.cosign_all(ask)
    witnessing.must_not_be_behind(ask)
    roll_back()
    sequencer.drain()
    for refused in (witnessing.must_not_be_behind, witnessing.cosign_all):
        with pytest.raises(Refused, match="6 片叶，本库只有 3 片"):
            refused(ask)


def test_two_databases_that_went_apart_are_caught_by_witness_and_mirror(ask: Any, tmp_path: pathlib.Path) -> None:
    """The same organ, the same key, two histories: one database for the public, one rolled back and gone on otherwise."""
    key = note.verifier_key(log.log_of(ORGAN).key)
    write("m2")
    witnessing.cosign_all(ask)
    shelf.write(log.log_of(ORGAN), tmp_path / "honest")
    mirror.follow(lambda name: (tmp_path / "honest" / name).read_bytes(), tmp_path / "mirror", key)
    roll_back()
    sequencer.drain()
    write("m9", 5)
    shelf.write(log.log_of(ORGAN), tmp_path / "forked")
    assert any("422" in problem for problem in witnessing.cosign_all(ask))
    with pytest.raises(Wrong, match="历史被改写"):
        mirror.follow(lambda name: (tmp_path / "forked" / name).read_bytes(), tmp_path / "mirror", key)
    assert mirror.check(tmp_path / "mirror", key).size == 6
