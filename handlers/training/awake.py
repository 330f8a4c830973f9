"""Whether somebody may be asked to learn or to drill now: at work, not under a permit that is going on, not away."""

from __future__ import annotations

from datetime import datetime, timedelta

from handlers import asks, flows
from models.ask import Ask
from models.book import book
from rules.shifts import leave_at, next_turn, on_duty

REMIND = "remind"
# When it is looked again for whom no shift is known.
DAY = timedelta(days=1)


def busy(person: str, now: datetime) -> str:
    """The number of the work from which he must not be distracted; empty for none."""
    plant = book(now).plant
    return flows.here().at_work(plant.person(person), now) if plant.knows(person) else ""


def may_ask(person: str, now: datetime) -> bool:
    """Whether a card may reach him now: he is on shift, so neither asleep nor away, and watches or does no work."""
    return not why_not(person, now)


def why_not(person: str, now: datetime) -> str:
    """Why no card may reach him now, in words; empty where one may."""
    if words := off(person, now):
        return words
    at = busy(person, now)
    return f"在 {at} 的票上" if at else ""


def off(person: str, now: datetime) -> str:
    """Why he is not at work, in words; empty where he is."""
    rules = book(now)
    if not rules.plant.knows(person):
        return "通讯录里没有他"
    found = rules.plant.person(person)
    if leave_at(found, rules.plant, now) is not None:
        return "不在"
    if not on_duty(found, rules.plant, rules.config.rules, now):
        return "不在班上"
    return ""


def remind(ask: Ask, words: str, now: datetime) -> None:
    """Reminds him now, or at the beginning of his next shift where no message may reach him now: it comes once."""
    if may_ask(ask.person, now):
        asks.tell(ask, ask.person, words, now)
        return
    if book(now).plant.knows(ask.person):
        asks.later(ask, REMIND, next_shift(ask.person, now), now)


def next_shift(person: str, now: datetime) -> datetime:
    """When the next shift begins of somebody whom the plant knows; tomorrow where none is known."""
    rules = book(now)
    return next_turn(rules.plant.person(person), rules.plant, rules.config.rules, now) or now + DAY
