"""The safety office has people learn a course once more before its time, and says why: after an accident or a near
miss, a hazard that comes again, a drill that failed, a changed rule, new equipment (training.md §6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from handlers.training import learning, life
from models import training
from models.book import book, name_of
from models.training import TrainingFile
from rules.phrases import date_words
from rules.texts import bare
from rules.training.courses import is_final

MOST_PEOPLE, MOST_REASON, LEAST = 200, 100, 2


class Unfit(ValueError):
    """It can't be begun; the text says why and what to do."""


def begin(course: str, people: Sequence[str], reason: str, actor: Mapping[str, str], now: datetime) -> int:
    """The lessons of the course that they have passed come again, one a day as always; what they passed holds until its
    day. How many people. Raises Unfit; then nothing begins."""
    plant, why = book(now).plant, reason.strip()[:MOST_REASON]
    if not training.running():
        raise Unfit("培训没开。请先开始培训。")
    if book(now).config.courses.course(course) is None:
        raise Unfit("没有这门课。请重新选。")
    if len(bare(why)) < LEAST:
        raise Unfit("还要写一句为什么。")
    if not people or len(people) > MOST_PEOPLE:
        raise Unfit(f"谁再学：写 1 到 {MOST_PEOPLE} 个人。")
    files = {each: file.subject_id for each in dict.fromkeys(people) if (file := training.of_person(each))}
    begun = 0
    for person in sorted(files, key=files.__getitem__):
        file = training.locked(person)
        begun += file is not None and file.closed_at is None and _again(file, course, why, actor, now)
    if not begun:
        names = "、".join(name_of(plant, each) for each in people)
        raise Unfit(f"{names}没有过了关的这门课：没过的本来就要学，不用再派。")
    return begun


def _again(file: TrainingFile, course: str, why: str, actor: Mapping[str, str], now: datetime) -> bool:
    """Whether anything of it comes again."""
    passed = [each for each in training.of_course(file, course) if each.wanted and each.state == "passed"]
    passed = [each for each in passed if not is_final(each.lesson)]
    for each in passed:
        each.file = file
        data = {"title": training.title(each, now), "until": date_words(each.until) if each.until else "", "why": why}
        told = {**data, "asked": "yes"}
        life.move(each, "open", "training.renewed", now, told, actor=actor, tries=0, round=each.round + 1)
    if passed:
        learning.give_later(file, now)
    return bool(passed)
