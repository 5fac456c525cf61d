"""`sanxiang dock`: what appears in the folder reaches the office whole, over any number of cuts, once; what is late is told."""

import contextlib
import json
import os
import pathlib
import random
import socket
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

import cast
from faces import Faces
from sanxiang.cli import dock as command
from sanxiang.cli import main
from sanxiang.organs import docks

VIDEO = b"\x00\x00\x00\x20ftypisom" + random.Random(5).randbytes(3_000_000)


@pytest.fixture
def people(live: Faces, monkeypatch: pytest.MonkeyPatch) -> Any:
    made = cast.city()
    monkeypatch.setenv("SANXIANG_DOCK_TOKEN", docks.admit(made.admin, "一中队采集站"))
    monkeypatch.setattr(command, "PART", 1_000_000)
    monkeypatch.setattr(command, "POLL_SECONDS", 0.05)
    return made


@pytest.fixture
def folder(tmp_path: pathlib.Path) -> pathlib.Path:
    (tmp_path / "DCIM").mkdir()
    (tmp_path / "DCIM" / "A7_00012_20261121_093000.mp4").write_bytes(VIDEO)
    return tmp_path


def run(folder: pathlib.Path, url: str, capsys: Any, *more: str) -> tuple[int, Any]:
    code = main(["dock", str(folder), "--url", url, "--once", "--json", *more])
    told = capsys.readouterr()
    print(told.err, file=sys.stderr)
    return code, json.loads(told.out)


def arrived(people: Any) -> list[Any]:
    from sanxiang.casework import footage

    return footage.waiting(people.handler)


def test_what_appears_is_sent_once(live: Faces, people: Any, folder: pathlib.Path, capsys: Any) -> None:
    name = "DCIM/A7_00012_20261121_093000.mp4"
    assert run(folder, live.office, capsys) == (0, {"sent": [name], "failed": [], "overdue": []})
    (row,) = arrived(people)
    assert (row.filename, row.size, row.device) == ("A7_00012_20261121_093000.mp4", len(VIDEO), "A7_00012")
    assert run(folder, live.office, capsys) == (0, {"sent": [], "failed": [], "overdue": []})
    (folder / "later.mp4").write_bytes(VIDEO[:1000])
    assert run(folder, live.office, capsys)[1]["sent"] == ["later.mp4"]
    assert len(arrived(people)) == 2
    assert (folder / name).read_bytes() == VIDEO


def test_cut_anywhere_it_goes_on_where_it_stopped(live: Faces, people: Any, folder: pathlib.Path, capsys: Any) -> None:
    with cutting(live.office) as (url, passed):
        codes = [run(folder, url, capsys)[0] for _ in range(12)]
        assert 1 in codes
        assert codes[-1] == 0
    assert [row.size for row in arrived(people)] == [len(VIDEO)]
    assert sum(passed) < 3 * len(VIDEO)


def test_what_is_late_and_not_sent_is_told(people: Any, folder: pathlib.Path, capsys: Any) -> None:
    old = folder / "DCIM" / "A7_00012_20261121_093000.mp4"
    os.utime(old, (time.time() - 25 * 3600,) * 2)
    assert run(folder, "http://127.0.0.1:9", capsys) == (1, {"sent": [], "failed": ["DCIM/" + old.name], "overdue": ["DCIM/" + old.name]})
    assert run(folder, "http://127.0.0.1:9", capsys, "--hours", "30")[1]["overdue"] == []


def test_a_file_that_still_grows_waits(people: Any, folder: pathlib.Path) -> None:
    watched = command.Dock(folder, command.Office("http://127.0.0.1:9", "x"), 24)
    path = folder / "DCIM" / "A7_00012_20261121_093000.mp4"
    growing = threading.Thread(target=lambda: (time.sleep(0.02), path.write_bytes(VIDEO + b"more")))
    growing.start()
    assert [name for name, _ in watched._ready()] == []
    growing.join()
    assert [name for name, _ in watched._ready()] == ["DCIM/" + path.name]


def test_what_the_office_refuses_does_not_hold_up_the_rest(live: Faces, people: Any, folder: pathlib.Path, capsys: Any) -> None:
    (folder / "a.exe").write_bytes(b"MZ" + bytes(100))
    (folder / "empty.mp4").touch()
    (folder / ".hidden.mp4").write_bytes(b"x")
    code, told = run(folder, live.office, capsys)
    assert (code, told["failed"], len(told["sent"])) == (1, ["a.exe"], 1)


@pytest.mark.parametrize(
    ("change", "code"), [({"SANXIANG_DOCK_TOKEN": ""}, "token"), ({"folder": "none"}, "folder"), ({"url": "office"}, "url")]
)
def test_bad_use(folder: pathlib.Path, capsys: Any, monkeypatch: pytest.MonkeyPatch, change: dict[str, str], code: str) -> None:
    monkeypatch.setenv("SANXIANG_DOCK_TOKEN", change.get("SANXIANG_DOCK_TOKEN", "x"))
    assert main(["dock", str(folder / change.get("folder", ".")), "--url", change.get("url", "http://127.0.0.1:9"), "--once"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == code


def test_a_wrong_token_is_told(live: Faces, people: Any, folder: pathlib.Path, capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANXIANG_DOCK_TOKEN", "dock-wrong")
    assert main(["dock", str(folder), "--url", live.office, "--once"]) == 1
    assert "令牌无效" in capsys.readouterr().err
    assert arrived(people) == []


@contextlib.contextmanager
def cutting(url: str) -> Iterator[tuple[str, list[int]]]:
    """A network that breaks: of two connections in three only so many bytes come through. Tells how many went up through each."""
    chance, passed = random.Random(11), []
    port = int(url.rpartition(":")[2])
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        number = 0
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            number += 1
            limit = 10**12 if number % 3 == 0 else chance.randrange(900, 900_000)
            threading.Thread(target=carry, args=(client, port, limit, passed), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}", passed
    listening.close()


def carry(client: socket.socket, port: int, limit: int, passed: list[int]) -> None:
    server = socket.create_connection(("127.0.0.1", port))
    threading.Thread(target=back, args=(server, client), daemon=True).start()
    sent = 0
    with client, server, contextlib.suppress(OSError):
        while sent < limit and (piece := client.recv(min(65536, limit - sent))):
            server.sendall(piece)
            sent += len(piece)
        for end in (client, server):
            end.shutdown(socket.SHUT_RDWR)
    passed.append(sent)


def back(server: socket.socket, client: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := server.recv(65536):
            client.sendall(piece)
        client.shutdown(socket.SHUT_WR)
