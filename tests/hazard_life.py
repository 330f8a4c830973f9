"""Hazards and their people, directly at the handlers, with a store of their own: what each may do, and the clock."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from life import MORNING, Beginnings, Life
from plant import anhe, lizhou

from bot.channel import Answer
from config.root import ROOT
from config.settings import Limits
from handlers import people, pictures
from handlers.hazards import anonymous, sensed
from handlers.plant import Faulty, keep, load
from models import hazard as hazards
from models import store
from models.ask import MOVABLE, Ask, of_subject
from models.base import database
from models.book import book
from models.hazard import Hazard
from models.seals import written
from rules.hazards.life import OVER
from workers.evidence.hazards.recorder import ROWS
from workers.scenarios import hand

Data = dict[str, Any]
PLANTS = {"anhe": anhe, "lizhou": lizhou}
# What the plant's data would say on paper; `until` is written by whoever plans.
PLAN = {"executor": "机修班", "measures": "换阀试压", "money": "2 万元", "what0": "换阀", "emergency": "停泵撤人"}


@cache
def _photo() -> bytes:
    return b64decode(hand.photo("on site").partition(",")[2])


@dataclass
class HazardLife(Life):
    """Several hazards at once, in one of the plants. `now` is plant time, moved only by `wait` and `sleep`. gone: who
    has left."""

    kind: str = "hazard"
    plant: str = "anhe"
    gone: set[str] = field(default_factory=set)

    @property
    def words(self) -> tuple[str, ...]:
        """A clear one, one that is like it, another, one that sounds major, and one of which nobody can say what it
        is."""
        place, other = (area.name for area in book(self.now).plant.areas[:2])
        return (
            f"{place} 2 号配电箱门坏了，电缆露在外面",
            f"{place} 2 号配电箱门坏了，电缆露出来了",
            f"{other}灭火器压力不够，指针在红区",
            "储罐根部阀漏了，苯漏得地上一大片",
            "这里不太对劲，来看看",
        )

    @property
    def finders(self) -> list[str]:
        return [each.id for each in book(self.now).plant.people if each.shift == "day"][-4:]

    @property
    def all(self) -> list[Hazard]:
        return list(Hazard.select().order_by(Hazard.id))

    @property
    def live(self) -> list[Hazard]:
        return [each for each in self.all if each.state not in OVER]

    def waiting(self) -> list[Ask]:
        """Every question of a hazard that somebody may answer now."""
        return [ask for each in self.live for ask in of_subject(each.subject) if ask.state in MOVABLE and ask.person]

    def report(self, person: str, words: str) -> Answer:
        return self.act(person, "word", kind="word", text=f"隐患：{words}")

    def report_mended(self, person: str, words: str) -> Answer:
        """Mended on the spot (即查即改)."""
        self.act(person, "报隐患", kind="word")
        [*_, form] = Ask.select().where(Ask.kind == "hazard.report", Ask.person == person).order_by(Ask.id)
        photos = {"photos": [self.bring_photo(person)], "after": [self.bring_photo(person)]}
        return self.act(person, "hazard.report", form, text=words, data={**photos, "fixed": True, "did": "拧紧了"})

    def report_unnamed(self, words: str, claim: str) -> None:
        """As the page of those who give no name does, where the plant takes that."""
        told = anonymous.Told(words, (), False, book(self.now).plant.areas[0])
        if anonymous.takes(self.now):
            store.write(lambda: anonymous.report(told, claim, self.now))
            self.bring()

    def sensed(self, second: bool) -> None:
        """As a sensor's alarm does; its second level is major and may hurt people."""
        plant, config = book(self.now).plant, book(self.now).config.hazards
        category, grade = config.categories[0], "major" if second else "general"
        told = sensed.Sensed(
            "S-1", "超过报警值", plant.areas[0].id, "", category.id, "", grade, self.now, second, danger=second
        )
        store.write(lambda: sensed.report(told, self.now))
        self.bring()

    def bring_photo(self, person: str) -> str:
        return pictures.whole(_photo(), person, {}, Limits(), self.now).number

    def well(self, ask: Ask) -> Answer:
        """Does what is asked, so that it comes to its end."""
        kind, name, text, data = WELL[ask.kind](self, ask)
        return self.act(ask.person, name, ask, kind=kind, text=text, data=data)

    def left(self, person: str) -> None:
        who = book(self.now).plant.person(person)
        store.write(lambda: people.gone(who, people.WORDS["left"], self.now))
        self.gone.add(person)
        self.bring()

    def back(self, person: str) -> None:
        self.act(person, "joined", kind="directory")
        self.gone.discard(person)

    def changed(self, change: Callable[[Data], None]) -> bool:
        """New plant data; whether they were taken."""
        data = deepcopy(PLANTS[self.plant]())
        change(data)
        try:
            store.write(lambda: keep(data, self.now))
        except Faulty:
            return False
        self.bring()
        return True

    def untrue(self) -> Iterator[str]:
        """Where a row says otherwise than the hazard's chain."""
        for each in self.all:
            yield from (f"{each.number} {words}" for words in ROWS.wrong(each.subject, written(each.subject)))


