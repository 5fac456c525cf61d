"""The console script as somebody at a terminal runs it, in a data folder of its own."""

import atexit
import functools
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from faces import free_port
from sanxiang.postgres import Server

SANXIANG = str(pathlib.Path(sys.executable).parent / "sanxiang")


def environment_of(var: pathlib.Path) -> dict[str, str]:
    """A data folder and ports of its own, and no trace of the tests' database."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SANXIANG_") and key != "DATABASE_URL"}
    ports = {f"SANXIANG_{face}_PORT": str(free_port()) for face in ("OFFICE", "PORTAL")}
    return {**kept, **ports, "SANXIANG_VAR": str(var)}


def sanxiang(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([SANXIANG, *words], env=environment, capture_output=True, text=True, timeout=120)


@functools.cache
def _empty_system() -> pathlib.Path:
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sanxiang-empty-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    done = sanxiang(environment_of(folder), "setup")
    assert done.returncode == 0, done.stderr
    return folder


def set_up(var: pathlib.Path) -> None:
    """Make `var` what `sanxiang setup` makes of it, by copying one that was made before."""
    assert not Server(_empty_system() / "postgres").running()
    shutil.copytree(_empty_system(), var, symlinks=True, ignore=shutil.ignore_patterns("*.lock", "*.out"))
