PYTHON ?= python3
PORT ?= 8000
UV ?= uv
BIN := .venv/bin
INSTALLED := .venv/installed
MANAGE := AIDTRACK_DEMO=1 $(BIN)/python manage.py
# Each of the many processes would compile all of the code anew where this is set.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo data test check screenshots lint messages sizes bench-entering bench-spreadsheets bench-reach bench-pictures lock clean

# Sets up what is missing, serves, and ends with Ctrl-C.
demo: $(INSTALLED)
	@$(MANAGE) prepare --port "$(PORT)"
	@echo "Open http://127.0.0.1:$(PORT)/ (Ctrl-C ends it)"
	@AIDTRACK_DEMO=1 AIDTRACK_ADDRESS="http://127.0.0.1:$(PORT)" \
		exec $(BIN)/gunicorn aidtrack.wsgi --config deploy/gunicorn.conf.py --bind 127.0.0.1:$(PORT)

# The same without serving.
data: $(INSTALLED)
	@$(MANAGE) prepare

# The suite runs on SQLite, then on PostgreSQL what sends it another statement (with EVERY_TEST=1 all
# that touches the database); the browser tests run once.
test: lint
	AIDTRACK_DEMO= AIDTRACK_DEBUG= AIDTRACK_HTTPS=1 AIDTRACK_ALLOWED_HOSTS=aidtrack.example \
	AIDTRACK_SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING
	RECORD_STATEMENTS=1 DATABASE_URL= $(BIN)/python -m pytest tests --ignore=tests/browser -n auto --dist worksteal
	$(BIN)/python tests/tools/postgres.py $(BIN)/python -m pytest tests --ignore=tests/browser -n auto --dist worksteal
	@if [ -d tests/browser ]; then DATABASE_URL= $(BIN)/python -m pytest tests/browser -n auto --dist worksteal; fi

# For every few minutes: what the change in hand touches, on SQLite; CHECK_SECONDS=75 is its time.
check: lint
	DATABASE_URL= $(BIN)/python -m tests.tools.check

# A picture of every page in each theme, width and language, into screenshots/.
screenshots: $(INSTALLED)
	$(BIN)/python -m tests.browser.driver.screenshots

lint: $(INSTALLED)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --lint --quiet templates

# Collects what is to be translated; needs GNU gettext. English is the message ids themselves, so it
# has no catalogue; without locations a move of files leaves the catalogue as it is.
messages: $(INSTALLED)
	$(MANAGE) makemessages --locale zh_Hans --no-wrap --no-obsolete --no-location \
		--ignore .venv --ignore var --ignore tests

# What a reader's device fetches of ours, gzipped.
sizes: $(INSTALLED)
	@$(BIN)/python tests/tools/sizes.py

# How long 200 rows of a month take to enter, by paste and by keyboard.
bench-entering: $(INSTALLED)
	@$(BIN)/python -m tests.benchmarks.entering

# How long 100 000 projects take from XLSX into PostgreSQL, beside COPY and django-import-export.
bench-spreadsheets: $(INSTALLED)
	@$(BIN)/python tests/tools/postgres.py $(BIN)/python tests/benchmarks/spreadsheets.py

# What pages cost a leader beside an auditor, among 100 000 projects in PostgreSQL.
bench-reach: $(INSTALLED)
	@$(BIN)/python tests/tools/postgres.py $(BIN)/python tests/benchmarks/reach.py

# What five large photographs at once cost the server, and whoever reads a page meanwhile.
bench-pictures: $(INSTALLED)
	@$(BIN)/python -m tests.benchmarks.pictures

# Renews the lock files: what the program needs, and what its development needs besides; needs uv.
LOCK := $(UV) pip compile --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-header --no-annotate --quiet --upgrade pyproject.toml
lock:
	$(LOCK) --output-file requirements.lock
	$(LOCK) --all-extras --constraint requirements.lock --output-file requirements-dev.lock

# What people entered, var/aidtrack.sqlite3, stays.
clean:
	rm -rf .venv .pytest_cache .ruff_cache .hypothesis var/static var/plotly
	find . -name __pycache__ -prune -exec rm -rf {} +
	find aidtrack/locale -name '*.mo' -delete

# A stamp, so that a second start skips this.
$(INSTALLED): requirements-dev.lock
	@command -v "$(PYTHON)" >/dev/null || { \
		echo "Python was not found ($(PYTHON)): install Python 3.11 or newer, or name it with PYTHON=." >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11: name a newer one with PYTHON=." >&2; exit 1; }
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv: install it (Debian: python3-venv)." >&2; exit 1; }
	@echo "Installing into .venv (once) …"
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
