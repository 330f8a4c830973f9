"""The safety office takes a course away from one person after an accident or a violation of a permit (training.md §2),
with the reason: all of it is to be learned again, and it counts once it is passed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers import asks
from handlers.training import asking, calling, life, quizzing
from handlers.training.kinds import WEEK
from handlers.training.refreshing import Unfit
from handlers.training.suspended import end, told
from models import ask as ask_table
from models import matter, training, training_report
from models.answered import Outcome
from models.book import book
from models.subject import lock
from models.training import Learning, TrainingFile
from rules.phrases import date_words
from rules.texts import says
from rules.training.courses import is_final
from rules.training.life import OFFICE

MOST_REASON, LEAST, MOST_NUMBER = 100, 2, 24
# On the cards that asked when it was suspended.
OVER = "这门课停了，重学后再答"
# What tells how people learn is no reason to take a course away.
OF_LEARNING = ("training", training_report.FLOW)


def suspend(number: str, course: str, reason: str, about: str, actor: Mapping[str, str], now: datetime) -> None:
    """Suspends this course of the person whose file has this number. about: the number of the permit, hazard or other
    matter, empty for none. Raises Unfit; then nothing is suspended."""
    found, of = training.by_number(number), about.strip().upper()
    # In one line, so that it never looks like a title or a line of ours where it stands.
    why = " ".join(reason.split())[:MOST_REASON].strip()
    if found is None or found.closed_at is not None:
        raise Unfit("没有这份档案，或者人已经离开了。")
    if not training.running():
        raise Unfit("培训没开，停了课也没人查。请先开始培训。")
    if not course:
        raise Unfit("还要选一门课：哪门课。")
    if not says(why, LEAST):
        raise Unfit("还要写为什么停。")
    _check_about(of)
    file = training.here(lock(found.subject_id))
    held = [each for each in training.of_course(file, course) if each.wanted and not each.withdrawn]
    if not held:
        raise Unfit("这门课已经停着，或者不归他学。请重新选。")
    take(file, held, f"{why}（{of}）" if of else why, of, actor, now)
    calling.follow(file, course, now)


def _check_about(number: str) -> None:
    found = matter.by_number(number) if 0 < len(number) <= MOST_NUMBER else None
    if number and found is None:
        raise Unfit("哪张票、哪条隐患：没有这个编号。请核对，或空着。")
    if found and found.flow in OF_LEARNING:
        raise Unfit("哪张票、哪条隐患：填作业票、隐患、巡检或演练的编号。")


def carry_on(file: TrainingFile, course: str, now: datetime) -> None:
    """Other lessons than before may be wanted of a suspended course by the plant's data of today: they are taken away
    like those, and it is over where all that is still wanted was passed since."""
    mine, known = training.of_course(file, course), book(now).config.courses.course(course)
    more = [each for each in mine if each.wanted and not each.withdrawn and not is_final(each.lesson)]
    if more:
        take(file, more, next(each.withdrawn for each in mine if each.withdrawn), "", life.SYSTEM, now)
        calling.follow(file, course, now)
    elif known:
        end(file, known, now)


def take(
    file: TrainingFile, held: list[Learning], why: str, about: str, actor: Mapping[str, str], now: datetime
) -> None:
    """Takes these lessons of a course away: nothing that was read or answered before counts for it any more."""
    ended = {each.lesson: each.until for each in held}
    for each in held:
        each.file = file
        training.keep(each, withdrawn=why, until=None, suspended_until=None)
    data = {**told(held, held[0].course, now), "why": why, "by": OFFICE, "about": about}
    life.tell_trail(file, "training.suspended", now, data, actor=actor)
    for each in held:
        _end_papers(each, now)
        # Who was not right three times learns it with somebody first, and begins anew after that.
        if each.state != "coached":
            until = ended[each.lesson]
            said = {"title": training.title(each, now), "until": date_words(until) if until else "", "why": why}
            anew = {**training.UNREAD, "next_at": None, "tries": 0, "round": each.round + 1}
            life.move(each, "open", "training.renewed", now, {**said, "asked": "yes"}, actor=actor, **anew)
    for link in ask_table.movable(file.subject, WEEK):
        if not quizzing.open_of(link):
            asks.close(link, "superseded", now, Outcome.over(OVER, now))


def _end_papers(learning: Learning, now: datetime) -> None:
    for attempt in training.attempts(learning):
        if not attempt.outcome:
            attempt.learning = learning
            outcome = training.STOPPED if attempt.kind == asking.LESSON_KIND else "lapsed"
            asking.end(attempt, outcome, OVER, now)
