"""How pages name people, and who opened one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.channel import Platform
from models import staffed
from models.book import Book, NoPlant, book, name_of
from rules.plant import Person, Plant
from web.refused import Refused


@dataclass(frozen=True)
class Visitor:
    """The person who opened the page, as the platform's login said, and the rules in force at this moment."""

    platform: Platform
    person: Person
    book: Book
    now: datetime

    @property
    def plant(self) -> Plant:
        return self.book.plant


def visitor(platform: Platform, account: str, now: datetime) -> Visitor:
    """The person of this account. Raises Refused when nobody in the plant's data has it."""
    rules = rulebook(now)
    person = rules.person_at(platform, account)
    if person is None and (left := staffed.once_at(rules.version, platform, account)):
        raise Refused(f"{left.name}，你已经办了离职，这里的事不用再办了。", "还在上班的话，请找安全部门改过来。", 403)
    if person is None:
        raise Refused("人员名单里没有你这个账号。", "请找安全部门把你登记上，再打开。", 403)
    return Visitor(platform, person, rules, now)


def rulebook(now: datetime) -> Book:
    """The rules in force at `now`. Raises Refused before the plant's data is loaded."""
    try:
        return book(now)
    except NoPlant as error:
        raise Refused("厂里的数据还没有装进来。", "请管理员先装入厂区数据，再打开。", 503) from error


def titled(plant: Plant, person_id: str) -> str:
    """宓有方 · 检修班长"""
    if not plant.knows(person_id):
        return name_of(plant, person_id)
    person = plant.person(person_id)
    return f"{person.name} · {_post(plant, person)}" if person.posts else person.name


def told_apart(plant: Plant, person: Person) -> str:
    """王伟 · 焊工（尾号 0034）when somebody else has the same name: a list must not mix them up."""
    words = titled(plant, person.id)
    return f"{words}（尾号 {person.phone[-4:]}）" if person.name in plant.namesakes else words


def crew(person: Person, plant: Plant) -> str:
    """白班, C 班, 甲班"""
    name = plant.shifts.names.get(person.shift, f"{person.shift} ")
    return "白班" if person.shift == "day" else f"{name}班"


def _post(plant: Plant, person: Person) -> str:
    post = person.posts[0]
    scoped = plant.posts[post].scope == "department"
    return plant.title(post, person.department if scoped else None)
