# Oase: every task of the project. `make` alone prints this list.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: help setup demo test check fix docs bench lock clean

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

setup: $(VENV)/.dev ## Install Oase and everything its developers need into .venv

demo: $(VENV)/.core ## Invent the customers of Lindwerk, analyse them, write the report
	@$(BIN)/oase demo

test: $(VENV)/.dev ## Run all tests (under 10 minutes)
	@$(BIN)/python -m pytest -n auto $(ARGS)

check: $(VENV)/.dev ## Lint, types, import contracts, docs
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(BIN)/pyright
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
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --group build -o requirements/core.txt
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev -c requirements/core.txt -o requirements/dev.txt
	@$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras --group dev --group bench -c requirements/dev.txt -o requirements/bench.txt

clean: ## Remove everything that was made here
	@rm -rf $(VENV) lindwerk .ruff_cache .hypothesis .import_linter_cache
