# make run starts the app, make test proves it. Everything else is for those who work on it.

PORT ?= 8000
PY := .venv/bin/python
PYTEST := $(PY) -m pytest -q -n auto --maxprocesses 4
MANAGE := DEBUG=on $(PY) manage.py
.DEFAULT_GOAL := help
.PHONY: help run demo test check lint format types migrations translations messages deploy \
        test-sqlite test-postgres prove bench load-100k lock clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1|/' \
	  | while IFS='|' read -r name words; do printf '  make %-14s %s\n' "$$name" "$$words"; done

run: .venv/run ## Start the app on http://localhost:8000 (another port: PORT=8001 make run)
	@$(MANAGE) prepare --port $(PORT)
	@DEBUG=on SITE_URL=$${SITE_URL:-http://localhost:$(PORT)} exec $(PY) -m granian --interface wsgi \
	  --host 127.0.0.1 --port $(PORT) --workers 1 --blocking-threads 4 --backpressure 64 \
	  --log-level warning coordination.wsgi:application

demo: .venv/run ## Put fresh demo data into the local database (asks before it deletes anything)
	@$(MANAGE) prepare --no-demo
	@$(MANAGE) demo --fresh

test: .venv/dev ## Run the tests on SQLite (browser tests where there is a Chromium)
	@env -u DATABASE_URL $(PYTEST) -m "not slow"

check: .venv/dev ## Everything the build server asks, in its order
	@$(MAKE) --no-print-directory --keep-going lint types migrations translations deploy test-sqlite test-postgres

lint: .venv/dev ## Look for mistakes and layout
	@echo "== ruff" && $(PY) -m ruff check . && $(PY) -m ruff format --check --quiet . \
	  || { echo "Run: make format"; exit 1; }

format: .venv/dev ## Lay out the code
	@$(PY) -m ruff check --fix --quiet . ; $(PY) -m ruff format .

types: .venv/dev
	@echo "== types" && $(PY) -m mypy

migrations: .venv/dev
	@echo "== migrations" && SECRET_KEY=check $(PY) manage.py makemigrations --check --dry-run --settings tests.settings

translations: .venv/dev
	@echo "== translations" && $(PY) manage.py check_translations --settings tests.settings

deploy: .venv/dev
	@echo "== production settings" && env -u EMAIL_URL -u REDIS_URL -u CELERY_BROKER_URL DEBUG=off \
	  SITE_URL=https://fourways.example.org BEHIND_PROXY=on DATABASE_URL=postgres://u:p@localhost/fourways \
	  SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  $(PY) manage.py check --deploy --fail-level WARNING

test-sqlite: .venv/dev
	@echo "== tests on SQLite" && env -u DATABASE_URL $(PYTEST)

test-postgres: .venv/dev ## Run the tests on PostgreSQL (DATABASE_URL, or the one on this machine)
	@echo "== tests on PostgreSQL"; \
	if url=$$($(PY) -m tests.postgres); then DATABASE_URL=$$url $(PYTEST) -m "not browser"; \
	elif [ -n "$$CI" ]; then echo "No PostgreSQL answers; the build needs one."; exit 1; \
	else echo "SKIPPED: no PostgreSQL answers. Start one, or set DATABASE_URL=postgres://user:password@host:5432/name"; fi

messages: .venv/run ## Collect new texts into locale/ (needs gettext)
	@$(MANAGE) extract_translations && $(MANAGE) compile_translations

prove: .venv/run ## Import the public 4W files in FILES=folder and compare with the numbers counted without the app
	@test -n "$(FILES)" || { echo "Say where the files are: make prove FILES=folder"; exit 1; }
	@$(MANAGE) prepare --no-demo > /dev/null
	@$(MANAGE) prove_4w $(FILES)

bench: .venv/bench ## Measure beside the fastest way we know and what others use (SIZES="10k 100k 1m" DB=sqlite ONLY="matrix api")
	@$(PY) -m scripts.bench $(if $(SIZES),--sizes $(SIZES)) $(if $(DB),--db $(DB)) $(if $(ONLY),--only $(ONLY)) \
	  $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(EVERYTHING),--everything)

LOAD = DATABASE_URL=sqlite:///$(CURDIR)/var/load.sqlite3
load-100k: .venv/run ## Make 100,000 made-up services in a database of their own, never the one you work with
	@$(LOAD) $(MANAGE) prepare --no-demo
	@$(LOAD) $(MANAGE) make_services 100000
	@echo "Look at them: $(LOAD) make run"

lock: ## Choose versions again from requirements*.in (needs the network)
	@rm -rf var/lock && $(FIND_PYTHON) && "$$python" -m venv var/lock && var/lock/bin/python -m pip install -q uv
	@for name in requirements requirements-dev requirements-bench; do var/lock/bin/uv pip compile --quiet --universal \
	  --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" \
	  $$name.in -o $$name.txt || exit 1; done

clean: ## Remove what was installed and built; the database in var/ stays
	@rm -rf .venv static-built .mypy_cache .ruff_cache .pytest_cache; find . -name __pycache__ -prune -exec rm -rf {} +

# The virtual environment. A copy of the locked list inside it says what is installed, so that a second start,
# or one without a network, asks nobody.

FIND_PYTHON = python=""; \
	for candidate in python3.13 python3.12 python3.11 python3 python; do \
	  if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    python=$$candidate; break; fi; done; \
	if [ -z "$$python" ]; then \
	  echo "Fourways needs Python 3.11 or newer, and found none. Install one: https://www.python.org/downloads/"; \
	  exit 1; fi; \
	if ! "$$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then \
	  echo "This Python cannot make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv"; \
	  exit 1; fi

.PHONY: .venv/run .venv/dev .venv/bench
.venv/run:
	@$(call install,requirements.txt,run)

.venv/dev:
	@$(call install,requirements.txt requirements-dev.txt,dev)

.venv/bench:
	@$(call install,requirements.txt requirements-bench.txt,bench)

# $(1) the lists, $(2) the name of the copy
define install
set -e; if ! $(PY) -c '' >/dev/null 2>&1; then \
	  $(FIND_PYTHON); echo "Making .venv with $$($$python --version)"; rm -rf .venv; "$$python" -m venv .venv; fi; \
	if ! cat $(1) | cmp -s - .venv/installed-$(2).txt; then \
	  echo "Installing $(1) (once, about a minute)"; \
	  $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes $(patsubst %,-r %,$(1)); \
	  cat $(1) > .venv/installed-$(2).txt; fi
endef
