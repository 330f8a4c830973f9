"""The safety office writes down what was taught face to face (当面授课), and drills on site (现场演练, training.md §8):
who was there, when, what, how long. It counts as hours, and stands in each one's sealed file. What was written down
wrongly is taken back with the reason: both stand there, and it counts no more."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from handlers.training import life, planning
from models import training
from models.book import book, name_of
from models.subject import lock
from models.training_attended import ATTENDED, RETRACTED, counting, event_of, written
from rules import given
from rules.plant import Plant
from rules.staff.standing import has_left
from rules.texts import bare
from rules.training.hours import ENTERED, MOST_A_DAY, SOURCES, fits, taught, words

LONGEST_AGO = timedelta(days=366)
MOST_PEOPLE, MOST_TITLE, MOST_REMARKS = 200, 60, 200
LEAST = 2


class Unfit(ValueError):
    """It can't be written down; the text says why and what to do."""


@dataclass(frozen=True)
class Told:
    """What was typed. sort: `class` or `field`; title: what was taught, or the scene."""

    sort: str
    on: str
    title: str
    hours: str
    remarks: str
    people: Sequence[str]


def keep(told: Told, actor: Mapping[str, str], now: datetime) -> int:
    """Writes it into the file of each of these people who has it not yet; how many. Raises Unfit; then nothing is
    written."""
    rules = book(now)
    sort = next((each for each in ENTERED if each == told.sort), None)
    if sort is None:
        raise Unfit("没有选是当面授课还是现场演练。请选一个。")
    day, hours = _day(told.on, rules.plant.day(now)), _hours(told.hours)
    title, remarks = told.title.strip()[:MOST_TITLE], told.remarks.strip()[:MOST_REMARKS]
    if len(bare(title)) < LEAST:
        raise Unfit("还要写讲了什么，或演练的场景。")
    people = list(dict.fromkeys(told.people))
    _known(people, rules.plant)
    data = {"event": secrets.token_hex(4), "sort": sort, "word": SOURCES[sort], "on": day.isoformat()}
    data |= {"title": title, "hours": hours, "remarks": remarks}
    files = {person: file.subject_id for person in people if (file := training.of_person(person))}
    # In the order of their subjects, as every transaction locks them; those that are new come last.
    count = 0
    for person in sorted(people, key=lambda each: (each not in files, files.get(each, 0), each)):
        file = training.locked(person) or planning.opened(rules.plant.person(person), rules, now)
        if _is_new(name_of(rules.plant, person), data, written(file, day)):
            life.tell_trail(file, ATTENDED, now, data, actor=actor)
            count += 1
    if not count:
        raise Unfit("这些人的这一次已经记过了，不用再记。")
    return count


def everybody(number: str, now: datetime) -> list[str]:
    """Whom what was written down at once still counts for."""
    event = event_of(number, book(now).plant.zone)
    return list(event.people) if event else []


def take_back(number: str, people: Sequence[str], reason: str, actor: Mapping[str, str], now: datetime) -> int:
    """What was written down at once counts no more for these people; for how many. Raises Unfit; then nothing is
    written."""
    plant, why = book(now).plant, reason.strip()[:MOST_REMARKS]
    event = event_of(number, plant.zone)
    if event is None or not event.people:
        raise Unfit("没有这一次，或者已经都更正过了。")
    if len(bare(why)) < LEAST:
        raise Unfit("还要写为什么不算。")
    if not people:
        raise Unfit("还没有写谁不算。请写上，或按都不算。")
    others = [each for each in people if each not in event.people]
    if others:
        raise Unfit(f"{'、'.join(name_of(plant, each) for each in others)}不在这一次里，或者已经更正过了。")
    files = {person: file.subject_id for person in people if (file := training.of_person(person))}
    for person in sorted(files, key=files.__getitem__):
        file = training.here(lock(files[person]))
        told = counting(file)[number]
        data = {name: told[name] for name in ("event", "sort", "word", "on", "title", "hours")}
        life.tell_trail(file, RETRACTED, now, {**data, "reason": why}, actor=actor)
    return len(files)


def _day(text: str, today: date) -> date:
    try:
        day = given.day(text)
    except ValueError:
        raise Unfit("没有写哪天。请写日期，如 2026-11-25。") from None
    if not today - LONGEST_AGO <= day <= today:
        raise Unfit("日期要在今天以前的一年里。请核对。")
    return day


def _hours(text: str) -> str:
    try:
        hours = given.number(text)
    except ValueError:
        hours = 0
    if not 0 < hours <= MOST_A_DAY:
        raise Unfit(f"学时写数字，大于 0，一天最多 {MOST_A_DAY}，如 2 或 1.5（45 分钟算 1 学时）。")
    return f"{hours:g}"


def _is_new(name: str, data: Mapping[str, str], that_day: Sequence[Mapping[str, str]]) -> bool:
    """Whether somebody's file has it not yet. Raises Unfit where other hours stand there, or where the day has no room
    for it."""
    same = next((each for each in that_day if (each["sort"], each["title"]) == (data["sort"], data["title"])), None)
    if same is not None and same["hours"] != data["hours"]:
        stands = f"{name}的这一次已经记过了，记的是 {same['hours']} 学时，不是 {data['hours']}"
        raise Unfit(f"{stands}。要改，先在下面那一次点「记错了」，再记。")
    taken = [taught(each["hours"]) for each in that_day]
    if same is None and not fits([*taken, taught(data["hours"])]):
        raise Unfit(f"{name}这天已经记了 {words(sum(taken))}，一天最多 {MOST_A_DAY}。请核对日期和学时。")
    return same is None


def _known(people: Sequence[str], plant: Plant) -> None:
    if not people:
        raise Unfit("没有写谁参加了。请写姓名或工号，一格一个。")
    if len(people) > MOST_PEOPLE:
        raise Unfit(f"一次最多记 {MOST_PEOPLE} 人。请分几次记。")
    gone = [each for each in people if not plant.knows(each) or has_left(plant.person(each))]
    if gone:
        raise Unfit(f"{'、'.join(name_of(plant, each) for each in gone)}不在厂里了。请去掉再记。")
