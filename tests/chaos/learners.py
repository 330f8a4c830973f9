"""People who learn a lesson, answer its questions, and one more as if days had gone by, in a house that keeps falling
over, with phones that lose answers. What they heard is looked for by `lesson_promises`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import repeat
from queue import Queue

from handlers.training import quizzing
from models import ask as asks
from models import plant_time, store, training
from models.ask import MOVABLE, Ask
from models.base import database
from models.book import book
from models.training import Attempt, Learning, TrainingFile
from models.training_paper import Lesson, Question
from rules import duty
from rules.training.choosing import in_turn
from rules.training.tries import least_seconds
from rules.training.watching import MOST_SECONDS
from tests.chaos.people import NotYet, card_of, patiently, versions
from tests.chaos.signal import Signal
from workers.scenarios.phone import Page, Phone
from workers.scenarios.stage import Stage

LEARNED, ANSWER, WEEKLY = "training.learned", "training.answer", "training.weekly"
# Who learns: none of them asks for permits or mends hazards, so that no limit of one person's messages decides.
Asked = tuple[int, int]
LEARNERS = ("U38", "U32", "U37", "U42")


@dataclass
class ToldOfLessons:
    """What people were told is done: lessons that were read to their end (asks), and the letters that they gave to each
    question (its paper and place), the first that was acknowledged first; how many were behind a weekly link."""

    learned: list[int] = field(default_factory=list)
    given: dict[Asked, list[str]] = field(default_factory=dict)
    acknowledged: list[tuple[Asked, str]] = field(default_factory=list)
    weekly: int = 0


class Learners:
    """Plays lessons from the word 「学习」 to the last answer; several people may learn at once."""

    def __init__(self, house: Stage, signal: Signal) -> None:
        self.told = ToldOfLessons()
        self._house = house
        self._signal = signal
        self._free: Queue[str] = Queue()
        for person in LEARNERS:
            self._free.put(person)

    def begin(self) -> None:
        """The safety office begins the training; everybody has a plan after that."""
        office = self._house.phone(duty.office(book(plant_time.now()).plant)[0].id)
        page = patiently(lambda: office.open(f"{self._house.base}/h5/{office.platform}/learning/now"))

        def once() -> None:
            if not training.running():
                page.act("training.begin", {})
            if any(training.of_person(each) is None for each in LEARNERS):
                raise NotYet("training has not begun")

        patiently(once)

    def play(self, run: int) -> str:
        """One lesson by whoever is free, to the end of its paper, and where it is passed the question that comes days
        later, on a card or behind the weekly link; returns whose it was and what came of it."""
        person = self._free.get()
        try:
            file, phone = training.of_person(person), self._house.phone(person)
            assert file is not None
            patiently(lambda: self._ask_for_one(phone, file))
            # Whoever is to go on behind the weekly link never changes his mind, so that he passes.
            paper = self._answer_all(phone, file, self._read(phone, file), steady=run % 2 == 1)
            came = paper.outcome
            if came == "passed" and run % 2:
                week = patiently(lambda: _week(person, paper.learning_id))
                came += f", {self._answer_week(phone, week)} behind the weekly link"
            elif came == "passed":
                single = patiently(lambda: _single(person, paper.learning_id))
                came += f", {self._answer_all(phone, file, single).outcome}"
        finally:
            self._free.put(person)
            database.close()
        return f"{person} {came}"

    def _ask_for_one(self, phone: Phone, file: TrainingFile) -> None:
        if not _open(file, "training.lesson") and phone.say("学习").get("status") != 200:
            raise NotYet("the word did not get through")

    def _read(self, phone: Phone, file: TrainingFile) -> Ask:
        """Reads it for as long as it takes; returns the ask that the first question came by."""
        ask = patiently(lambda: _only(file, "training.lesson"))
        page = patiently(lambda: _opened(phone, ask, "去学"))
        patiently(lambda: _begun(page))
        enough = plant_time.now() + timedelta(minutes=_minutes(file, ask))
        told = versions(self._signal, LEARNED, lambda version: 3600 - version)

        def once() -> None:
            if plant_time.now() < enough:
                raise NotYet("still reading")
            answer = page.act(LEARNED, {"at": 99, "seconds": next(told), "watched": f"0-{MOST_SECONDS}"})
            if self._signal.loses(LEARNED):
                raise NotYet("the answer was lost")
            if answer.get("tone") == "done":
                self.told.learned.append(ask.id)
            elif _still(ask):
                raise NotYet(str(answer))

        patiently(once)
        return patiently(lambda: _only(file, "training.question"))

    def _answer_all(self, phone: Phone, file: TrainingFile, first: Ask, *, steady: bool = False) -> Attempt:
        name = Question.of(first).attempt
        while not (paper := Attempt.get_by_id(name)).outcome:
            for ask in _open(file, "training.question"):
                self._answer(phone, ask, paper, steady=steady)
        return paper

    def _answer(self, phone: Phone, ask: Ask, paper: Attempt, *, steady: bool) -> None:
        """Answers until the question is over. Whoever hears nothing answers again, perhaps with another letter."""
        letters, several = _key(paper, Question.of(ask).place)
        freely = versions(self._signal, ANSWER, lambda version: letters if version == 1 else _another(letters, version))
        given = repeat(letters) if steady else freely
        page = patiently(lambda: _opened(phone, ask, "去选")) if several else None
        asked = paper.id, Question.of(ask).place

        def once() -> None:
            mine = next(given)
            self.told.given.setdefault(asked, []).append(mine)
            if self._sent(page, ANSWER, {"letters": mine}) if page else self._tapped(phone, ask, asked, mine):
                self.told.acknowledged.append((asked, mine))
            if _still(ask):
                raise NotYet(f"question {ask.id}")

        patiently(once)

    def _answer_week(self, phone: Phone, ask: Ask) -> str:
        """Answers each question of the weekly link; returns how many were right."""
        page = patiently(lambda: _opened(phone, ask, "去答"))
        for paper in quizzing.papers_of(ask):
            letters, _ = _key(paper, 0)
            self.told.weekly += 1
            self._answer_behind(page, paper, letters)
        return "、".join(each.outcome for each in quizzing.papers_of(ask))

    def _answer_behind(self, page: Page, paper: Attempt, letters: str) -> None:
        given = versions(self._signal, WEEKLY, lambda version: letters if version == 1 else _another(letters, version))

        def once() -> None:
            mine = next(given)
            self.told.given.setdefault((paper.id, 0), []).append(mine)
            if self._sent(page, WEEKLY, {"attempt": paper.id, "letters": mine}):
                self.told.acknowledged.append(((paper.id, 0), mine))
            if not Attempt.get_by_id(paper.id).outcome:
                raise NotYet(f"paper {paper.id}")

        patiently(once)

    def _sent(self, page: Page, act: str, given: dict[str, object]) -> bool:
        """Whether he heard that it was taken."""
        answer = page.act(act, given)
        if self._signal.loses(act):
            raise NotYet("the answer was lost")
        words = str(answer.get("words"))
        taken = "答过了" not in words and "时间到了" not in words
        return taken and answer.get("tone") in ("done", "caution")

    def _tapped(self, phone: Phone, ask: Ask, asked: Asked, letters: str) -> bool:
        """Whether he saw that it was taken."""
        card = card_of(phone, ask)
        answered = card is not None and phone.tap(card, letters).get("status") == 200
        if self._signal.loses(ANSWER):
            raise NotYet("the tap was not seen")
        return answered and _first(self.told.given[asked], letters)


def _single(person: str, learning: int) -> Ask:
    """The ladder's first question is due at once, and is asked as the clock would in two days."""
    return _given(person, learning, "training.question", lambda file, now: quizzing.give(file, now, wanted=True))


