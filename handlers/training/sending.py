"""「把课发给他」: whoever can't name somebody on a permit, because he lacks a course, sends him its lesson (training.md
§10). The page's door has looked whether its field offers that (`web.h5.finding.lacking`)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.training import awake, calling, life, waited
from handlers.training.waited import Sent, title
from models import lesson_way, training
from models.book import Book, book, name_of
from models.subject import desk
from models.training import TrainingFile
from rules.plant import Person

GONE = Answer("没有这个人或这门课了。请重新打开这一页。", "stop")


def send(action: Action, person: Person, now: datetime) -> Answer:
    """`{person, course, courses}`: the course's next lesson comes to him, one such lesson a day. courses: all that he
    lacks for the part."""
    rules, whom, course = book(now), str(action.data.get("person")), str(action.data.get("course"))
    file = training.locked(whom) if rules.plant.knows(whom) else None
    if file is None or rules.config.courses.course(course) is None:
        return GONE
    way = lesson_way.of_course(whom, course, rules, now)
    if not way.course:
        return Answer(f"没有发。{way.words or '他不用学这门课'}。", "caution")
    him, name = ("你", "你") if whom == person.id else ("他", name_of(rules.plant, whom))
    lacking = [course, *(each for each in _listed(action.data.get("courses")) if each != course)]
    if before := waited.today(file, now):
        return Answer(_before(before, file, lacking, name, him, now), "info")
    # Locked, so that what he sends at the same moment is counted one after the other.
    desk(person.id, now)
    if words := waited.too_many(person.id, now):
        return Answer(words, "caution")
    later = awake.why_not(whom, now)
    data = {"course": course, "title": title(course, rules), "lacking": lacking}
    data |= {"later": "，他下次上班发给他"} if later else {}
    life.tell_trail(file, waited.SENT, now, data, actor=asks.unasked(person), shown=asks.shown_to(action))
    calling.follow(file, course, now)
    left = _left(file, lacking, him, rules)
    if later:
        return Answer(f"{name}现在{later}，{him}下次上班就发给{him}。{left}", "done")
    return Answer(f"发给{name}了。{left}", "done")


def _before(before: Sent, file: TrainingFile, lacking: Sequence[str], name: str, him: str, now: datetime) -> str:
    """What is answered on a day on which he was sent a lesson already."""
    rules, course = book(now), lacking[0]
    who = f"{name_of(rules.plant, before.by)} {before.at.astimezone(rules.plant.zone):%H:%M} "
    if before.course != course:
        return f"今天有人给{him}发过课了（{who}{title(before.course, rules)}），一人一天发一次。"
    if life.TIMETABLE.moment_of(file.subject, f"{calling.LATER}{course}"):
        return f"{who}请过了，一天一次。课还没到{name}手机上，{him}下次上班就发给{him}。"
    return f"{who}发过了，一天发一次。{_left(file, lacking, him, rules)}"


def _left(file: TrainingFile, lacking: Sequence[str], him: str, rules: Book) -> str:
    """What he has still to pass before he can be chosen."""
    course, *others = lacking
    lessons = sum(each.wanted and each.state != "passed" for each in training.of_course(file, course))
    if lessons < 2 and not others:
        return f"学完、答题过关，就能选{him}。"
    left = [f"{title(course, rules)}还差 {lessons} 课"]
    left += [f"还缺{'、'.join(title(each, rules) for each in others)}"] if others else []
    return f"{'，'.join(left)}，都过关才能选{him}。"


def _listed(given: object) -> list[str]:
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []
