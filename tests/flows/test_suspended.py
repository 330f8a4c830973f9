"""The safety office takes a course away from somebody after an accident or a violation of a permit, until he has passed
it again."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
import requests
from builders import filled, open_card, page_of, request_page
from doors import doors
from drill_acts import begin as begin_drill
from drill_acts import newest, order, play
from glass import Glass
from plant import Log, Plant, anhe, running_plant
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from screens import everybody, said_at
from suspension_acts import FIRE, HOT, WHY, agrees, lacks, pass_again, suspend
from training_acts import DAY, WELDER, begin, file_of, give, kinds, learn, lessons, office, small
from worlds import Here

from handlers.training import awake
from handlers.training.refreshing import Unfit
from models import training
from models.book import book
from models.training import TrainingFile
from models.training_counted import cells_of
from workers.evidence.export import export_matter
from workers.evidence.verify import verify
from workers.scenarios.phone import text_of

TANK = "DRILL-TANK"
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def plant(simulator: Here, redis_url: str, usual_store: str) -> Iterator[Plant]:
    """Only welders have something to learn: one lesson, without which nobody welds."""
    data = small(anhe(), "welder", FIRE)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


def test_the_safety_office_suspends_a_course_in_the_console_and_its_person_learns_it_again_at_once(
    each_plant: Plant, glass: Glass
) -> None:
    plant = each_plant
    begin(plant)
    person = next(each.person for each in TrainingFile.select() if may_be(plant, each.person))
    file, course = file_of(person), lessons(person)[0].course
    with glass.lent(viewport=PHONE) as desk:
        desk.goto(f"{plant.base}/console/training/file/{file.number}")
        suspended_by_hand(desk, course)
    plant.settle()
    card = plant.expect(person, "学一课")
    assert f"安全部门停了这门课：{WHY}" in text_of(card)
    assert {each.withdrawn for each in lessons(person) if each.course == course} == {WHY}
    assert training.suspended(person, course)
    assert f"安全部门停的：{WHY}，重学过关才恢复" in page_of(plant, person, f"learning/{file.number}").html
    assert agrees(plant, person)
    everybody(plant)


def may_be(plant: Plant, person: str) -> bool:
    return bool(lessons(person)) and awake.may_ask(person, plant.now)


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.locator("#suspension").screenshot(path=f"{folder}/{name}.png")


def suspended_by_hand(desk: Page, course: str) -> None:
    section = desk.locator("#suspension")
    expect(section).to_contain_text("没有停着的课")
    section.locator("summary").click()
    expect(section).to_contain_text("停了不能点一下收回：重学过关才恢复")
    expect(section.locator("[name=course]")).to_have_value("")
    section.get_by_role("button", name="停他这门课").click()
    said_at(desk, "哪门课", "还要选一门课")
    section.locator("[name=course]").select_option(course)
    section.get_by_role("button", name="停他这门课").click()
    expect(section.locator(".fault").first).to_be_visible()
    section.locator("[name=reason]").fill(WHY)
    section.locator("[name=about]").fill("DH-19990101-0001")
    section.get_by_role("button", name="停他这门课").click()
    said_at(desk, "哪张票、哪条隐患", "没有这个编号")
    expect(section.locator("[name=reason]")).to_have_value(WHY)
    section.locator("[name=about]").fill("")
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shot(desk, "suspend")
    section.get_by_role("button", name="停他这门课").click()
    expect(section).to_contain_text(f"安全部门停的：{WHY}，重学过关才恢复")
    expect(section.get_by_text("控制台账号 演示")).to_contain_text("2026")
    expect(desk.locator("#trail")).to_contain_text("控制台账号 演示 暂停")
    shot(desk, "suspended")


def test_whoever_is_suspended_is_named_on_no_permit_until_he_has_passed_again(plant: Plant) -> None:
    begin(plant)
    form = request_page(plant)
    suspend(plant)
    # He never had to learn it, as he was here before: that is no way round.
    answer = form.act("permit.request", filled(plant))
    assert answer["tone"] == "stop" and "闾丘禾" not in answer["words"], answer
    assert "暂停了，不能当作业人" in answer["words"] and "等他重学过关" in answer["words"]
    [lack] = lacks(plant)
    assert (lack.expired_on, lack.pardonable) == (None, False)
    [cell] = cells_of(WELDER, book(plant.now), plant.now)
    assert not cell.valid and cell.standing == "learning"
    pass_again(plant)
    [lesson] = lessons(WELDER)
    assert (lesson.withdrawn, lesson.suspended_until) == ("", None) and lesson.until > plant.now.date()
    assert lacks(plant) == [] and agrees(plant)
    assert kinds(WELDER)[-1] == "training.restored"
    assert form.act("permit.request", filled(plant), attempt=2)["ok"]
    plant.settle()
    everybody(plant)


def test_a_valid_pass_is_gone_and_the_lesson_passed_again_counts_from_that_day(plant: Plant, tmp_path: Path) -> None:
    begin(plant)
    plant.advance(DAY)
    pass_again(plant)
    first = lessons(WELDER)[0].until
    with pytest.raises(Unfit, match="没有这个编号"):
        suspend(plant, about="DH-1")
    for nothing in (" \u200b ", "。。", "停", "-\r\n--"):
        with pytest.raises(Unfit, match="还要写为什么停"):
            suspend(plant, why=nothing)
    with pytest.raises(Unfit, match="不归他学"):
        suspend(plant, course="HOT-201")
    address = f"{plant.base}/console/training/file/{file_of(WELDER).number}"
    code = next(iter(book(plant.now).config.templates.kinds.values())).code
    assert f'placeholder="如：{code}-{plant.now:%Y%m%d}-0001"' in requests.get(address, timeout=20).text
    with pytest.raises(Unfit, match="填作业票、隐患、巡检或演练的编号"):
        suspend(plant, about=file_of(WELDER).number)
    with pytest.raises(Unfit, match="还要选一门课"):
        suspend(plant, course="")
    order(plant, TANK, WELDER)
    drill = newest().number
    suspend(plant, about=drill.lower())
    [lesson] = lessons(WELDER)
    assert (lesson.state, lesson.round, lesson.until) == ("open", 2, None)
    assert lesson.withdrawn == f"{WHY}（{drill}）"
    with pytest.raises(Unfit, match="已经停着"):
        suspend(plant)
    paper = printed(plant, tmp_path / "file.zip")
    assert f"：{WHY}（{drill}），重学过关才恢复" in paper and "控制台账号 desk" in paper
    assert f'href="/console/matters/{drill}"' in requests.get(address, timeout=20).text
    plant.advance(DAY)
    pass_again(plant)
    # Not from the old end: a pass that was taken away gives nothing.
    assert lessons(WELDER)[0].until == first + timedelta(1)
    assert agrees(plant)
    everybody(plant)


def printed(plant: Plant, package: Path) -> str:
    """The file's PDF in its package, without the ends of its lines."""
    export_matter(file_of(WELDER).subject, package, plant.base, plant.now)
    assert verify(package)[0]
    with ZipFile(package) as archive:
        pages = PdfReader(io.BytesIO(archive.read(f"training~{WELDER}.pdf"))).pages
        return "".join(page.extract_text() for page in pages).replace("\n", "")


def test_the_reason_is_one_line_wherever_it_stands(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    suspend(plant, why="停\r\n\r\n## 通知\n---")
    assert lessons(WELDER)[0].withdrawn == "停 ## 通知 ---" and agrees(plant)
    plant.expect(WELDER, "停 ## 通知 ---")
    everybody(plant)


def test_what_a_drill_suspended_too_holds_again_once_both_have_given_it_back(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    pass_again(plant)
    suspend(plant)
    order(plant, TANK, WELDER)
    begin_drill(plant, WELDER)
    run = play(plant, WELDER, {"N1": "B"})
    [lesson] = lessons(WELDER)
    assert run.state == "failed" and (lesson.suspended_by, lesson.withdrawn) == (run.number, WHY)
    pass_again(plant)
    [lesson] = lessons(WELDER)
    assert lesson.suspended_by and not lesson.withdrawn and lesson.until is None and lesson.suspended_until
    assert "演练出了要命的错" in lacks(plant)[0].by_course and agrees(plant)
    until = lesson.suspended_until
    order(plant, TANK, WELDER)
    begin_drill(plant, WELDER)
    assert play(plant, WELDER).state == "passed"
    [lesson] = lessons(WELDER)
    assert lesson.until == until and not lesson.suspended and lacks(plant) == [] and agrees(plant)
    everybody(plant)


def test_a_course_of_two_lessons_counts_again_with_the_second(
    simulator: Here, redis_url: str, usual_store: str, log: Log, tmp_path: Path
) -> None:
    data = small(anhe(), "welder", FIRE, lessons=2)
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        begin(plant)
        suspend(plant)
        pass_again(plant)
        answered = text_of(plant.phone(WELDER).messages()[-1])
        first, second = lessons(WELDER)
        assert (first.state, second.state) == ("passed", "open") and first.suspended_until and first.until is None
        assert lacks(plant) and agrees(plant)
        # It says what is left, and no day until which nothing holds yet.
        assert "还有 1 课，都过关才恢复" in answered and "前有效" not in answered
        page = page_of(plant, WELDER, f"learning/{file_of(WELDER).number}").html
        assert "过关 1/2 课" in page and f"安全部门停的：{WHY}，还有 1 课，都过关才恢复" in page
        assert training.stands_as(first)[0] == "过关" and training.stands_as(second)[0] == "暂停"
        assert "过关 1/2 课" in printed(plant, tmp_path / "half.zip")
        plant.advance(DAY)
        pass_again(plant)
        assert lacks(plant) == [] and {each.withdrawn for each in lessons(WELDER)} == {""} and agrees(plant)
        everybody(plant)


def test_whoever_is_off_shift_hears_of_it_at_the_beginning_of_his_next_shift(plant: Plant) -> None:
    begin(plant)
    plant.advance(14 * 60)
    everybody(plant)
    assert not awake.may_ask(WELDER, plant.now)
    suspend(plant)
    assert lacks(plant)
    plant.advance(12 * 60)
    assert f"安全部门停了这门课：{WHY}" in text_of(plant.expect(WELDER, "学一课"))
    everybody(plant)


def test_whoever_has_the_lesson_before_him_already_is_told_why_it_counts_no_more(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    suspend(plant)
    assert WHY in text_of(plant.expect(WELDER, "停了"))
    pass_again(plant)
    assert not training.suspended(WELDER, FIRE)
    everybody(plant)


def test_halting_the_training_gives_back_nothing_that_was_taken_away(plant: Plant) -> None:
    begin(plant)
    suspend(plant)
    form = request_page(plant)
    assert page_of(plant, office(plant), "learning/now").act("training.halt", {}, text="换教材")["tone"] == "done"
    plant.settle()
    assert lacks(plant) and form.act("permit.request", filled(plant))["tone"] == "stop"
    # What was sent before may be learned to its end, and so it comes back.
    pass_again(plant)
    assert lacks(plant) == [] and form.act("permit.request", filled(plant), attempt=2)["ok"]
    plant.settle()
    everybody(plant)


def test_another_try_and_a_lesson_that_was_put_off_wait_while_the_training_is_halted(plant: Plant) -> None:
    begin(plant)
    plant.advance(DAY)
    for _ in range(2):
        plant.advance(1)
        learn(plant, WELDER)
        for _ in range(3):
            give(plant, WELDER, right=False)
    assert lessons(WELDER)[0].state == "waiting"
    desk = page_of(plant, office(plant), "learning/now")
    desk.act("training.halt", {}, text="换教材")
    plant.settle()
    everybody(plant)
    plant.advance(2 * DAY)
    assert lessons(WELDER)[0].state == "waiting"
    page_of(plant, office(plant), "learning/now").act("training.begin", {})
    plant.advance(2 * DAY)
    assert learn(plant, WELDER)["tone"] == "done"
    everybody(plant)


def test_the_questions_of_one_lesson_are_answered_before_those_of_another(
    simulator: Here, redis_url: str, usual_store: str, log: Log
) -> None:
    data = small(anhe(), "welder", FIRE)
    other = small(anhe(), "welder", HOT)
    next(each for each in data["courses"]["courses"] if each["id"] == HOT)["lessons"] = next(
        each for each in other["courses"]["courses"] if each["id"] == HOT
    )["lessons"]
    data["posts_matrix"]["trades"][0]["courses"] = [FIRE, HOT]
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as plant:
        begin(plant)
        plant.advance(DAY)
        out = lessons(WELDER)[0].course
        suspend(plant, course=HOT if out == FIRE else FIRE)
        answer = learn(plant, WELDER)
        assert answer["tone"] == "done"
        card = plant.expect(WELDER, "学一课")
        page = open_card(plant, WELDER, card, "去学")
        page.act("training.beat", {"at": 1, "seconds": 0})
        plant.advance(8)
        given = {"at": 99, "seconds": 480}
        answer = page.act("training.learned", given)
        assert answer["tone"] == "caution" and "的题还没答完：先答完" in answer["words"], answer
        assert [each.state for each in lessons(WELDER)].count("asked") == 1
        for _ in range(3):
            give(plant, WELDER)
        assert page.act("training.learned", {**given, "seconds": 0}, attempt=2)["tone"] == "done"
        everybody(plant)
