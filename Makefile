# Everything a person does with Rapport. A fresh machine needs Python 3.11+ with venv, make and git; the rest
# (Python libraries, Node, and for the tests a browser, a mail server and Redis) is fetched from here.

PYTHON ?= python3
PORT   ?= 8080
ROUNDS ?= 5
VENV   := .venv
BIN    := $(VENV)/bin
STAMPS := $(VENV)/.stamps
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r
NPM     = cd agent_ui && PATH="$(CURDIR)/$(BIN):$$PATH" npm

UI_SOURCES := $(shell find agent_ui -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

export PORT
export npm_config_update_notifier = false

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test laws bench faults lint types ui ui-check clean lock venv venv-test system

help:  ## Show these lines
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: venv ui  ## Start a demo call centre on $PORT (8080), on $DATABASE_URL if it is set
	@exec $(BIN)/python -m hub demo

test: venv-test system ui  ## Check everything: lint, types, the console, then all tests
	@$(MAKE) --no-print-directory lint types ui-check
	$(BIN)/python -m pytest -n 3 --dist loadscope $(PYTEST_ARGS) || { [ $$? -eq 1 ] && $(SECOND_TRY); }

# Browsers, kills and calls share two cores in a run of everything. What failed there is tried once more alone, and
# named: a test that is listed here again and again has a race, in itself or in the hub.
SECOND_TRY = echo "Failed beside the others, once more alone:" && \
             $(BIN)/python -m pytest --last-failed --last-failed-no-failures none -v $(PYTEST_ARGS)

laws: venv-test  ## Try the laws on examples drawn anew, $ROUNDS times (5)
	for round in $$(seq $(ROUNDS)); do LAWS=drawn $(BIN)/python -m pytest -q -n 2 tests/core $(PYTEST_ARGS) || exit 1; done

bench: venv-test  ## Measure the hub against a bare baseline on this machine
	$(BIN)/python -m tests.bench $(BENCH_ARGS)

faults: venv-test system  ## Break parts of a running hub on purpose and check what is kept
	KILLS=100 RACES=1000 FAULTS_REPORT=tests/faults/RESULTS.md $(BIN)/python -m pytest tests/faults -m "" $(PYTEST_ARGS)

lint: venv-test  ## Style and the import contracts
	$(BIN)/ruff check .
	$(BIN)/lint-imports

types: venv-test  ## Static types of the Python code
	$(BIN)/mypy

clean:  ## Remove what was built; the libraries and the hub's data stay
	rm -rf agent_ui/dist hub/ui_dist dist build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# --- Python: one environment, filled in steps, each step repeated only when its lock file changes ----------

venv: $(STAMPS)/hub
venv-test: $(STAMPS)/hub $(STAMPS)/test

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("Rapport needs Python 3.11 or newer; set PYTHON=…") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/run: requirements.lock | $(BIN)/python
	$(PIP) $<
	@mkdir -p $(@D) && touch $@

$(STAMPS)/build: requirements-build.lock | $(BIN)/python
	$(PIP) $<
	@mkdir -p $(@D) && touch $@

# The project itself, as it stands here: gives .venv/bin/hub.
$(STAMPS)/hub: pyproject.toml $(STAMPS)/run $(STAMPS)/build
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/test: requirements-test.lock | $(BIN)/python
	$(PIP) $<
	@mkdir -p $(@D) && touch $@

system: | $(BIN)/python
	@$(BIN)/python -m tests.setup_system

UV = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
     --no-annotate --no-emit-index-url --no-emit-find-links
lock: venv-test  ## Write the lock files anew after a change of pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(UV) pyproject.toml -o requirements.lock $(LOCK_ARGS)
	$(UV) --group build -c requirements.lock -o requirements-build.lock $(LOCK_ARGS)
	$(UV) pyproject.toml --extra test -c requirements.lock -o requirements-test.lock $(LOCK_ARGS)

# --- the console: built from agent_ui, served from agent_ui/dist -------------------------------------------

ui: agent_ui/dist/.stamp  ## Build the console (only when its sources changed)

agent_ui/node_modules/.stamp: agent_ui/package-lock.json | $(STAMPS)/build
	$(NPM) ci --no-audit --no-fund
	@touch $@

agent_ui/dist/.stamp: agent_ui/node_modules/.stamp $(UI_SOURCES)
	$(NPM) run build
	@touch $@

ui-check: agent_ui/node_modules/.stamp
	$(NPM) run --if-present types
	$(NPM) run --if-present lint
	$(NPM) run --if-present test
