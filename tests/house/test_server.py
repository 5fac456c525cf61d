"""The private PostgreSQL: started by whoever needs it first, stopped by whoever leaves last."""

import os
import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import psycopg
import pytest

from sanxiang.postgres import FACE_ROLES, CannotStart, Server, binaries, make_roles


@pytest.fixture
def server(tmp_path: pathlib.Path) -> Iterator[Server]:
    server = Server(tmp_path / "pg", durable=False)
    yield server
    server.stop()


def postmaster(server: Server) -> int:
    return int((server.data / "postmaster.pid").read_text().split()[0])


def test_awake_starts_and_stops_and_may_be_repeated(server: Server) -> None:
    for _ in range(2):
        with server.awake():
            assert server.running()
        assert not server.running()


def test_the_last_user_to_leave_stops_the_server(server: Server) -> None:
    with server.awake():
        with Server(server.folder).awake():
            pass
        assert server.running()
    assert not server.running()


def test_a_server_that_was_found_running_is_left_running(server: Server) -> None:
    server.start()
    with server.awake():
        pass
    assert server.running()


def test_the_faces_roles_are_there_and_making_them_again_changes_nothing(server: Server) -> None:
    with server.awake():
        make_roles(server.url)
        with psycopg.connect(server.url) as connection:
            there = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles WHERE rolcanlogin AND NOT rolsuper")}
    assert there == set(FACE_ROLES)


def test_a_server_that_was_killed_starts_again_with_what_was_committed(server: Server) -> None:
    server.start()
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS it")
        connection.execute("CHECKPOINT")
    # In a user namespace the number in the file is the same as outside: only users are mapped.
    os.kill(postmaster(server), signal.SIGKILL)
    time.sleep(0.2)
    server.start()
    with psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT it FROM kept").fetchone() == (1,)


def test_a_cluster_left_half_made_is_made_anew(server: Server) -> None:
    server.data.mkdir(parents=True)
    (server.data / "base").write_text("the power went here")
    with server.awake():
        assert server.running()


def test_a_deep_folder_gets_a_short_socket(tmp_path: pathlib.Path) -> None:
    server = Server(tmp_path / ("deep" * 30), durable=False)
    with server.awake(), psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    server.socket.unlink()


def test_a_link_that_is_not_ours_is_refused(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / ("deep" * 31)
    link = Server(folder).socket
    link.unlink()
    link.symlink_to(tmp_path)
    with pytest.raises(CannotStart, match="SANXIANG_VAR"):
        Server(folder)
    link.unlink()


def test_only_the_owner_reaches_the_socket(server: Server) -> None:
    with server.awake():
        assert server.folder.stat().st_mode & 0o077 == 0


def test_the_keeper_stops_the_server_of_a_process_that_was_killed(server: Server) -> None:
    code = (
        "import subprocess, sys, time, pathlib; from sanxiang.postgres import Server\n"
        "folder = sys.argv[1]\n"
        "keeper = subprocess.Popen([sys.executable, '-m', 'sanxiang.postgres', folder], stdin=subprocess.PIPE, start_new_session=True)\n"
        "with Server(pathlib.Path(folder), durable=False).awake():\n"
        "    print('awake', flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(server.folder)], stdout=subprocess.PIPE, text=True) as user:
        assert user.stdout
        assert user.stdout.readline() == "awake\n"
        user.kill()
    for _ in range(600):
        if not server.running():
            break
        time.sleep(0.1)
    assert not server.running()


def test_as_root_without_user_namespaces_the_server_runs_as_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root needs another user")
    monkeypatch.setattr("sanxiang.postgres._namespaces", lambda: False)
    import tempfile

    readable = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", str(binaries() / "postgres"), "--version"], capture_output=True
    )
    if readable.returncode:
        pytest.skip("this checkout lies in a folder that nobody else may enter")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        server = Server(pathlib.Path(folder) / "pg", durable=False)
        with server.awake():
            assert server.running()
            assert server.data.stat().st_uid == 65534
