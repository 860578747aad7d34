# make help    what there is to say
#
# Everything goes into .venv; a second run installs again only when pyproject.toml has changed.
# Another Python: make PYTHON=python3.12 demo

PYTHON ?= python3
DOCUMENTS ?=

BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --use-pep517

.DEFAULT_GOAL := help
.PHONY: help demo test facts clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "make %-7s %s\n", $$1, $$2}' Makefile

demo: .venv/installed ## install, build the graph, show one program from 2018 to 2023
	@$(BIN)/gyebo build
	@echo
	@$(BIN)/gyebo trace "디지털 시장실 운영"
	@echo
	@echo 'Next:'
	@echo '  $(BIN)/gyebo trace "블록체인 기반 공유행정 도입"   another program, by any name it ever had'
	@echo '  $(BIN)/gyebo queries                               the questions that are ready to ask'
	@echo '  $(BIN)/gyebo check                                 what does not conform, by document and line'
	@echo '  $(BIN)/gyebo serve                                 pages and a SPARQL endpoint'
	@echo '  $(BIN)/gyebo export tables out                     everything as CSV'
	@echo '  $(BIN)/gyebo --help                                every command'

test: .venv/installed-dev .venv/installed-judges ## everything that checks the project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest --numprocesses auto --dist loadfile

facts: .venv/installed ## read the documents again: make facts DOCUMENTS=folder
	@test -n "$(DOCUMENTS)" || { echo 'say where the documents are: make facts DOCUMENTS=folder' >&2; exit 2; }
	$(BIN)/gyebo extract "$(DOCUMENTS)"/*.txt --out data/facts

clean: ## remove the environment, the graph and what the tools leave; facts and decisions stay
	rm -rf .venv tests/tools/node_modules .gyebo build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find src loaders tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'gyebo needs Python 3.11 or newer; if there is one, say: make PYTHON=python3.12 …' >&2; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	  echo 'this Python has no venv; on Debian and Ubuntu: apt install python3-venv' >&2; exit 2; }
	@$(PYTHON) -m venv .venv

# The stamps carry the time of the last complete installation.
.venv/installed: pyproject.toml | .venv/bin/python
	@echo 'installing gyebo and what it needs into .venv (the first time, up to a minute)'
	@$(INSTALL) --editable '.[all]'
	@touch $@

# The dev group is read here, because pip knows --group only from 25.1 on.
.venv/installed-dev: .venv/installed
	@echo 'installing the tools that check it'
	@$(BIN)/python -c 'import tomllib; \
	  groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]; \
	  print(*groups["dev"], sep="\n")' > .venv/dev.txt
	@$(INSTALL) --requirement .venv/dev.txt
	@touch $@

# A browser, servers, parsers and validators that are no Python packages.
.venv/installed-judges: $(wildcard tests/tools/*.txt tests/tools/*.json) tests/tools/install | .venv/bin/python
	@tests/tools/install
	@touch $@
