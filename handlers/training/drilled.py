"""What a drill means for the files of those who took part: its line, a course that a fatal error suspends, and the same
course again once a later drill is passed (training.md §8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from handlers.training import life
from handlers.training.suspended import give_back, told
from models import training
from models.training import TrainingFile, keep


@dataclass(frozen=True)
class Drilled:
    """course: which the drill belongs to, empty for none; score: in words; seconds: how long it took."""

    person: str
    number: str
    title: str
    course: str
    score: str
    passed: bool
    fatal: bool
    seconds: int


def write_down(those: list[Drilled], now: datetime) -> None:
    """Locks the files in the order of their subjects, as every transaction does. Who has no file has no course that
    could be suspended."""
    files = {each.person: file.subject_id for each in those if (file := training.of_person(each.person))}
    for each in sorted((one for one in those if one.person in files), key=lambda one: files[one.person]):
        file = training.locked(each.person)
        if file is not None:
            _write(file, each, now)


def _write(file: TrainingFile, each: Drilled, now: datetime) -> None:
    data = {"drill": each.number, "title": each.title, "score": each.score, "ok": "yes" if each.passed else "no"}
    life.tell_trail(file, "training.drilled", now, {**data, "seconds": each.seconds})
    if each.course and each.fatal:
        _suspend(file, each, now)
    elif each.course and each.passed:
        _restore(file, each, now)


def _suspend(file: TrainingFile, each: Drilled, now: datetime) -> None:
    held = [one for one in training.of_course(file, each.course) if one.until is not None or one.withdrawn]
    for one in held:
        keep(one, suspended_by=each.number, suspended_until=one.until or one.suspended_until, until=None)
    if held:
        data = {**told(held, each.course, now), "why": f"{each.number} 里有致命错误"}
        life.tell_trail(file, "training.suspended", now, data)


def _restore(file: TrainingFile, each: Drilled, now: datetime) -> None:
    held = [one for one in training.of_course(file, each.course) if one.suspended_by]
    for one in held:
        give_back(one, suspended_by="")
    if held:
        data = {**told(held, each.course, now), "why": f"{each.number} 合格"}
        life.tell_trail(file, "training.restored", now, data)
