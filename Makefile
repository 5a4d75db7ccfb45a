# make demo and make test set themselves up: nothing but python3.11 and make is needed.
.DEFAULT_GOAL := help
VENV := .venv
PY := $(VENV)/bin/python
# Written next to the tests even where Python was told not to: else every run compiles them anew, once a worker.
PYTEST := env -u PYTHONDONTWRITEBYTECODE $(PY) -m pytest
# A file as a whole to one worker, in the order that tests/conftest.py gives: the longest first. The whole suite has three
# workers for two cores, since tests wait for their peers: hostile servers that never end, senders that are killed.
SIDE_BY_SIDE := --dist loadfile --no-loadscope-reorder

.PHONY: help demo serve test unit check format lock peers prove

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## three mornings of the sample newsroom, from articles to mail; no account, no network
	@scripts/set-up.sh requirements.lock
	@scripts/demo.sh

serve: ## the service on 127.0.0.1: clock, desk and site
	@scripts/set-up.sh requirements.lock
	@$(VENV)/bin/digest serve

test: ## every promise, on SQLite, PostgreSQL and in Chromium; under two minutes
	@scripts/set-up.sh requirements-dev.lock
	@scripts/chromium.sh
	@$(PYTEST) -n 3 $(SIDE_BY_SIDE)

unit: ## the quick part alone
	@scripts/set-up.sh requirements-dev.lock
	@$(PYTEST) -n 2 $(SIDE_BY_SIDE) -m "not postgresql and not browser and not slow"

check: ## ruff, mypy --strict, the floors
	@scripts/set-up.sh requirements-dev.lock
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(PY) -m pytest tests/test_floors.py

format: ## lay the code out
	@scripts/set-up.sh requirements-dev.lock
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

lock: ## pin every dependency anew, with hashes (needs uv)
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --upgrade -q -o requirements.lock
	uv pip compile pyproject.toml --group dev -c requirements.lock --universal --generate-hashes --no-header --upgrade -q -o requirements-dev.lock

peers: ## hold what we send, read and render against foreign programs (Postfix, Dovecot, dkimpy, SpamAssassin, npm's mjml)
	@scripts/set-up.sh requirements-dev.lock
	@scripts/peers-mail.sh
	@scripts/peers-sendgrid.sh
	@scripts/peers-smtp.sh
	@scripts/peers-imap.sh

prove: ## the long campaigns: kills, faults, fuzzing, every edition in Chromium
	@scripts/set-up.sh requirements-dev.lock
	@scripts/chromium.sh
	@$(PY) -m tests.prove.editions
	@$(PY) -m tests.prove.kills --kills 1000
	@$(PY) -m tests.prove.recalls
	@$(PY) -m tests.prove.scanners
	@$(PY) -m tests.prove.hostile
