"""A screen that is used again shows nothing of what was on it; one that can't be wiped is not used again. What is put
off for a moment follows soon, and what is pressed has been looked at."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from glass import STAYS, Glass
from playwright.sync_api import Page, Route

SMALL = {"viewport": {"width": 360, "height": 640}, "permissions": ["geolocation"], "locale": "zh-CN"}
FOUND = """async () => ({
  kept: [localStorage.length, sessionStorage.length, document.cookie, window.name, history.length],
  looks: [innerWidth, matchMedia("print").matches, navigator.onLine],
  may: (await navigator.permissions.query({name: "geolocation"})).state,
  headers: document.body.textContent,
})"""
USED: dict[str, Callable[[Page], object]] = {
    "a draft": lambda page: page.evaluate("localStorage.draft = sessionStorage.draft = 1"),
    "a cookie": lambda page: page.evaluate("document.cookie = 'who=me'"),
    "a name": lambda page: page.evaluate("window.name = 'me'"),
    "pages before": lambda page: [page.goto(f"{page.url}?{number}") for number in range(3)],
    "its width": lambda page: page.set_viewport_size({"width": 640, "height": 360}),
    "paper": lambda page: page.emulate_media(media="print"),
    "no signal": lambda page: page.context.set_offline(True),
    "no permission": lambda page: page.context.clear_permissions(),
    "headers": lambda page: page.set_extra_http_headers({"X-Forwarded-For": "10.1.2.3"}),
    "an answer of the test": lambda page: page.route("**/*", lambda route: route.fulfill(body="mine")),
    "another tab": lambda page: page.context.new_page().goto(page.url),
}


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """A page that says from where it was asked for."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<body>{self.headers.get('X-Forwarded-For', 'here')}</body>".encode())

        def log_message(self, *_args: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


def shown(page: Page, site: str) -> str:
    page.goto(site)
    return json.dumps([page.evaluate(FOUND), len(page.context.pages)])


@pytest.mark.parametrize("use", USED.values(), ids=USED)
def test_nothing_is_left_of_what_a_test_did(glass: Glass, site: str, use: Callable[[Page], object]) -> None:
    with glass.lent(**SMALL) as page:
        first, before = page, shown(page, site)
        use(page)
    with glass.lent(**SMALL) as page:
        assert page is first
        assert shown(page, site) == before


@pytest.mark.parametrize("name", STAYS)
def test_a_page_from_which_something_can_not_be_taken_is_not_used_again(glass: Glass, name: str) -> None:
    with glass.lent(**SMALL) as page:
        first = page
        told = ("told", lambda *said: None)
        given = {"add_init_script": ("1",), "expose_binding": told, "expose_function": told}
        getattr(page, name)(*given.get(name, (1000,)))
    with glass.lent(**SMALL) as page:
        assert page is not first


# Its two buttons are in each other's way as soon as the test wants it.
CROWDED = """<!doctype html><html data-ready="yes"><div id="later"></div>
<script>const crowd = () => { later.innerHTML = '<button style="height: 60px">短</button><br>'
  + '<button style="height: 60px; margin-top: -30px">长</button>'; };</script>"""

PRESSED = """async () => {
  crowd();
  await null;
  document.dispatchEvent(new PointerEvent("pointerdown"));
  later.innerHTML = "";
}"""


def test_what_a_fast_hand_presses_has_been_looked_at(glass: Glass) -> None:
    def answer(route: Route) -> None:
        route.fulfill(content_type="text/html; charset=utf-8", body=CROWDED)

    with pytest.raises(AssertionError, match="叠在一起"), glass.lent(**SMALL) as page:
        page.route("**/*", answer)
        page.goto("http://house.test/h5/wecom/sign/1")
        page.evaluate(PRESSED)


def test_a_moment_is_short_and_patience_is_not(glass: Glass) -> None:
    with glass.lent(**SMALL) as page:
        page.route("**/*", lambda route: route.fulfill(body="here"))
        page.goto("http://house.test/h5/wecom/sign/1")
        took = """wait => new Promise((done) => {
          const began = performance.now();
          setTimeout(() => done(performance.now() - began), wait);
        })"""
        assert page.evaluate(took, 600) < 600
        assert page.evaluate(took, 700) >= 699
