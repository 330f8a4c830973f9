"""People of a plant of 1,200 on a small phone in a real Chromium: found by typing, chosen, taken away, kept."""

from __future__ import annotations

from typing import Any

import pytest
from choosing import chips, choose, control, find
from playwright.sync_api import Locator, Page, Response, expect
from room import NOW, Room, seed_permit
from touch import fits_gloves

from benchmarks.plants import AREAS, PEOPLE, large
from handlers.permits.form import MOST_WORKERS
from models import store
from models.ask import Ask
from models.book import book
from models.permit import Permit
from models.subject import desk

KINDS = tuple(large()["permit_templates"]["kinds"])
SCREEN_PX, SCREENS, LARGEST = 640, 4, 100 * 1024


@pytest.fixture
def room(large_room: Room) -> Room:
    """The maintenance leader holds the phone."""
    large_room.holder = "anhe_u33"
    return large_room


def asked(kind: str = "hot_work", person: str = "U33", **more: Any) -> Ask:
    """An open request of this kind."""
    data = {"permit_kind": kind, **more.pop("data", {})}
    wanted = {"kind": "permit.request", "subject": desk(person, NOW), "opened_at": NOW, "why": [], **more}
    ask: Ask = store.write(lambda: Ask.create(person=person, data=data, **wanted))
    return ask


def raised(**form: Any) -> Permit:
    """A permit that the maintenance leader once asked for, with these people on it."""
    permit = store.write(seed_permit)
    asked(state="done", answer={"permit": permit.number})
    store.write(lambda: Permit.update(form=permit.form.but(**form)).where(Permit.id == permit.id).execute())
    return permit


def welders(count: int) -> list[str]:
    """Ids of the plant's own welders, without the one of the demo."""
    people = book(NOW).plant.people
    return [each.id for each in people if "welder" in each.posts and each.department == "maint"][1 : count + 1]


@pytest.fixture
def form(room: Room, served: str, phone: Page) -> Page:
    open_form(phone, served, asked())
    return phone


def open_form(phone: Page, served: str, ask: Ask) -> Response:
    loaded = phone.goto(f"{served}/h5/wecom/request/{ask.id}")
    expect(phone.locator("#area-words")).to_contain_text("污水处理站")
    assert loaded
    return loaded


def test_each_form_of_a_large_plant_is_small_and_four_screens_long(room: Room, served: str, phone: Page) -> None:
    plant = book(NOW).plant
    assert (len(plant.people), len(plant.areas)) == (PEOPLE, AREAS)
    for kind in KINDS:
        with phone.expect_response("**/h5/outlook"):
            loaded = open_form(phone, served, asked(kind))
        assert len(loaded.body()) <= LARGEST, kind
        height, width = phone.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
        assert height <= SCREENS * SCREEN_PX and width == 360, kind
        fits_gloves(phone)


def test_a_welder_is_found_by_his_initials_chosen_and_taken_away_in_the_list_or_on_the_page(form: Page) -> None:
    rows = find(form, "workers", "ycx")
    expect(rows.first).to_have_text("苑成蹊 · 焊工机修车间 · 白班")
    fits_gloves(form.locator("#sheet"))
    for pressed in ("true", "false", "true"):
        rows.first.tap()
        expect(rows.first).to_have_attribute("aria-pressed", pressed)
    expect(form.locator("#sheet-count")).to_have_text("最多 20 人，已选 1 人")
    form.locator("#sheet-done").tap()
    assert chips(form, "workers") == ["苑成蹊 · 焊工"]
    control(form, "workers").get_by_role("button", name="去掉").tap()
    assert chips(form, "workers") == []
    expect(control(form, "workers").locator(".count")).to_have_text("最多 20 人")


def test_somebody_is_found_by_post_department_and_crew(form: Page) -> None:
    rows = find(form, "inputs.gas_analyst")
    for typed in ("化验", "hyzx", "气体分析员", "qtfx", "C班 气体"):
        find_again(form, typed)
        expect(rows.first).to_contain_text("气体分析员")
        expect(rows.first).to_contain_text("化验中心 · C 班")
    rows.first.tap()
    expect(form.locator("#sheet")).to_be_hidden()
    expect(control(form, "inputs.gas_analyst").locator(".find")).to_be_hidden()


