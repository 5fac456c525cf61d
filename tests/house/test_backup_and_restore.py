"""A backup is worth what a restore of it proves."""

import io
import json
import pathlib
import subprocess
import tarfile
from collections.abc import Iterator

import psycopg
import pytest

from house_at_a_terminal import environment_of, sanxiang, set_up
from sanxiang.postgres import Server

ORGAN = ("organ", "create", "--code", "11990100000000001M", "--name", "安州市城市管理局", "--short-name", "安城管", "--region", "安州市")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pathlib.Path]:
    """A backup of a system with one organ and one evidence file. Beside it, `var` is the system."""
    folder = tmp_path_factory.mktemp("backup")
    environment = environment_of(folder / "var")
    set_up(folder / "var")
    done = sanxiang(environment, *ORGAN)
    assert done.returncode == 0, done.stdout
    (folder / "var" / "evidence" / "ab").mkdir(parents=True)
    (folder / "var" / "evidence" / "ab" / "photo").write_bytes(b"a picture" * 10_000)
    assert sanxiang(environment, "verify").returncode == 0
    told = sanxiang(environment, "backup", str(folder / "saved.tar"), "--json")
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["evidence"] == 1
    yield folder / "saved.tar"
    Server(folder / "var" / "postgres").stop()


def restored(saved: pathlib.Path, into: pathlib.Path) -> "subprocess.CompletedProcess[str]":
    return sanxiang(environment_of(into), "restore", str(saved), "--json")


def changed(saved: pathlib.Path, to: pathlib.Path, name: str, content: bytes) -> pathlib.Path:
    """The same backup with one file's content replaced."""
    with tarfile.open(saved) as source, tarfile.open(to, "w") as target:
        for entry in source:
            bytes_ = content if entry.name == name else source.extractfile(entry).read()  # type: ignore[union-attr]
            entry.size = len(bytes_)
            target.addfile(entry, io.BytesIO(bytes_))
    return to


def test_a_restored_system_is_whole_and_verified(saved: pathlib.Path, tmp_path: pathlib.Path) -> None:
    done = restored(saved, tmp_path / "var")
    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout)["verify"]
    assert told["ok"]
    assert told["acts"] >= 1
    assert told["problems"] == []
    before = saved.parent / "var"
    for name in ("evidence/ab/photo", "keys/session-secret"):
        assert (tmp_path / "var" / name).read_bytes() == (before / name).read_bytes()
    listed = sanxiang(environment_of(tmp_path / "var"), "organ", "list", "--json")
    assert "安州市城市管理局" in listed.stdout


def test_the_faces_have_their_rights_after_a_restore(saved: pathlib.Path, tmp_path: pathlib.Path) -> None:
    restored(saved, tmp_path / "var")
    with Server(tmp_path / "var" / "postgres").awake() as server:
        with psycopg.connect(server.url.replace("sanxiang@", "sanxiang_portal@")) as portal:
            portal.execute("SELECT count(*) FROM public_face.decision")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                portal.execute("SELECT count(*) FROM record_act")
        with psycopg.connect(server.url.replace("sanxiang@", "sanxiang_app@")) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM record_act")


def test_restoring_over_data_is_refused(saved: pathlib.Path) -> None:
    done = restored(saved, saved.parent / "var")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "not_empty"


def test_a_changed_byte_of_evidence_is_refused_and_nothing_is_restored(saved: pathlib.Path, tmp_path: pathlib.Path) -> None:
    bad = changed(saved, tmp_path / "bad.tar", "evidence/ab/photo", b"another picture")
    done = restored(bad, tmp_path / "var")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "damaged"
    assert not (tmp_path / "var" / "evidence").exists()
    assert restored(saved, tmp_path / "var").returncode == 0


def test_half_a_file_is_refused(saved: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "half.tar").write_bytes(saved.read_bytes()[: saved.stat().st_size // 2])
    done = restored(tmp_path / "half.tar", tmp_path / "var")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] in ("unreadable", "damaged")


def test_a_file_that_would_land_elsewhere_is_refused(saved: pathlib.Path, tmp_path: pathlib.Path) -> None:
    with tarfile.open(tmp_path / "bad.tar", "w") as bad:
        bad.addfile(tarfile.TarInfo("evidence/../../../elsewhere"), io.BytesIO())
    done = restored(tmp_path / "bad.tar", tmp_path / "var")
    assert done.returncode == 2
    assert json.loads(done.stdout)["error"]["code"] == "unreadable"
    assert not (tmp_path / "elsewhere").exists()


def test_a_backup_is_readable_by_its_owner_only_and_leaves_nothing_beside_it(saved: pathlib.Path) -> None:
    assert saved.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in saved.parent.iterdir()) == ["saved.tar", "var"]