Sent = tuple[str, str, str, dict[str, Any]]


def _tap(name: str) -> Callable[[HazardLife, Ask], Sent]:
    return lambda life, ask: ("tap", name, "", {})


def sorting(life: HazardLife, ask: Ask, grade: str = "general") -> Data:
    hazard = hazards.here(ask.subject)
    category = hazard.category or hazards.rules_of(hazard).categories[0].id
    area = hazard.area or book(life.now).plant.areas[0].id
    return {"category": category, "area": area, "grade": grade, "use": "stop"}


def _sort(life: HazardLife, ask: Ask) -> Sent:
    return "page", "hazard.sort", "", sorting(life, ask)


def _mend(life: HazardLife, ask: Ask) -> Sent:
    """What is left of the plan first."""
    plan = hazards.here(ask.subject).work.major.plan
    left = [place for place, each in enumerate(plan.milestones if plan else ()) if each.done_at is None]
    if left:
        return "page", "hazard.milestone", "做完了", {"place": left[0]}
    given = {"photos": [life.bring_photo(ask.person)], "cause": "螺丝松了", "no_permit": "没有动火"}
    return "page", "hazard.mend", "门换了", given


def _plan(life: HazardLife, ask: Ask) -> Sent:
    until = (life.now + timedelta(days=2)).isoformat()
    leader = next(each.id for each in book(life.now).plant.people if each.id != ask.person)
    drill = f"{life.now + timedelta(days=1):%Y-%m-%d}"
    return "page", "hazard.plan", "", {**PLAN, "leader": leader, "until0": until, "drill": drill}


def _register(life: HazardLife, ask: Ask) -> Sent:
    given = {"to": "应急管理局", "on": life.now.isoformat(), "listed": ""}
    if hazards.here(ask.subject).work.major.authority is None:
        return "page", "hazard.authority", "", {**given, "photos": [life.bring_photo(ask.person)]}
    return "page", "hazard.assembly", "", given


def _look(life: HazardLife, ask: Ask) -> Sent:
    return "page", "hazard.look", "看过，改好了", {"ok": True, "photos": []}


WELL: Mapping[str, Callable[[HazardLife, Ask], Sent]] = {
    "hazard.sort": _sort,
    "hazard.same": _tap("other"),
    "hazard.fix": _mend,
    "hazard.dispute": _tap("keep"),
    "hazard.extension": lambda life, ask: ("page", "hazard.deny", "备件今天就到", {}),
    "hazard.plan": _plan,
    "hazard.approve": lambda life, ask: ("page", "hazard.approve", "", {}),
    "hazard.use": _tap("stop_use"),
    "hazard.interim": _tap("holds"),
    "hazard.register": _register,
    **{f"hazard.{look}": _look for look in ("check", "recheck", "walk", "evaluate", "decide")},
    "hazard.confirm": _tap("confirm"),
}


@dataclass
class HazardBeginnings(Beginnings):
    """Lives that begin in a plant without hazards."""

    def __post_init__(self) -> None:
        for plant in PLANTS:
            self._bind(f"empty-{plant}")
            store.migrate()
            load(ROOT / "config" / "plants" / plant, MORNING)
            database.close()

    def begin(self, plant: str) -> HazardLife:
        self._open(f"empty-{plant}", "now")
        return HazardLife(plant=plant)


def wish(life: HazardLife, hazard: Hazard, person: str) -> dict[str, Any]:
    until = max(hazard.until or life.now, life.now) + timedelta(days=2)
    return {
        "until": until.isoformat(),
        "because": "spares",
        "reason": "后天到",
        "interim": "围起来",
        "photos": [life.bring_photo(person)],
    }


__all__ = ["MORNING", "PLANTS", "HazardBeginnings", "HazardLife", "Path", "sorting", "wish"]
