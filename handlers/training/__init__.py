"""Training: what everybody has to know, lessons, questions one tap each, who helps. `rules.training` decide.

A function that answers an ask of a training file, or takes a step for it, gets the file itself, with its subject
locked.
"""

from collections.abc import Callable
from datetime import datetime

from bot.channel import Action, Answer
from handlers.flow import MORE, Archive, Flow, OnAsk, OnStep
from handlers.handwriting import NoProof
from handlers.training import (
    archiving,
    asking,
    clearing,
    coaching,
    desk,
    expiring,
    learning,
    onboarding,
    planning,
    quizzing,
    sending,
)
from handlers.training.kinds import CERTIFICATE, CLEARANCE, CLOCK, COACH, KINDS, LESSON, LEVEL, QUESTION, WEEK
from handlers.training.words import ENTRIES, OF_REPORT
from models import training
from models.ask import Ask
from models.subject import Subject
from models.training import HOUSE, MATTER, TrainingFile
from models.training_report import REPORT
from rules.plant import Person

OnFile = Callable[[Action, Ask, TrainingFile, Person, datetime], Answer]
GONE = Answer("这份培训档案找不到了。请从最新的卡片打开。", "stop")


def _act(act: OnFile) -> OnAsk:
    def with_file(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        file = training.of_subject(ask.subject)
        try:
            return act(action, ask, file, person, now) if file else GONE
        except NoProof as error:
            return Answer(str(error), "stop")

    return with_file


def _step(step: Callable[[TrainingFile, Ask, str, datetime], None]) -> OnStep:
    return lambda ask, subject, name, now: step(training.here(subject), ask, name, now)


def _clock(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """The timetable of the training as a whole, or that of one person."""
    if subject.key == HOUSE:
        planning.of_house(ask, subject, now)
    else:
        planning.of_file(training.here(subject), ask, now)


def _nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    words={desk.WORD: desk.show, desk.OFFICE_WORD: desk.show},
    offers=desk.offers,
    menu={desk.MENU: desk.show},
    menu_title=MORE,
    menu_entries=desk.menu_entries,
    mine=desk.mine,
    taps={
        **{(QUESTION, letter): _act(asking.answer) for letter in "abcdef"},
        (COACH, "coached"): _act(coaching.done),
        (LEVEL, "taught"): _act(onboarding.done),
        (CERTIFICATE, "known"): _act(expiring.known),
    },
    pages={
        (LESSON, "training.beat"): _act(learning.beat),
        (LESSON, "training.learned"): _act(learning.learned),
        (QUESTION, "training.answer"): _act(asking.answer),
        (WEEK, "training.weekly"): _act(quizzing.answer),
        (LEVEL, "training.taught"): _act(onboarding.told),
        (CLEARANCE, "training.sign"): _act(clearing.sign),
        (CLEARANCE, "training.send_back"): _act(clearing.send_back),
    },
    acts={
        "training.begin": planning.begin,
        "training.halt": planning.halt,
        "training.budget": planning.choose,
        "training.send": sending.send,
    },
    again={
        "training.begin": planning.begun_again,
        "training.halt": planning.halted_again,
        "training.budget": planning.chosen_again,
        "training.sign": clearing.signed_again,
    },
    steps={
        LESSON: _step(learning.step),
        QUESTION: _step(asking.step),
        WEEK: _step(quizzing.step),
        COACH: _step(coaching.step),
        LEVEL: _step(onboarding.step),
        CLEARANCE: _step(clearing.step),
        CERTIFICATE: _step(expiring.step),
        CLOCK: _clock,
    },
    unreachable={
        LESSON: _step(learning.unreachable),
        QUESTION: _step(asking.unreachable),
        WEEK: _step(quizzing.unreachable),
        COACH: _step(coaching.unreachable),
        LEVEL: _step(onboarding.unreachable),
        CLEARANCE: _step(clearing.unreachable),
        CERTIFICATE: _step(expiring.unreachable),
        CLOCK: _nobody,
    },
    away={COACH: coaching.away, LEVEL: onboarding.away, CLEARANCE: clearing.away},
    plant_changed=planning.follow_plant,
    archive=Archive(archiving.due, archiving.archive),
)
# A year's report: nobody is asked about it.
REPORTS = Flow(entries=OF_REPORT, matter=REPORT)
