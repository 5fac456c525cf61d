"""An organ, a notary and a justice bureau as processes of their own: cosigned over HTTP, mirrored over HTTP, a rollback caught by both."""

import json
import pathlib
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable

import pytest

from faces import free_port
from house_at_a_terminal import SANXIANG
from long.from_outside import clerks, system
from sanxiang.tlog import checkpoint, note

pytestmark = pytest.mark.long


def until(true: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def text_of(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


def size_of(signed: str) -> int:
    return checkpoint.parse(note.parse(signed).text).size if signed else 0


def test_witness_and_mirror_beside_a_working_organ(tmp_path: pathlib.Path) -> None:
    port = free_port()
    notary = subprocess.Popen([SANXIANG, "witness", tmp_path / "notary", "--name", "notary.example/w1", "--port", str(port)])
    try:
        until((tmp_path / "notary/logs").exists)
        name, seed = (tmp_path / "notary/key").read_text().split()
        witness = note.Signer(name, bytes.fromhex(seed), note.COSIGNATURE).verifier
        with system(tmp_path / "var") as running:
            running.environment["SANXIANG_WITNESSES"] = f"http://127.0.0.1:{port} {witness}"
            running.stop()
            listed = subprocess.run([SANXIANG, "log", "list", "--json"], env=running.environment, capture_output=True, check=True)
            organ, before = max(((each["organ"], each["size"]) for each in json.loads(listed.stdout)), key=lambda each: each[1])
            told = subprocess.run([SANXIANG, "log", "key", "--organ", organ], env=running.environment, capture_output=True, text=True)
            key = told.stdout.strip()
            (tmp_path / "notary/logs").write_text(f"{key}\n")
            shutil.copytree(tmp_path / "var", tmp_path / "old", symlinks=True)
            running.start()
            log = f"http://127.0.0.1:{running.environment['SANXIANG_PORTAL_PORT']}/log/{organ}"
            with clerks(running.office) as people:
                until(lambda: len(people[0].opened) > 3)
                until(lambda: size_of(text_of(f"{log}/checkpoint")) > before + 3)
            until(lambda: " notary.example/w1 " in text_of(f"{log}/checkpoint"))
            assert checkpoint.cosigned_at(note.parse(text_of(f"{log}/checkpoint")), witness)
            done = subprocess.run([SANXIANG, "mirror", log, tmp_path / "mirror", "--key", key, "--check", "--json"], capture_output=True)
            assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)
            running.stop()
            _goes_on_from_an_old_copy_in_vain(tmp_path, running.environment, organ, key)
    finally:
        notary.terminate()
        notary.wait()


def _goes_on_from_an_old_copy_in_vain(folder: pathlib.Path, environment: dict[str, str], organ: str, key: str) -> None:
    """The data folder of before is put in place of today's and its log goes on: the witness cosigns nothing, the mirror refuses."""
    old = environment | {"SANXIANG_VAR": str(folder / "old"), "SANXIANG_WITNESSES": ""}
    made = subprocess.run([SANXIANG, "demo", "--cases", "40"], env=old, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr[-500:]
    assert subprocess.run([SANXIANG, "log", "list"], env=old, capture_output=True).returncode == 0
    done = subprocess.run([SANXIANG, "mirror", folder / "old/log" / organ, folder / "mirror", "--key", key, "--json"], capture_output=True)
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (1, False)
