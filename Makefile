# Everything that people and CI run. `make run` and `make test` need nothing but Python >= 3.11 and make.

PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test test-unit test-end-to-end test-browser test-aws lint fix types bench docs lock clean

run: ## one-shot environment: deploy, sign in, verify, destroy
	@$(PYTHON) automation/run.py $(ARGS)

test: test-unit test-end-to-end test-browser ## all tests

test-unit: .venv/.ready ## seconds: mocks and pure functions
	@$(VENV)/python -m pytest -m "not end_to_end and not browser and not aws" $(ARGS)

test-end-to-end: .venv/.ready ## the real Pulumi CLI, engine and emulator
	@$(VENV)/python -m pytest -n 2 -m end_to_end $(ARGS)

test-browser: .venv/.ready ## real Chromium
	@$(VENV)/python -m pytest -m browser $(ARGS)

test-aws: .venv/.ready ## opt-in: one one-shot environment on a real AWS account, with your credentials and Pulumi backend
	@$(VENV)/python -m pytest -m aws $(ARGS)

lint: .venv/.ready
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .

types: .venv/.ready
	@$(VENV)/mypy

fix: .venv/.ready
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

bench: .venv/.ready ## ratios, measured side by side
	@$(VENV)/python benchmarks/one_shot.py

docs: .venv/.ready ## writes the generated parts of the documentation anew
	@$(VENV)/python tools/generate_reference.py
	@$(VENV)/python tools/generate_docs.py

lock: .venv/.ready ## resolves the dependencies of pyproject.toml anew
	@uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11 \
	  --group dev pyproject.toml --output-file requirements.txt

.venv/.ready: requirements.txt
	@$(PYTHON) tools/set_up.py
	@touch $@
