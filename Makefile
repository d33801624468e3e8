PYTHON ?= python3
PORT ?= 8501
DATA ?=
BIN := .venv/bin

# make run DATA=path, check and coverage-of-articles alike: other tables, a folder or a zip of one.
ifneq ($(DATA),)
export CLAIMS_DATA := $(DATA)
endif

# Every target that needs packages waits for these stamps; they are renewed when requirements.txt is.
.venv/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv .venv
	sed '/^# For the tests/,$$d' requirements.txt > .venv/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement .venv/run.txt
	@touch $@

# One of the packages for the tests is compiled against ICU where no ready-made one fits.
.venv/.testable: .venv/.ready requirements.txt
	@pkg-config --exists icu-i18n 2>/dev/null \
		|| { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] \
			&& apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq g++ libicu-dev pkg-config; } \
		|| echo "Should the next step fail: install g++, pkg-config and ICU's headers (libicu-dev)."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@touch $@

.PHONY: run new bench test load check coverage-of-articles browser lint format clean

run: .venv/.ready  ## open the dashboard on 127.0.0.1
	$(BIN)/streamlit run dashboard.py --server.port $(PORT)

new: .venv/.ready  ## an empty set of tables to begin with, in the folder DATA
	@test -n "$(DATA)" || { echo "Which folder? make new DATA=folder"; exit 1; }
	@$(BIN)/python -m lib.blank "$(DATA)"

bench: .venv/.testable browser  ## how quick it is at 100, 100,000 and 1,000,000 made-up events
	$(BIN)/python -m tests.bench

test: .venv/.testable browser lint  ## everything that is checked before a change lands
	$(BIN)/python -m lib.check
	$(BIN)/python -m lib.coverage
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -q -n 2 --dist worksteal -m browser

load: .venv/.testable  ## fifty sessions in one server: speed, memory, nothing mixed up
	$(BIN)/python -m tests.load

check: .venv/.ready  ## whether the tables are sound
	$(BIN)/python -m lib.check

coverage-of-articles: .venv/.ready  ## which sentences of the articles are coded
	$(BIN)/python -m lib.coverage

lint: .venv/.testable
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.testable
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# A Chromium for the browser tests: the one that is there, else Debian's, else Playwright's own.
browser: .venv/.testable
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
		|| command -v google-chrome >/dev/null || test -n "$$(ls -d $${HOME}/.cache/ms-playwright/chromium-* 2>/dev/null)" \
		|| { if command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; \
		else $(BIN)/playwright install chromium; fi; }

clean:
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache
