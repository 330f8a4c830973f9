"""「把课发给他」: beside whoever can't be named stands what mends it soonest, and a lesson comes to him by one tap."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pytest
import requests
from builders import DIRECTOR, FOREMAN, GUARDIAN, filled, page_of, request_page
from choosing import listed
from gates import working
from lives import Cast
from plant import Plant
from playwright.sync_api import Locator, Page, expect
from screens import ask_of, everybody, show
from training_acts import DAY, begin, file_of, give, kinds, learn

from handlers import digest
from handlers.training import awake, waited
from models import store, training
from models.ask import Ask
from models.book import book
from models.training import Learning
from rules.training.hours import trades_of
from workers.scenarios.phone import text_of

# An officer of the area, who may watch over hot work.
OFFICER, OTHER_WELDER = "U20", "U37"
DAYS = timedelta(days=300)


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def lapse(plant: Plant, person: str, course: str, **more: Any) -> None:
    """His pass of this course has ended, and it is to be learned again."""
    yesterday = plant.now.date() - timedelta(days=1)
    mine = (Learning.file == file_of(person)) & (Learning.course == course)
    row = {"state": "open", "until": yesterday, "passed_on": yesterday, **more}
    assert Learning.update(**row).where(mine).execute()


def hot_work(plant: Plant) -> dict[str, Any]:
    """The job of the plant's own story that is done with fire."""
    own = "hot_work" if book(plant.now).plant.company.id == "anhe" else "donghuo"
    return {**book(plant.now).config.demo.form(own, {})}


def opens(plant: Plant, guardian: str) -> str:
    """A course without which he does not watch over it."""
    rules = book(plant.now)
    trades = trades_of(plant.person(guardian), rules.config.trades)
    kind = hot_work(plant)["kind"]
    return next(each for each in trades if each in rules.config.trades.opening("guardian", kind)).courses[0]


def form_of(plant: Plant, leader: str) -> int:
    phone = Cast(plant).phone(leader)
    phone.say("动火")
    plant.settle()
    plant.expect(leader, "票申请")
    asked: Ask = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    return asked.id


def row_of(screen: Page, name: str, button: str = "找监护人") -> Locator:
    screen.get_by_role("button", name=button).tap()
    listed(screen, name)
    return screen.locator("#sheet-list li", has_text=name).first


def test_whoever_asks_sends_the_lesson_to_whom_he_cannot_name_by_one_tap(each_plant: Plant, screen: Page) -> None:
    plant = each_plant
    job = hot_work(plant)
    leader, guardian = job["work_leader"], job["guardian"]
    begin(plant)
    plant.advance(10)
    lapse(plant, guardian, opens(plant, guardian))
    name = plant.person(guardian).name
    show(plant, screen, leader, f"request/{form_of(plant, leader)}?r=1")
    row = row_of(screen, name)
    expect(row.locator("button.person")).to_be_disabled()
    expect(row).to_contain_text("到期了")
    row.get_by_role("button", name="把课发给他").tap()
    expect(row).to_contain_text(f"发给{name}了")
    expect(row).to_contain_text("选他")
    expect(row.get_by_role("button", name="把课发给他")).to_be_disabled()
    listed(screen, name[:1])
    listed(screen, name)
    row.get_by_role("button", name="把课发给他").tap()
    expect(row).to_contain_text("发过了，一天发一次")
    expect(row.get_by_role("button", name="把课发给他")).to_be_disabled()
    shot(screen, f"sent-{name}")
    plant.settle()
    card = plant.expect(guardian, "学一课")
    assert f"{plant.person(leader).name}等你学完这门课好办票" in text_of(card)
    assert kinds(guardian).count("training.sent") == 1
    everybody(plant)


def test_whose_course_ends_before_the_work_can_be_sent_its_lesson_too(plant: Plant) -> None:
    begin(plant)
    lapse(plant, GUARDIAN, "HOT-201", until=plant.now.date())
    form = request_page(plant)
    times = {"starts_at": plant.now.isoformat(), "ends_at": (plant.now + timedelta(hours=2)).isoformat()}
    assert offered(form, "乐正迟", **times)["lacks"] == []
    longer = {**times, "ends_at": (plant.now + timedelta(hours=20)).isoformat()}
    assert offered(form, "乐正迟", **longer)["mend"]["course"] == "HOT-201"
    everybody(plant)


