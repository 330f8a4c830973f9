"""What is counted of everybody's training: how each lesson stands today, and a year's plan against what was done."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from typing import Any, cast

from peewee import fn

from models import training
from models.book import Book
from models.kept import Kept
from models.ledger import Entry
from models.training import Learning, TrainingFile
from rules.training import hours
from rules.training.coverage import (
    Cell,
    Hundred,
    Learned,
    cells,
    certificate_words,
    hundreds,
    lacks,
    of_the_state,
)
from rules.training.hours import Earned, Spent
from rules.training.matrix import DUE_DAYS

# The entries by which a lesson becomes one to be learned, or is one no more; and by which a person leaves and is back.
OPENS = ("training.planned", "training.renewed")
ENDS = ("training.passed", "training.dropped")
AWAY, BACK = "training.closed", "training.back"
# The entries from which hours are counted: of lessons; of what people taught him, and of drills.
LEARNED = ("training.learned", "training.passed")
TOLD = ("training.levels", "training.levelled", "training.drilled", "training.attended", "training.retracted")
# What is done about a certificate that no course gives.
REGISTER = "有证请安全部门登记，没有就换岗"
# Kind, data and day of an entry.
Told = tuple[str, Mapping[str, Any], date]


@dataclass
class Month:
    """fresh, renewed: lessons that became ones to be learned; passed: those that were; left: open at its end, None for
    a month that has not begun; coming: passes that are to be renewed in a month to come."""

    number: int
    fresh: int = 0
    renewed: int = 0
    passed: int = 0
    left: int | None = None
    coming: int = 0

    @property
    def planned(self) -> int:
        return self.fresh + self.renewed + self.coming


@dataclass(frozen=True)
class Counted:
    """Everybody's cells, by person, and the four 100 %."""

    every: Mapping[str, tuple[Cell, ...]]
    hundreds: tuple[Hundred, ...]


def counted(rules: Book, now: datetime) -> Counted:
    """As everything stands at this moment, by today's data."""
    config, plant, today = rules.config, rules.plant, rules.plant.day(now)
    learned = _learned()
    every = {
        person.id: cells(person, config.trades, config.courses, plant, learned.get(person.id, {}), today)
        for person in plant.people
    }
    called = config.templates.qualifications
    return Counted(every, hundreds(plant, config.trades, called, every, today, _new()))


def _new() -> frozenset[str]:
    """Who may not work alone yet."""
    waiting = TrainingFile.select(TrainingFile.person).where(TrainingFile.alone.in_(("taught", "due")))
    return frozenset(file.person for file in waiting)


def cells_of(person: str, rules: Book, now: datetime) -> tuple[Cell, ...]:
    """What one person has to know, and how it stands; nothing for somebody whom the plant does not know."""
    if not rules.plant.knows(person):
        return ()
    config, plant = rules.config, rules.plant
    file = training.of_person(person)
    mine = _lessons(training.lessons(file, every=True)) if file else {}
    return cells(plant.person(person), config.trades, config.courses, plant, mine, plant.day(now))


def lacks_of(person: str, rules: Book, now: datetime) -> list[str]:
    """What somebody lacks before anybody may sign that he works alone: courses, and certificates of the state."""
    return [*lacks(cells_of(person, rules, now)), *uncertified(person, rules, now)]


def uncertified(person: str, rules: Book, now: datetime) -> list[str]:
    """The certificates of the state that his trades ask for and he has not got today, each with what to do."""
    return [f"{words}，{REGISTER}" for words, valid in certificates_of(person, rules, now) if not valid]


def certificates_of(person: str, rules: Book, now: datetime) -> list[tuple[str, bool]]:
    """How he stands with each certificate of the state that his trades ask for, and whether it is valid today."""
    if not rules.plant.knows(person):
        return []
    config, today, him = rules.config, rules.plant.day(now), rules.plant.person(person)
    called = config.templates.qualifications
    codes = of_the_state(him, config.trades, called)
    return [(certificate_words(him, code, called, today), him.certified(code, today)) for code in codes]


def _learned() -> dict[str, dict[str, Learned]]:
    """Each person's lessons, by their names."""
    rows: dict[int, list[Learning]] = {}
    for row in _every.rows(Learning):
        rows.setdefault(row.file_id, []).append(row)
    files = TrainingFile.select(TrainingFile.id, TrainingFile.person)
    return {file.person: _lessons(rows.get(file.id, ())) for file in files}


@Kept
def _every() -> Any:
    """What `_lessons` looks at: thousands of rows are read at once."""
    wanted = (Learning.file, Learning.lesson, Learning.state, Learning.wanted)
    return Learning.select(*wanted, Learning.seconds, Learning.tries, Learning.until, Learning.withdrawn)


def _lessons(rows: Iterable[Learning]) -> dict[str, Learned]:
    return {
        row.lesson: Learned(row.until, row.state != "open" or row.seconds + row.tries > 0 or row.withdrawn != "")
        for row in rows
        if row.counts
    }


