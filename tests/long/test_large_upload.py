"""A recording of 4 GB over HTTP: the office takes it in 300 MB of memory at most, into a folder and (by parts) into a bucket."""

import base64
import contextlib
import http.client
import os
import pathlib
from typing import Any

import pytest

import cast
from record import s3
from sanxiang.organs import docks
from sanxiang.record import files, files_s3

pytestmark = pytest.mark.long
SIZE = int(os.environ.get("SANXIANG_LARGE_MB", "4096")) * 1024 * 1024
PART = 8 * 1024 * 1024
MOST = 300 * 1024  # KB


def test_four_gigabytes_pass_through_little_memory(live: Any) -> None:
    people = cast.city()
    told = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {docks.admit(people.admin, '一中队采集站')}"}
    port = int(live.office.rpartition(":")[2])
    office = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    name = base64.b64encode(b"A7_20261121_093000.mp4").decode()
    made = ask(office, "POST", "/dock/uploads", b"", told | {"Upload-Length": str(SIZE), "Upload-Metadata": f"filename {name}"})
    head, rest = b"\x00\x00\x00\x20ftypisom".ljust(PART, b"\0"), bytes(PART)
    for at in range(0, SIZE, PART):
        part = told | {"Upload-Offset": str(at), "Content-Type": "application/offset+octet-stream"}
        answer = ask(office, "PATCH", made.headers["Location"], head if not at else rest, part)
        assert answer.status == 204
    from sanxiang.casework import footage

    (row,) = footage.waiting(people.handler)
    assert row.size == SIZE
    assert max(peaks(port)) < MOST
    files.store().remove(row.file)


def ask(office: http.client.HTTPConnection, method: str, path: str, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
    office.request(method, path, body, headers)
    answer = office.getresponse()
    answer.read()
    return answer


def peaks(port: int) -> list[int]:
    """The most memory (KB) that the server of this port and its workers ever had."""
    served = {int(each.name) for each in pathlib.Path("/proc").glob("[0-9]*") if f"--port\0{port}\0" in text(each / "cmdline")}
    workers = {int(each.name) for each in pathlib.Path("/proc").glob("[0-9]*") if parent(each) in served}
    return [
        int(line.split()[1])
        for pid in served | workers
        for line in text(pathlib.Path(f"/proc/{pid}/status")).splitlines()
        if line.startswith("VmHWM")
    ]


def text(file: pathlib.Path) -> str:
    with contextlib.suppress(OSError):
        return file.read_text(errors="replace")
    return ""


def parent(process: pathlib.Path) -> int:
    return next((int(line.split()[1]) for line in text(process / "status").splitlines() if line.startswith("PPid")), 0)


def test_a_large_file_goes_to_a_bucket_through_little_memory(settings: Any, tmp_path: pathlib.Path) -> None:
    """In this process, whose own size is what grows; the server's memory is not ours."""
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    with s3.served() as address:
        s3.configure(settings, address)
        before = resident()
        kept = files.keep(bytes([number % 251]) * files.PIECE for number in range(1, 1 + SIZE // files.PIECE // 8))
        assert resident() - before < 150 * 1024
        assert files.size(kept.digest) == SIZE // 8
    files_s3._client.cache_clear()


def resident() -> int:
    return next(int(line.split()[1]) for line in text(pathlib.Path("/proc/self/status")).splitlines() if line.startswith("VmHWM"))
