"""A post that nobody holds since somebody left: whoever answers for it is asked to fill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers import alerts
from handlers.staff import life
from models import ask as ask_table
from models import staffed
from models.book import book
from models.house_asks import Alert
from rules.staff.standing import has_left, left_on
from rules.staff.vacancies import Vacancy, vacancies

TOPIC = "staff/vacant/"


def vacant(now: datetime) -> list[Vacancy]:
    """The posts that are empty now."""
    rules = book(now)
    if not any(map(has_left, rules.plant.people)):
        return []
    return list(vacancies(staffed.as_if_nobody_had_left(rules.version), rules.plant))


def told(now: datetime) -> Iterator[str]:
    """The same in words, for the console."""
    plant = book(now).plant
    for each in vacant(now):
        yield f"{each.title(plant)}空着：{each.left.name}已离职，请补岗（在「人员」里登记谁接）"


def follow(now: datetime) -> None:
    """After each change of the plant's data: who is to fill a post is asked once, and no more once it is filled."""
    empty = {_topic(each): each for each in vacant(now)}
    if not empty and not life.begun():
        return
    plant, house = book(now).plant, life.house(now)
    for topic, each in empty.items():
        if alerts.called(house, {topic}):
            continue
        title = each.title(plant)
        lines = (f"{each.left.name}已离职，{title}没有人任了。", "请定下谁接，让人事或安全部门登记（控制台「人员」）。")
        people = [each.left.supervisor] if each.left.supervisor else alerts.responders(book(now), now)
        alerts.notice(house, topic, f"请补岗：{title}", lines, people, now)
    open_ = {Alert.of(ask).topic for ask in ask_table.movable(house, alerts.KIND)}
    filled = {topic for topic in open_ if topic.startswith(TOPIC)} - {*empty}
    if filled:
        alerts.over(house, filled, "有人接了", now)


def _topic(each: Vacancy) -> str:
    return f"{TOPIC}{each.post}/{each.department or ''}/{each.left.id}/{left_on(each.left)}"
