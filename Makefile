# Two commands do everything on a fresh machine with Python 3.11 or newer:
#   make run    set up, build the index, open the chat
#   make test   set up with the development tools, then lint, types and tests
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8501
INPUTS ?= 20000
SEED   ?= 1

.PHONY: run test check build lint types unit fuzz load screenshots clean

run: $(VENV)/.installed build
	$(BIN)/clausewise serve --port $(PORT)

build: $(VENV)/.installed
	$(BIN)/clausewise build

test: $(VENV)/.installed-dev check

check: lint types unit

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types:
	$(BIN)/mypy

unit:
	$(BIN)/pytest

fuzz: $(VENV)/.installed-dev
	$(BIN)/python -m tests.fuzz --inputs $(INPUTS) --seed $(SEED)

load: $(VENV)/.installed-dev build
	$(BIN)/python -m tests.load

$(VENV)/.created:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "clausewise needs Python 3.11 or newer; name one with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml constraints.txt | $(VENV)/.created
	@echo "Installing clausewise into $(VENV): some minutes the first time"
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml constraints.txt | $(VENV)/.created
	@echo "Installing clausewise and its development tools into $(VENV): some minutes the first time"
	$(BIN)/python -m pip install --disable-pip-version-check -q -c constraints.txt -e '.[dev]'
	@touch $(VENV)/.installed $@

screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m tests.screenshots $(PAGES)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
