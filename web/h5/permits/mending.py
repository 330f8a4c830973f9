"""Beside whoever can't be named: how he mends it soonest, with the lesson that he can be sent (training.md §10)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from handlers.training.kinds import LESSON
from models import lesson_way, training
from models.ask import open_about
from models.training_paper import Lesson
from rules.plant import Person
from rules.qualifications import Lack
from web.h5.offer import Mend
from web.h5.target import Target
from web.people import Visitor


def mends(lacks: Iterable[Lack], who: Visitor) -> Callable[[Person], Mend]:
    """By person. A lesson is sent where lessons alone are lacking; else words say what is to be done."""
    found: dict[str, list[Lack]] = {}
    for lack in lacks:
        found.setdefault(lack.person, []).append(lack)

    def mend(person: Person) -> Mend:
        ways = [lesson_way.of_lack(lack, who.book, who.now) for lack in found.get(person.id, ())]
        words = "；".join(dict.fromkeys(way.words for way in ways if way.words))
        course = ways[0].course if ways and all(way.course for way in ways) else ""
        if not course:
            return Mend(words)
        lacking = (each for lack in found[person.id] for each in lesson_way.courses_of(lack, who.book, who.now))
        own = _own(course, who) if person.id == who.person.id else ""
        return Mend(words, course, own, tuple(dict.fromkeys(lacking)))

    return mend


def _own(course: str, who: Visitor) -> str:
    """The address of the visitor's own lesson of this course, where its card waits for him."""
    file = training.of_person(who.person.id)
    if file is None:
        return ""
    mine = {each.lesson for each in training.of_course(file, course)}
    out = next((ask for ask in open_about(file.subject, LESSON) if Lesson.of(ask).lesson in mine), None)
    return Target("lesson", str(out.id)).path(who.platform) if out else ""
