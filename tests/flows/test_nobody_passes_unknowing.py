"""Whatever is tapped, in which order, twice, late, by whom, with whichever answers lost: a lesson is passed only by
enough right answers to the very questions that were drawn for this person, each given once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st
from plant import MORNING, Plant, anhe, running_plant
from training_acts import DAY, WELDER, begin, file_of, lessons, letters_of, small
from worlds import Here

from bot.channel import Action, Answer
from models import store, training
from models.ask import MOVABLE, Ask
from models.ledger import of_subject
from models.training import Attempt, Learning
from models.training_paper import Question, Shown
from rules.training.courses import Lesson

STRANGER, ANOTHER = "U13", "U37"
LETTERS = st.sampled_from("abcdef")
Act = tuple[str, int, str]
ACTS = st.one_of(
    *([st.tuples(st.just("right"), st.just(0), st.just(""))] * 6),
    *([st.tuples(st.just("tap"), st.integers(0, 3), LETTERS)] * 2),
    st.tuples(st.just("page"), st.integers(0, 2), st.sampled_from(["A", "AB", "ABCD", "", "Z", "aa"])),
    st.tuples(st.just("lost"), st.integers(0, 6), st.just("")),
    st.tuples(st.sampled_from(["stranger", "another"]), st.integers(0, 2), LETTERS),
    st.tuples(st.just("learn"), st.just(0), st.just("")),
    st.tuples(st.just("wait"), st.sampled_from([1, 11, 250, 1500]), st.just("")),
)


@dataclass
class Game:
    """The welder and his one lesson, with the final draw that comes where he was too often wrong at first. told: what
    was answered to each act so far, by its key."""

    plant: Plant
    acts: int = 0
    sent: list[Action] = field(default_factory=list)
    told: dict[str, Answer] = field(default_factory=dict)

    def begin(self) -> None:
        """The lesson is wanted anew, as by a renewal."""
        self.sent.clear()
        for ask in Ask.select().where(Ask.kind.in_(("training.question", "training.lesson", "training.coach"))):
            store.write(lambda ask=ask: Ask.update(state="superseded", next_at=None).where(Ask.id == ask.id).execute())
        store.write(lambda: Attempt.update(outcome="failed").where(Attempt.outcome == "").execute())
        store.write(Learning.update(state="open", tries=0, next_at=None, asked_at=None).execute)
        self.learn()

    def act(self, person: str, ask: Ask, name: str, kind: str = "tap", **data: object) -> None:
        who = self.plant.person(person)
        self.acts += 1
        self.send(Action(f"act-{self.acts}", who.platform, who.account, kind, name, ask.id, data=data))

    def send(self, action: Action) -> None:
        answer = self.plant.house.dispatch(action)
        assert self.told.setdefault(action.key, answer) == answer, "an act sent again is answered as the first"
        self.sent.append(action)

    def asks(self, kind: str) -> list[Ask]:
        """The newest first, over or not."""
        return list(Ask.select().where(Ask.kind == kind, Ask.person == WELDER).order_by(Ask.id.desc()).limit(8))

    def learn(self) -> None:
        """The word 「学习」, and the lesson read to its end."""
        who = self.plant.person(WELDER)
        self.acts += 1
        self.plant.house.dispatch(Action(f"act-{self.acts}", who.platform, who.account, "word", "学习", text="学习"))
        store.write(Learning.update(seconds=3600).execute)
        for ask in self.asks("training.lesson")[:1]:
            self.act(WELDER, ask, "training.learned", "page", at=99, seconds=0)

    def play(self, what: str, which: int, letters: str) -> None:
        asks = self.asks("training.question")
        if what == "wait":
            self.plant.set_time(self.plant.now + timedelta(minutes=which))
            self.plant.turn()
        elif what == "learn":
            self.learn()
        elif what == "lost" and self.sent:
            # The answer was lost, or the platform delivers again: the same act, the same key.
            self.send(self.sent[-1 - which % len(self.sent)])
        elif what == "right":
            self.right(asks)
        elif what in ("stranger", "another", "tap", "page") and asks:
            person = {"stranger": STRANGER, "another": ANOTHER}.get(what, WELDER)
            ask = asks[which % len(asks)]
            if what == "page":
                self.act(person, ask, "training.answer", "page", letters=letters)
            else:
                self.act(person, ask, letters)

    def right(self, asks: list[Ask]) -> None:
        """The open question is answered rightly."""
        for ask in (each for each in asks[:1] if each.state in MOVABLE):
            attempt = Attempt.get_by_id(Question.of(ask).attempt)
            letters, several = letters_of(attempt, Question.of(ask).place)
            if several:
                self.act(WELDER, ask, "training.answer", "page", letters=letters)
            else:
                self.act(WELDER, ask, letters.lower())


def knows(lesson: Lesson, shown: Shown, letters: str) -> bool:
    question = lesson.question(shown.question)
    assert question
    return shown.asked.options(letters) == {*question.answer}


def critical(lesson: Lesson, shown: Shown) -> bool:
    question = lesson.question(shown.question)
    assert question
    return question.critical


def of_all_kinds(data: dict[str, Any], course: str) -> dict[str, Any]:
    """One of three passes, where none is missed that is critical, as two in three are; one in four has two right."""
    wanted = next(each for each in data["courses"]["courses"] if each["id"] == course)
    wanted["pass_rule"] |= {"quiz_size": 3, "lesson_pass": 0.3}
    for number, question in enumerate(wanted["lessons"][0]["questions"]):
        if number % 3:
            question["critical"] = True
        if number % 4 == 0:
            question |= {"type": "multiple", "answer": ["A", "B"]}
    return data


def check() -> None:
    file = file_of(WELDER)
    entries = [json.loads(each.canonical) for each in of_subject(file.subject)]
    answered = [each["data"] for each in entries if each["kind"] == "training.answered"]
    given_ = Counter((each["attempt"], each["question"]) for each in answered)
    assert not given_ or max(given_.values()) == 1, "each question is answered once"
    assert {each["actor"].get("person") for each in entries if each["kind"] == "training.answered"} <= {WELDER}
    for attempt in Attempt.select().where(Attempt.outcome == "passed"):
        course, lesson = training.content_of(attempt)
        assert len(attempt.paper.questions) == course.pass_rule.quiz_size
        told = {each["question"]: each["letters"] for each in answered if each["attempt"] == attempt.id}
        right = [knows(lesson, shown, told.get(shown.question, "")) for shown in attempt.paper.questions]
        assert sum(right) >= course.pass_rule.share * len(right), attempt.id
        assert all(ok or not critical(lesson, shown) for ok, shown in zip(right, attempt.paper.questions, strict=True))
    passed = sum(each["kind"] == "training.passed" for each in entries)
    assert passed == Attempt.select().where(Attempt.outcome == "passed").count()


@pytest.fixture(scope="module")
def game(simulator: Here, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Game]:
    folder = tmp_path_factory.mktemp("passing")
    data = of_all_kinds(small(anhe(), "welder", "HOT-201"), "HOT-201")
    with running_plant(simulator, f"sqlite:///{folder / 'anhao.db'}", redis_url, folder, data=data) as plant:
        begin(plant)
        assert plant.now == MORNING
        plant.advance(DAY)
        yield Game(plant)


@settings(max_examples=25, derandomize=True, database=None, deadline=None)
@given(st.lists(ACTS, min_size=6, max_size=18))
def test_nobody_passes_without_enough_right_answers(game: Game, acts: list[Act]) -> None:
    game.begin()
    for act in acts:
        game.play(*act)
        check()
    event(" ".join(each.state for each in lessons(WELDER)))
