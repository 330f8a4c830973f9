"""Fixtures of the web room: the pages over a store of their own, the permit of the story, and a phone's browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from glass import Glass
from itsdangerous import TimestampSigner
from plant import anhe
from playwright.sync_api import Page, Playwright
from room import NOW, Room, build, seed_permit, seed_request
from stores import open_copy

from benchmarks.plants import large
from handlers import plant
from models import store
from models.ask import Ask
from models.base import database
from models.permit import Permit

SEWAGE_GPS = {"latitude": 32.5048, "longitude": 121.8999, "accuracy": 8}


def the_plant() -> None:
    month_ago = NOW - timedelta(days=30)
    store.write(lambda: plant.keep(anhe(), month_ago))


def the_large_plant() -> None:
    month_ago = NOW - timedelta(days=30)
    store.write(lambda: plant.keep(large(), month_ago))


def built(folder: Path, fill: Callable[[], None]) -> Iterator[Room]:
    made = build(folder)
    open_copy(made.settings.database, fill)
    yield made
    database.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    yield from built(tmp_path, the_plant)


@pytest.fixture
def large_room(tmp_path: Path) -> Iterator[Room]:
    """The demo plant grown to 1,200 people and 40 areas."""
    yield from built(tmp_path, the_large_plant)


@pytest.fixture
def permit(room: Room) -> Permit:
    return store.write(seed_permit)


@pytest.fixture
def request_ask(room: Room) -> Ask:
    return store.write(seed_request)


@pytest.fixture
def served(room: Room) -> str:
    """Where the room's pages are, for a browser."""
    return room.settings.base_url


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Makes the signer of tokens believe that this many seconds have passed."""

    def shift(seconds: int) -> None:
        moved = int((datetime.now(UTC) + timedelta(seconds=seconds)).timestamp())
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: moved)

    return shift


@pytest.fixture(scope="session")
def pixel(playwright: Playwright) -> dict[str, Any]:
    return dict(playwright.devices["Pixel 7"])


@pytest.fixture
def phone(glass: Glass) -> Iterator[Page]:
    """A small phone (360 × 640) with touch, standing in the plant; whatever a page may not do fails the test."""
    with glass.lent(
        viewport={"width": 360, "height": 640},
        device_scale_factor=2,
        has_touch=True,
        is_mobile=True,
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        geolocation=SEWAGE_GPS,
        permissions=["geolocation"],
    ) as page:
        yield page


@pytest.fixture
def desk(glass: Glass) -> Iterator[Page]:
    """The office's screen, 1440 × 900; whatever a page may not do fails the test."""
    with glass.lent(viewport={"width": 1440, "height": 900}, locale="zh-CN", reduced_motion="reduce") as page:
        yield page