def offered(form: Any, name: str, role: str = "guardian", **more: str) -> dict[str, Any]:
    sent = {"role": role, "words": name, "area": "sewage", **more}
    answer = requests.post(f"{form.base}/h5/people", json=sent, headers={"X-Page-Token": form.token}, timeout=20)
    return dict(next(each for each in answer.json()["people"] if each["title"].startswith(name)))


def send(form: Any, person: str, course: str, attempt: int = 1, **more: str) -> dict[str, Any]:
    given = {"person": person, "course": course, "role": "guardian", "area": "sewage", **more}
    return dict(form.act("training.send", given, attempt=attempt))


def test_the_refusal_names_the_way_and_what_no_lesson_mends_is_said_in_words(plant: Plant) -> None:
    begin(plant)
    lapse(plant, GUARDIAN, "HOT-201")
    form = request_page(plant)
    words = form.act("permit.request", filled(plant))["words"]
    assert "到期，不能当监护人：请换人，或让他先学完，选人的地方他名字下面有「把课发给他」" in words
    assert offered(form, "乐正迟")["mend"] == {"words": "", "course": "HOT-201", "link": "", "courses": ["HOT-201"]}
    # A training of the house whose courses are in his plan: its first lesson.
    assert offered(form, "闾丘禾")["mend"]["course"] == "HAZ-101"
    # A certificate of the state: who has to have it registered, and no lesson.
    never = offered(form, "宓有方", "worker")
    assert never["mend"]["course"] == "" and "拿到证交安全部门（卞予安）登记" in never["mend"]["words"]
    # Only what this field offers for him is sent: no other course, nobody who lacks nothing there, nobody unknown.
    assert "缺的不是这门课" in send(form, GUARDIAN, "NH3-301")["words"]
    assert "不缺了，可以选" in send(form, FOREMAN, "NH3-301", 2, role="work_leader")["words"]
    assert "这一栏里没有他" in send(form, "U999", "HOT-201", 3)["words"]
    assert "拿到证交安全部门（卞予安）登记" in send(form, "U20", "HOT-201", 4, role="worker")["words"]
    assert not any("training.sent" in kinds(each) for each in (GUARDIAN, FOREMAN, "U20"))
    everybody(plant)


def test_an_ended_request_sends_no_more(plant: Plant) -> None:
    begin(plant)
    form = request_page(plant)
    assert form.act("permit.request", filled(plant))["ok"]
    lapse(plant, GUARDIAN, "HOT-201")
    answer = send(form, GUARDIAN, "HOT-201")
    assert not answer["ok"] and "这张申请已经交了" in answer["words"]
    assert "training.sent" not in kinds(GUARDIAN)
    everybody(plant)


def test_one_lesson_a_day_is_sent_to_somebody_whoever_sends_it(plant: Plant) -> None:
    begin(plant)
    lapse(plant, GUARDIAN, "HOT-201")
    form = request_page(plant)
    assert send(form, GUARDIAN, "HOT-201")["tone"] == "done"
    lapse(plant, GUARDIAN, "HOT-201", until=plant.now.date() + timedelta(days=300), state="passed")
    lapse(plant, GUARDIAN, "HAZ-101")
    answer = send(request_page(plant, OFFICER), GUARDIAN, "HAZ-101")
    assert "今天有人给他发过课了" in answer["words"] and kinds(GUARDIAN).count("training.sent") == 1
    plant.settle()
    plant.expect_all(GUARDIAN)
    everybody(plant)


def test_one_sender_sends_so_many_in_ten_minutes_and_so_many_a_day(
    plant: Plant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (waited.MOST_LATELY, waited.MOST_A_DAY) == (10, 20)
    monkeypatch.setattr(waited, "MOST_LATELY", 2)
    monkeypatch.setattr(waited, "MOST_A_DAY", 3)
    begin(plant)
    form = request_page(plant)
    store.write(lambda: Learning.update(until=plant.now.date() - timedelta(days=1), state="open").execute())
    first, second, third, fourth = [each.id for each in book(plant.now).plant.people if _button(form, each.id)][:4]
    assert [send(form, each, "HAZ-101")["tone"] for each in (first, second)] == ["done", "done"]
    assert "十分钟里发得太多" in send(form, third, "HAZ-101")["words"]
    plant.advance(11)
    assert send(form, third, "HAZ-101", 2)["tone"] == "done"
    assert "你今天发过 3 次了" in send(form, fourth, "HAZ-101")["words"]
    assert [kinds(each).count("training.sent") for each in (first, second, third, fourth)] == [1, 1, 1, 0]
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))
    everybody(plant)