def find_again(page: Page, typed: str) -> Locator:
    page.locator("#sheet-words").fill(typed)
    expect(page.locator("#sheet-list")).to_have_attribute("data-words", typed)
    return page.locator("#sheet-list .person")


def test_eight_are_shown_at_most_with_what_they_lack_and_namesakes_apart(form: Page) -> None:
    rows = find(form, "guardian", "监护人")
    expect(rows).to_have_count(8)
    expect(form.locator("#sheet-more")).to_contain_text("再打几个字")
    expect(find_again(form, "没有这个人")).to_have_count(0)
    expect(form.locator("#sheet-told")).to_contain_text("没有找到")
    row = find_again(form, "mi有方").first
    expect(row).to_be_disabled()
    expect(row).to_contain_text("没有监护人专项培训（动火）")
    form.locator("#sheet-done").tap()
    plant = book(NOW).plant
    twin = next(each for each in plant.people if each.name in plant.namesakes and each.department == "maint")
    expect(find(form, "workers", twin.name).first).to_contain_text("尾号")


def test_whom_one_named_last_comes_first_without_typing(room: Room, served: str, phone: Page) -> None:
    before = welders(3)
    raised(workers=before[::-1], guardian="U31")
    open_form(phone, served, asked())
    names = [book(NOW).plant.person(each).name for each in before[::-1]]
    rows = find(phone, "workers")
    for place, name in enumerate(names):
        expect(rows.nth(place)).to_contain_text(name)
    phone.locator("#sheet-done").tap()
    expect(find(phone, "guardian").first).to_contain_text("仲孙朗")


def test_the_limit_is_said_before_it_is_reached_and_one_more_is_refused_at_once(
    room: Room, served: str, phone: Page
) -> None:
    raised(workers=welders(MOST_WORKERS - 1))
    open_form(phone, served, asked(data={"copied_from": "DH-20261125-0001"}))
    count = control(phone, "workers").locator(".count")
    expect(count).to_have_text("最多 20 人，已选 19 人")
    choose(phone, "workers", "苑成蹊")
    expect(count).to_have_text("最多 20 人，已选 20 人")
    another = book(NOW).plant.person(welders(MOST_WORKERS)[-1]).name
    find(phone, "workers", another).and_(phone.locator("[aria-pressed=false]:enabled")).first.tap()
    expect(phone.locator("#sheet-told")).to_have_text("最多 20 人，已经选满。先去掉一位再选。")
    phone.locator("#sheet-done").tap()
    assert len(chips(phone, "workers")) == MOST_WORKERS


def test_one_copy_too_many_is_refused_at_once(form: Page) -> None:
    form.locator("summary", has_text="抄送谁").tap()
    rows = find(form, "copies")
    for place in range(4):
        rows.nth(place).tap()
    expect(form.locator("#sheet-told")).to_contain_text("最多 3 人，已经选满")
    form.locator("#sheet-done").tap()
    assert len(chips(form, "copies")) == 3


def test_without_signal_the_list_says_so_and_comes_by_itself_later(form: Page) -> None:
    choose(form, "workers", "苑成蹊")
    form.context.set_offline(True)
    rows = find(form, "workers")
    expect(form.locator("#sheet-told")).to_contain_text("没有信号，现在找不了人")
    form.context.set_offline(False)
    expect(rows.first).to_contain_text("苑成蹊")
    expect(form.locator("#sheet-told")).to_be_hidden()
    form.locator("#sheet-done").tap()
    assert chips(form, "workers") == ["苑成蹊 · 焊工"]


