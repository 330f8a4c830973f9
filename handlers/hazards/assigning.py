"""Who mends a hazard: found by category, area and shift, told at once, with the deadline. Never nobody."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import countdown, life
from handlers.hazards.kinds import FIX, FOLLOW, SORT
from models import ask as ask_table
from models import hazard as hazards
from models import meter
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard import Hazard, grade
from models.hazard_asks import Fix
from rules import duty
from rules.hazards import countdown as ladder
from rules.hazards.categories import Category
from rules.hazards.owners import Here, Named, owner, supervisor
from rules.phrases import moment_words
from rules.plant import Area, Person

SORT_STEPS = (("remind", 10), ("next", 30))
MINUTE = timedelta(minutes=1)


def looking(now: datetime) -> Here:
    """Where and when people are looked for."""
    rules = book(now)
    return Here(rules.plant, rules.config.rules, now, meter.unreachable())


def category_of(hazard: Hazard, now: datetime) -> Category:
    """Its category in today's rules. Raises LookupError while it has none."""
    found = book(now).config.hazards.of(hazard.category)
    if found is None:
        raise LookupError(f"{hazard.number} has no category")
    return found


def area_of(hazard: Hazard, now: datetime) -> Area | None:
    plant = book(now).plant
    return next((area for area in plant.areas if area.id == hazard.area), None)


def office(not_these: Collection[str], now: datetime) -> str:
    """Who of the safety office, or of those who lead the plant, is asked next; empty when nobody is left."""
    found = duty.following(book(now).plant, now, not_these, meter.unreachable())
    return found.id if found else ""


def officers(now: datetime) -> frozenset[str]:
    """Everybody of the safety office."""
    return frozenset(person.id for person in duty.office(book(now).plant))


def begin(hazard: Hazard, now: datetime) -> None:
    """Assigns it where words and place were clear; else somebody sorts it."""
    if hazard.category and hazard.area:
        assign(hazard, now)
    else:
        ask_to_sort(hazard, now)


def ask_to_sort(hazard: Hazard, now: datetime, why: str = "") -> None:
    """The safety office, or whoever leads the plant now, says what it is and where."""
    rules = book(now)
    [person, *_] = duty.responders(rules.plant, rules.config.rules, now, meter.unreachable())
    missing = "、".join(word for there, word in ((hazard.category, "类别"), (hazard.area, "地点")) if not there)
    reason = why or f"看不出{missing or '归谁管'}，请你定"
    asks.open_ask(hazard.subject, Wanted(SORT, person, [reason], stage="sort", steps=SORT_STEPS), now)


def assign(hazard: Hazard, now: datetime, to: Named | None = None) -> None:
    """Gives it to its owner, who is asked at once; its deadline is counted from when the report came in.

    to: who mends it where somebody decided that."""
    rules, area, here = book(now), area_of(hazard, now), looking(now)
    category = category_of(hazard, now)
    named = to or owner(category, area, rules.config.hazards.general, here)
    above = supervisor(category, area, named.person, here)
    due = hazard.due_at or ladder.due(hazard.received_at, category, grade(hazard))
    until = hazard.until or due
    first = hazard.work.assigned_at or now
    data = {
        "to": named.person,
        "supervisor": above.person,
        "category": hazard.category,
        "category_name": category.name,
        "area_name": area.name if area else "",
        "spot": hazard.report.spot,
        "grade": hazard.grade,
        "area": hazard.area,
        "until": moment_words(until.astimezone(rules.plant.zone)),
        "due_at": due.isoformat(),
        "why": named.why,
        "minutes": int((first - hazard.received_at) / MINUTE),
        "rules": rules.name,
    }
    work = hazard.work.but(assigned_at=first)
    hazards.keep(hazard, owner=named.person, supervisor=above.person, due_at=due, until=until, work=work)
    life.move(hazard, "assigned", "hazard.assigned", now, data=data)
    ask_owner(hazard, named, now)
    follow(hazard, above.person, above.why, now)
    countdown.begin(hazard, now)


def ask_owner(hazard: Hazard, named: Named, now: datetime, again: str = "") -> None:
    """His card; whoever was asked before him is asked no more."""
    close_open(hazard, now, "换人整改了", FIX, SORT)
    data = Fix(until=hazards.deadline(hazard), **({"again": again} if again else {}))
    why = [again] if again else [named.why]
    wanted = Wanted(FIX, named.person, why, post=named.post, stage="fix", urgent=hazard.grade == "major", data=data)
    asks.open_ask(hazard.subject, wanted, now)


def follow(hazard: Hazard, person: str, why: str, now: datetime) -> None:
    """A card that shows how it stands until it is over; one for each person."""
    mine = [ask for ask in ask_table.of_subject(hazard.subject) if ask.kind == FOLLOW and ask.person == person]
    if not mine:
        asks.open_ask(hazard.subject, Wanted(FOLLOW, person, [why], stage="follow"), now)


def settle(hazard: Hazard, ask: Ask, person: Person, result: str, now: datetime) -> None:
    """One answer counts; everybody else who was asked the same reads whose."""
    outcome = Outcome(result=result, by=person.id, at=now)
    asks.close(ask, "done", now, outcome)
    for other in ask_table.in_stage(hazard.subject, ask.stage):
        if other.state in MOVABLE:
            asks.close(other, "superseded", now, outcome)


def close_open(hazard: Hazard, now: datetime, words: str, *kinds: str) -> None:
    """Nobody has to answer these any more."""
    for ask in ask_table.of_subject(hazard.subject):
        if ask.kind in kinds and ask.state in MOVABLE:
            asks.close(ask, "superseded", now, Outcome.over(words, now))
