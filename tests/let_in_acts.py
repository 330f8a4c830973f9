"""Letting in somebody who lacks nothing but a course, one function an act, each through the public doors."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

from builders import FOREMAN, GUARDIAN, MANAGER, filled, open_card, page_of, request_page, signature
from gates import ready, working
from plant import Plant, anhe
from roads import road
from training_acts import DAY, begin, file_of

from handlers.plant import keep
from models import let_in, store
from models.ask import Ask
from models.permit import Permit
from models.training import Learning
from workers.scenarios.phone import Page
from workers.scenarios.simulator import Json

COURSE, TITLE = "ELEC-201", "《用电安全与触电急救》"
WHY, SAYS = "监护人都在别处，氨泵漏油要马上焊", "我让安全员一直在旁边看着他"


def newly_asked(plant: Plant, post: str = "guardian") -> None:
    """The matrix asks one course more of whoever watches, from tomorrow on."""
    data: dict[str, Any] = deepcopy(anhe())
    data["posts_matrix"]["version"] += 1
    trades = data["posts_matrix"]["trades"]
    next(each for each in trades if post in each["posts"])["courses"].append(COURSE)
    store.write(lambda: keep(data, plant.now))
    plant.turn()


@road
def lacking(plant: Plant) -> None:
    """A working day of his crew on which the guardian may not watch any more."""
    begin(plant)
    plant.advance(60)
    newly_asked(plant)
    plant.leap(8 * DAY - 60)


def passed(plant: Plant, course: str, until: date, **more: Any) -> None:
    """The guardian has passed this course before, until that day."""
    mine = (Learning.file == file_of(GUARDIAN)) & (Learning.course == course)
    Learning.update(state="passed", until=until, passed_on=until, **more).where(mine).execute()


def request_number() -> int:
    asked: Ask = Ask.select().where(Ask.kind == "permit.request").order_by(Ask.id.desc()).get()
    return asked.id


def ask(plant: Plant, thing: object, person: str = FOREMAN, whom: str = GUARDIAN, **more: Any) -> Json:
    page = page_of(plant, person, f"letask/{thing}")
    send = {"number": str(thing), "area": "sewage"}
    answer: Json = page.act("permit.let_in_ask", {**send, "guardian": [whom], **more}, WHY)
    plant.settle()
    return answer


def asked() -> Ask:
    found: Ask = Ask.select().where(Ask.kind == let_in.KIND).order_by(Ask.id.desc()).get()
    return found


def decision(plant: Plant, head: str = MANAGER) -> Page:
    return open_card(plant, head, plant.expect(head, "缺课能不能干"), "看了再定")


def grant(plant: Plant, head: str = MANAGER, says: str = SAYS) -> Json:
    answer: Json = decision(plant, head).act("permit.let_in", signature(plant, head), says)
    plant.settle()
    return answer


def handed_in(plant: Plant, page: Page) -> Permit:
    answer = page.act("permit.request", filled(plant), attempt=7)
    assert answer["ok"], answer
    plant.settle()
    permit: Permit = Permit.select().order_by(Permit.id.desc()).get()
    return permit


@road
def at_the_form(plant: Plant) -> Page:
    """The form of that day, open before his foreman."""
    lacking(plant)
    return request_page(plant)


@road
def asked_for(plant: Plant) -> Page:
    """The safety head is asked; the form is open still."""
    form = at_the_form(plant)
    assert ask(plant, request_number())["words"].startswith("请卞予安定了")
    return form


@road
def granted(plant: Plant) -> Page:
    """He let him in; the form is open still."""
    form = asked_for(plant)
    assert grant(plant)["tone"] == "done"
    plant.expect(FOREMAN, "放行了乐正迟（监护人），只这一张票，只在污水处理站")
    return form


@road
def in_the_request(plant: Plant) -> Permit:
    """Asked for from the form, granted, and the form sent."""
    return handed_in(plant, granted(plant))


@road
def refused_once(plant: Plant) -> Page:
    """The safety head did not let him in; the form is open still."""
    form = asked_for(plant)
    refuse(plant)
    return form


@road
def to_start(plant: Plant) -> Permit:
    """A permit that can start when training begins."""
    permit = ready(plant)
    begin(plant)
    return permit


@road
def lapsed(plant: Plant) -> Permit:
    """The same, but that the course of its guardian ended yesterday."""
    permit = to_start(plant)
    passed(plant, "HOT-201", plant.now.date() - timedelta(days=1))
    return permit


@road
def watching(plant: Plant) -> Permit:
    """A permit at work when training begins."""
    permit = working(plant)
    begin(plant)
    return permit


def refuse(plant: Plant, head: str = MANAGER, why: str = "班里还有别人能看") -> None:
    assert decision(plant, head).act("permit.keep_out", {}, why)["tone"] == "done"
    plant.settle()


def of_kind() -> list[Ask]:
    return list(Ask.select().where(Ask.kind == let_in.KIND).order_by(Ask.id))