def _button(form: Any, person: str) -> str:
    sent = {"role": "guardian", "ids": [person], "area": "sewage"}
    answer = requests.post(f"{form.base}/h5/people", json=sent, headers={"X-Page-Token": form.token}, timeout=20)
    return next((each["mend"]["course"] for each in answer.json()["people"]), "")


def test_a_lesson_that_waits_or_needs_a_teacher_is_said_and_nobody_away_is_sent_one(plant: Plant) -> None:
    begin(plant)
    form = request_page(plant)
    course = "HOT-201"
    lapse(plant, GUARDIAN, course, state="coached")
    assert "要人带着学：找" in send(form, GUARDIAN, course)["words"]
    lapse(plant, GUARDIAN, course, state="waiting", next_at=plant.now + timedelta(minutes=10))
    assert "以后才能再学" in send(form, GUARDIAN, course, 2)["words"]
    lapse(plant, GUARDIAN, course, next_at=None)
    assert "training.sent" not in kinds(GUARDIAN)
    # He is off shift: it comes when he is back.
    plant.advance(14 * 60)
    everybody(plant)
    form = request_page(plant)
    answer = send(form, GUARDIAN, course, 3)
    assert "不在班上，他下次上班就发给他" in answer["words"]
    # A second tap does not say that he has it, and his file says that it waits.
    assert "课还没到乐正迟手机上，他下次上班就发给他" in send(form, GUARDIAN, course, 4)["words"]
    page = page_of(plant, GUARDIAN, "learning/now")
    assert "等他办票，他下次上班发给他" in page.html
    plant.settle()
    assert not plant.unexpected()
    plant.advance(3 * DAY)
    assert "宓有方等你学完这门课好办票" in text_of(plant.expect(GUARDIAN, "学一课"))
    everybody(plant)


def test_the_next_lesson_of_the_course_comes_at_once_and_who_waits_hears_once_that_it_is_learned(plant: Plant) -> None:
    begin(plant)
    plant.advance(10)
    lapse(plant, GUARDIAN, "HOT-201")
    form = request_page(plant)
    assert "《动火作业安全》还差 2 课，都过关才能选他" in send(form, GUARDIAN, "HOT-201")["words"]
    plant.settle()
    pass_one(plant)
    # Today, not at the beginning of his next shift; it says who waits.
    plant.turn()
    plant.settle()
    assert "宓有方等你学完这门课好办票" in text_of(plant.phone(GUARDIAN).messages()[-1])
    again = send(form, GUARDIAN, "HOT-201", 2)["words"]
    assert "发过了" in again and "学完、答题过关，就能选他" in again
    pass_one(plant)
    plant.turn()
    plant.settle()
    assert "乐正迟学完《动火作业安全》，可以选他了" in text_of(plant.expect(FOREMAN, "乐正迟学完"))
    assert "不缺了，可以选" in send(form, GUARDIAN, "HOT-201", 3)["words"]
    plant.advance(DAY)
    assert kinds(GUARDIAN).count("training.awaited") == 1
    everybody(plant)


def pass_one(plant: Plant) -> None:
    assert learn(plant, GUARDIAN, 20)["tone"] == "done"
    for _ in range(3):
        give(plant, GUARDIAN)


def test_who_waits_is_told_in_his_shift_and_what_is_lacking_besides_is_said(plant: Plant) -> None:
    begin(plant)
    plant.advance(10)
    lapse(plant, GUARDIAN, "HOT-201")
    lapse(plant, GUARDIAN, "CHEM-101")
    form = request_page(plant)
    course = offered(form, "乐正迟")["mend"]["course"]
    words = send(form, GUARDIAN, course)["words"]
    assert "还缺《" in words and "都过关才能选他" in words
    plant.settle()
    for lesson in training.of_course(file_of(GUARDIAN), course)[1:]:
        store.write(lambda lesson=lesson: training.keep(lesson, state="passed", until=plant.now.date() + DAYS))
    # The asker has gone home when it is passed.
    while awake.off(GUARDIAN, plant.now) or not awake.off(FOREMAN, plant.now):
        plant.advance(60)
    pass_one(plant)
    plant.turn()
    plant.settle()
    assert kinds(GUARDIAN).count("training.awaited") == 1
    assert not [each for each in plant.phone(FOREMAN).messages() if "学完" in text_of(each)]
    while awake.off(FOREMAN, plant.now):
        plant.advance(60)
    plant.advance(2)
    text = text_of(plant.expect(FOREMAN, "乐正迟学完"))
    assert "还缺《" in text and "可以选他" not in text
    plant.expect_all(*(each.id for each in book(plant.now).plant.people))


