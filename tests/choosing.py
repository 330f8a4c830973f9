"""Finding people on a phone's page, as people do: open the list, type a few letters, tap the person."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def control(page: Page, field: str) -> Locator:
    """The part of the page that holds a field's people: chips, the count, words about them."""
    return page.locator(f'[data-people="{field}"]')


def find(page: Page, field: str, typed: str = "") -> Locator:
    """Opens the field's list and types; returns the rows that it then shows."""
    control(page, field).locator(".find").tap()
    if typed:
        page.locator("#sheet-words").fill(typed)
        expect(page.locator("#sheet-list")).to_have_attribute("data-words", typed)
    return page.locator("#sheet-list .person")


def choose(page: Page, field: str, typed: str, name: str = "") -> None:
    """Chooses the person whom the letters mean (`name`, if the letters are not part of it), and goes back to the
    page."""
    find(page, field, typed).filter(has_text=name or typed).first.tap()
    if page.locator("#sheet").is_visible():
        page.locator("#sheet-done").tap()
    expect(page.locator("#sheet")).to_be_hidden()
    expect(control(page, field).locator(".chip", has_text=name or typed)).to_be_visible()


def chips(page: Page, field: str) -> list[str]:
    return control(page, field).locator(".chip span").all_text_contents()
