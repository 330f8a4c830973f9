"""A page whose scripts are late or never come: no tap is lost, and the page says what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, TimeoutError, expect
from room import Room, ask_of

from models.permit import Permit

WORDS = "还没有加载全"
SAID = """() => {
    const { visibility, content } = getComputedStyle(document.body, "::after");
    return visibility === "visible" && content !== "none" ? content : "";
}"""
SIGN = "/h5/wecom/sign/{ask}?r=1"


@pytest.fixture
def opened(room: Room, permit: Permit, served: str, phone: Page) -> Callable[[str], Page]:
    """Opens the page to sign; the requests for the named script go to the given hand."""

    def open_with(script: str, hand: Callable[[Route], None]) -> Page:
        phone.route(f"**/{script}", hand)
        phone.goto(served + SIGN.format(ask=ask_of("U04").id), wait_until="commit")
        expect(phone.locator("#confirm")).to_be_visible()
        return phone

    return open_with


def takes_a_tap(page: Page) -> bool:
    try:
        page.locator("#confirm").tap(trial=True, timeout=400)
    except TimeoutError:
        return False
    return True


def test_no_control_takes_a_tap_before_the_scripts_have_run(opened: Callable[..., Page]) -> None:
    held: list[Route] = []
    page = opened("sign.js", lambda route: held.append(route))
    assert not takes_a_tap(page)
    assert page.evaluate(SAID) == ""
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")
    assert WORDS in page.evaluate(SAID)
    held[0].continue_()
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")
    assert takes_a_tap(page)
    assert page.evaluate(SAID) == ""


def test_a_page_that_never_gets_a_script_says_so_at_once(opened: Callable[..., Page]) -> None:
    page = opened("device.js", lambda route: route.abort())
    expect(page.locator("html")).to_have_attribute("data-ready", "failed")
    assert WORDS in page.evaluate(SAID)
    assert not takes_a_tap(page)


def test_a_page_that_was_cut_off_says_so_and_takes_no_tap(room: Room, permit: Permit, served: str, phone: Page) -> None:
    def cut(route: Route) -> None:
        whole = route.fetch()
        body, _, _ = whole.text().partition('<script type="application/json" id="page">')
        route.fulfill(response=whole, body=body)

    phone.route("**/h5/wecom/sign/*", cut)
    phone.goto(served + SIGN.format(ask=ask_of("U04").id))
    expect(phone.locator("html")).to_have_attribute("data-ready", "failed")
    assert WORDS in phone.evaluate(SAID)
    assert not takes_a_tap(phone)