def months(year: int, rules: Book, now: datetime) -> Sequence[Month]:
    """The twelve months of a year, in the plant's days: from the entries of all files, and for months to come from the
    passes that end."""
    today, found = rules.plant.day(now), [Month(number) for number in range(1, 13)]
    waiting, ended = _Waiting(), 0
    for subject, kind, canonical in _entries():
        line = json.loads(canonical)
        day = datetime.fromisoformat(line["at"]).astimezone(rules.plant.zone).date()
        if day.year > year:
            break
        while ended < (day.month - 1 if day.year == year else 0):
            found[ended].left = waiting.count
            ended += 1
        month = found[day.month - 1] if day.year == year else Month(0)
        _take(kind, line["data"], waiting, subject, month)
    last = 12 if today.year > year else today.month if today.year == year else 0
    for month in found[ended:last]:
        month.left = waiting.count
    for day, number in _renewals():
        if day.year == year and day > today:
            found[day.month - 1].coming += number
    return found


def _entries() -> Iterator[tuple[int, str, str]]:
    """Subject, kind and line of each entry by which a plan changes; the oldest first."""
    wanted = Entry.kind.in_((*OPENS, *ENDS, AWAY, BACK))
    rows = Entry.select(Entry.subject, Entry.kind, Entry.canonical)
    rows = rows.join(TrainingFile, on=(TrainingFile.subject == Entry.subject)).where(wanted).order_by(Entry.id)
    return cast("Iterator[tuple[int, str, str]]", rows.tuples().iterator())


def _take(kind: str, data: Mapping[str, object], waiting: _Waiting, subject: int, month: Month) -> None:
    mine = waiting.of(subject)
    named = data.get("lessons")
    names = [str(each) for each in named] if isinstance(named, list) else [str(data.get("lesson"))]
    if kind in OPENS:
        mine.update(names)
        month.fresh += len(names) if kind == "training.planned" else 0
        month.renewed += len(names) if kind == "training.renewed" else 0
    elif kind in ENDS:
        mine.difference_update(names)
        month.passed += kind == "training.passed"
    elif kind == AWAY:
        waiting.away.add(subject)
    else:
        waiting.away.discard(subject)


class _Waiting:
    """The lessons that are to be learned, by file; those of people who are away wait for them to come back."""

    def __init__(self) -> None:
        self.away: set[int] = set()
        self._files: dict[int, set[str]] = {}

    def of(self, file: int) -> set[str]:
        return self._files.setdefault(file, set())

    @property
    def count(self) -> int:
        return sum(len(names) for file, names in self._files.items() if file not in self.away)


def _renewals() -> Iterator[tuple[date, int]]:
    """From which day so many passes that hold may be renewed."""
    rows = Learning.select(Learning.until, fn.COUNT(Learning.id)).join(TrainingFile)
    held = rows.where(Learning.wanted, Learning.state == "passed", TrainingFile.closed_at.is_null())
    for until, number in cast("Iterator[tuple[date | None, int]]", held.group_by(Learning.until).tuples()):
        if until:
            yield date.fromordinal(until.toordinal() - DUE_DAYS), number


def hours_of(file: TrainingFile, zone: tzinfo) -> list[Earned]:
    """What counts of this file (`rules.training.hours`)."""
    tries: dict[str, list[Spent]] = {}
    found: list[Earned] = []
    others: list[Told] = []
    wanted = Entry.kind.in_((*LEARNED, *TOLD))
    entries = Entry.select(Entry.kind, Entry.canonical).where(Entry.subject == file.subject, wanted)
    for entry in entries.order_by(Entry.seq):
        line = json.loads(entry.canonical)
        data, day = line["data"], datetime.fromisoformat(line["at"]).astimezone(zone).date()
        if entry.kind in TOLD:
            others.append((entry.kind, data, day))
            continue
        mine = tries.setdefault(str(data["lesson"]), [])
        if entry.kind == "training.learned":
            minutes = int(data["minutes"])
            mine.append(Spent(int(data.get("seconds", minutes * 60)), int(data.get("nominal", minutes))))
        else:
            found.append(Earned(day, hours.counted(mine), "lesson"))
            mine.clear()
    return [*found, *told(others)]


def told(lines: Iterable[Told]) -> list[Earned]:
    """What whoever taught him has told of his levels, the drills that he passed, and what the safety office has
    written down and not taken back. A level that is taught once more because somebody would not sign counts once."""
    levels: dict[tuple[int, str], Earned] = {}
    attended: dict[str, Earned] = {}
    others, plans = list[Earned](), 0
    for kind, data, day in lines:
        if kind == "training.levels":
            plans += 1
        elif kind == "training.levelled":
            levels[plans, str(data["level"])] = Earned(day, hours.taught(str(data["hours"])), "level")
        elif kind == "training.drilled" and data["ok"] == "yes" and data.get("seconds"):
            others.append(Earned(day, int(data["seconds"]), "drill"))
        elif kind == "training.attended":
            on = date.fromisoformat(data["on"])
            attended[str(data["event"])] = Earned(on, hours.taught(str(data["hours"])), data["sort"])
        elif kind == "training.retracted":
            attended.pop(str(data["event"]), None)
    return [*levels.values(), *others, *attended.values()]
