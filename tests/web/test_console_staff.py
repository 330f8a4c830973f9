"""The console's page of people who come, move and leave: what is listed, and each of its controls pressed by hand."""

from __future__ import annotations

import re
from datetime import timedelta

from playwright.sync_api import Page, expect
from room import NOW, Room
from test_console_by_hand import find, narrow

from handlers.staff import taking, turning
from models import directory, staff, store
from models.book import book
from models.staff import StaffEvent
from rules.staff.events import Event
from rules.staff.listing import Listed
from rules.staff.standing import has_left

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
        ("5", Event("joined", "N03", TODAY, book(NOW).plant.person("U35").name, "maint", ("welder",))),
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
    # A name that somebody has already is said, and holds nothing up.
    expect(narrow.locator("main")).to_contain_text("名单里还有同名的 U35")
    # What is wrong is put right: it is entered once more, and the wrong one counts no more.
    wrong = StaffEvent.get(StaffEvent.person == "N02")
    narrow.goto(f"{served}/console/staff?page=2")
    narrow.locator(f'a[href*="mend={wrong.id}"]').tap()
    expect(narrow.locator("#enter h2")).to_have_text("改了再记")
    narrow.locator("[name=posts]").fill("宇航员")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator(".told")).to_contain_text("没有“宇航员”这个岗位")
    narrow.locator("[name=posts]").fill("焊工")
    narrow.locator("[name=name]").fill("\u200b\u2060")
    narrow.get_by_role("button", name="记下").tap()
    expect(narrow.locator(".told")).to_contain_text("姓名里有看不见的字")
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


def directories_say() -> None:
    """An account of nobody, a move and a missing one to decide, an account that was there before; and the training goes
    on."""
    new = Event("joined", "", TODAY, "路新来", "maint", supervisor="U33", platform="wecom", account="anhe_new")
    words = "企业微信来了新账号 anhe_new（路新来，机修车间）：是谁，请定一下"
    taking.keep_aside("wecom", "k1", new, words, NOW)
    for number in ("2", "3"):
        other = Event("joined", "", TODAY, "关新到", platform="wecom", account=f"anhe_new{number}")
        taking.keep_aside("wecom", f"k{number}", other, "企业微信来了新账号，是谁，请定一下", NOW)
    for number, kind in (("4", "moved"), ("5", "moved"), ("6", "left"), ("7", "left")):
        said = Event(kind, f"U3{number}", TODAY, account=f"x{number}")
        taking.keep_aside("wecom", f"k{number}{taking.PROPOSED}", said, "通讯录里和名单不一样，请定一下", NOW)
    directory.keep([Listed("dingtalk", "dt_before", "从前在的", ("后勤",))], NOW)


def test_who_an_account_is_and_whether_somebody_moved_or_left_is_chosen(room: Room, served: str, narrow: Page) -> None:
    store.write(directories_say)
    of = {row.key: row.id for row in staff.in_state("aside")}
    narrow.goto(f"{served}/console/staff")
    narrow.locator(f'a[href*="decide={of["wecom/k1"]}"]').tap()
    box = narrow.locator("#decide")
    expect(box).to_contain_text("这个账号是谁")
    expect(box.locator("[name=department]")).to_have_value("maint")
    expect(box.locator("[name=supervisor]")).to_have_value(re.compile("U33"))
    # What is missing is marked at its field; then he joins.
    box.get_by_role("button", name="是新来的，入职").tap()
    expect(box.locator(".faulty > .fault").first).to_be_visible()
    box.locator("[name=post]").select_option("welder")
    box.locator("[name=also]").select_option("guardian")
    box.locator("[name=shift]").select_option("day")
    box.locator("[name=name]").fill("路新来")
    box.get_by_role("button", name="是新来的，入职").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    store.write(lambda: turning.turn(NOW))
    new = book(NOW).plant.person_at("wecom", "anhe_new")
    assert new and (new.name, new.posts, new.supervisor) == ("路新来", ("welder", "guardian"), "U33")
    # An account of somebody on the list, and one that is nobody's.
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k2']}")
    box.get_by_role("button", name="是他的账号").tap()
    expect(box.locator(".faulty > .fault").first).to_be_visible()
    find(narrow, "whom", "U42")
    box.get_by_role("button", name="是他的账号").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k3']}")
    box.get_by_role("button", name="不是我们的人").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    # Moved or not, left or not.
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k4?']}")
    box.locator("[name=department]").select_option("ws3")
    box.locator("[name=post]").select_option("guardian")
    box.locator("[name=on]").fill(TODAY.isoformat())
    find(narrow, "supervisor", "U33")
    box.get_by_role("button", name="照这样调岗").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k5?']}")
    box.get_by_role("button", name="不变").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k6?']}")
    box.get_by_role("button", name="走了，离职").tap()
    expect(narrow.locator("#decide")).to_have_count(0)
    narrow.goto(f"{served}/console/staff?decide={of['wecom/k7?']}")
    box.get_by_role("button", name="没走，还是他").tap()
    expect(narrow.locator("h1")).to_have_text("人员变动")
    store.write(lambda: turning.turn(NOW))
    plant = book(NOW).plant
    assert (plant.person("U34").department, plant.person("U34").posts) == ("ws3", ("guardian",))
    assert (
        has_left(plant.person("U36"))
        and not has_left(plant.person("U37"))
        and plant.person("U42").account == "anhe_new2"
    )
    # An account that was there before is somebody's to name when somebody wants to.
    narrow.get_by_role("button", name="他是谁").tap()
    expect(box).to_contain_text("从前在的")
    assert len(staff.in_state("settled")) == 7
