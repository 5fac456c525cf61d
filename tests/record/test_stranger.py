"""docs/record-format.md is enough: a verifier written from it alone accepts what we export, and finds whatever is forged in it."""

import json
import pathlib
import shutil
import subprocess
import sys
from typing import Any

import pytest

from record import stranger
from record.exported import export
from record.tsa import OPENSSL, Authority
from sanxiang.tlog import mirror, note, receipt, timestamp

VECTORS = pathlib.Path(__file__).resolve().parents[2] / "docs" / "vectors"
KEYS = json.loads((VECTORS / "keys.json").read_text())


def receipt_of(folder: pathlib.Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((folder / "receipt.json").read_text())
    return told


def check(folder: pathlib.Path, keys: dict[str, str]) -> list[tuple[int, int]]:
    entries = stranger.check_log(folder / "log", keys["key"], keys["sm2"])
    return stranger.check_receipt(receipt_of(folder), keys["key"], [keys["witness"]], entries)


def test_it_imports_nothing_of_ours() -> None:
    file = pathlib.Path(stranger.__file__)
    assert "sanxiang" not in file.read_text().replace('"sanxiang receipt 1"', "").split('"""', 2)[2]
    command = [sys.executable, "-I", file, VECTORS / "log", KEYS["key"], KEYS["sm2"]]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "5 entries\n"


def test_the_vectors_hold_for_the_stranger_and_for_us() -> None:
    bounds = check(VECTORS, KEYS)
    assert len(bounds) == 3
    assert all(0 < after <= before for after, before in bounds)
    witness, key, second = (note.verifier_key(KEYS[name]) for name in ("witness", "key", "sm2"))
    made = receipt.parse((VECTORS / "receipt.json").read_bytes())
    roots = timestamp.certificates((VECTORS / "tsa.pem").read_bytes())
    found = receipt.check(made, key, [witness], 1, authorities=roots, second=second)
    assert (found.acts, found.complete, found.size) == (3, True, 5)
    assert mirror.check(VECTORS / "log", key).size == 5


FORGERIES = {
    "an entry": lambda log: alter(next(log.glob("tile/entries/*.p/*")), 40),
    "a hash of a tile": lambda log: alter(next(log.glob("tile/0/*.p/*")), 40),
    "the size": lambda log: replace(log / "checkpoint", "\n5\n", "\n4\n"),
    "the SM2 line": lambda log: replace(log / "checkpoint", *sm2_altered(log)),
    "a time stamp": lambda log: alter_imprint(log),
}


def alter(file: pathlib.Path, at: int) -> None:
    raw = file.read_bytes()
    file.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


def replace(file: pathlib.Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new))


def sm2_altered(log: pathlib.Path) -> tuple[str, str]:
    line = (log / "checkpoint").read_text().split("\n\n")[1].split("\n")[1].split(" ")[2]
    return line, line[:40] + ("A" if line[40] != "A" else "B") + line[41:]


def alter_imprint(log: pathlib.Path) -> None:
    token = next(log.glob("timestamp/*/*.tsr"))
    alter(token, token.read_bytes().index(bytes.fromhex("0609608648016503040201"), 60) + 20)


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_stranger_finds_what_is_forged_in_a_log(forge: Any, tmp_path: pathlib.Path) -> None:
    shutil.copytree(VECTORS / "log", tmp_path / "log")
    stranger.check_log(tmp_path / "log", KEYS["key"], KEYS["sm2"])
    forge(tmp_path / "log")
    with pytest.raises(Exception):  # noqa: B017, PT011 — whatever its small code raises
        stranger.check_log(tmp_path / "log", KEYS["key"], KEYS["sm2"])


def test_the_stranger_finds_what_is_forged_in_a_receipt() -> None:
    entries = stranger.check_log(VECTORS / "log", KEYS["key"])
    for forge in (
        lambda told: told["acts"].pop(),
        lambda told: told["acts"].pop(1),
        lambda told: told["acts"][1].update(body=told["acts"][1]["body"].replace("在场", "不在")),
        lambda told: told["acts"][1]["path"].reverse(),
        lambda told: told["earlier"][1]["proof"].reverse(),
        lambda told: told.update(stream_key="00" * 32),
        lambda told: told.update(timestamps=told["earlier"][0]["timestamps"]),
    ):
        told = receipt_of(VECTORS)
        forge(told)
        with pytest.raises(ValueError, match="."):
            stranger.check_receipt(told, KEYS["key"], [KEYS["witness"]], entries)


@pytest.mark.django_db
@pytest.mark.skipif(not OPENSSL, reason="openssl is not installed")
def test_what_is_exported_today_holds_for_the_stranger(tmp_path: pathlib.Path, settings: Any) -> None:
    (tmp_path / "out").mkdir()
    export(tmp_path / "out", Authority(tmp_path / "tsa"), settings)
    assert len(check(tmp_path / "out", json.loads((tmp_path / "out/keys.json").read_text()))) == 3
