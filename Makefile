# The commands of the README. PYTHON may name another interpreter, 3.11 or newer.
PYTHON ?= python3
BIN := .venv/bin
# Tests share nothing but the machine: one worker a core.
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup

.PHONY: run test test-slow bench lint format catalogue

run: .venv/.runtime catalogue
	@exec $(BIN)/python manage.py start

test: .venv/.tests catalogue
	.ci/packages
	@echo "== SQLite, and the browser"
	env -u DATABASE_URL $(PYTEST)
	@echo "== PostgreSQL: what asks a database"
	.ci/with_postgres $(PYTEST) -m "not browser"

# Kill loops and lost services, on both databases; KILLS=100 for a long night.
test-slow: .venv/.tests catalogue
	.ci/packages
	@echo "== SQLite"
	env -u DATABASE_URL $(BIN)/python -m pytest -s tests/slow/slow_*.py
	@echo "== PostgreSQL"
	.ci/with_postgres $(BIN)/python -m pytest -s tests/slow/slow_*.py

# Tables with ratios to a reference of the same run.
bench: .venv/.tests catalogue
	.ci/packages
	env -u DATABASE_URL $(BIN)/python -m tests.benchmarks submissions search
	.ci/with_postgres $(BIN)/python -m tests.benchmarks

lint: .venv/.tests catalogue
	.ci/packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy complaints disclosures portal
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py check_catalogue

format: .venv/.tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/.runtime: requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.tests: requirements-test.txt requirements.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-test.txt
	@touch .venv/.runtime $@

# Writes only what is missing or older than its source.
catalogue: .venv/.runtime
	@$(BIN)/python -m portal.catalogue
