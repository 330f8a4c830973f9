"""Finding people on a phone's page, as people do: open the list, type a few letters, tap the person."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def control(page: Page, field: str) -> Locator:
    """The part of the page that holds a field's people: chips, the count, words about them."""
    return page.locator(f'[data-people="{field}"]')


def find(page: Page, field: str, typed: str = "") -> Locator:
    """Opens the field's list and types; returns the rows that it then shows."""
    control(page, field).locator(".find").tap()
    return listed(page, typed)


def listed(page: Page, typed: str) -> Locator:
    """Types into the list that is open; returns its rows once they answer what was typed. A row that is tapped before
    is replaced under the finger."""
    if typed:
        page.locator("#sheet-words").fill(typed)
        expect(page.locator("#sheet-list")).to_have_attribute("data-words", typed)
    return page.locator("#sheet-list .person")


def swap(page: Page, field: str, typed: str, name: str = "") -> None:
    """Chooses another person in place of whoever stands there."""
    control(page, field).get_by_role("button", name="换人").tap()
    listed(page, typed).filter(has_text=name or typed).first.tap()
    expect(page.locator("#sheet")).to_be_hidden()


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