def _week(person: str, learning: int) -> Ask:
    """The same for somebody who has had his cards of the month: it waits behind the link of the week."""

    def gather(file: TrainingFile, now: datetime) -> None:
        quizzing._gather(file, in_turn(quizzing._candidates(file, now), now), now)

    return _given(person, learning, "training.week", gather)


def _given(person: str, learning: int, kind: str, ask: Callable[[TrainingFile, datetime], object]) -> Ask:
    def give() -> None:
        now = plant_time.now()
        Learning.update(asked_at=now).where(Learning.id == learning).execute()
        file = training.locked(person)
        if file is not None and not _open(file, kind):
            ask(file, now)

    store.write(give)
    file = training.of_person(person)
    assert file is not None
    return _only(file, kind)


def _begun(page: Page) -> None:
    if not page.act("training.beat", {"at": 1, "seconds": 0}).get("ok"):
        raise NotYet("the page did not get through")


def _minutes(file: TrainingFile, ask: Ask) -> float:
    """How long a lesson must be before his eyes."""
    learning = training.lesson(file, Lesson.of(ask).lesson)
    found = training.content(learning, plant_time.now()) if learning else None
    assert learning is not None and found is not None
    film = found[1].film.seconds if found[1].film else 0
    return 0.1 + max(least_seconds(found[1].minutes, again=learning.tries > 0), film) / 60


def _first(given: list[str], letters: str) -> bool:
    """Whether nothing else was sent before, which may have come through unheard."""
    return set(given) == {letters}


def _key(paper: Attempt, place: int) -> tuple[str, bool]:
    """The right letters of a question as they were shown, and whether several may be ticked."""
    shown = paper.paper.questions[place]
    question = training.content_of(paper)[1].question(shown.question)
    assert question is not None
    return shown.asked.letters(question.answer), question.type == "multiple"


def _another(letters: str, version: int) -> str:
    return next(each for each in "ABCD"[version % 3 :] + "ABCD" if each != letters)


def _opened(phone: Phone, ask: Ask, button: str) -> Page:
    card = card_of(phone, ask)
    opened = phone.tap(card, button) if card else {}
    if "open" not in opened:
        raise NotYet(f"the card of ask {ask.id}")
    return phone.open(opened["open"])


def _open(file: TrainingFile, kind: str) -> list[Ask]:
    return [ask for ask in asks.of_subject(file.subject) if ask.kind == kind and ask.state in MOVABLE]


def _only(file: TrainingFile, kind: str) -> Ask:
    found = _open(file, kind)
    if not found:
        raise NotYet(f"no {kind}")
    return found[-1]


def _still(ask: Ask) -> bool:
    fresh = asks.find(ask.id)
    return fresh is not None and fresh.state in MOVABLE
