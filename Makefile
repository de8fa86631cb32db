# Thin on purpose: what a target does stands in scripts/, which works without make too:
# python3 scripts/bootstrap.py run|test|check|bench|setup

PYTHON ?= python3
ARGS ?=
BOOTSTRAP = $(PYTHON) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help run test test-long check bench setup format lint types templates tests browser postgres lock

help: ## This list
	@awk -F ':.*## ' '/^[a-z -]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

run: ## Set up and serve QMS with the demonstration data
	@$(BOOTSTRAP) run $(ARGS)

test: ## Set up and pass every check, browser and PostgreSQL included
	@$(BOOTSTRAP) test $(ARGS)

test-long: ## Before a release: more lives, writers, kills and bad values than make test tries
	@$(BOOTSTRAP) test long $(ARGS)

check: ## Only the checks that take seconds: format, lint, types, templates
	@$(BOOTSTRAP) check $(ARGS)

bench: ## Measure speed and memory (benchmarks/)
	@$(BOOTSTRAP) bench $(ARGS)

setup: ## Make .venv, with the tools for development
	@$(BOOTSTRAP) setup --dev

format: setup ## Bring the code into its format and mend what can be mended
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lint types templates tests browser postgres: ## One check alone, for example `make types`
	@$(BOOTSTRAP) test $@ $(ARGS)

# Newest versions that fit: delete the .txt files first. Needs uv.
lock: ## Pin requirements*.in with hashes
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11.2 \
		--custom-compile-command "make lock" requirements.in -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --python-version 3.11.2 \
		--custom-compile-command "make lock" requirements-dev.in -o requirements-dev.txt
