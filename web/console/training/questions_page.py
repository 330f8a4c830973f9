"""How good the questions are: how many know each, which say nothing, which may have got around."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request

from models import training_device
from models.book import Book
from models.training_known import answered
from rules.phrases import date_words, minutes_of
from rules.training.courses import Lesson, Question, spared
from rules.training.items import LEAKS, LEAST, LEAST_APART, NAMES, Flag, Item, Reached, items, reached
from rules.training.shared import SOON, Shared, shared
from web.console.filters import turned
from web.h5.words import clock
from web.house import house
from web.people import rulebook, titled

TONES = ("stop", "caution", "info", "quiet")
# So many phones are listed, and so many people of each named.
MANY, NAMED = 30, 6
# Of all courses together the objectives of which least is known; of one course all.
LEAST_KNOWN = 10
SHOWN = {"flagged": "要看一看的", "leak": "可能传开的", "fresh": "待安全部核对的", "retired": "停用的"}


@dataclass(frozen=True)
class Phone:
    """A phone on which several people learned. people: their names with their posts."""

    people: str
    told: str
    last: str


@dataclass(frozen=True)
class Goal:
    """An objective of a lesson."""

    words: str
    lesson: str
    asked: int
    share: str


@dataclass(frozen=True)
class Row:
    """tone: `stop` for what may be wrong, `caution` for what somebody should look at; fresh: the safety office has
    not agreed with it yet; retired: nobody is asked it any more."""

    id: str
    lesson: str
    objective: str
    stem: str
    asked: int
    share: str
    interval: str
    words: str
    tone: str
    kept: bool
    fresh: bool
    retired: bool


def show() -> str:
    """`?show=flagged|leak|fresh|retired&course=&page=`."""
    now = house().now()
    rules = rulebook(now)
    phones = shared(training_device.uses())
    wanted, course = request.args.get("show", ""), request.args.get("course", "")
    wanted = wanted if wanted in SHOWN else ""
    lessons = [lesson for each in rules.config.courses.courses if course in ("", each.id) for lesson in each.lessons]
    found = _found(lessons)
    every = [row for row in _rows(lessons, found) if _fits(row, wanted)]
    goals = reached(lessons, found)
    worst = [each for each in goals if each.share is not None]
    turn = turned(len(every))
    return render_template(
        "console/training/questions.html",
        rows=[row for row, _ in turn.cut(every)],
        found=len(every),
        page=turn.at,
        pages=turn.of,
        wanted=wanted,
        shown=SHOWN,
        course=course,
        courses=[(each.id, each.title) for each in rules.config.courses.courses],
        least=LEAST,
        apart=LEAST_APART,
        goals=[_goal(each) for each in (goals if course else worst[:LEAST_KNOWN])],
        goals_left=0 if course else max(0, len(worst) - LEAST_KNOWN),
        phones=[_phone(each, rules, now) for each in phones[:MANY]],
        more=max(0, len(phones) - MANY),
        soon=minutes_of(SOON),
        kept=training_device.KEPT.days,
    )


def _phone(found: Shared, rules: Book, now: datetime) -> Phone:
    named = [titled(rules.plant, each) for each in found.people]
    some = "、".join(named[:NAMED]) + (f" 等 {len(named)} 人" if len(named) > NAMED else "")
    told = f"一共用了 {found.uses} 次"
    if found.soon:
        told += f"，{minutes_of(SOON)} 分钟内换人 {found.soon} 次"
    if found.same:
        told += f"，其中 {found.same} 次是同一课"
    return Phone(some, told, clock(found.last, now))


def _found(lessons: Sequence[Lesson]) -> dict[str, Item]:
    """By question, what people answered to it."""
    questions = [question for lesson in lessons for question in lesson.questions]
    return items(answered(), {each.id: {*each.options} - {*each.answer} for each in questions})


def _goal(each: Reached) -> Goal:
    share = f"{round(100 * each.share)}%" if each.share is not None else "—"
    return Goal(each.words, each.lesson, each.asked, share)


def _rows(lessons: Sequence[Lesson], found: Mapping[str, Item]) -> Iterator[tuple[Row, Item | None]]:
    """Every question of these lessons, those that need somebody first."""
    asked = [(lesson, question) for lesson in lessons for question in lesson.questions]
    rows = [(_row(question, lesson, found.get(question.id)), found.get(question.id)) for lesson, question in asked]
    yield from sorted(rows, key=lambda pair: (TONES.index(pair[0].tone), -pair[0].asked))


def _row(question: Question, lesson: Lesson, item: Item | None) -> Row:
    retired = question.retired is not None
    marks = question in spared(lesson.questions), question.reviewed_on is None and not retired, retired
    gone = [f"{date_words(question.retired)}停用"] if question.retired else []
    named = question.id, lesson.title, lesson.objectives.get(question.objective, ""), question.stem
    if item is None:
        words = "；".join([*gone, "还没有人答过"])
        return Row(*named, 0, "—", "—", words, "quiet", *marks)
    said = [*gone, *(_said(flag, item, question) for flag in item.flags)]
    words = "；".join(said) or "看着正常"
    share = f"{round(100 * item.share)}%" if item.share is not None else "—"
    interval = f"{round(100 * item.low)}–{round(100 * item.high)}%" if item.asked else "—"
    tone = "quiet" if retired else _tone(item)
    return Row(*named, item.asked, share, interval, words, tone, *marks)


def _said(flag: Flag, item: Item, question: Question) -> str:
    """What a flag says; of wrong options that nobody takes, which."""
    if flag != "dead":
        return NAMES[flag]
    return NAMES[flag] + "".join(f"「{question.options[each]}」" for each in item.dead)


def _tone(item: Item) -> str:
    if {"nobody", "hard", "key"} & {*item.flags}:
        return "stop"
    if {*item.flags} - {"few"}:
        return "caution"
    return "quiet" if item.flags else "info"


def _fits(pair: tuple[Row, Item | None], wanted: str) -> bool:
    row = pair[0]
    if wanted in ("fresh", "retired") or row.retired:
        return not wanted or (row.fresh if wanted == "fresh" else row.retired and wanted == "retired")
    flags = {*(pair[1].flags if pair[1] else ())}
    return not wanted or bool(flags & LEAKS if wanted == "leak" else flags - {"few"})
