"""The console script as somebody at a terminal runs it, in a data folder of its own."""

import os
import pathlib
import subprocess
import sys

from faces import free_port

SANXIANG = str(pathlib.Path(sys.executable).parent / "sanxiang")


def environment_of(var: pathlib.Path) -> dict[str, str]:
    """A data folder and ports of its own, and no trace of the tests' database."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("SANXIANG_") and key != "DATABASE_URL"}
    ports = {f"SANXIANG_{face}_PORT": str(free_port()) for face in ("OFFICE", "PORTAL")}
    return {**kept, **ports, "SANXIANG_VAR": str(var)}


def sanxiang(environment: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([SANXIANG, *words], env=environment, capture_output=True, text=True, timeout=120)
