"""「把课发给他」: whoever can't name somebody on a permit, because he lacks a course, sends him its lesson (training.md
§10)."""

from __future__ import annotations

import json
from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.training import calling, life
from models import lesson_way, training
from models.book import book, name_of
from models.ledger import Entry
from models.training import TrainingFile
from rules.plant import Person

SENT = "training.sent"
GONE = Answer("没有这个人或这门课了。请重新打开这一页。", "stop")


def send(action: Action, person: Person, now: datetime) -> Answer:
    """`{person, course}`: its next lesson comes to him, once a day."""
    rules, whom, course = book(now), str(action.data.get("person")), str(action.data.get("course"))
    found = rules.config.courses.course(course)
    file = training.locked(whom) if rules.plant.knows(whom) else None
    if file is None or found is None:
        return GONE
    name, way = name_of(rules.plant, whom), lesson_way.of_course(whom, course, rules, now)
    if not way.course:
        return Answer(f"没有发。{way.words or f'{name}不用学这门课'}。", "caution")
    if before := _today(file, course, now):
        return Answer(f"{before}，一天发一次。等{name}学完。", "info")
    data = {"course": course, "title": f"《{found.title}》"}
    life.tell_trail(file, SENT, now, data, actor=asks.unasked(person), shown=asks.shown_to(action))
    waits = calling.WAITED_FOR if whom == person.id else f"{person.name}等你学完这门课好办票"
    later = calling.follow(file, course, now, waits)
    if later:
        return Answer(f"{name}现在{later}，他下次上班就发给他。", "done")
    return Answer(f"发给{name}了。学完、答题过关，就能选他。", "done")


def _today(file: TrainingFile, course: str, now: datetime) -> str:
    """Who has sent it to him today, and when; empty for nobody."""
    plant = book(now).plant
    mine = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == SENT)
    for entry in mine.order_by(Entry.seq.desc()):
        line = json.loads(entry.canonical)
        at = datetime.fromisoformat(line["at"]).astimezone(plant.zone)
        if at.date() != plant.day(now):
            return ""
        if line["data"]["course"] == course:
            return f"{name_of(plant, line['actor']['person'])} {at:%H:%M} 发过了"
    return ""
