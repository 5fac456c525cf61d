"""Each test of an import has a data folder of its own for the log's heads."""

import pathlib

import pytest


@pytest.fixture(autouse=True)
def own_heads(settings: object, tmp_path: pathlib.Path) -> None:
    settings.VAR = tmp_path  # type: ignore[attr-defined]
