# Two commands for a newcomer: `make demo` and `make test`. Everything else is behind them.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.setup-done
OUT ?= build/demo

.PHONY: help setup demo test check bench picture lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(SETUP) ## a .venv with everything pinned by hash; redone when a lock changes

$(SETUP): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("standoff needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say which: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(SETUP) ## replay an hour of New York harbour against three zones
	$(BIN)/standoff replay examples/nyharbor/noaa_nyharbor_2020-06-30_hour00.csv.gz --zones examples/nyharbor/zones.geojson --out $(OUT)

test: $(SETUP) ## every test that this machine can run; says which it left out and why
	$(BIN)/python -m pytest

check: $(SETUP) ## format, lint, strict types, import contract, documents
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --warnings
	$(BIN)/lint-imports
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html

bench: $(SETUP) ## every figure of the README, beside a peer in the same run
	$(BIN)/python bench/replay_rate.py

picture: $(SETUP) ## draw the picture of README anew
	$(BIN)/python docs/_picture.py

lock: $(SETUP) ## resolve and pin the requirements again
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet --upgrade -o requirements/dev.txt

clean: ## leave only what git knows
	rm -rf .venv build dist docs/_build docs/reference/generated .pytest_cache .ruff_cache .hypothesis .import_linter_cache
