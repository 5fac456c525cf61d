"""With SANXIANG_SM2 a log signs with a second key; it is kept, checked and exported, and other verifiers need not know of it."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from record.desk.acts import Open
from sanxiang.record import log, sequencer, services, shelf
from sanxiang.record.refusal import Refused
from sanxiang.record.verify import verify
from sanxiang.tlog import checkpoint, note

pytestmark = pytest.mark.django_db
ORGAN = "11990000MB00000001"


def write(stream: str) -> None:
    with services.begin("matter", ORGAN, stream) as matter:
        matter.append(Open(title="占道经营"), actor=services.SYSTEM)
    sequencer.drain()


def published() -> bytes:
    return (shelf.folder_of(ORGAN) / "checkpoint").read_bytes()


def test_a_log_that_stands_takes_a_second_key_and_both_lines_hold(settings: Any) -> None:
    write("m1")
    assert log.log_of(ORGAN).sm2 == ""
    settings.SM2 = True
    write("m2")
    known = log.log_of(ORGAN)
    assert checkpoint.opened(published(), note.verifier_key(known.key), note.verifier_key(known.sm2))[0].size == 2
    assert verify().problems == []


def test_without_the_setting_there_is_one_line_again_and_the_key_stays(settings: Any) -> None:
    settings.SM2 = True
    write("m1")
    before = log.log_of(ORGAN).sm2
    settings.SM2 = False
    write("m2")
    assert log.log_of(ORGAN).sm2 == before
    assert len(note.parse(published()).signatures) == 1
    assert verify().problems == []


def test_a_lost_key_is_not_replaced_by_another(settings: Any) -> None:
    settings.SM2 = True
    write("m1")
    (settings.VAR / "keys" / f"log-{ORGAN}.sm2.key").unlink()
    with pytest.raises(Refused, match="密钥缺失"):
        write("m2")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE record_log SET sm2 = 'another'")


def test_a_second_line_that_is_wrong_is_found(settings: Any) -> None:
    settings.SM2 = True
    write("m1")
    signed = note.parse(log.signed_note(ORGAN, 1))
    line = signed.signatures[1]
    forged = note.Signature(line.name, line.key_id, line.blob[:-1] + bytes([line.blob[-1] ^ 1]))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE record_checkpoint SET note = %s", [str(note.Note(signed.text, (signed.signatures[0], forged)))])
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert any("国密签名不对" in problem.what for problem in verify().problems)
