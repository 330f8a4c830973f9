"""Screens that are used again: what a test leaves is wiped, and the screen goes to the next test that wants one like
it.

In Chromium a new page is a new process, which costs more than most of what is done on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import controls
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request
from sent_acts import undeclared

PACE = Path(__file__).with_name("pace.js").read_text("utf-8")
# What can't be removed from a page again.
STAYS = (
    "add_init_script",
    "expose_binding",
    "expose_function",
    "set_default_timeout",
    "set_default_navigation_timeout",
)
# What a test does to a page → what takes it back.
BACK: dict[str, Callable[[Page, dict[str, Any]], Any]] = {
    "route": lambda page, options: _unrouted(page),
    "set_offline": lambda page, options: page.context.set_offline(False),
    "set_extra_http_headers": lambda page, options: _headerless(page),
    "emulate_media": lambda page, options: page.emulate_media(media="null"),
    "set_viewport_size": lambda page, options: page.set_viewport_size(options["viewport"]),
    "clear_permissions": lambda page, options: page.context.grant_permissions(options.get("permissions", [])),
    "grant_permissions": lambda page, options: _permitted(page.context, options),
    "set_geolocation": lambda page, options: page.context.set_geolocation(options.get("geolocation")),
}
# What every page leaves.
WIPES = (
    ("Runtime.evaluate", {"expression": "window.name = ''"}),
    ("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"}),
    ("Page.resetNavigationHistory", {}),
)


class Glass:
    """The screens of this test process that are free at the moment, by their options."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, Page] = {}

    @contextmanager
    def lent(self, **options: Any) -> Iterator[Page]:
        """A page of a context with these options. An error in a script fails the test; so does anything that the page's
        own headers forbid, an act that is not in the house's table, or what can't be seen or touched (`looks.js`)."""
        page = self._free.pop(repr(options), None) or self._new(options)
        faults: list[str] = []
        with _told(page, faults):
            yield page
        if _wiped(page, options):
            self._free[repr(options)] = page
        assert not faults, faults

    def _new(self, options: dict[str, Any]) -> Page:
        context = self._browser.new_context(**options)
        controls.listen(context)
        context.add_init_script(PACE)
        page = context.new_page()
        page.bent = set()
        for owner, name in product((page, context), (*STAYS, *BACK)):
            if call := getattr(owner, name, None):
                setattr(owner, name, _noticed(page, name, call))
        return page


def _unrouted(page: Page) -> None:
    page.unroute_all(behavior="ignoreErrors")
    page.context.unroute_all(behavior="ignoreErrors")


def _headerless(page: Page) -> None:
    page.set_extra_http_headers({})
    page.context.set_extra_http_headers({})


def _permitted(context: BrowserContext, options: dict[str, Any]) -> None:
    context.clear_permissions()
    context.grant_permissions(options.get("permissions", []))


@contextmanager
def _told(page: Page, faults: list[str]) -> Iterator[None]:
    def console(message: ConsoleMessage) -> None:
        if "Security Policy" in message.text or message.text.startswith("看不清"):
            faults.append(message.text)

    def error(fault: Error) -> None:
        faults.append(str(fault))

    def request(sent: Request) -> None:
        faults.extend(undeclared(sent))

    listeners: dict[Any, Any] = {"console": console, "pageerror": error, "request": request}
    for event, listener in listeners.items():
        page.on(event, listener)
    yield
    for event, listener in listeners.items():
        page.remove_listener(event, listener)


def _noticed(page: Page, name: str, call: Any) -> Any:
    """The call, after which the page is known to have been bent by it."""

    def called(*given: Any, **named: Any) -> Any:
        page.bent.add(name)
        return call(*given, **named)

    return called


def _wiped(page: Page, options: dict[str, Any]) -> bool:
    """Wipes the page and says whether that was possible; else it is closed."""
    context = page.context
    bent: set[str] = page.bent
    if bent & set(STAYS) or page.is_closed():
        context.close()
        return False
    for other in context.pages:
        if other != page:
            other.close()
    for name in bent & BACK.keys():
        BACK[name](page, options)
    bent.clear()
    page.goto("about:blank")
    # Not kept for the next test: a page that is watched so finds no signal again after it had none.
    inside = context.new_cdp_session(page)
    for command, given in WIPES:
        inside.send(command, given)
    inside.detach()
    return True
