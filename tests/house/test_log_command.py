"""`sanxiang log`: what others need to check an organ's log with their own tools."""

import json
import pathlib
from collections.abc import Iterator

import pytest

from house_at_a_terminal import environment_of, sanxiang, set_up
from sanxiang.postgres import Server
from sanxiang.tlog import checkpoint, merkle, note, tiles

CODE = "11990100000000001M"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    folder = tmp_path_factory.mktemp("log")
    told = environment_of(folder / "var") | {"SANXIANG_LOG_ORIGIN": "anzhou.example/log"}
    set_up(folder / "var")
    made = sanxiang(told, "organ", "create", "--code", CODE, "--name", "安州市城市管理局", "--short-name", "安城管", "--region", "安州市")
    assert made.returncode == 0, made.stdout
    yield told
    Server(folder / "var" / "postgres").stop()


def test_an_exported_log_is_checked_without_the_system(environment: dict[str, str], tmp_path: pathlib.Path) -> None:
    (listed,) = json.loads(sanxiang(environment, "log", "list", "--json").stdout)
    assert listed == {"organ": CODE, "origin": f"anzhou.example/log/{CODE}", "size": listed["size"]}
    key = note.verifier_key(sanxiang(environment, "log", "key", "--organ", CODE).stdout.strip())
    assert sanxiang(environment, "log", "export", str(tmp_path / "out"), "--organ", CODE).returncode == 0
    found, _ = checkpoint.opened((tmp_path / "out/checkpoint").read_bytes(), key)
    bundle = (tmp_path / f"out/tile/entries/000.p/{listed['size']}").read_bytes()
    assert merkle.head_of(tiles.unbundle(bundle)) == (found.size, found.root) == (listed["size"], found.root)


def test_an_unknown_organ_or_a_folder_in_use_is_bad_use(environment: dict[str, str], tmp_path: pathlib.Path) -> None:
    for arguments in (("log", "key", "--organ", "x"), ("log", "export", str(tmp_path / "out"), "--organ", "x"), ("log",)):
        assert sanxiang(environment, *arguments).returncode == 2
    (tmp_path / "used").mkdir()
    (tmp_path / "used/file").touch()
    done = sanxiang(environment, "log", "export", str(tmp_path / "used"), "--organ", CODE)
    assert (done.returncode, json.loads(done.stdout)["error"]["code"]) == (2, "folder")
