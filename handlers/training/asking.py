"""The questions after a lesson: one card each, one tap an answer, explained at once. What passes is decided by the
questions that were drawn, whatever comes twice, late or in another order."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot.channel import Action, Answer
from handlers import asks, staff
from handlers.asks import Wanted
from handlers.training import awake, climbing, coaching, finishing, life, suspended, timed
from handlers.training.kinds import QUESTION
from models import ask as ask_table
from models import qualified, training, training_device
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.training import Attempt, Learning, TrainingFile
from models.training_paper import Given, Paper, Question, Shown
from rules.phrases import date_words, minutes_of
from rules.plant import Person
from rules.training import tries
from rules.training.courses import Course, Lesson, is_final
from rules.training.courses import Question as Asked
from rules.training.matrix import holds_until
from rules.training.papers import LETTERS, draw, is_right, named, passes, score, though_enough
from rules.training.papers import Asked as Drawn
from rules.training.ways import Way

LESSON_KIND = "lesson"
GONE = Answer("这道题已经不用答了。发「学习」看现在怎样。", "info")
UNKNOWN = Answer("没有这个选项。请点卡片上的字母。", "stop")
NEXT = "下一题在新卡片上。"
HOUR = timedelta(hours=1)
LATE, TIME_UP = "late", "时间到了，这题按没答算。该选 {}。{}"


def begin(learning: Learning, found: tuple[Course, Lesson], now: datetime) -> None:
    """Draws a paper and asks its first question."""
    course, lesson = found
    before = [[each.question for each in attempt.paper.questions] for attempt in training.attempts(learning)]
    seed = secrets.token_hex(8)
    drawn = draw(lesson.questions, course.pass_rule.quiz_size, seed, before)
    paper = Paper(seed=seed, questions=tuple(Shown(question=each.question, order=each.order) for each in drawn))
    rules = book(now)
    attempt = Attempt.create(learning=learning, kind=LESSON_KIND, paper=paper, opened_at=now, rules=rules.version)
    attempt.learning = learning
    data = {
        "title": lesson.title,
        "size": len(drawn),
        "paper": _told(paper),
        "seed": seed,
        "attempt": attempt.id,
        "rules": rules.name,
    }
    life.move(learning, "asked", "training.drawn", now, data)
    ask(attempt, 0, now)


def single(learning: Learning, lesson: Lesson, kind: str, drawn: Drawn, seed: str, now: datetime) -> Attempt:
    """A paper of one question, weeks after the pass; nobody is asked yet."""
    days = (book(now).plant.day(now) - learning.passed_on).days if learning.passed_on else 0
    shown = Shown(question=drawn.question, order=drawn.order)
    paper = Paper(seed=seed, questions=(shown,), days=days, taught=_taught(learning))
    rules = book(now)
    attempt = Attempt.create(learning=learning, kind=kind, paper=paper, opened_at=now, rules=rules.version)
    attempt.learning = learning
    data = {"lesson": lesson.id, "title": lesson.title, "kind": kind, "why": f"过关后 {days} 天"}
    more = {"paper": _told(paper), "seed": seed, "attempt": attempt.id, "rules": rules.name}
    life.tell_trail(learning.file, "training.again", now, {**data, **more})
    return attempt


def answer(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """A tap on a letter, or the letters that the page for several sends: `{letters}`."""
    attempt = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
    if ask.state not in MOVABLE:
        return answered(attempt, Question.of(ask).place) if ask.state == "done" and attempt else GONE
    if attempt is None or attempt.outcome or attempt.learning.file_id != file.id:
        return GONE
    attempt.learning.file = file
    return take(action, ask, attempt, Question.of(ask).place, person, now)


def take(action: Action, ask: Ask, attempt: Attempt, place: int, person: Person, now: datetime) -> Answer:
    """Keeps the letters for this question of an open paper, explains them, goes on. What comes after the time of its
    page, also by a tap on its card, is no answer, and counts as wrong. A question's own ask is over by it."""
    shown = attempt.paper.questions[place]
    course, lesson = training.content_of(attempt)
    question = _question(lesson, shown.question)
    try:
        options = shown.asked.options(_letters(action))
    except ValueError:
        return UNKNOWN
    late = timed.is_over(ask, question, now, chosen=bool(options))
    if late:
        options = frozenset()
    elif not options:
        return UNKNOWN
    training_device.used(action.data.get("device"), person.id, lesson.id, now)
    given = Given(options=tuple(sorted(options)), right=is_right(question, options), at=now)
    attempt.paper = attempt.paper.with_answer(shown.question, given)
    Attempt.set_by_id(attempt.id, {"paper": attempt.paper})
    if ask.kind == QUESTION:
        result = LATE if late else "right" if given.right else "wrong"
        asks.close(ask, "done", now, Outcome(result=result, by=person.id, at=now))
    data = {
        "attempt": attempt.id,
        "question": shown.question,
        "place": place + 1,
        "letters": shown.asked.letters(options),
        "ok": "yes" if given.right else LATE if late else "no",
        "lesson": lesson.id,
    }
    file = attempt.learning.file
    life.tell_trail(file, "training.answered", now, data, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    letters = named(shown.asked, question, question.answer)
    told = TIME_UP.format(letters, question.explanation) if late else explained(question, letters, right=given.right)
    after = _onward(attempt, course, lesson, now)
    return Answer(f"{told}{after}", "done" if given.right else "caution", beside=after.strip() or NEXT)


def answered(attempt: Attempt, place: int) -> Answer:
    """What counts of a question that he has answered already."""
    shown = attempt.paper.questions[place]
    given = attempt.paper.answers.get(shown.question)
    question = training.content_of(attempt)[1].question(shown.question)
    letters = named(shown.asked, question, given.options) if given and question else ""
    counts = f"算数的是先前选的 {letters}" if letters else "先前到时间没选，按答错算"
    return Answer(f"这道题答过了，{counts}，这次的没有收。", "info")


def explained(question: Asked, letters: str, *, right: bool) -> str:
    """What is told at once after an answer."""
    return f"答对了。{question.explanation}" if right else f"答错了，该选 {letters}。{question.explanation}"


def step(file: TrainingFile, ask: Ask, name: str, now: datetime) -> None:
    """Half of the time is over; or all of it, and what was not answered counts as wrong."""
    if name == awake.REMIND:
        awake.remind(ask, "还有题没答，答完这一课才算。", now)
    elif name == "expire" and not _waits_on(ask, now):
        attempt = Attempt.get_or_none(Attempt.id == Question.of(ask).attempt)
        single_one = attempt is not None and attempt.kind != LESSON_KIND
        asks.close(ask, "expired", now, Outcome.over("没答，下次再问" if single_one else "过了一天没答", now))
        if attempt is not None and not attempt.outcome:
            attempt.learning.file = file
            course, lesson = training.content_of(attempt)
            _judge(attempt, course, lesson, now)


def _waits_on(ask: Ask, now: datetime) -> bool:
    """Whether its card has not come yet, or came late: it waits its whole time from then on."""
    until = (ask.delivered_at or now) + tries.QUESTION
    if until > now:
        asks.put_off(ask, until, now)
    return until > now


def unreachable(file: TrainingFile, ask: Ask, words: str, now: datetime) -> None:
    """The question waits until he is reached again."""


def resume(file: TrainingFile, now: datetime) -> Learning | None:
    """Goes on with a paper whose question nobody asks any more, because he had left meanwhile: what he answered counts,
    and the next question has its whole time."""
    for learning in training.lessons(file):
        papers = training.attempts(learning) if learning.state == "asked" else []
        for attempt in papers:
            if attempt.kind == LESSON_KIND and not attempt.outcome:
                learning.file, attempt.learning = file, learning
                ask(attempt, _unanswered(attempt)[0], now)
                return learning
    return None


def ask(attempt: Attempt, place: int, now: datetime, *, why: str = "") -> None:
    """The card of one question. Nobody is reminded of a single one."""
    file, single_one = attempt.learning.file, attempt.kind != LESSON_KIND
    wanted = Wanted(
        QUESTION,
        file.person,
        [why] if why else [],
        stage=f"paper/{attempt.id}",
        steps=() if single_one else ((awake.REMIND, int(tries.QUESTION.total_seconds() // 120)),),
        expires_at=now + tries.QUESTION,
        data=Question(attempt=attempt.id, place=place),
    )
    asks.open_ask(file.subject, wanted, now)


def _unanswered(attempt: Attempt) -> list[int]:
    return [place for place, each in enumerate(attempt.paper.questions) if each.question not in attempt.paper.answers]


def _onward(attempt: Attempt, course: Course, lesson: Lesson, now: datetime) -> str:
    """The next question, or what came of the paper; in words, "" while another question follows."""
    if left := _unanswered(attempt):
        ask(attempt, left[0], now)
        return ""
    return _judge(attempt, course, lesson, now)


def _judge(attempt: Attempt, course: Course, lesson: Lesson, now: datetime) -> str:
    """Whether it is passed, or a single one remembered; says so."""
    if attempt.kind != LESSON_KIND:
        return climbing.judged(attempt, lesson, now)
    learning, right = attempt.learning, attempt.paper.right
    critical = [_question(lesson, name).critical for name in right]
    passed = passes(list(right.values()), critical, course.pass_rule.share)
    end(attempt, "passed" if passed else "failed", "这张卷子结束了", now)
    if passed:
        return _pass(learning, course, lesson, right, now)
    return _fail(learning, lesson, score(right), though_enough(right, course.pass_rule.share), now)


def end(attempt: Attempt, outcome: str, words: str, now: datetime) -> None:
    """The paper is over, and so are its cards that still ask, which say why."""
    Attempt.set_by_id(attempt.id, {"outcome": outcome, "closed_at": now})
    for ask in ask_table.in_stage(attempt.learning.file.subject, f"paper/{attempt.id}"):
        if ask.state in MOVABLE:
            asks.close(ask, "superseded", now, Outcome.over(words, now))


def _pass(learning: Learning, course: Course, lesson: Lesson, right: Mapping[str, bool], now: datetime) -> str:
    today = book(now).plant.day(now)
    before: date | None = learning.until
    until = holds_until(today, learning.months, before)
    data = {
        "title": lesson.title,
        "score": score(right),
        "until": date_words(until),
        "holds_until": f"{until:%Y-%m-%d}",
    }
    life.move(
        learning,
        "passed",
        "training.passed",
        now,
        data,
        passed_on=today,
        **_held(learning, until),
        tries=0,
        **training.UNREAD,
        **({} if is_final(lesson.id) else climbing.begins(now)),
    )
    of_course = finishing.follow(learning, course, now) + suspended.end(learning.file, course, now)
    life.TIMETABLE.at(learning.file.subject, "onward", now, now)
    if _certified(learning.file.person, now):
        staff.soon(now)
    whole = "全对" if all(right.values()) else "答对"
    held = suspended.waits(learning) or f"{date_words(until)}前有效"
    return f" {score(right)} {whole}，《{lesson.title}》过关，{held}。{of_course}"


def _certified(person: str, now: datetime) -> bool:
    """Whether courses of his have brought him a certificate of the house."""
    rules = book(now)
    plant = rules.plant
    return plant.knows(person) and bool(qualified.earned(rules.config, plant.day(now), [plant.person(person)]))


def _held(learning: Learning, until: date) -> dict[str, Any]:
    """How long a pass holds; one that is suspended holds once that is over."""
    return {"suspended_until" if learning.suspended else "until": until}


def _fail(learning: Learning, lesson: Lesson, right: str, red: str, now: datetime) -> str:
    """right: the score; red: that a critical question was wrong, where nothing else was."""
    failed = learning.tries + 1
    wait = tries.wait(failed)
    changes: dict[str, Any] = {"tries": failed, "next_at": now + wait, **training.UNREAD}
    if tries.needs_help(failed):
        data = {"title": lesson.title, "score": right, "why": f"{red}{failed} 次没过，请人带着学", "then": "coached"}
        life.move(learning, "coached", "training.failed", now, data, **changes)
        coaching.ask(learning, now)
        return f" 这次 {right}，{red}没过。{failed} 次了，请人带你学一遍，{wait // HOUR} 小时以后再答。"
    rest = minutes_of(wait)
    words = f"{rest} 分钟后再学" if rest else "现在就能再学"
    data = {"title": lesson.title, "score": right, "why": f"{red}{words}", "then": "waiting"}
    life.move(learning, "waiting", "training.failed", now, data, **changes)
    life.TIMETABLE.at(learning.file.subject, life.AGAIN, now + wait, now)
    return f" 这次 {right}，{red}没过，{words}，题会换。"


def _taught(learning: Learning) -> Way:
    """How he was taught by now: whether single questions have followed his newest pass."""
    taught: Way = "lesson"
    for each in training.attempts(learning):
        if each.kind == LESSON_KIND and each.outcome == "passed":
            taught = "lesson"
        elif each.kind == climbing.LATER and each.paper.answers:
            taught = "cards"
    return taught


def _letters(action: Action) -> str:
    given = action.data.get("letters", action.name)
    return given.upper() if isinstance(given, str) and len(given) <= len(LETTERS) else "?"


def _question(lesson: Lesson, name: str) -> Asked:
    found = lesson.question(name)
    if found is None:
        raise LookupError(name)
    return found


def _told(paper: Paper) -> list[dict[str, object]]:
    return [{"question": each.question, "order": list(each.order)} for each in paper.questions]
