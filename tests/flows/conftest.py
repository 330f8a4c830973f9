"""What the flows share beside the plant: a small phone in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from controls import listen
from playwright.sync_api import Browser, ConsoleMessage, Page
from sent_acts import watch


@pytest.fixture
def screen(browser: Browser) -> Iterator[Page]:
    """360 × 640 with touch; an error in a script, or what the page's own headers forbid, fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, has_touch=True, is_mobile=True, permissions=["geolocation"]
    )
    listen(context)
    page = context.new_page()
    faults: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if "Security Policy" in message.text:
            faults.append(message.text)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", said)
    watch(page, faults)
    yield page
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    context.close()
    assert faults == []
