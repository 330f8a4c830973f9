"""Rounds and campaigns: what is due, who looks, what was found, what was missed. `rules.patrols` decide.

A function that answers an ask of a round, or takes a step for it, gets the round itself, with its subject locked.
"""

from collections.abc import Callable
from datetime import datetime

from bot.channel import Action, Answer
from handlers.flow import MORE, Archive, Flow, OnAsk, OnStep
from handlers.patrols import campaigning, desk, ending, giving, missing, planning, stopping, walking
from handlers.patrols.kinds import CLOCK, KINDS, MISSED, WALK
from handlers.patrols.life import HOUSE
from handlers.patrols.words import ENTRIES
from models import patrol as patrols
from models.ask import Ask
from models.patrol import MATTER, Patrol
from models.subject import Subject
from rules.plant import Person

OnPatrol = Callable[[Action, Ask, Patrol, Person, datetime], Answer]
GONE = Answer("这一圈找不到了。请从最新的卡片打开。", "stop")


def _act(act: OnPatrol) -> OnAsk:
    def with_patrol(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        patrol = patrols.of_subject(ask.subject)
        return act(action, ask, patrol, person, now) if patrol else GONE

    return with_patrol


def _step(step: Callable[[Patrol, Ask, str, datetime], None]) -> OnStep:
    return lambda ask, subject, name, now: step(patrols.here(subject), ask, name, now)


def _clock(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """The house's own timetable, or that of one round."""
    if subject.key == HOUSE:
        planning.step(ask, subject, now)
    else:
        ending.of_clock(patrols.here(subject), ask, now)


def _nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    words={desk.WORD: desk.show, "专项检查": desk.show},
    offers=desk.offers,
    menu={desk.MENU: desk.show},
    menu_title=MORE,
    menu_entries=desk.menu_entries,
    mine=desk.mine,
    taps={(MISSED, "seen"): missing.seen},
    pages={
        (WALK, "patrol.read"): _act(walking.read),
        (WALK, "patrol.look"): _act(walking.look),
        (WALK, "patrol.leave"): _act(walking.leave),
    },
    acts={
        "patrol.begin": planning.begin,
        "patrol.halt": planning.halt,
        "patrol.campaign": campaigning.begin,
        "patrol.stop": stopping.stop,
        "patrol.back": stopping.back,
    },
    again={
        "patrol.begin": planning.begun_again,
        "patrol.halt": planning.halted_again,
        "patrol.stop": stopping.stopped_again,
        "patrol.back": stopping.back_again,
    },
    steps={WALK: _step(ending.step), MISSED: missing.step, CLOCK: _clock},
    unreachable={WALK: _step(giving.unreachable), MISSED: missing.unreachable, CLOCK: _nobody},
    away={WALK: giving.away},
    plant_changed=planning.follow_plant,
    archive=Archive(ending.due, ending.archive),
)