def test_the_next_lesson_of_a_suspended_course_follows_at_once(plant: Plant) -> None:
    begin(plant)
    plant.advance(10)
    lapse(plant, GUARDIAN, "HOT-201", withdrawn="在罐边抽烟")
    plant.phone(GUARDIAN).say("学习")
    plant.settle()
    pass_one(plant)
    plant.turn()
    plant.settle()
    card = text_of(plant.expect(GUARDIAN, "学一课"))
    assert "在罐边抽烟" in card and "等你学完" not in card
    plant.expect_all(GUARDIAN)
    everybody(plant)


def test_who_waits_is_said_with_a_card_that_is_out_and_of_a_suspended_course(plant: Plant) -> None:
    begin(plant)
    plant.advance(10)
    for person in (OFFICER, GUARDIAN):
        lapse(plant, person, "HOT-201", withdrawn="在罐边抽烟")
    form, why = request_page(plant), ("在罐边抽烟", "宓有方等你学完这门课好办票")
    assert send(form, OFFICER, "HOT-201")["tone"] == "done"
    plant.settle()
    card = text_of(plant.expect(OFFICER, "学一课"))
    assert all(each in card for each in why)
    plant.phone(GUARDIAN).say("学习")
    plant.settle()
    assert "等你学完" not in text_of(plant.expect(GUARDIAN, "学一课"))
    assert send(form, GUARDIAN, "HOT-201", 2)["tone"] == "done"
    plant.settle()
    told = text_of(plant.expect(GUARDIAN, "点卡片接着学"))
    assert all(each in told for each in why)
    plant.expect_all(GUARDIAN)
    everybody(plant)


def test_he_himself_sends_it_to_himself_and_then_has_the_link(plant: Plant, screen: Page) -> None:
    begin(plant)
    lapse(plant, OFFICER, "HOT-201")
    show(plant, screen, OFFICER, f"request/{form_of(plant, OFFICER)}?r=1")
    row = row_of(screen, "郇一鸣")
    row.get_by_role("button", name="把课发给我").tap()
    expect(row).to_contain_text("《动火作业安全》还差 2 课，都过关才能选你")
    plant.settle()
    plant.expect(OFFICER, "学一课")
    assert [each.does for each in digest.offers(plant.person(OFFICER), plant.now)] == ["看等你学的 1 节课"]
    listed(screen, "郇一")
    row.get_by_role("link", name="去学").tap()
    expect(screen.locator("main")).to_contain_text("这一课：")
    everybody(plant)


def test_whoever_adds_people_sends_it_too(plant: Plant, screen: Page) -> None:
    permit = working(plant)
    begin(plant)
    lapse(plant, OTHER_WELDER, "HOT-201")
    show(plant, screen, FOREMAN, f"join/{permit.number}")
    screen.locator("summary", has_text="今天不能加的人").first.tap()
    screen.locator(f"[data-teach][data-person={OTHER_WELDER}]").tap()
    name = plant.person(OTHER_WELDER).name
    expect(screen.locator("main")).to_contain_text(name)
    expect(screen.locator("main [role=status]", has_text="发给")).to_be_visible()
    shot(screen, "sent-join")
    plant.settle()
    everybody(plant)


def test_whoever_hands_over_the_watch_sends_it_too(plant: Plant, screen: Page) -> None:
    permit = working(plant)
    begin(plant)
    heir = OFFICER
    lapse(plant, heir, "HOT-201")
    show(plant, screen, GUARDIAN, f"handover/{ask_of(permit, 'permit.watch', GUARDIAN)}")
    screen.locator("summary", has_text="今天不能选的人").tap()
    screen.locator(f"[data-teach][data-person={heir}]").tap()
    expect(screen.locator("main")).to_contain_text("发给郇一鸣了")
    plant.settle()
    plant.expect(heir, "学一课")
    # Nobody sends it from a page that names nobody.
    page = page_of(plant, DIRECTOR, f"permit/{permit.number}")
    assert "不是办这件事用的" in send(page, heir, "HOT-201")["words"]
    everybody(plant)
