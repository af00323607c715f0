# Oase: every task of the project. `make` alone prints this list.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
# compiled once, else every process of a served house compiles all of Oase anew
export PYTHONDONTWRITEBYTECODE :=

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup demo clients test scene lives truth pictures crash check check-style check-types check-docs fix docs bench lock clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Oase needs Python 3.11 or newer; none was found. Install it, or name it: make demo PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.core: requirements/core.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Oase needs (about a minute)"
	@$(PIP) install --require-hashes -r requirements/core.txt
	@$(PIP) install --no-build-isolation --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.core
	@echo "Installing what tests and checks need"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/.bench: requirements/bench.txt $(VENV)/.dev
	@echo "Installing the rivals"
	@$(PIP) install --require-hashes -r requirements/bench.txt
	@touch $@

CLIENTS := .clients

$(CLIENTS)/.node: tests/contract/clients/package.json
	@command -v npm >/dev/null 2>&1 || { echo "The clients from npm need Node.js 20 or newer and npm; install them, or leave the tests with real clients out." >&2; exit 1; }
	@echo "Installing the clients of Segment, RudderStack and Jitsu from npm"
	@mkdir -p $(CLIENTS) && cp $< $(CLIENTS)/package.json
	@cd $(CLIENTS) && npm install --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error
	@touch $@

$(CLIENTS)/.python: requirements/clients-2.3.4.txt | $(BIN)/python
	@echo "Installing the former client of Segment for Python"
	@$(BIN)/python -m venv $(CLIENTS)/segment-2.3.4
	@$(CLIENTS)/segment-2.3.4/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

setup: $(VENV)/.dev ## Install Oase and everything its developers need into .venv

demo: $(VENV)/.core ## Invent the customers of Lindwerk, write the report, serve their house until Ctrl-C
	@$(BIN)/oase demo $(ARGS)

clients: $(CLIENTS)/.node $(CLIENTS)/.python ## Install the real clients that the door is tested with

test: $(VENV)/.dev ## Run all tests but those in a browser (about a quarter of an hour on two cores)
	@$(BIN)/python -m pytest -n auto --dist loadgroup -m "not browser and not lives" $(ARGS)

scene: $(VENV)/.dev clients ## Run the tests in a browser: Anna's visit with a real push, and every page
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m browser tests $(ARGS)

lives: $(VENV)/.dev ## Live whole lives of things in a browser: repair, kit, exchange, bus, take-back, a killed server
	@$(BIN)/python -m pytest -n 2 --dist loadfile -m lives tests $(ARGS)

truth: $(VENV)/.dev ## Find what is planted: the demo's stories and the simulations at full size
	@$(BIN)/python -m tests.truth $(ARGS)

pictures: $(VENV)/.dev ## Take a picture of every page of the demo, in light and dark, into pictures/
	@$(BIN)/python -m tests.browser.pictures

crash: $(VENV)/.dev clients ## Kill the server a hundred times under load, soak the lake, count what is left
	@$(BIN)/python -m tests.crash.kill $(ARGS)
	@$(BIN)/python -m tests.crash.outbox
	@$(BIN)/python -m tests.crash.steps
	@$(BIN)/python -m tests.crash.counting_cases
	@$(BIN)/python -m tests.crash.soak

check: check-style check-types check-docs ## Lint, types, import contracts, docs

check-style: $(VENV)/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

check-types: $(VENV)/.dev
	@$(BIN)/pyright

check-docs: $(VENV)/.dev
	@$(BIN)/python -m pytest -q tests/docs tests/architecture

fix: $(VENV)/.dev ## Format and mend what can be mended automatically
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## Rebuild the generated pages and pictures of docs/
	@$(BIN)/python docs/build.py

bench: $(VENV)/.bench ## Measure speed against rivals and run the long simulations
	@$(BIN)/python -m benchmarks

lock: | $(BIN)/python ## Lock the dependencies anew (hashes only, no addresses)
	@$(PIP) install uv
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --extra pdf --extra push --extra scan --group build -o requirements/core.txt
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev -c requirements/core.txt -o requirements/dev.txt
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev --group bench -c requirements/dev.txt -o requirements/bench.txt
	@echo 'segment-analytics-python==2.3.4' | $(BIN)/uv pip compile - -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -o requirements/clients-2.3.4.txt

clean: ## Remove everything that was made here
	@rm -rf $(VENV) $(CLIENTS) lindwerk pictures .ruff_cache .hypothesis .import_linter_cache
