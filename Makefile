# make run | test | check | bench | gpu | clean. All but gpu set themselves up in .venv the first time.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help run test check chromium firefox bench gpu clean

help:
	@echo "make run     open NiN Explorer in the browser"
	@echo "make test    every check: format, lint, types, imports, tests, browser tests"
	@echo "make check   the checks that need no test run"
	@echo "make bench   measure what the README says; ARGS="stroke --readme" for some rows, kept there"
	@echo "make gpu     on a machine with a GPU, what only it can show, as JSON; PYTHON=python3"
	@echo "make clean   remove .venv and caches"

run: .venv/run.stamp
	@echo "Starting NiN Explorer; Ctrl+C stops it."
	@$(BIN)/streamlit run app.py $(ARGS)

test: check chromium firefox
	@echo "Tests, the browser's included …"
	@$(BIN)/python -m pytest $(ARGS)

check: .venv/dev.stamp
	@echo "Format, lint, types, imports …"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy nin pages app.py tests benchmarks
	@$(BIN)/lint-imports

chromium firefox: .venv/dev.stamp
	@$(BIN)/python -m tests.support.browsers $@

bench: chromium .venv-bench/bench.stamp
	@.venv-bench/bin/python -m benchmarks $(ARGS)

# Installs nothing: it runs where PyTorch is, and says what is missing.
gpu:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; try: make gpu PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -m benchmarks.gpu $(ARGS)

.venv/python.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.11 run"; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements.txt
	@echo "Installing what the app needs into .venv; PyTorch takes a few minutes the first time …"
	@$(PIP) install -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt
	@echo "Installing what the tests need …"
	@$(PIP) install -r requirements-dev.txt
	@touch $@

# What benchmarks compare with, in an environment that sees the app's: what is measured is what runs.
.venv-bench/bench.stamp: .venv/dev.stamp requirements-bench.txt
	@echo "Installing what the benchmarks compare with into .venv-bench …"
	@$(BIN)/python -m venv --without-pip .venv-bench
	@site=$$(.venv-bench/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))') && \
	  $(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > "$$site/app.pth" && \
	  $(PIP) --python .venv-bench/bin/python install -r requirements-bench.txt
	@touch $@

clean:
	rm -rf .venv .venv-bench .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
