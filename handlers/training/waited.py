"""Who waits until somebody has learned a course that he sent him, how often courses are sent, and the one text that it
is learned."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from handlers import asks, words
from handlers.training import awake, life
from models import qualified
from models.book import Book, book, name_of
from models.house_asks import Found
from models.ledger import Entry
from models.training import TrainingFile
from rules.plant import Plant
from rules.staff.standing import has_left

SENT, LEARNED = "training.sent", "training.awaited"
# The moment of the learner's timetable at which whoever waits hears of it, with the course and his id.
TELL = "learned/"
# No work waits longer than this for a lesson.
WAITS = timedelta(days=14)
# So many lessons one person sends within asks.ANSWERED_WITHIN, and in a day: each is a card on somebody's phone.
MOST_LATELY, MOST_A_DAY = 10, 20


@dataclass(frozen=True)
class Sent:
    """lacking: every course that he lacked then for the part."""

    course: str
    by: str
    at: datetime
    lacking: Sequence[str]


def today(file: TrainingFile, now: datetime) -> Sent | None:
    """What he was sent last, if that was today."""
    plant = book(now).plant
    last = next(iter(_sent(file)), None)
    return last if last and plant.day(last.at) == plant.day(now) else None


def too_many(person: str, now: datetime) -> str:
    """Why this person sends no more now; empty where he may."""
    plant = book(now).plant
    rows = Entry.select(Entry.canonical).join(TrainingFile, on=(TrainingFile.subject == Entry.subject))
    lines = [
        json.loads(each.canonical) for each in rows.where(Entry.kind == SENT, Entry.recorded_at > now - 2 * awake.DAY)
    ]
    mine = [datetime.fromisoformat(line["at"]) for line in lines if line["actor"]["person"] == person]
    if sum(at > now - asks.ANSWERED_WITHIN for at in mine) >= MOST_LATELY:
        return "你十分钟里发得太多，没有发。先等他们学。"
    many = sum(plant.day(at) == plant.day(now) for at in mine) >= MOST_A_DAY
    return f"你今天发过 {MOST_A_DAY} 次了，没有发。明天再发。" if many else ""


def waiting(file: TrainingFile, now: datetime) -> list[Sent]:
    """What he was sent and has not learned yet, the newest first."""
    over = {line["data"]["course"]: datetime.fromisoformat(line["at"]) for line in _lines(file, LEARNED)}
    return [
        each
        for each in _sent(file)
        if each.at > now - WAITS and (each.course not in over or each.at > over[each.course])
    ]


def why(file: TrainingFile, course: str, now: datetime) -> str:
    """Who waits until he has learned this course, in words to him; empty where nobody does."""
    sent = [each.by for each in waiting(file, now) if each.course == course]
    if not sent:
        return ""
    other = next((each for each in sent if each != file.person), "")
    return f"{name_of(book(now).plant, other)}等你学完这门课好办票" if other else "有张票等你学完这门课"


def learned(file: TrainingFile, now: datetime) -> None:
    """Whoever waits for a course that he has passed by now hears of it once."""
    rules, waits = book(now), waiting(file, now)
    for course in dict.fromkeys(each.course for each in waits):
        if _lacks(file, course, rules, now):
            continue
        to = list(dict.fromkeys(each.by for each in waits if each.course == course and each.by != file.person))
        life.tell_trail(file, LEARNED, now, {"course": course, "title": title(course, rules), "to": to})
        for person in to:
            tell(file, f"{TELL}{course}/{person}", now)


def tell(file: TrainingFile, name: str, now: datetime) -> None:
    """He hears of it in his shift; what does not hold any more by then is not said."""
    course, _, to = name.removeprefix(TELL).rpartition("/")
    rules = book(now)
    if not rules.plant.knows(to) or has_left(rules.plant.person(to)) or _lacks(file, course, rules, now):
        return
    if awake.off(to, now):
        life.TIMETABLE.at(file.subject, name, awake.next_shift(to, now), now)
        return
    sent = next((each.lacking for each in _sent(file) if (each.course, each.by) == (course, to)), ())
    left = "、".join(title(each, rules) for each in sent if each != course and _lacks(file, each, rules, now))
    said = f"{_name(file, rules.plant)}学完{title(course, rules)}，{f'还缺{left}' if left else '可以选他了'}。"
    card = Found(title="等的课学完了", lines=(said,), page=words.MINE_PAGE, link_text="看我的")
    asks.show(words.KIND, to, "你请他学的", card, now, words=said)


def title(course: str, rules: Book) -> str:
    return f"《{rules.config.courses.title(course)}》"


def _sent(file: TrainingFile) -> list[Sent]:
    return [
        Sent(
            each["data"]["course"],
            each["actor"]["person"],
            datetime.fromisoformat(each["at"]),
            each["data"].get("lacking", ()),
        )
        for each in reversed(_lines(file, SENT))
    ]


def _lines(file: TrainingFile, kind: str) -> list[dict[str, Any]]:
    """What his chain says of this kind, the oldest first."""
    rows = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == kind)
    return [json.loads(each.canonical) for each in rows.order_by(Entry.seq)]


def _lacks(file: TrainingFile, course: str, rules: Book, now: datetime) -> bool:
    return bool(qualified.without(course, [file.person], rules.config, rules.plant.day(now)))


def _name(file: TrainingFile, plant: Plant) -> str:
    return name_of(plant, file.person)
