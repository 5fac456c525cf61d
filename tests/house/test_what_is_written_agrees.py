"""Documents and locks that must agree with what the project really is."""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tomllib

import pytest
from django.core.management import call_command

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_every_dependency_is_named_with_its_reason_and_no_other() -> None:
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    names = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in wanted} | set(
        json.loads((ROOT / "package.json").read_text())["devDependencies"]
    )
    rows = re.findall(r"^\| (\S+) \| (.+) \|$", (ROOT / "docs/dependencies.md").read_text(), re.MULTILINE)
    named = {name for name, reason in rows if name not in ("package", "---")}
    assert named == names, "docs/dependencies.md names each dependency of pyproject.toml and package.json with its reason"


def test_locks_name_no_index() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text
        assert all("--hash=sha256:" in entry for entry in re.split(r"\n(?=\S)", text.strip())), lock
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert not [name for name, package in packages.items() if "resolved" in package]
    assert not [name for name, package in packages.items() if name and "integrity" not in package]


def test_locks_hold_every_dependency() -> None:
    for lock, wanted in {
        "requirements.lock": PROJECT["dependencies"],
        "requirements-dev.lock": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"],
    }.items():
        locked = {name.lower() for name in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==", (ROOT / lock).read_text(), re.MULTILINE)}
        missing = {re.split(r"[\[<>=~! ]", each)[0].lower() for each in wanted} - locked
        assert not missing, f"{lock} lacks {missing}: run make lock"


def test_vendored_files_are_the_ones_we_looked_at() -> None:
    web = ROOT / "src/sanxiang/web"
    lines = (web / "vendor.sha256").read_text().splitlines()
    assert lines
    for line in lines:
        digest, place = line.split("  ")
        assert hashlib.sha256((web / place).read_bytes()).hexdigest() == digest, f"{place}: run make setup"
    there = {str(path.relative_to(web)) for folder in ("static/vendor", "fonts") for path in (web / folder).rglob("*") if path.is_file()}
    assert there == {line.split("  ")[1] for line in lines}


def test_every_setting_is_documented() -> None:
    code = "import runpy; print(runpy.run_path('scripts/operations.py')['page'](), end='')"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={}, capture_output=True, text=True, check=True)
    assert told.stdout == (ROOT / "docs/operations.md").read_text(), "run .venv/bin/python scripts/operations.py"


@pytest.mark.django_db
def test_every_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)
