"""Every refusal tells what to do next."""

import ast
import pathlib

import pytest

SOURCE = pathlib.Path(__file__).resolve().parents[2] / "src" / "sanxiang"
REFUSALS = {"Refused", "NotAllowed", "NotFound", "Invalid"}
FILES = [file for room in ("catalogue", "casework", "review") for file in sorted((SOURCE / room).glob("*.py"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_every_refusal_says_what_to_do_next(file: pathlib.Path) -> None:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            assert any(keyword.arg == "next" for keyword in node.keywords), f"{file.name}:{node.lineno}"
