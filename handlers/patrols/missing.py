"""Who hears of a round that was not walked: one card for each person, to which later ones are added."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards.assigning import looking
from handlers.patrols.kinds import MISSED
from models import ask as ask_table
from models import asked, meter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.patrol import Patrol
from models.patrol_sheet import Missed
from models.subject import Subject, desk
from rules import duty
from rules.hazards.owners import Here, follower
from rules.plant import Person

# A card takes up what comes within this time; after it there is a new one with what nobody has seen.
TAKES_UP, LIFE = timedelta(hours=12), timedelta(hours=48)


def tell(patrol: Patrol, now: datetime) -> None:
    """Tells those who answer for whoever should have looked; where nobody was there to be asked, for the post."""
    for person in _answerable(patrol, now):
        _tell(person, patrol.number, now)


def seen(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「知道了」."""
    if ask.state not in MOVABLE:
        return Answer("这张已经看过了。", "info")
    asks.close(ask, "done", now, Outcome(result="seen", by=person.id, at=now))
    return Answer("知道了。要补查，请当面安排；再漏会再告诉你。", "done")


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """The safety office, or whoever leads the plant, hears of it instead."""
    asks.close(ask, "superseded", now, Outcome.over("联系不上，告诉别人了", now))
    found = duty.following(book(now).plant, now, {ask.person}, meter.unreachable())
    for number in Missed.of(ask).numbers if found else ():
        _tell(found.id if found else "", number, now)


def _answerable(patrol: Patrol, now: datetime) -> Iterable[str]:
    here, sheet = looking(now), patrol.sheet
    left = [point.person for point in sheet.points if point.id not in sheet.found or _is_missed(patrol, point.id)]
    late = set(filter(None, left)) or {_holder(sheet.post, sheet.department, here)}
    return sorted({follower(person, here) for person in late})


def _is_missed(patrol: Patrol, point: str) -> bool:
    return patrol.sheet.found[point].status == "missed"


def _holder(post: str, department: str, here: Here) -> str:
    """Somebody of the post, whether he is at work or not; empty when nobody has it."""
    plant = here.plant
    people = plant.holders(post, plant.where(post, department) or None) if post in plant.posts else ()
    return next((person.id for person in people), "")


def _tell(person: str, number: str, now: datetime) -> None:
    subject = desk(person, now)
    waiting = ask_table.movable(subject, MISSED)
    fresh = next((ask for ask in waiting if ask.opened_at > now - TAKES_UP), None)
    known = dict.fromkeys(number for ask in waiting for number in Missed.of(ask).numbers)
    data = Missed(numbers=(*known, *(() if number in known else (number,))))
    if fresh:
        asked.keep(fresh, data)
        asks.repaint(fresh, now)
        return
    for old in waiting:
        asks.close(old, "superseded", now, Outcome.over("看新的一张", now))
    wanted = Wanted(MISSED, person, ["你是该查的人的上级，或者今天管这件事"], expires_at=now + LIFE, data=data)
    asks.open_ask(subject, wanted, now)
