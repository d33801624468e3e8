PYTHON ?= python3
PORT ?= 8501
DATA ?=
BIN := .venv/bin

# make run DATA=path, check and coverage-of-articles alike: other tables, a folder or a zip of one.
ifneq ($(DATA),)
export CLAIMS_DATA := $(DATA)
endif

# Python keeps what it has compiled, whatever is set outside, so no start compiles packages again.
unexport PYTHONDONTWRITEBYTECODE

# Packages are installed from the locks: exact versions, with hashes, none of them compiled here.
# A lock has all that is imported, and only that: no package brings others along.
LOCK := --require-hashes --only-binary :all: --no-deps
INSTALL = $(if $(shell command -v uv),uv pip install --quiet --python $(BIN)/python $(LOCK),\
	$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check $(LOCK))

# 80 MB that nothing here reads: tests, headers, pyarrow's network protocol, plotly for notebooks.
PACKAGES := .venv/lib/*/site-packages
UNREAD := $(PACKAGES)/pandas/tests $(PACKAGES)/numpy/*/tests $(PACKAGES)/matplotlib/tests \
	$(PACKAGES)/networkx/*/tests $(PACKAGES)/networkx/*/*/tests $(PACKAGES)/pyarrow/tests \
	$(PACKAGES)/pyarrow/include $(PACKAGES)/pyarrow/*flight* $(PACKAGES)/plotly/labextension \
	$(PACKAGES)/plotly/package_data/widgetbundle.js

# Every target that needs packages waits for these stamps; they are renewed when a lock is.
.venv/.ready: .requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(if $(shell command -v uv),uv venv --quiet --allow-existing --python $(PYTHON),$(PYTHON) -m venv) .venv
	$(INSTALL) --requirement .requirements.lock
	@rm -rf $(UNREAD)
	@touch $@

.venv/.testable: .venv/.ready tests/.requirements.lock
	$(INSTALL) --requirement tests/.requirements.lock
	@touch $@

.PHONY: run code new bench test fuzz check mend coverage-of-articles browser lint format lock clean

run: .venv/.ready  ## open the dashboard on 127.0.0.1
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

code: .venv/.ready  ## open the dashboard to code articles in it; the changes go into the tables
	$(BIN)/python -m lib.code --server.port $(PORT)

new: .venv/.ready  ## an empty set of tables to begin with, in the folder DATA; PACK is its subject
	@test -n "$(DATA)" || { echo "Which folder? make new DATA=folder"; exit 1; }
	@$(BIN)/python -m lib.blank "$(DATA)" $(PACK)

bench: .venv/.testable browser  ## how quick it is beside a bare page and a naive app, at 100 to 1,000,000 made-up events
	$(BIN)/python -m tests.bench

test: .venv/.testable browser lint  ## everything that is checked before a change lands
	$(BIN)/python -m lib.check
	$(BIN)/python -m lib.coverage
	$(BIN)/python -m pytest -q -n 2 --dist worksteal

fuzz: .venv/.testable  ## any input, for ten minutes; what fails is kept in tests/found
	$(BIN)/python -m tests.fuzz --minutes 10

check: .venv/.ready  ## whether the tables are sound
	$(BIN)/python -m lib.check

mend: .venv/.ready  ## corrections of the tables that are certain: shown first, then written
	@$(BIN)/python -m lib.mend

coverage-of-articles: .venv/.ready  ## which sentences of the articles are coded
	$(BIN)/python -m lib.coverage

lint: .venv/.testable
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.testable
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Needs uv (https://docs.astral.sh/uv/): the versions of all packages for every system and Python,
# without those that others ask for and nothing here imports (completion in IPython, maps and
# charts of Streamlit's own).
UNUSED := altair jedi parso pexpect ptyprocess pydeck
LOCKED := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--only-binary :all: --no-emit-index-url --no-annotate --no-header \
	$(addprefix --no-emit-package ,$(UNUSED))
lock:  ## write the locks anew after a change of requirements.txt or tests/requirements.txt
	$(LOCKED) requirements.txt --output-file .requirements.lock
	$(LOCKED) tests/requirements.txt --output-file tests/.requirements.lock

# A Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.
browser: .venv/.testable
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null || test -n "$$(ls -d $${HOME}/.cache/ms-playwright/chromium-* 2>/dev/null)" \
		|| { if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
		else $(BIN)/playwright install chromium; fi; }

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
