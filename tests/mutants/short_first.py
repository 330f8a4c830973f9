"""A pytest plugin for changed code: the tests that take least begin, so that most changes fall at once.

No browser, no PostgreSQL, no search for a smaller example, and no chance: a change falls or lives in every run.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Generator
from pathlib import Path

import pytest
from hypothesis import Phase, settings

# Seconds of processor time for the tests of one change; whoever needs more ends with this code, as mutmut has it.
SECONDS = "ANHAO_MUTANT_SECONDS"
OUT_OF_TIME = 36
HEAVY = {"playwright", "postgres"}

settings.register_profile(
    "mutants", derandomize=True, database=None, deadline=None, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("mutants")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    yield
    heavy = [item for item in items if _is_heavy(item)]
    config.hook.pytest_deselected(items=heavy)
    items[:] = [item for item in items if item not in heavy]
    kept = Path("mutmut-stats.json")
    if kept.exists():
        took: dict[str, float] = json.loads(kept.read_text())["duration_by_test"]
        items.sort(key=lambda item: took.get(item.nodeid, 0.0))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Unchanged code, which mutmut tests first, may take as long as it likes."""
    changed = "__mutmut_" in os.environ.get("MUTANT_UNDER_TEST", "")
    if changed and time.process_time() > float(os.environ[SECONDS]):
        item.session.shouldstop = "out of time"
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if session.shouldstop and not session.testsfailed:
        session.exitstatus = OUT_OF_TIME


def _is_heavy(item: pytest.Item) -> bool:
    store = getattr(item, "callspec", None)
    on_postgres = store is not None and "postgres" in store.params.values()
    return on_postgres or bool(HEAVY & set(getattr(item, "fixturenames", ())))
