"""The search by hand on a narrow phone: in the console, and on the page that everybody has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from console_story import seed, seed_morning
from playwright.sync_api import Page, expect
from room import NOW, NUMBER, Room

from models import findable, store
from models.permit import Permit
from models.subject import Subject


@pytest.fixture
def narrow(phone: Page) -> Iterator[Page]:
    """Whatever page it ends on, nothing hangs over its edge."""
    yield phone
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def enter() -> None:
    findable.keep([(each, NOW) for each in Subject.select()])


def test_the_console_s_search_is_used_by_hand(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_morning)
    more = store.write(lambda: [seed("boiler", "lifting", 10 + number, "returned") for number in range(findable.PAGE)])
    store.write(lambda: Permit.update(starts_at=NOW - timedelta(days=800)).where(Permit.id == more[0].id).execute())
    store.write(enter)
    narrow.goto(f"{served}/console/search")
    rows = narrow.locator(".opens tbody tr")
    expect(rows).to_have_count(findable.PAGE)
    narrow.get_by_role("link", name="较早的").tap()
    expect(rows.first).to_contain_text(NUMBER[-4:] if rows.count() == 1 else "")
    narrow.get_by_role("link", name="较新的").tap()
    expect(rows).to_have_count(findable.PAGE)
    narrow.locator("[name=words]").fill("焊 污水")
    narrow.locator("[name=state]").select_option("signing")
    narrow.locator("[name=area]").select_option("sewage")
    narrow.locator("[name=person]").fill("宓有方")
    narrow.locator("[name=since]").fill("2026-11-25")
    narrow.locator("[name=until]").fill("2026-11-25")
    narrow.get_by_role("button", name="查找").click()
    expect(rows).to_have_count(1)
    rows.first.click()
    expect(narrow).to_have_url(re.compile(f"/console/permits/{NUMBER}"))
    narrow.go_back()
    narrow.get_by_role("link", name="看全部").click()
    narrow.locator("[name=since]").fill("1999-01-01")
    narrow.get_by_role("button", name="查找").click()
    expect(narrow.locator("[data-label=从哪天] .fault")).to_contain_text("从哪天要在 2000-01-01 到 2099-12-31 之间")
    narrow.locator("[name=since]").fill("")
    narrow.locator("[name=person]").fill("走了的人")
    narrow.get_by_role("button", name="查找").click()
    expect(narrow.get_by_role("status")).to_contain_text("按「走了的人」这几个字找")
    expect(narrow.locator(".empty")).to_contain_text("没有符合的")


def test_the_phone_s_lists_are_searched_and_leafed_through_by_hand(room: Room, served: str, narrow: Page) -> None:
    store.write(seed_morning)
    store.write(lambda: [seed("boiler", "lifting", number, "closed") for number in range(10, 10 + findable.PAGE)])
    store.write(enter)
    room.holder = "anhe_u33"
    narrow.goto(f"{served}/h5/wecom/waiting/all")
    narrow.get_by_role("link", name="找我发起的、签过的").tap()
    rows = narrow.locator("#listed li")
    expect(rows).to_have_count(findable.PAGE)
    narrow.get_by_role("button", name="再看更早的").tap()
    expect(narrow.locator("#listed [data-older]")).to_have_count(0)
    assert rows.count() > findable.PAGE
    narrow.locator("[name=words]").fill("焊接 污水处理站")
    narrow.get_by_role("button", name="找", exact=True).tap()
    expect(rows).to_have_count(2)
    for tab in ("待我办", "我签过的", "有我的", "我发起的"):
        narrow.get_by_role("button", name=tab).tap()
        expect(narrow.get_by_role("button", name=tab)).to_have_attribute("aria-pressed", "true")
    narrow.get_by_role("button", name="我签过的").tap()
    expect(rows).to_have_count(1)
    narrow.get_by_role("link", name="打开").tap()
    expect(narrow).to_have_title("一级动火 · 污水处理站")
