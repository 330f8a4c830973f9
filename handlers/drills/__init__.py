"""Drills: a story that branches with each decision, as timed cards or in a scene, alone or as a team. `rules.training`
decide.

A function that answers an ask of a drill, or takes a step for it, gets the run itself, with its subject locked.
"""

from collections.abc import Callable
from datetime import datetime

from bot.channel import Action, Answer
from handlers import timetable
from handlers.drills import alone, deciding, desk, ending, inviting, leaving, life, ordering, teaming
from handlers.drills.kinds import CLOCK, DEBRIEF, INVITE, KINDS, NODE
from handlers.drills.words import ENTRIES
from handlers.flow import MORE, Archive, Flow, OnAsk, OnStep
from models import drill as drills
from models.ask import Ask
from models.drill import MATTER, TEAM, DrillRun
from models.subject import Subject
from rules.plant import Person

OnRun = Callable[[Action, Ask, DrillRun, Person, datetime], Answer]
GONE = Answer("这次演练找不到了。请从最新的卡片打开。", "stop")
TOO_LONG = "两小时没练完"


def _act(act: OnRun) -> OnAsk:
    def with_run(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        run = drills.of_subject(ask.subject)
        return act(action, ask, run, person, now) if run else GONE

    return with_run


def _step(step: Callable[[DrillRun, Ask, str, datetime], None]) -> OnStep:
    return lambda ask, subject, name, now: step(drills.here(subject), ask, name, now)


def _decided(action: Action, ask: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    if ending.at_work(run, now):
        return deciding.AT_WORK
    answer = teaming.answer if run.kind == TEAM else alone.answer
    return answer(action, ask, run, person, now)


def _decided_in_scene(action: Action, ask: Ask, run: DrillRun, person: Person, now: datetime) -> Answer:
    if ending.at_work(run, now):
        return deciding.AT_WORK
    return alone.decide_in_scene(action, ask, run, person, now)


def _of_node(run: DrillRun, ask: Ask, name: str, now: datetime) -> None:
    if name == life.LATE and not ending.at_work(run, now):
        late = teaming.late if run.kind == TEAM else alone.late
        late(run, ask, now)


def _of_invite(run: DrillRun, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        inviting.remind(run, ask, now)
    elif name == "expire":
        inviting.expire(run, now)


def _lost(run: DrillRun, ask: Ask, words: str, now: datetime) -> None:
    """A decision can't be brought to its person: alone nothing goes on; a team does without him."""
    if run.state == "running":
        if run.kind == TEAM:
            teaming.late(run, ask, now)
        else:
            ending.miss(run, "卡片送不到", now)


def _clock(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    run = drills.here(subject)
    for moment in timetable.take(ask, now):
        if moment == life.AGAIN:
            ordering.again(run, now)
        elif run.state == "running" and moment == life.END:
            ending.miss(run, TOO_LONG, now)
        elif run.state == "running" and moment == life.LATE and not ending.at_work(run, now):
            (teaming.turn_over if run.kind == TEAM else alone.late_in_scene)(run, now)


def _nothing(run: DrillRun, ask: Ask, words: str, now: datetime) -> None:
    """A debrief waits until its person is reached again."""


def _nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    words={desk.WORD: desk.show},
    offers=desk.offers,
    menu={desk.MENU: desk.show},
    menu_title=MORE,
    menu_entries=desk.menu_entries,
    mine=desk.mine,
    taps={
        (INVITE, "begin"): _act(inviting.begin),
        (INVITE, "slow"): _act(inviting.begin),
        **{(NODE, letter): _act(_decided) for letter in "abcd"},
        (DEBRIEF, "seen"): _act(ending.seen),
    },
    pages={
        (INVITE, "drill.begin"): _act(inviting.begin),
        (INVITE, "drill.decide"): _act(_decided_in_scene),
        (NODE, "drill.choose"): _act(_decided),
    },
    acts={"drill.order": ordering.order, "drill.team": ordering.order_team},
    steps={INVITE: _step(_of_invite), NODE: _step(_of_node), DEBRIEF: _step(ending.step), CLOCK: _clock},
    unreachable={
        INVITE: _step(inviting.unreachable),
        NODE: _step(_lost),
        DEBRIEF: _step(_nothing),
        CLOCK: _nobody,
    },
    plant_changed=leaving.follow_plant,
    archive=Archive(ending.due, ending.archive),
)
