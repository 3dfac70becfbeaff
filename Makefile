# Everything a developer or a demonstration needs; README.md says what each does.
# A target that needs the environment makes it first, so `make demo` and `make test` work on a bare clone.

PYTHON := .venv/bin/python
# Of tests: one more than the two cores that are asked for, since the tests of a browser wait.
WORKERS ?= 3
PORT ?= 8000
CASES ?= 8000

# An environment that no longer starts (Python removed or updated) is made again, not used.
ifneq ($(wildcard .venv/.run .venv/.test),)
ifneq ($(shell $(PYTHON) -c "import django" 2>/dev/null && echo works),works)
$(shell rm -f .venv/.run .venv/.test 2>/dev/null)
endif
endif

.PHONY: setup demo demo-reset demo-days stop test test-fast check golden bench docs fmt lock screenshots

setup: .venv/.test
	@echo "Ready: make demo, make test."

demo: .venv/.run
	@$(PYTHON) manage.py demo --port="$(PORT)"

demo-reset: .venv/.run
	@$(PYTHON) manage.py demo_reset

demo-days: .venv/.test
	@$(PYTHON) -m tests.filings.demo $(ARGS)

stop:
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m config.postgres stop; else echo "Nothing to stop: make setup has not run."; fi

test: .venv/.test
	@$(PYTHON) manage.py preflight --workers="$(WORKERS)"
	@$(PYTHON) -m pytest -n $(WORKERS) $(ARGS)

test-fast: .venv/.test
	@$(PYTHON) -m tests.changed $(ARGS)

docs: .venv/.test
	@$(PYTHON) manage.py print_docs
	@$(PYTHON) -m tests.screenshots --manual

screenshots: .venv/.test
	@$(PYTHON) -m tests.screenshots $(ARGS)

fmt: .venv/.test
	@$(PYTHON) -m ruff check --fix --quiet .
	@$(PYTHON) -m ruff format .

check: .venv/.test
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy .
	.venv/bin/lint-imports
	$(PYTHON) manage.py makemigrations --check --dry-run
	.venv/bin/djlint templates --lint --quiet

golden: .venv/.test
	@$(PYTHON) -m tests.golden $(ARGS)

bench: .venv/.test
	@$(PYTHON) -m tests.benchmarks --cases $(CASES) $(ARGS)

lock:
	.ci/lock

.venv/.run: requirements.lock .ci/setup
	@.ci/setup run

.venv/.test: requirements-dev.lock .ci/setup
	@.ci/setup test
