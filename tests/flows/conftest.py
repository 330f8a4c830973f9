"""What the flows share beside the plant: a small phone in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from glass import Glass
from playwright.sync_api import Page


@pytest.fixture
def screen(glass: Glass) -> Iterator[Page]:
    """360 × 640 with touch; whatever a page may not do fails the test (`glass.py`)."""
    small = {"viewport": {"width": 360, "height": 640}, "has_touch": True, "is_mobile": True}
    with glass.lent(**small, permissions=["geolocation"]) as page:
        yield page
        assert page.evaluate("document.documentElement.scrollWidth") == 360
