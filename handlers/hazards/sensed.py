"""A hazard that no person reported: what a sensor tells. It has an owner at once, and whoever leads the shift follows
it as its finder would."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from handlers import alerts, asks
from handlers.hazards import assigning, life, stopping
from handlers.hazards.kinds import FIX, FOLLOW
from handlers.hazards.reporting import fresh_number
from models import ask as ask_table
from models import delivery as deliveries
from models import hazard as hazards
from models import ledger
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.hazard import Hazard
from models.hazard_report import Rectification, Report
from models.subject import open_subject
from rules import duty
from rules.hazards import countdown as ladder
from rules.hazards.categories import Grade
from rules.hazards.life import OVER, TO_MEND
from rules.hazards.owners import Named, owner
from rules.plant import Person
from rules.shifts import leave_at, on_duty

SENSORS = {"system": "sensors"}
SENSED, WORSE = "hazard.sensed", "hazard.worse"
MOST_TOLD = 2
TO_DECIDE = "传感器报的，请你定停不停用"
LOOK = "请到现场看"


@dataclass(frozen=True)
class Sensed:
    """What a sensor tells. sensor: its id, or its sender's; post: whose holder mends it; second: at its second level,
    so those who answer for the plant are called; danger: people may be hurt now, so they are told to leave; told: what
    the trail says besides; repeats: the number of the closed one that it comes after."""

    sensor: str
    words: str
    area: str
    spot: str
    category: str
    post: str
    grade: Grade
    found_at: datetime
    second: bool = False
    danger: bool = False
    repeats: str = ""
    told: Mapping[str, Any] | None = None


def report(sensed: Sensed, now: datetime) -> Hazard:
    """A new hazard, assigned; the people of its area have a card that says it."""
    rules = book(now)
    leader = shift_leader(sensed.area, now)
    owned_by = _owner(sensed.category, sensed.area, sensed.post, now)
    # Nobody says of his own work that it is done.
    follower = leader if leader.person != owned_by.person else _instead_of(leader.person, sensed.area, now)
    number = fresh_number()
    subject = open_subject(f"hazard/{number}", now)
    hazard = Hazard.create(
        subject=subject,
        number=number,
        state="triage",
        category=sensed.category,
        grade=sensed.grade,
        area=sensed.area,
        finder=leader.person,
        follower=follower.person,
        found_at=sensed.found_at,
        received_at=now,
        report=_report(sensed),
        work=Rectification(repeats=sensed.repeats) if sensed.repeats else Rectification(),
        rules=rules.version,
    )
    hazard.subject = subject
    data = {
        "number": number,
        "words": sensed.words,
        "photos": [],
        "way": "sensor",
        "sensor": sensed.sensor,
        "area": sensed.area,
        "area_name": rules.plant.area(sensed.area).name,
        "area_by": "sensor",
        "spot": sensed.spot,
        "category": sensed.category,
        "found_at": ledger.stamp(sensed.found_at),
        "finder": leader.person,
        "follower": follower.person,
        "grade": sensed.grade,
        "danger": sensed.danger,
        "rules": rules.name,
        **(sensed.told or {}),
    }
    ledger.append(subject, "hazard.reported", now, actor=SENSORS, data=data)
    if sensed.repeats:
        life.tell_trail(hazard, "hazard.repeats", now, data={"of": sensed.repeats, "why": "同一个传感器"})
    assigning.follow(hazard, follower.person, follower.why, now)
    assigning.assign(hazard, now, owned_by)
    if sensed.danger:
        stopping.leave(hazard, now)
    if sensed.grade == "major":
        assigning.ask_to_register(hazard, now)
    if sensed.danger or sensed.grade == "major":
        stopping.ask_use(hazard, TO_DECIDE, now)
    _call(hazard, sensed, now)
    return hazard


def _report(sensed: Sensed) -> Report:
    return Report(
        words=sensed.words,
        way="sensor",
        area_by="sensor",
        spot=sensed.spot,
        danger=sensed.danger,
        sensor=sensed.sensor,
    )


def comment(hazard: Hazard, entry: str, data: Mapping[str, Any], now: datetime) -> None:
    """A line in its trail; its cards show how it stands."""
    life.tell_trail(hazard, entry, now, actor=SENSORS, data=data)
    life.show(hazard, now)


def worse(hazard: Hazard, grade: Grade, words: str, now: datetime, *, danger: bool) -> None:
    """It has become worse: its grade, the words on its cards, and a push to everybody who has one; whoever answers for
    the plant is called. danger: people may be hurt now, so they are told to leave."""
    danger_there = danger or hazard.report.danger
    hazards.keep(hazard, report=hazard.report.but(words=words, danger=danger_there))
    _tell_worse(hazard, now, danger=danger_there)
    if danger:
        stopping.leave(hazard, now)
    if grade == "major":
        as_major(hazard, now)
    if danger:
        stopping.ask_use(hazard, TO_DECIDE, now)
    advice = stopping.on_site(hazard, now) if danger else LOOK
    for person in concerned(hazard):
        # The newest one names the others, so an older one that has not gone out is sent no more.
        card = _card_of(hazard, person)
        deliveries.overtaken(card, (WORSE,), "有更新的二级报警，不再发")
        words_to_him = f"【红色警报】{hazard.number} {words}。{advice}。"
        asks.tell(card, person, words_to_him, now, purpose=WORSE, urgent=True)
    title = f"二级报警：{hazards.title(hazard)}"
    alerts.red_alert(hazard.subject, "sensor", title, [words, advice], now, by_voice=True)
    life.show(hazard, now)


def as_major(hazard: Hazard, now: datetime) -> None:
    """By the plant's data this level is major: while it is to be mended, its owner is asked for a plan first, and it is
    to be registered."""
    if hazard.grade == "major":
        return
    hazards.keep(hazard, grade="major")
    if hazard.state not in TO_MEND:
        _tell_worse(hazard, now)
        stopping.ask_use(hazard, TO_DECIDE, now)
        return
    until = ladder.due(now, assigning.category_of(hazard), "major")
    hazards.keep(hazard, due_at=until, until=until, late=False)
    life.note(hazard, hazard.work.but(since=now))
    _tell_worse(hazard, now)
    assigning.assign(hazard, now, Named(hazard.owner, "", "这一级报警按重大隐患算，先定整改方案"))
    assigning.ask_to_register(hazard, now)
    stopping.ask_use(hazard, TO_DECIDE, now)


def _tell_worse(hazard: Hazard, now: datetime, **more: bool) -> None:
    """The trail has what it is called and how it is graded since."""
    data = {"words": hazard.report.words, "grade": hazard.grade, "late": hazard.late, **more}
    life.tell_trail(hazard, "hazard.worse", now, actor=SENSORS, data=data)


def push(hazard: Hazard, people: Sequence[str], words: str, now: datetime) -> None:
    """A text to these people, with the link of the hazard."""
    for person in people:
        asks.tell(_card_of(hazard, person), person, words, now, purpose=SENSED, urgent=True)


def also(hazard: Hazard, post: str, why: str, now: datetime) -> None:
    """The holder of the post follows it too."""
    assigning.follow(hazard, _owner(hazard.category, hazard.area, post, now).person, why, now)


def is_open(hazard: Hazard | None) -> bool:
    return hazard is not None and hazard.state not in OVER


def concerned(hazard: Hazard) -> list[str]:
    """Whoever has a card of it that still shows how it stands."""
    rows = [ask for ask in ask_table.of_subject(hazard.subject) if ask.person]
    asked = [ask.person for ask in rows if ask.state in MOVABLE or ask.kind == FOLLOW]
    return list(dict.fromkeys(asked))


def cards(hazard: Hazard) -> int:
    """How many cards went out for it, or are to."""
    rows = [row for ask in ask_table.of_subject(hazard.subject) for row in deliveries.of_ask(ask)]
    return sum(row.form == "card" for row in rows)


def shift_leader(area: str, now: datetime) -> Named:
    """Who leads the shift of the area now: its foreman at work, else whoever is called when nobody is there."""
    place, here = book(now).plant.area(area), assigning.looking(now)
    found = _of_area(here.plant.roles.shift_foreman, place.department, now)
    if found:
        return Named(found[0].id, "", "传感器报的，你当班，你来跟踪")
    [called, *_] = duty.responders(here.plant, here.rules, now, here.out)
    return Named(called, "", f"传感器报的，当班没有{duty.foreman_name(here.plant)}，你来跟踪")


def called(category: str, area: str, post: str, now: datetime) -> list[str]:
    """Whoever a sensor's alarm there reaches first: its owner, who follows it, and the people of the area."""
    people = [_owner(category, area, post, now).person, shift_leader(area, now).person]
    return list(dict.fromkeys([*people, *_there(area, people, now)]))


