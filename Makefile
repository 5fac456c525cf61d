# The only commands to know:
#   make run      everything, from a bare machine to a running system with a demonstration organ
#   make setup    the same without starting the servers
#   make test     lint, types, import contracts, unit, integration and browser tests (make test-long: the slow suites)
#   make cite     every citation of the packs and templates, read against the texts of the laws where they are at hand
#   make fmt · make lint · make bench · make lock

PYTHON ?= python3
BIN := .venv/bin
CHROMIUM := /usr/bin/chromium
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run setup test test-long fmt lint types bench cite lock clean
.DEFAULT_GOAL := run

run: .venv/installed .venv/vendored
	@exec $(BIN)/sanxiang run --demo

setup: .venv/installed .venv/vendored
	@$(BIN)/sanxiang setup --demo

test: lint types .venv/test-packages
	$(BIN)/pytest -n 2 -m "not long"

test-long: .venv/dev .venv/vendored .venv/test-packages
	$(BIN)/pytest -m long

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: .venv/dev .venv/vendored
	$(BIN)/mypy

fmt: .venv/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/dev .venv/vendored
	@$(BIN)/python bench

cite: .venv/installed
	@$(BIN)/python scripts/cite.py $(LAWS)

# Digests only, no address: whoever installs says which index they trust.
COMPILE := $(BIN)/uv pip compile pyproject.toml scripts/build.in --universal --python-version 3.11 --generate-hashes --no-annotate --no-header -q
lock: .venv/dev
	$(BIN)/pip install -q uv
	$(COMPILE) -o requirements.lock
	$(COMPILE) --extra dev -o requirements-dev.lock

clean:
	rm -rf .venv node_modules src/*.egg-info src/sanxiang/web/static/vendor src/sanxiang/web/fonts

# --- What the commands stand on: each made once, and again when what it was made from changes ---

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "sanxiang 需要 Python 3.11 或更新；用 make PYTHON=… 指定。" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "不能建立 .venv：请安装 python3-venv（apt-get install python3-venv）。" >&2; exit 1; }

.venv/installed: requirements.lock pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --require-hashes -r requirements.lock
	$(BIN)/pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev: requirements-dev.lock .venv/installed
	$(BIN)/pip install -q --require-hashes -r requirements-dev.lock
	@touch $@

.venv/vendored: package-lock.json scripts/vendor.py src/sanxiang/web/vendor.sha256 | .venv/installed
	$(BIN)/python scripts/vendor.py
	@touch $@

.venv/test-packages: scripts/test-packages | .venv/dev .venv/vendored
	@scripts/test-packages
	@touch $@
