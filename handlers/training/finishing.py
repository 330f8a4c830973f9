"""A course is more than its lessons: once all are passed, enough must have been right at the first attempt, else a
final draw asks about all of them (training.md §4)."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction

from handlers.training import life
from models import training
from models.book import book
from models.training import STOPPED, Attempt, Learning, TrainingFile
from rules.phrases import date_words
from rules.training.courses import Course, final_of, is_final


def follow(learning: Learning, course: Course, now: datetime) -> str:
    """After a lesson was passed: what its person is told about the course; empty where nothing is to be said."""
    file = learning.file
    mine = {each.lesson: each for each in training.of_course(file, course.id)}
    rows = [mine.get(lesson.id) for lesson in course.lessons]
    if is_final(learning.lesson) or any(each is None or each.state != "passed" for each in rows):
        return ""
    final = mine.get(final_of(course.id))
    # A final draw that was passed settles what was before it.
    settled = final.passed_on if final and final.state == "passed" else None
    counted = [row for row in rows if row and (settled is None or row.passed_on > settled)]
    firsts = [ok for row in counted for ok in _first(training.attempts(row))]
    right = sum(firsts)
    if not firsts or Fraction(right, len(firsts)) >= course.pass_rule.course_share:
        _not_wanted(final, file, now)
        return ""
    _wanted(final, learning, course, f"第一次答对 {right}/{len(firsts)}，不够", now)
    return f" 《{course.title}》第一次答对 {right}/{len(firsts)}，不够，还要总测一次。"


def _first(attempts: list[Attempt]) -> list[bool]:
    """What was right at the first attempt since the lesson was passed before."""
    papers = [each for each in attempts if each.kind == "lesson" and each.outcome != STOPPED]
    passes = [place for place, each in enumerate(papers) if each.outcome == "passed"]
    begins = passes[-2] + 1 if len(passes) > 1 else 0
    return list(papers[begins].paper.right.values()) if papers else []


def _wanted(final: Learning | None, learning: Learning, course: Course, why: str, now: datetime) -> None:
    name, file = final_of(course.id), learning.file
    title = f"《{course.title}总测》"
    if final is None:
        Learning.create(file=file, lesson=name, course=course.id, state="open", months=learning.months)
    elif final.wanted and final.state != "passed":
        return  # It is among his lessons already.
    else:
        final.file = file
        training.keep(final, wanted=True, months=learning.months)
        if final.state == "passed":
            data = {"title": title, "until": date_words(final.until or book(now).plant.day(now))}
            life.move(final, "open", "training.renewed", now, data, tries=0, until=None, round=final.round + 1)
            return
    told = {"course": course.id, "title": title, "why": why, "lessons": [name], "months": learning.months}
    life.tell_trail(file, "training.planned", now, {**told, "rules": book(now).name})


def _not_wanted(final: Learning | None, file: TrainingFile, now: datetime) -> None:
    if final is None or not final.wanted:
        return
    training.keep(final, wanted=False)
    data = {"lesson": final.lesson, "title": training.title(final, now), "why": "这一轮第一次答对的够了"}
    life.tell_trail(file, "training.dropped", now, data)