def away(now: datetime) -> Collection[str]:
    """Whoever is not there, or can't be reached."""
    return assigning.looking(now).out


def _there(area: str, have: Collection[str], now: datetime) -> list[str]:
    """Those of the area who are at work and have no card yet."""
    plant = book(now).plant
    found = [each.id for each in _of_area(plant.roles.area_rep, plant.area(area).department, now)]
    return [each for each in found if each not in have][:MOST_TOLD]


def _call(hazard: Hazard, sensed: Sensed, now: datetime) -> None:
    """The people of the area look at once; a danger calls those who answer for the plant too."""
    there = _there(sensed.area, {hazard.owner, hazard.supervisor, hazard.follower}, now)
    lines = [sensed.words, stopping.on_site(hazard, now) if sensed.danger else LOOK]
    if sensed.second:
        title = f"二级报警：{hazards.title(hazard)}"
        alerts.red_alert(hazard.subject, "sensor", title, lines, now, by_voice=True)
    if there:
        alerts.notice(hazard.subject, "sensor.area", hazards.title(hazard), lines, there, now)


def _of_area(posts: Sequence[str], department: str, now: datetime) -> list[Person]:
    """Who holds one of these posts in the department and is at work now."""
    rules, out = book(now), assigning.looking(now).out
    plant = rules.plant
    held = [
        person
        for post in posts
        if post in plant.posts
        for person in plant.holders(post, department if plant.posts[post].scope == "department" else None)
    ]
    able = [
        each
        for each in {person.id: person for person in held}.values()
        if each.id not in out and leave_at(each, plant, now) is None
    ]
    return [each for each in able if on_duty(each, plant, rules.config.rules, now)]


def _owner(category: str, area: str, post: str, now: datetime) -> Named:
    """Whoever holds the sensor's post; who does for the category where nobody does. Raises LookupError for a category
    that the rules do not have."""
    hazards_of = book(now).config.hazards
    found = hazards_of.of(category)
    if found is None:
        raise LookupError(category)
    place = book(now).plant.area(area)
    return owner(replace(found, owner_post=post), place, hazards_of.general, assigning.looking(now))


def _instead_of(person: str, area: str, now: datetime) -> Named:
    """Who follows it where the leader of the shift is to mend it himself."""
    plant = book(now).plant
    why = f"传感器报的，{name_of(plant, person)}自己去改，你来跟踪"
    others = [*_of_area(plant.roles.area_rep, plant.area(area).department, now)]
    found = next((each.id for each in others if each.id != person), "")
    return Named(found or assigning.office((person,), now) or person, "", why)


def _card_of(hazard: Hazard, person: str) -> Ask:
    """His own ask, or the owner's, to which the text leads."""
    rows = [ask for ask in ask_table.of_subject(hazard.subject) if ask.person]
    mine = [ask for ask in rows if ask.person == person]
    return (mine or [ask for ask in rows if ask.kind in (FIX, FOLLOW)] or rows)[-1]
