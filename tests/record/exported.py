"""A small log as it is exported, with everything that can stand under a checkpoint, and the receipt of one stream. docs/vectors is one of these."""

import json
import pathlib
import time
from typing import Any

import msgspec

from record.desk.acts import Close, Open, Write
from record.tsa import Authority
from sanxiang.record import log, receipts, sequencer, services, shelf, timestamps, witnessing
from sanxiang.tlog import note
from sanxiang.tlog.note import COSIGNATURE, Signer
from sanxiang.tlog.witness import Witness

ORGAN = "11990000MB00000001"
HANDLER = services.Actor("o-1", "handler")
NOTARY = Signer("notary.example/w1", bytes([3]) * 32, COSIGNATURE)


def export(folder: pathlib.Path, authority: Authority, settings: Any) -> None:
    """Write `log/`, `receipt.json`, `keys.json` and `tsa.pem` into the folder."""
    settings.SM2, settings.HEARTBEAT_MINUTES = True, -1
    settings.TSA, settings.TSA_CERTIFICATE = "http://tsa.invalid", str(authority.root)
    settings.WITNESSES = f"https://notary.example {NOTARY.verifier}"
    with services.begin("matter", ORGAN, "m2") as writing:
        writing.append(Open(title="占道经营"), actor=HANDLER)
    _place_and_show(folder, authority)
    with services.begin("matter", ORGAN, "m1") as writing:
        writing.append(Open(title="擅自占用城市道路", day="2026-11-01", amount="2000"), actor=HANDLER)
    _place_and_show(folder, authority)
    for stream, act in (
        ("m1", Write(note="n1", text="现场检查笔录：当事人在场，出示证件。")),
        ("m2", Write(note="n2", text="“复查”已改正")),
        ("m1", Close()),
    ):
        with services.writing(stream) as writing:
            writing.append(act, actor=HANDLER)
        _place_and_show(folder, authority)
    known = log.log_of(ORGAN)
    shelf.write(known, folder / "log")
    (folder / "receipt.json").write_bytes(msgspec.json.format(msgspec.json.encode(receipts.of_stream("m1", "案件 m1"))) + b"\n")
    (folder / "keys.json").write_text(json.dumps({"key": known.key, "sm2": known.sm2, "witness": str(NOTARY.verifier)}, indent=2) + "\n")
    (folder / "tsa.pem").write_bytes(authority.root.read_bytes())


def _place_and_show(folder: pathlib.Path, authority: Authority) -> None:
    """Whoever is outside sees the log as it is now."""
    sequencer.drain()
    witness = Witness(folder / ".notary", NOTARY, {each.origin: note.verifier_key(each.key) for each in log.logs()})

    def ask(url: str, body: bytes | None) -> tuple[int, str]:
        told = witness.add_checkpoint(body or b"", int(time.time()))
        return told.status, told.text

    assert witnessing.cosign_all(ask) == []
    assert timestamps.stamp_all(lambda url, query: authority.answer(query)) == []
