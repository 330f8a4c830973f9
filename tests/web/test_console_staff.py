"""The console's page of people who come, move and leave: what is listed, and each of its controls pressed by hand."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Page, expect
from room import NOW, Room
from test_console_by_hand import find, narrow

from handlers.staff import taking, turning
from models import staff, store
from models.book import book
from models.staff import StaffEvent
from rules.staff.events import Event

__all__ = ["narrow"]
TODAY = NOW.date()


def heard() -> None:
    """One of each: followed, for later, waiting, aside, an account that nobody has; and more than a page of them."""
    joined = Event("joined", "N01", TODAY, "路新来", "maint", ("welder",), "U33")
    news = [
        ("1", joined),
        ("2", Event("moved", "U35", TODAY + timedelta(days=9), posts=("welder",))),
        ("3", Event("moved", "N77", TODAY, posts=("welder",))),
        ("4", Event("joined", "N02", TODAY, "关新来", "maint", ("astronaut",))),
        *((f"many{each}", Event("moved", f"M{each}", TODAY, posts=("welder",))) for each in range(40)),
    ]
    taking.take("hr/hr", news, NOW)
    known = Event("joined", "", TODAY, platform="wecom", account="anhe_new")
    taking.keep_aside("wecom", "k1", known, "企业微信来了新账号 anhe_new，不知道是谁", NOW)
    turning.turn(NOW)


def test_the_page_lists_what_came_and_each_of_its_controls_does_what_it_says(
    room: Room, served: str, narrow: Page
) -> None:
    store.write(heard)
    assert book(NOW).plant.knows("N01")
    narrow.goto(f"{served}/console/staff")
    expect(narrow.locator("main")).to_contain_text("不知道是谁")
    expect(narrow.locator("main")).to_contain_text("路新来")
    narrow.get_by_role("link", name="下一页").tap()
    expect(narrow.locator("main")).to_contain_text("没有“astronaut”这个岗位")
    narrow.get_by_role("link", name="上一页").tap()
    expect(narrow.locator(".paging")).to_contain_text("第 1 页")
    narrow.locator("[name=view]").select_option("kept")
    narrow.get_by_role("button", name="看", exact=True).tap()
    expect(narrow.locator("main")).to_contain_text("到那天生效")
    # What is wrong is put right: it is entered once more, and the wrong one counts no more.
    wrong = StaffEvent.get(StaffEvent.person == "N02")
    narrow.goto(f"{served}/console/staff?page=2")
    narrow.locator(f'a[href*="mend={wrong.id}"]').tap()
    expect(narrow.locator("#enter h2")).to_have_text("改了再记")
    narrow.locator("[name=posts]").fill("宇航员")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator(".told")).to_contain_text("没有“宇航员”这个岗位")
    narrow.locator("[name=posts]").fill("焊工")
    narrow.locator("[name=name]").fill("关新到")
    find(narrow, "supervisor", "U33")
    narrow.locator("[name=department]").select_option("maint")
    narrow.locator("[name=platform]").select_option("wecom")
    narrow.locator("[name=account]").fill("anhe_n02")
    narrow.locator("[name=phone]").fill("10000000099")
    narrow.locator("[name=shift]").select_option("day")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator("main")).to_contain_text("马上生效")
    assert StaffEvent.get_by_id(wrong.id).state == "dropped"
    store.write(lambda: turning.turn(NOW))
    named = book(NOW).plant.person("N02")
    assert (named.name, named.posts) == ("关新到", ("welder",))
    # An empty form says what it needs; a new one is taken.
    narrow.goto(f"{served}/console/staff")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator(".faulty > .fault").first).to_be_visible()
    narrow.locator("[name=kind]").select_option("left")
    narrow.locator("[name=person]").fill("U35")
    narrow.locator("[name=on]").fill(TODAY.isoformat())
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator("main")).to_contain_text("离职")
    # What nobody needs is dropped with its reason.
    narrow.goto(f"{served}/console/staff")
    narrow.get_by_role("link", name="不要了").first.tap()
    narrow.get_by_role("button", name="不要了").tap()
    expect(narrow.locator("#drop .fault")).to_be_visible()
    narrow.locator("[name=reason]").fill("是机器人账号")
    narrow.get_by_role("button", name="不要了").tap()
    expect(narrow.locator("h1")).to_have_text("人员变动")
    assert [each.settled_by for each in staff.in_state("dropped")].count("演示") == 2
    narrow.goto(f"{served}/console/staff")
