"""One person found by typing in the console of a plant of 1,200: on the board, for an export, on a used paper form."""

from __future__ import annotations

from datetime import timedelta

import pytest
from console_story import seed_morning
from pdfs import pdf
from playwright.sync_api import Locator, Page, expect
from room import NOW, Room

from handlers.permits.request import papers
from models import store
from models.book import book
from models.export import ExportJob
from models.paper import Paper
from models.permit import by_number
from web.console.finding import Unclear, label, one

LARGEST = 100 * 1024
SCAN = {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": pdf()}


@pytest.fixture
def room(large_room: Room) -> Room:
    return large_room


@pytest.fixture
def form(room: Room) -> Paper:
    return store.write(lambda: papers.print_forms("hot_work", 1, NOW - timedelta(days=1)))[0]


@pytest.fixture
def board(room: Room, served: str, desk: Page) -> Page:
    """The board of a full morning."""
    store.write(seed_morning)
    desk.goto(f"{served}/console/")
    return desk


def suggestions(page: Page) -> Locator:
    return page.locator(".suggestions:visible li")


def pick(page: Page, field: Locator, typed: str, words: str) -> None:
    field.click()
    field.press_sequentially(typed)
    suggestions(page).filter(has_text=words).first.click()
    expect(suggestions(page)).to_have_count(0)


@pytest.mark.parametrize("path", ["", "exports?new=1", "papers/{paper}"])
def test_no_page_of_the_console_lists_everybody(room: Room, form: Paper, path: str) -> None:
    page = room.app.test_client().get(f"/console/{path.format(paper=form.number)}")
    assert page.status_code == 200 and len(page.data) <= LARGEST
    assert page.text.count("<option") < 100
    assert "P0777" not in page.text


def test_the_board_is_narrowed_to_a_person_by_a_few_letters(board: Page) -> None:
    rows = board.locator(".opens tbody tr")
    expect(rows).to_have_count(9)
    pick(board, board.get_by_label("人"), "yiming", "郇一鸣")
    expect(rows).to_have_count(1)
    expect(board.get_by_label("人")).to_have_value("郇一鸣 · 一车间安全员 · U20")
    board.get_by_role("link", name="看全部").click()
    expect(rows).to_have_count(9)


def test_on_the_board_only_those_are_suggested_who_are_on_it(board: Page) -> None:
    board.get_by_label("人").click()
    expect(suggestions(board).first).to_be_visible()
    named = {words.rpartition(" · ")[2] for words in suggestions(board).all_text_contents()}
    assert named and not any(each.startswith("P") for each in named)


def test_words_that_mean_several_say_so_and_the_list_stays_whole(board: Page) -> None:
    board.get_by_label("人").fill("焊工")
    board.keyboard.press("Enter")
    expect(board.locator(".told")).to_contain_text("个人：")
    expect(board.locator(".told")).to_contain_text("请打全，或从列出的人里选")
    expect(board.locator(".opens tbody tr")).to_have_count(9)
    expect(board.get_by_label("人")).to_have_value("焊工")


def test_an_export_of_one_person_is_asked_for_by_keyboard(room: Room, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/exports")
    field = desk.get_by_label("人", exact=True)
    field.click()
    field.press_sequentially("miyf")
    expect(suggestions(desk)).to_have_text(["宓有方 · 检修班长 · U33"])
    for key in ("ArrowDown", "Enter"):
        desk.keyboard.press(key)
    expect(field).to_have_value("宓有方 · 检修班长 · U33")
    desk.get_by_role("button", name="开始导出").click()
    expect(desk.locator("body")).to_contain_text("宓有方")
    assert ExportJob.get().scope["person"] == "U33"


def test_an_export_of_nobody_keeps_what_was_typed_and_says_what_to_do(room: Room, served: str, desk: Page) -> None:
    desk.goto(f"{served}/console/exports")
    desk.get_by_label("人", exact=True).fill("查无此人")
    desk.get_by_role("button", name="开始导出").click()
    expect(desk.locator(".told")).to_have_text("通讯录里没有「查无此人」。请打姓名、首字母、岗位或工号。")
    expect(desk.get_by_label("人", exact=True)).to_have_value("查无此人")
    assert ExportJob.select().count() == 0


def test_a_used_paper_form_is_entered_with_people_found_by_typing(
    room: Room, form: Paper, served: str, desk: Page
) -> None:
    desk.goto(f"{served}/console/papers/{form.number}")
    desk.get_by_label("级别").select_option("first")
    desk.get_by_label("区域").select_option("sewage")
    for label_, words in (("具体部位", "调节池东侧"), ("作业内容", "换焊进水管"), ("为什么用纸票", "停电，系统不通")):
        desk.get_by_label(label_).fill(words)
    for label_, typed, name in (
        ("申请人", "myf", "宓有方"),
        ("作业负责人", "U33", "宓有方"),
        ("监护人", "乐正", "乐正迟"),
    ):
        pick(desk, desk.get_by_label(label_), typed, name)
    workers = desk.get_by_label("作业人", exact=True)
    expect(workers).to_have_count(3)
    pick(desk, workers.nth(0), "ycx", "苑成蹊")
    desk.get_by_role("button", name="再写一人").click()
    expect(workers).to_have_count(4)
    pick(desk, workers.nth(3), "bxj", "暴雪霁")
    for label_, moment in (("最后一个签字", "08:20"), ("开始作业", "08:22"), ("完工", "08:30")):
        desk.get_by_label(label_).fill(f"2026-11-24T{moment}")
    desk.get_by_label("谁签了字").fill("安全管理部经理 卞予安 08:20")
    desk.locator("[name=scan]").set_input_files(SCAN)
    desk.get_by_role("button", name="存下并归档").click()
    expect(desk).to_have_url(f"{served}/console/permits/{form.number}")
    permit = by_number(form.number)
    assert permit is not None
    assert (permit.requester, permit.form.guardian, permit.form.workers) == ("U33", "U30", ("U34", "U35"))


def test_what_people_type_is_one_person_or_says_why_not(room: Room) -> None:
    plant = book(NOW).plant
    for person in plant.people:
        assert one(label(plant, person), plant) == one(person.id, plant) == person.id
    assert one("", plant) == one("  ", plant) == ""
    assert one("宓有方", plant) == "U33"
    twins = next(name for name in plant.namesakes)
    with pytest.raises(Unclear, match=r"个人：.*请打全"):
        one(twins, plant)
    with pytest.raises(Unclear, match="通讯录里没有"):
        one("查无此人", plant)
