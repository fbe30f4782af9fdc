.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench dev browser clean

PYTHON ?= $(shell for found in python3 python3.13 python3.12 python3.11; do \
  $$found -c "import sys, venv; sys.exit(sys.version_info < (3, 11))" 2>/dev/null && echo $$found && break; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

setup: .venv/runtime ## the environment, from the hash-locked requirements.lock

demo: .venv/runtime ## seeded world, served on 127.0.0.1:8000
	$(BIN)/hengjian demo

test: .venv/developer browser ## the whole test suite
	$(BIN)/python -m pytest -n 2 --dist loadfile --cov --cov-report= -q
	$(BIN)/coverage report --skip-covered --skip-empty | tail -n 25
	$(BIN)/coverage report --include='kpi/engine/*,importers/findings/checks/*' --fail-under=100 | tail -n 1

check: .venv/developer ## lint, types, templates, import contracts
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	$(BIN)/djlint --lint --quiet server
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy vendors importers kpi server
	$(BIN)/python -m pytest -q -n 0 tests/test_architecture.py tests/test_locks.py

bench: .venv/bench ## measurements behind docs/explanation/measurements.md and intake-speed.md
	$(BIN)/python -m tests.bench

dev: .venv/developer ## the environment with the tools for tests and checks

browser: ## Debian's chromium for the browser tests, when it can be had
	@sh tests/support/browser.sh

clean: ## remove the environment and the demo's data (not the embedded cluster of a root install)
	rm -rf .venv var

.venv/python:
	@test -n "$(PYTHON)" || { echo '需要 Python 3.11 或更新版本（含 venv） / Python 3.11 or newer with venv is needed'; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python requirements.lock pyproject.toml
	$(PIP) install --require-hashes --no-deps -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/developer: .venv/runtime requirements-dev.lock
	$(PIP) install --require-hashes --no-deps -r requirements-dev.lock
	@touch $@

.venv/bench: .venv/developer requirements-bench.lock
	$(PIP) install --require-hashes --no-deps -r requirements-bench.lock
	@touch $@
