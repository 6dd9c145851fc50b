# The whole interface for people: `make demo`, `make serve`, `make test`; for developers also `make bench`, `make evaluate`, `make lint`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

PORT ?= 8765

.PHONY: demo serve test lint check bench anchors evaluate lock clean

demo: $(VENV)/.runtime  ## set everything up and answer the seed's question on two example charts
	@mkdir -p out
	@$(BIN)/evidentia assess examples/seed_poor.txt --as-of 2026-01-05 --format html --out out/seed_poor.html
	@$(BIN)/evidentia assess examples/seed_complete.txt --as-of 2026-01-05 --format html --out out/seed_complete.html
	@$(BIN)/evidentia assess examples/seed_complete.txt --as-of 2026-01-05
	@echo
	@echo "The same as pages: out/seed_complete.html, and out/seed_poor.html for the same question on a poor chart."

serve: $(VENV)/.desk  ## the desk on this machine: http://127.0.0.1:8765
	$(BIN)/evidentia serve --port $(PORT) --data data

test: $(VENV)/.dev lint check  ## set everything up and pass the tests
	$(BIN)/python -m pytest

lint: $(VENV)/.dev
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: $(VENV)/.dev
	$(BIN)/evidentia content check

bench: $(VENV)/.dev  ## every number of the docs, in one table
	$(BIN)/python benchmarks/run.py

anchors:  ## the peer that the benchmarks compare with (about 300 MB, in an environment of its own; needs Python 3.11)
	$(PYTHON) -m venv .venv-anchors
	.venv-anchors/bin/python -m pip install --disable-pip-version-check --quiet -r requirements/anchors.in

evaluate: $(VENV)/.runtime  ## score the project's own labelled cases
	$(BIN)/evidentia evaluate determinations tests/cases/determinations
	$(BIN)/evidentia evaluate notes tests/cases/notes

lock:  ## renew the locked requirements (needs uv)
	for f in runtime desk dev; do uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header -q --upgrade requirements/$$f.in -o requirements/$$f.txt; done

clean:
	rm -rf $(VENV) out build .pytest_cache .mypy_cache .ruff_cache .hypothesis content/.compiled

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Evidentia needs Python 3.11, 3.12 or 3.13: install one, or run make PYTHON=/path/to/it"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.txt pyproject.toml | $(BIN)/python
	$(PIP) install --require-hashes -r requirements/runtime.txt
	$(PIP) install --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src/evidentia  # so that a start reads compiled modules wherever Python may not write them
	@$(BIN)/evidentia topics >/dev/null  # compiles the content once
	@touch $@

$(VENV)/.desk: requirements/desk.txt $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements/desk.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.runtime
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@
