"""Who knows what, as a table to take away: a line for each person and course, as it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from models import plant_time, training
from models.book import Book, book
from models.training_counted import counted
from models.training_scope import read
from rules.phrases import date_words
from rules.training.coverage import WORDS, Cell
from workers.evidence import recorder
from workers.evidence.recorder import Sheet

COLUMNS = (
    ("部门", 16.0),
    ("姓名", 10.0),
    ("工号", 11.0),
    ("岗位", 20.0),
    ("课程", 24.0),
    ("现在", 10.0),
    ("有效", 7.0),
    ("过了几课", 9.0),
    ("共几课", 8.0),
    ("有效到", 16.0),
    ("为什么要学", 40.0),
    ("档案编号", 12.0),
)


def _cells(given: Mapping[str, str], rules: Book, now: datetime) -> list[Cell]:
    scope, whole = read(given, rules), counted(rules, now)
    return [
        cell for person in scope.people(rules) for cell in whole.every[person.id] if scope.course in ("", cell.course)
    ]


def _count(given: Mapping[str, str]) -> int:
    now = plant_time.now()
    return len(_cells(given, book(now), now))


def _rows(given: Mapping[str, str], now: datetime) -> Iterator[tuple[recorder.Cell, ...]]:
    rules, files = book(now), training.numbers()
    return (_row(each, rules, files) for each in _cells(given, rules, now))


def _row(cell: Cell, rules: Book, files: Mapping[str, str]) -> tuple[recorder.Cell, ...]:
    plant = rules.plant
    person = plant.person(cell.person)
    return (
        plant.department(person.department).name,
        person.name,
        person.id,
        "、".join(plant.posts[each].name for each in person.posts),
        cell.title,
        WORDS[cell.standing],
        "是" if cell.valid else "",
        cell.done,
        cell.size,
        date_words(cell.until) if cell.until else "",
        "；".join(cell.why),
        files.get(person.id, ""),
    )


SHEET = Sheet("培训覆盖", COLUMNS, _count, _rows)
