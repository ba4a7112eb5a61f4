# The one task runner of the project. A fresh machine needs Python >= 3.11, make and git: `make graph` and `make test` do
# all the set-up, in .venv. Each part is installed when it is first needed, and again when pyproject.toml changes: files
# .venv/.with-* remember that. Otherwise nothing is fetched, so all targets work offline after their first run.
#
#   make graph PYTHON=/path/to/python   make .venv with this interpreter
#   make test INSTALLED=1               install nothing: use .venv as it is (.ci/run fills it from constraints.txt)

.DEFAULT_GOAL := help
.PHONY: help graph test test-spark lint notebooks bench bench-full screenshots clean

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install -q --disable-pip-version-check

# Without PYTHON=..., an older python3 gives way to a newer one beside it.
CANDIDATES := $(if $(filter file,$(origin PYTHON)),$(PYTHON) python3.13 python3.12 python3.11,$(PYTHON))
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))

# What a target needs in .venv before it runs.
ifeq ($(INSTALLED),)
RUN := $(VENV)/.with-fingraph
DEV := $(VENV)/.with-dev
# The OWL reasoners run on Java; without it their tests are skipped.
OWL := $(if $(shell command -v java 2>/dev/null),$(VENV)/.with-owl)
SPARK := $(VENV)/.with-spark
endif

help: ## Say what the targets do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

graph: $(RUN) ## Build the knowledge graph into build/ and say where its files are
	@$(BIN)/fingraph build -o build

test: $(DEV) $(OWL) ## Run all tests, doctests and notebooks, with coverage
	@$(BIN)/pytest --cov --cov-report=term

test-spark: $(DEV) $(SPARK) ## Run the tests on Spark, on a cluster of two workers too (Java 17; installs 660 MB)
	@FINGRAPH_REQUIRE=java,spark $(BIN)/pytest tests/test_distributed.py

lint: $(DEV) ## Check format, style, types, layers, docstrings, dependencies, dead code and spelling
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pydoclint -q src
	@$(BIN)/deptry .
	@$(BIN)/vulture
	@$(BIN)/codespell
	@if [ -d tests/js/node_modules ]; then npm --prefix tests/js run --silent types && npm --prefix tests/js run --silent style; fi

# "data:," is an empty script, in place of two that pages would load from the network and do not need.
notebooks: $(DEV) ## Run the notebooks, and put them with their results into build/notebooks/ as pages
	@$(BIN)/jupyter-nbconvert --log-level=ERROR --execute --to html --output-dir build/notebooks \
	  --HTMLExporter.require_js_url=data:, --HTMLExporter.mathjax_url=data:, notebooks/*.ipynb
	@ls build/notebooks/*.html

bench: $(DEV) ## Measure speed, each number as a ratio to a plain script in the same run; 1 if any bound is missed
	@missed=0; \
	for name in run load projection analysis page "scale $(if $(RIVALS),--rivals $(RIVALS))" serve; do \
	  set -- $$name; script=$$1; shift; \
	  $(BIN)/python benchmarks/$$script.py "$$@" || missed=1; \
	done; exit $$missed

bench-full: $(DEV) ## Measure up to 10 million triples (hours, 10 GB of disk); RIVALS=PYTHON of an environment with kglab and others
	@$(BIN)/python benchmarks/scale.py --full $(if $(RIVALS),--rivals $(RIVALS))
	@FINGRAPH_KILLS=50 $(BIN)/pytest -q tests/test_transfer.py -k kill

screenshots: $(DEV) ## Make the pictures of README anew (needs Chromium)
	@$(BIN)/python docs/screenshots.py

clean: ## Remove what was built, and the tools' caches (.venv stays)
	@rm -rf build dist .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	@find src tests benchmarks notebooks \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# A candidate is tried by running it: it may be on PATH and still not work. pip 25.1 is the first to know --group.
$(VENV)/.with-pip:
	@found=; for python in $(CANDIDATES); do \
	  if "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null; then found=$$python; break; fi; \
	done; \
	if [ -z "$$found" ]; then \
	  echo "fingraph needs Python 3.11 or later; tried: $(CANDIDATES). Name one: make PYTHON=/path/to/python" >&2; \
	  exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" --version)"; \
	"$$found" -m venv $(VENV)
	@$(PIP_INSTALL) --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.with-fingraph: pyproject.toml | $(VENV)/.with-pip
	@echo "Installing fingraph into $(VENV)"
	@$(PIP_INSTALL) -e .
	@touch $@

$(VENV)/.with-dev: pyproject.toml | $(VENV)/.with-fingraph
	@echo "Installing what tests and checks need into $(VENV)"
	@$(PIP_INSTALL) --group dev
	@touch $@

$(VENV)/.with-spark: pyproject.toml | $(VENV)/.with-pip
	@echo "Installing Spark into $(VENV)"
	@$(PIP_INSTALL) -e '.[spark]'
	@touch $@

# --no-deps: see the group's comment in pyproject.toml.
$(VENV)/.with-owl: pyproject.toml | $(VENV)/.with-pip
	@echo "Installing the OWL reasoners into $(VENV)"
	@$(PIP_INSTALL) --no-deps --group owl
	@touch $@
