"""「把课发给他」: beside whoever can't be named stands what mends it soonest, and a lesson comes to him by one tap."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import requests
from builders import DIRECTOR, FOREMAN, GUARDIAN, filled, page_of, request_page
from choosing import listed
from doors import doors
from gates import working
from lives import Cast
from plant import Log, Plant, lizhou, running_plant
from playwright.sync_api import Locator, Page, expect
from screens import ask_of, everybody, show
from training_acts import DAY, begin, file_of, kinds
from worlds import Here

from models.ask import Ask
from models.book import book
from models.training import Learning
from rules.training.hours import trades_of
from workers.scenarios.phone import text_of

# An officer of the area, who may watch over hot work.
OFFICER, OTHER_WELDER = "U20", "U37"


@pytest.fixture(params=["anhe", "lizhou"])
def each_plant(
    request: pytest.FixtureRequest, simulator: Here, redis_url: str, usual_store: str, log: Log
) -> Iterator[Plant]:
    data = None if request.param == "anhe" else lizhou()
    with running_plant(simulator, usual_store, redis_url, doors().home, data=data) as running:
        yield running


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
    row.get_by_role("button", name="把课发给他").tap()
    expect(row).to_contain_text("发过了，一天发一次")
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


def send(form: Any, person: str, course: str, attempt: int = 1) -> dict[str, Any]:
    return dict(form.act("training.send", {"person": person, "course": course}, attempt=attempt))


def test_the_refusal_names_the_way_and_what_no_lesson_mends_is_said_in_words(plant: Plant) -> None:
    begin(plant)
    lapse(plant, GUARDIAN, "HOT-201")
    form = request_page(plant)
    words = form.act("permit.request", filled(plant))["words"]
    assert "到期，不能当监护人：请换人，或让他先学完，选人的地方他名字下面有「把课发给他」" in words
    assert offered(form, "乐正迟")["mend"] == {"words": "", "course": "HOT-201", "link": ""}
    # A training of the house whose courses are in his plan: its first lesson.
    assert offered(form, "闾丘禾")["mend"]["course"] == "HAZ-101"
    # A certificate of the state: who has to have it registered, and no lesson.
    never = offered(form, "宓有方", "worker")
    assert never["mend"]["course"] == "" and "拿到证交安全部门（卞予安）登记" in never["mend"]["words"]
    # Where it is not in his plan, nothing is sent.
    assert "不归他学，请安全部门（卞予安）给他加岗位" in send(form, FOREMAN, "NH3-301")["words"]
    assert "没有这个人或这门课" in send(form, "U999", "HOT-201", 2)["words"]
    assert "没有这个人或这门课" in send(form, GUARDIAN, "NO-1", 3)["words"]
    everybody(plant)


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
    assert "发过了" in send(form, GUARDIAN, course, 4)["words"]
    plant.settle()
    assert not plant.unexpected()
    plant.advance(3 * DAY)
    assert "有张票等你学完这门课" in text_of(plant.expect(GUARDIAN, "学一课"))
    everybody(plant)


def test_he_himself_sends_it_to_himself_and_then_has_the_link(plant: Plant, screen: Page) -> None:
    begin(plant)
    lapse(plant, OFFICER, "HOT-201")
    show(plant, screen, OFFICER, f"request/{form_of(plant, OFFICER)}?r=1")
    row = row_of(screen, "郇一鸣")
    row.get_by_role("button", name="把课发给我").tap()
    expect(row).to_contain_text("学完、答题过关")
    plant.settle()
    plant.expect(OFFICER, "学一课")
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
