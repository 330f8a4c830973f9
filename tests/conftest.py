"""Fixtures for tests that need the whole plant; rooms that need less have their own."""

from __future__ import annotations

import gc
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import controls
import pytest
import servers
import templates  # noqa: F401 - they are compiled once
from databases import empty_database
from doors import doors
from glass import Glass
from hypothesis import HealthCheck, settings
from plant import Log, Plant, lizhou, running_plant
from playwright.sync_api import Browser, Error, Page, Playwright, expect, sync_playwright
from run_all import BROWSERS
from sharing import (  # noqa: F401 - hooks of the run
    pytest_collection_finish,
    pytest_collection_modifyitems,
    pytest_xdist_make_scheduler,
)
from truth import untrue
from worlds import Here

import handlers.dispatch  # noqa: F401 - it opens the house's flows
from simulator.config import Config
from simulator.server import Running

# One process fewer for drawing: nobody looks at most of the pages. (Without a thread for compositing a page costs a
# fifth less, but a tap on it never ends.)
SPARING = ["--no-sandbox", "--disable-gpu", "--in-process-gpu", "--no-first-run", "--disable-background-networking"]
# How long an example takes says something of the machine only; and a run is green or red wherever it runs.
settings.register_profile(
    "house", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("house")
# A page may have to wait for a core that another test uses; real faults last longer than this.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Redis-compatible server for this test process, or the one given by ANHAO_TEST_REDIS_URL."""
    if given := os.environ.get("ANHAO_TEST_REDIS_URL"):
        yield given
        return
    with servers.redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def simulator() -> Iterator[Here]:
    with Running(Config()) as running:
        yield Here(running)


@pytest.fixture
def log() -> Iterator[Log]:
    """Every warning that the service logs and the test does not expect fails the test."""
    handler = Log()
    logging.getLogger("anhao").addHandler(handler)
    yield handler
    logging.getLogger("anhao").removeHandler(handler)
    assert not handler.lines, f"unexpected log lines: {handler.lines}"


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The one Chromium of this test process: from the PATH, or Playwright's own."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    try:
        chromium = playwright.chromium.launch(executable_path=found, args=SPARING)
    except Error as error:
        pytest.fail(
            f"Chromium can't start; install it with: .venv/bin/playwright install --with-deps chromium ({error})"
        )
    yield chromium
    chromium.close()


@pytest.fixture(scope="session")
def glass(browser: Browser) -> Glass:
    return Glass(browser)


@pytest.fixture
def screen(glass: Glass) -> Iterator[Page]:
    """360 × 640 with touch; whatever a page may not do fails the test (`glass.py`)."""
    small = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    with glass.lent(**small, permissions=["geolocation"]) as page:
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") == 360


def pytest_configure() -> None:
    """Folders of tests are in memory if there is room, so that no commit waits for the disk."""
    # Looking for cycles is a twenty-fifth of all processor time, and a test process is short-lived.
    gc.set_threshold(20_000, 20, 20)
    servers.sweep()
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(servers.folder()))


def pytest_sessionfinish() -> None:
    controls.write()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests marked `both_stores` run on SQLite and on PostgreSQL; all others on SQLite."""
    if "store_kind" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both_stores")
        metafunc.parametrize("store_kind", ["sqlite", "postgres"] if both else ["sqlite"])


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: the one given by ANHAO_TEST_POSTGRES_URL, or one from the wheel."""
    if given := os.environ.get("ANHAO_TEST_POSTGRES_URL"):
        yield given
        return
    with servers.postgres_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres: str) -> Iterator[str]:
    """An empty database for one test."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture
def store_url(request: pytest.FixtureRequest, store_kind: str, tmp_path: Path) -> str:
    if store_kind == "postgres":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'anhao.db'}"


@pytest.fixture(scope="session")
def postgres_house(postgres: str) -> Iterator[str]:
    """The one database of the usual house."""
    with empty_database(postgres) as url:
        yield url


@pytest.fixture
def usual_store(store_kind: str, request: pytest.FixtureRequest) -> str:
    """Where the usual house has its store; the first road finds it empty or puts a copy there."""
    if store_kind == "postgres":
        return str(request.getfixturevalue("postgres_house"))
    return f"sqlite:///{doors().home}/anhao.db"


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    """Both plants of the repository, each with all its data."""
    data = None if request.param == "anhe" else lizhou()
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str, log: Log) -> Iterator[Plant]:
    """The demo plant at 08:10 on 2026-11-25; every message that nobody expected fails the test."""
    with running_plant(simulator, usual_store, redis_url, doors().home) as running:
        yield running
        running.settle()
        assert not running.unexpected()
        assert not untrue(simulator)
        assert not simulator.get("reports"), simulator.get("reports")
