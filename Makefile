# Beizeng. `make run` sets everything up and serves the sample county; `make test` sets everything up and tests it all.
#   make run PLAN=path/to/plan.txt   also loads the plan's text as issued
#   make run DATA=folder             keeps the state elsewhere (default: var)

PYTHON ?= $(shell command -v python3.11 || command -v python3)
DATA ?= var
PORT ?= 8000
PYTEST = .venv/bin/pytest
LOCALE = beizeng/web/locale

export BEIZENG_DATA = $(abspath $(DATA))

.PHONY: run demo bundle test test-fast test-postgresql lint fix clean

run: .venv/run.stamp
	.venv/bin/beizeng demo $(if $(PLAN),--plan "$(PLAN)")
	.venv/bin/beizeng serve --port $(PORT)

demo: .venv/run.stamp
	.venv/bin/beizeng demo $(if $(PLAN),--plan "$(PLAN)")

test: .venv/test.stamp
	deploy/system-packages test
	$(MAKE) lint
	$(PYTEST) -n 2 --dist loadfile
	$(MAKE) test-postgresql

test-fast: .venv/test.stamp
	$(PYTEST) -n 2 --dist loadfile --ignore tests/sample --ignore tests/reports -m "not thorough and not slow and not browser"

test-postgresql: .venv/test.stamp
	deploy/with-postgresql $(PYTEST) -n 2 --dist loadfile -m "not slow and not browser"

lint: .venv/test.stamp
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

fix: .venv/test.stamp
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

bundle: .venv/run.stamp
	deploy/bundle dist

clean:
	rm -rf .venv build dist

.venv/bin/pip:
	deploy/system-packages run
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/pip requirements.lock pyproject.toml $(wildcard $(LOCALE)/*/LC_MESSAGES/django.po)
	.venv/bin/pip install --quiet --require-hashes -r requirements.lock
	.venv/bin/pip install --quiet --no-deps -e .
	.venv/bin/pybabel --quiet compile -D django -d $(LOCALE)
	touch $@

.venv/test.stamp: .venv/run.stamp requirements-test.lock
	.venv/bin/pip install --quiet --require-hashes -r requirements-test.lock
	touch $@
