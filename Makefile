# Two commands for a newcomer: `make demo` and `make test`. Everything else is behind them.
PYTHON ?= python3
BIN := .venv/bin
SETUP := .venv/.setup-done
CONSOLE := console/dist/index.html
PEERS := .venv-peers/.setup-done
MODULES := console/node_modules/.package-lock.json
NODE_PARTS := console/package.json console/openapi.json console/index.html console/*.ts console/*.js console/tsconfig.json
SOURCES := $(wildcard $(NODE_PARTS)) $(shell find console/src console/public -type f ! -name schema.d.ts)

.PHONY: help setup console demo test test-interpreted check campaign bench bench-zones bench-zones-picture picture cells-picture budget-picture ladder-pictures console-picture schema lock clean

help: ## what there is
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

setup: $(SETUP) ## a .venv with everything pinned by hash; redone when a lock changes

$(SETUP): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("standoff needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Say which: make PYTHON=python3.12") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

console: $(CONSOLE) ## the console, built; redone when its sources or its lock change

$(MODULES): console/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' \
		|| { echo "the console is built with Node 20.19 or newer, and npm: https://nodejs.org"; exit 1; }
	cd console && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(CONSOLE): $(MODULES) $(SOURCES)
	cd console && npm run --silent build -- --logLevel warn
	@touch $@

demo: $(SETUP) $(CONSOLE) ## al-Tanf, live, in the console: open the link that it prints
	$(BIN)/standoff demo

test: $(SETUP) $(CONSOLE) ## every test that this machine can run; says which it left out and why
	cd console && npm test --silent
	$(BIN)/python -m pytest

check: $(SETUP) $(MODULES) ## format, lint, strict types, import contract, documents, the console's types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/basedpyright --warnings
	$(BIN)/lint-imports
	$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	cd console && npm run --silent check

test-interpreted: $(SETUP) ## tests of all that is computed, with nothing compiled: the same code as Python
	NUMBA_DISABLE_JIT=1 $(BIN)/python -m pytest tests/unit tests/properties tests/conformance

campaign: $(SETUP) ## a thousand kills and losses of power, 10,000 seeds (goes on where it was stopped), every row of a ladder led elsewhere; STANDOFF_KILL_SEED=N draws others
	STANDOFF_KILL_ROUNDS=1000 $(BIN)/python -m pytest tests/faults/test_kill.py tests/faults/test_power.py
	STANDOFF_SEEDS=10000 $(BIN)/python -m pytest tests/faults/test_seeds.py
	STANDOFF_LADDER_MUTANTS=all $(BIN)/python -m pytest tests/ladders/test_tables.py

bench: $(SETUP) ## every figure of the README, beside a peer in the same run
	$(BIN)/python bench/replay_rate.py
	$(BIN)/python bench/desk_rate.py
	$(BIN)/python bench/acts_under_load.py
	$(BIN)/python bench/geodesic_rate.py
	$(BIN)/python bench/boundary_rate.py
	$(BIN)/python bench/fold_rate.py
	@$(MAKE) --no-print-directory bench-zones

bench-zones: $(SETUP) $(PEERS) ## points in zones, beside peers in a venv of their own, one processor; about six minutes
	$(BIN)/python bench/zone_rate.py --out build/zone-rate.json
	$(BIN)/python bench/zone_profile.py swiss-random swiss-tracks

bench-zones-picture: $(SETUP) ## draw what bench-zones found last
	$(BIN)/python bench/zone_picture.py build/zone-rate.json

$(PEERS): bench/peers/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bench/peers/requirements.txt
	@touch $@

picture: $(SETUP) ## draw the picture of README anew
	$(BIN)/python docs/_picture.py

cells-picture: $(SETUP) ## draw the picture of cells anew; needs the real data
	$(BIN)/python docs/_cells_picture.py

budget-picture: $(SETUP) ## draw the picture of the time budget anew
	$(BIN)/python docs/_budget_picture.py

ladder-pictures: $(SETUP) ## draw the ladders that ship anew, and write their schema
	$(BIN)/python docs/_ladders.py

console-picture: $(SETUP) $(CONSOLE) ## take the picture of the console anew; needs chromium
	$(BIN)/python docs/_console_picture.py

schema: $(SETUP) ## write console/openapi.json anew, after a change of the API
	$(BIN)/python docs/_openapi.py

lock: $(SETUP) ## resolve and pin the requirements again
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet --upgrade -o requirements/dev.txt
	$(BIN)/uv pip compile bench/peers/requirements.in --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --quiet --upgrade -o bench/peers/requirements.txt

clean: ## leave only what git knows
	rm -rf .venv .venv-peers build dist console/dist console/node_modules docs/_build docs/reference/generated .pytest_cache .ruff_cache .hypothesis .import_linter_cache
