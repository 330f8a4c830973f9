"""A lesson of a course comes to somebody before its turn, because the course was suspended or somebody waits for it:
now, or at the beginning of his next shift. The next one of it follows as soon as the one before is passed."""

from __future__ import annotations

from datetime import datetime

from handlers import asks, words
from handlers.training import awake, learning, life, waited
from handlers.training.kinds import LESSON, QUESTION
from models import ask as ask_table
from models import training
from models.ask import Ask
from models.book import book
from models.house_asks import Found
from models.training import Attempt, Learning, TrainingFile
from models.training_paper import Lesson, Question

# The moment of a person's timetable at which it comes, with the course.
LATER = "course/"


def follow(file: TrainingFile, course: str, now: datetime) -> str:
    """Why it does not come now, in words; empty where it does."""
    if not (reason := awake.why_not(file.person, now)):
        _bring(file, course, now)
        return ""
    if book(now).plant.knows(file.person):
        life.TIMETABLE.at(file.subject, f"{LATER}{course}", awake.next_shift(file.person, now), now)
    return reason


def onward(file: TrainingFile, now: datetime) -> None:
    """A lesson is passed: the next one of a course that is suspended, or that somebody waits for, follows, unless
    another card is out."""
    if not training.running() or ask_table.open_about(file.subject, LESSON, QUESTION):
        return
    waits = [each.course for each in waited.waiting(file, now)]
    left = [each for each in training.lessons(file) if each.state != "passed" and learning.is_ready(each, now)]
    pressing = [each.course for each in left if each.withdrawn] + [each.course for each in left if each.course in waits]
    if pressing:
        follow(file, pressing[0], now)


def _bring(file: TrainingFile, course: str, now: datetime) -> None:
    """The course's first lesson; of one that is out already, a text; where none can come, a card says why the course
    is suspended. Each says who waits for it."""
    mine = [each for each in training.of_course(file, course) if each.wanted and each.state != "passed"]
    for each in mine:
        each.file = file
    why = waited.why(file, course, now)
    said = [next((learning.suspended(each) for each in mine if each.withdrawn), ""), why]
    first = next((each for each in mine if learning.is_ready(each, now)), None)
    if (out := _out(file, {each.lesson for each in mine})) is not None:
        asks.tell(out, file.person, f"{'。'.join(filter(None, said)) or '这门课还没学完'}。点卡片接着学。", now)
    elif first is not None:
        learning.ask(first, now, why=why)
    elif mine and mine[0].withdrawn:
        _show(mine[0], why, now)


def _out(file: TrainingFile, lessons: set[str]) -> Ask | None:
    """The card of one of these lessons, or of a question after it, that waits for him."""
    for ask in ask_table.open_about(file.subject, LESSON, QUESTION):
        if (Lesson.of(ask).lesson if ask.kind == LESSON else _asked(ask)) in lessons:
            return ask
    return None


def _asked(ask: Ask) -> str:
    attempt = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
    return str(attempt.learning.lesson) if attempt else ""


def _show(first: Learning, why: str, now: datetime) -> None:
    file, title = first.file, f"《{book(now).config.courses.title(first.course)}》停了"
    lines = (f"安全部门停的：{first.withdrawn}", "重学过关才恢复，以前不能上要这门课的票", *filter(None, (why,)))
    card = Found(title=title, lines=lines, page=f"learning/{file.number}", link_text="看我的培训")
    asks.show(words.KIND, file.person, lines[0], card, now)
