.PHONY: help run test check stories bench chaos mutants release lock

help:  ## what can be made
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/ —/'

run:  ## start the demo plant: web, worker, clock, stream, simulator; prints its address
	@python3 requirements/install.py run
	@exec .venv/bin/python -m workers.start

test:  ## format, lint, types, import contracts, all tests (SQLite and PostgreSQL, real Redis, real Chromium)
	@python3 requirements/install.py dev
	@.venv/bin/python tests/run_all.py

check:  ## the fast half of `make test`: format, lint, types, import contracts
	@python3 requirements/install.py dev
	@.venv/bin/python tests/run_all.py --fast

LIVES = $(addprefix tests/, flows/test_any_life.py flows/test_any_hazard.py flows/test_any_order.py flows/test_nobody_passes_unknowing.py reported/test_rules_change.py)
stories:  ## stories, kept houses and plants with other ids, all on both stores, and many random lives; `make test` plays a part
	@python3 requirements/install.py dev
	@ANHAO_TEST_STORIES=all .venv/bin/pytest -n 2 --timeout 900 tests/flows/test_scenarios.py tests/flows/test_kept_stores.py tests/flows/test_other_ids.py $(LIVES)

bench:  ## the figures, as ratios of one run
	@python3 requirements/install.py dev
	@.venv/bin/python -m benchmarks

chaos:  ## kill -9 at random points of 300 permits, 100 hazards, 50 lessons and 10 drills, whose people lose answers
	@python3 requirements/install.py dev
	@PYTHONPATH=tests .venv/bin/python -m tests.chaos.many 300

mutants:  ## change the code on purpose and look whether a test sees it: rules/ whole, handlers/ as a sample
	@python3 requirements/install.py dev
	@.venv/bin/python -m tests.mutants

release:  ## tag what is committed with the version in pyproject.toml, once CHANGELOG.md has its chapter; pushes nothing
	@python3 requirements/release.py

lock:  ## resolve the dependencies again (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements/run.txt
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url -o requirements/dev.txt
