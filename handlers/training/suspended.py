"""A pass that was taken away: what the trail says of it, and how it comes back. A drill and the safety office may both
have taken it; it holds again once both have given it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from handlers.training import life
from models import training
from models.book import book
from models.training import Learning, TrainingFile, keep
from rules.training.courses import Course
from rules.training.life import OFFICE


def told(held: Sequence[Learning], course: str, now: datetime) -> dict[str, Any]:
    """The course, and until when each of its lessons holds, or would hold."""
    ends = [(one.lesson, one.suspended_until or one.until) for one in held]
    lessons = [{"lesson": name, "until": day.isoformat() if day else ""} for name, day in ends]
    return {"course": course, "title": f"《{book(now).config.courses.title(course)}》", "lessons": lessons}


def give_back(one: Learning, **cleared: str) -> None:
    """Clears who took it away; the pass holds as far as nobody else has taken it."""
    keep(one, **cleared)
    if not one.suspended:
        keep(one, until=one.suspended_until, suspended_until=None)


def waits(one: Learning) -> str:
    """What has to follow until a pass that was taken away holds again; empty where nothing has."""
    mine = training.of_course(one.file, one.course) if one.withdrawn else []
    left = sum(each.wanted and each.state != "passed" for each in mine)
    told = [f"还有 {left} 课，都过关才恢复" if left else "", "演练重练合格才恢复" if one.suspended_by else ""]
    return "，".join(filter(None, told))


def end(file: TrainingFile, course: Course, now: datetime) -> str:
    """What the safety office took away comes back once all of the course is passed again; what its person is told."""
    mine = training.of_course(file, course.id)
    held, wanted = [each for each in mine if each.withdrawn], [each for each in mine if each.wanted]
    if not held or not wanted or any(each.state != "passed" for each in wanted):
        return ""
    for each in held:
        give_back(each, withdrawn="")
    data = {**told(held, course.id, now), "why": "重学过关", "by": OFFICE}
    life.tell_trail(file, "training.restored", now, data)
    return f" 《{course.title}》恢复了。"