def test_a_draft_keeps_who_was_chosen_through_a_reload_also_without_an_answer(form: Page) -> None:
    choose(form, "workers", "苑成蹊")
    choose(form, "guardian", "乐正迟")
    control(form, "work_leader").get_by_role("button", name="换人").tap()
    form.locator("#sheet-done").tap()
    form.route("**/h5/people", lambda route: route.abort())
    form.reload()
    expect(control(form, "workers").locator(".chip")).to_have_text(["苑成蹊 · 焊工去掉"])
    assert chips(form, "guardian") == ["乐正迟 · 一车间监护人"]
    assert chips(form, "work_leader") == []


def test_a_draft_of_yesterdays_page_is_still_read(room: Room, served: str, phone: Page) -> None:
    ask = asked()
    open_form(phone, served, ask)
    old = '[["part","调节池"],["work_leader","U33"],["workers","U34"],["guardian","U30"],["inputs.gas_analyst","U28"]]'
    phone.evaluate("([key, value]) => localStorage.setItem(key, value)", [f"anhao:request:wecom:{ask.id}", old])
    phone.reload()
    expect(control(phone, "workers").locator(".chip")).to_contain_text("苑成蹊 · 焊工")
    expect(control(phone, "guardian").locator(".chip")).to_contain_text("乐正迟")
    expect(control(phone, "inputs.gas_analyst").locator(".chip")).to_contain_text("隆星回 · 气体分析员")


def test_an_older_permit_fills_its_people_in_but_for_who_may_not_any_more(room: Room, served: str, phone: Page) -> None:
    raised(workers=["U34", "U35"], inputs={"gas_analyst": "U29"})
    open_form(phone, served, asked(data={"copied_from": "DH-20261125-0001"}))
    expect(control(phone, "workers").locator(".told")).to_contain_text("暴雪霁 · 电工没有选上：没有特种作业操作证")
    assert chips(phone, "workers") == ["苑成蹊 · 焊工"]
    assert chips(phone, "guardian") == ["乐正迟 · 一车间监护人"]
    expect(control(phone, "inputs.gas_analyst").locator(".told")).to_contain_text("訾采薇")
    assert chips(phone, "inputs.gas_analyst") == []


def test_an_area_with_danger_of_explosion_asks_more_of_those_chosen_before(
    room: Room, served: str, phone: Page
) -> None:
    open_form(phone, served, asked("temp_power"))
    phone.locator("[name=area]").select_option("util")
    with_paper, without = "暴雪霁", "臧知远"
    for name in (with_paper, without):
        choose(phone, "inputs.electrician", name)
    phone.locator("[name=area]").select_option("hydro")
    expect(control(phone, "inputs.electrician").locator(".told")).to_contain_text(f"{without} · 电仪部经理没有选上")
    assert [each[:3] for each in chips(phone, "inputs.electrician")] == [with_paper]


def test_the_list_works_by_keyboard(form: Page) -> None:
    control(form, "workers").locator(".find").focus()
    form.keyboard.press("Enter")
    expect(form.locator("#sheet-list .person").first).to_be_visible()
    form.keyboard.press("Tab")
    form.keyboard.type("ycx")
    expect(form.locator("#sheet-list")).to_have_attribute("data-words", "ycx")
    expect(form.locator("#sheet-list .person")).to_have_count(1)
    form.keyboard.press("Enter")
    expect(form.locator("#sheet-count")).to_contain_text("已选 1 人")
    form.keyboard.press("ArrowDown")
    expect(form.locator("#sheet-list .person").first).to_be_focused()
    form.keyboard.press("Escape")
    assert chips(form, "workers") == ["苑成蹊 · 焊工"]


def test_who_will_not_be_there_when_the_job_begins_is_grey_and_no_longer_chosen(form: Page) -> None:
    choose(form, "guardian", "乐正迟")
    form.locator("[name=starts_at]").fill("2026-11-25T21:30")
    expect(control(form, "guardian").locator(".told")).to_have_text("乐正迟 · 一车间监护人没有选上：不在班")
    row = find(form, "guardian", "乐正迟").filter(has_text="乐正迟")
    expect(row).to_be_disabled()
    expect(row).to_contain_text("不在班")
