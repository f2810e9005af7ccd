# Two commands matter: `make run` shows the product, `make test` proves it.
PYTHON ?= python3
VENV   := .venv
RUN    := $(VENV)/bin/python -m
# Tests wait for servers and processes for a good part of their time, so three share two cores.
JOBS   ?= $(shell echo $$((3 * $$(nproc 2>/dev/null || echo 2) / 2)))

.PHONY: run test check docs lock show-spine show-realtime show-fast-path show-trust show-catalog show-orders soak drill audit sbom schema migrations clean

run: $(VENV)/.ready
	@exec $(RUN) api serve --demo

test: check
	@$(RUN) pytest -n $(JOBS) --dist worksteal

check: $(VENV)/.ready
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check --quiet .
	@$(RUN) mypy --no-error-summary
	@$(VENV)/bin/lint-imports --no-logo >/dev/null || $(VENV)/bin/lint-imports --no-logo
	@$(RUN) api schema --check
	@$(RUN) docs.generate --check
	@$(RUN) docs.picture draw --check

show-spine: $(VENV)/.ready
	@$(RUN) bench.spine

show-realtime: $(VENV)/.ready
	@$(RUN) bench.realtime

show-fast-path: $(VENV)/.ready
	@$(RUN) bench.fast_path

drill: $(VENV)/.ready  ## lose a database under load, restore it, count what is missing
	@$(RUN) bench.drill

audit: $(VENV)/.ready  ## locks, licences, known vulnerabilities; what cannot be looked up is said
	@$(RUN) bench.supply audit

sbom: $(VENV)/.ready  ## the bill of materials, CycloneDX, into bench/results
	@$(RUN) bench.supply sbom

show-trust: $(VENV)/.ready
	@$(RUN) bench.trust

show-orders: $(VENV)/.ready
	@$(RUN) bench.orders

show-catalog: $(VENV)/.ready
	@$(RUN) bench.catalog

soak: $(VENV)/.ready  ## the fault test at length, ten minutes; then 10,000 lives of a shop beside its model, half an hour
	@$(RUN) bench.soak
	@EXAMPLES=10000 $(RUN) pytest tests/properties -n $(JOBS)

schema: $(VENV)/.ready  ## write schema.graphql anew
	@$(RUN) api schema > schema.graphql

docs: $(VENV)/.ready  ## draw the lifecycles and the picture of the README anew
	@$(RUN) docs.generate
	@$(RUN) docs.picture draw

migrations: $(VENV)/.ready  ## draft a migration from the models: make migrations NAME=what_changes
	@$(RUN) api migrate --draft $(NAME)

lock: $(VENV)/.ready  ## resolve the dependencies anew, for all platforms, with hashes
	@$(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements.lock
	@$(VENV)/bin/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements-dev.lock
	@grep '^uv==' requirements-dev.lock | sed 's/ .*//' | $(VENV)/bin/uv pip compile - --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet -o requirements-uv.lock

clean:
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache

# pip fetches uv alone, by hash; uv then installs everything else in a second or two.
$(VENV)/.ready: requirements-dev.lock requirements-uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Tradegraph needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@$(VENV)/bin/uv pip sync --quiet --system-certs --python $(VENV)/bin/python --require-hashes requirements-dev.lock
	@touch $@
