# make demo [FILE=x.xaf] | run [PORT=8000] | test | lint | bench | bench-matching [QUICK=1 MILLION=1] | pictures | lock | stop | clean        (what each needs, it installs itself)

PYTHON ?= python3
BIN := .venv/bin
# Tests and lint have a PostgreSQL of their own, apart from the one that holds your data.
TEST_VAR := $(CURDIR)/var/test
CATALOGUES := $(BIN)/python -m overstap.lib.catalogues
COMPILE := $(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header \
	--no-annotate --no-emit-index-url

export PYTHON

.PHONY: demo run test lint pytest bench bench-matching pictures lock format catalogue openapi requirements stop clean app dev
.NOTPARALLEL:

demo: app
	@$(BIN)/overstap demo $(if $(FILE),"$(FILE)")

run: app
	@$(BIN)/overstap run $(if $(PORT),--port $(PORT))

test: lint pytest

lint: export OVERSTAP_VAR := $(TEST_VAR)
lint: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(CATALOGUES) check
	$(BIN)/python scripts/check_house_rules.py
	$(BIN)/python scripts/requirements.py check

pytest: export OVERSTAP_VAR := $(TEST_VAR)
pytest: dev
	$(BIN)/python scripts/run_tests.py

bench: dev
	$(BIN)/python -m bench

bench-matching: dev
	@scripts/bootstrap peers
	$(BIN)/python -m bench.matching $(if $(QUICK),--quick) $(if $(MILLION),--million)

pictures: export OVERSTAP_VAR := $(TEST_VAR)
pictures: export OVERSTAP_PICTURES := 1
pictures: dev
	$(BIN)/pytest tests/web/test_pictures.py

lock:
	scripts/bootstrap lock
	$(COMPILE) requirements/app.in --output-file requirements/app.txt
	$(COMPILE) --constraint requirements/app.txt requirements/dev.in --output-file requirements/dev.txt
	$(COMPILE) requirements/lock.in --output-file requirements/lock.txt
	$(COMPILE) requirements/peers.in --output-file requirements/peers.txt

format: dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

requirements: dev
	$(BIN)/python scripts/requirements.py write

catalogue: dev
	$(CATALOGUES) update

openapi: dev
	$(BIN)/python scripts/openapi.py

stop:
	@if ls .venv/*.stamp >/dev/null 2>&1; then for var in var $(TEST_VAR) $(TEST_VAR)-doors; do \
		env -u DATABASE_URL OVERSTAP_VAR=$$var $(BIN)/overstap database stop; done; fi

clean: stop
	rm -rf .venv .venv-peers var/test var/test-doors .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find overstap tests bench scripts -name __pycache__ -prune -exec rm -rf {} +
	find overstap -name '*.mo' -delete
	@echo "The data in var/ is still there; remove that folder yourself if you do not want it any more."

app:
	@scripts/bootstrap app
	@$(CATALOGUES) compile

dev:
	@scripts/bootstrap dev
	@$(CATALOGUES) compile
