"""Hazards: from a photo or a sentence to a closure that somebody checked. `rules.hazards` decide.

A function that answers an ask of a hazard, or takes a step for it, gets the hazard itself, with its subject locked.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from bot.channel import Action, Answer
from handlers.flow import MORE, Archive, Flow, Met, OnAsk, OnStep, Recurred
from handlers.hazards import (
    archiving,
    awaiting,
    checking,
    correcting,
    countdown,
    counted,
    earning,
    fame,
    grading,
    interim,
    leaving,
    marking,
    mending,
    planning,
    posted,
    registering,
    reporting,
    same,
    sensed,
    sorting,
    stopping,
    untold,
    walking,
)
from handlers.hazards.kinds import (
    APPROVE,
    AWAITING,
    CLOCK,
    DISPUTE,
    EXTENSION,
    FIX,
    FOLLOW,
    GO_ON,
    INTERIM,
    KINDS,
    LEAVE,
    LOOKS,
    MONTHS,
    PHOTOS,
    PLAN,
    REGISTER,
    REPORT,
    SAME,
    SORT,
    STOP,
    USE,
    VISIT,
)
from handlers.hazards.photos import BadPhoto
from handlers.hazards.words import ENTRIES
from models import bent
from models import hazard as hazards
from models.ask import Ask
from models.book import book
from models.hazard import MATTER, Hazard
from models.matter import Matter, unreadable
from rules.plant import Person

OnHazard = Callable[[Action, Ask, Hazard, Person, datetime], Answer]
HazardStep = Callable[[Hazard, Ask, str, datetime], None]
GONE = Answer("这条隐患找不到了。请从最新的卡片打开。", "stop")


def _acts(table: Mapping[tuple[str, str], OnHazard]) -> dict[tuple[str, str], OnAsk]:
    return {key: _act(act) for key, act in table.items()}


def _act(act: OnHazard) -> OnAsk:
    def with_hazard(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        hazard = hazards.of_subject(ask.subject)
        if hazard is None:
            return GONE
        before = counted.counted(ask, hazard, person) if action.kind == "page" else ""
        answer = act(action, ask, hazard, person, now)
        # Nothing has come of it: he reads what he did before.
        if before and answer.tone == "info":
            return Answer(f"{before}，这次的没有收。{counted.way_back(ask, hazard, person, now)}。", "stop")
        return answer

    return _pictured(with_hazard)


def _pictured(act: OnAsk) -> OnAsk:
    """The act; a picture that is none is told in its words."""

    def judged(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        try:
            return act(action, ask, person, now)
        except BadPhoto as bad:
            return Answer(str(bad), "stop")

    return judged


def _steps(table: Mapping[str, HazardStep]) -> dict[str, OnStep]:
    return {kind: _step(step) for kind, step in table.items()}


def _step(step: HazardStep) -> OnStep:
    return lambda ask, subject, name, now: step(hazards.here(subject), ask, name, now)


def _nothing(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Its card only shows how the hazard stands."""


def _mine(person: Person, now: datetime) -> list[Matter]:
    return list(bent.each(hazards.open_of(person.id), hazards.matter, lambda each: unreadable(each.subject)))


def _lately(person: Person, since: datetime, now: datetime) -> Iterator[Met]:
    """The categories of what was found since that moment in the areas of his department."""
    plant = book(now).plant
    areas = [area.id for area in plant.areas if area.department == person.department]
    for category, count, name in hazards.found_in(areas, since):
        yield Met(category, f"你们区域这周报了 {count} 条{name}")


def _recurred(since: datetime, now: datetime) -> Iterator[Recurred]:
    """The hazards that came again, whatever became of them, but those that were none."""
    for each in hazards.repeated_since(since):
        name = hazards.category_name(each).removesuffix("隐患")
        yield Recurred(each.category, each.number, each.area, each.found_at, f"{name}隐患")


def _plant_changed(now: datetime) -> None:
    leaving.follow_plant(now)
    fame.follow_plant(now)


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    words={
        reporting.WORD: reporting.begin,
        "随手拍": reporting.begin,
        "隐患": reporting.begin,
        "积分": earning.begin,
        posted.WORD: posted.begin,
    },
    hears=reporting.hear,
    guesses=reporting.guess,
    offers=reporting.offers,
    mine=_mine,
    lately=_lately,
    recurred=_recurred,
    places=reporting.places,
    stops=("stop_use", "broken"),
    taps=_acts(
        {
            (SAME, "same"): same.answer,
            (SAME, "other"): same.answer,
            (SORT, "stop_use"): stopping.tap,
            **{(SORT, tap): sorting.tap for tap in hazards.LEADS},
            (USE, "stop_use"): stopping.decide,
            (FIX, "accept"): mending.accept,
            (PLAN, "accept"): planning.accept,
            (INTERIM, "holds"): interim.answer,
            (INTERIM, "broken"): interim.answer,
            (DISPUTE, "give"): mending.dispute,
            (DISPUTE, "keep"): mending.dispute,
            (EXTENSION, "grant"): mending.extension,
            (EXTENSION, "deny"): mending.extension,
            **{(kind, "confirm"): checking.confirm for kind in LOOKS},
        }
    ),
    pages={
        (REPORT, "hazard.report"): _pictured(reporting.submit),
        (REPORT, "hazard.photo"): _pictured(awaiting.photo),
        (PHOTOS, "hazard.photo"): _pictured(awaiting.photo),
        **_acts(
            {
                (PHOTOS, "hazard.gone"): awaiting.gone,
                (SORT, "hazard.sort"): sorting.sort,
                (SORT, "hazard.reject"): sorting.reject,
                (FIX, "hazard.accept"): mending.accept,
                (FIX, "hazard.mend"): mending.mend,
                (FIX, "hazard.not_mine"): mending.not_mine,
                (FIX, "hazard.extend"): mending.extend,
                (FIX, "hazard.milestone"): planning.milestone,
                (EXTENSION, "hazard.grant"): mending.extension,
                (EXTENSION, "hazard.deny"): mending.extension,
                (PLAN, "hazard.plan"): planning.submit,
                (PLAN, "hazard.not_mine"): mending.not_mine,
                (APPROVE, "hazard.approve"): planning.approve,
                (APPROVE, "hazard.turn_back"): planning.turn_back,
                (USE, "hazard.use"): stopping.decide,
                (REGISTER, "hazard.authority"): registering.authority,
                (REGISTER, "hazard.assembly"): registering.assembly,
                **{(kind, "hazard.look"): checking.look for kind in LOOKS},
                **{(kind, "hazard.mark"): marking.mark for kind in (SORT, FIX, *LOOKS)},
                **{(kind, "hazard.fake"): checking.fake for kind in LOOKS},
            }
        ),
    },
    steps={
        REPORT: reporting.step,
        CLOCK: countdown.step,
        AWAITING: awaiting.due,
        MONTHS: fame.step,
        **_steps(
            {
                PHOTOS: awaiting.step,
                SORT: sorting.step,
                SAME: same.step,
                FIX: mending.step,
                FOLLOW: _nothing,
                DISPUTE: mending.decide_step,
                EXTENSION: mending.decide_step,
                PLAN: planning.step,
                APPROVE: planning.step,
                INTERIM: interim.step,
                USE: stopping.step,
                REGISTER: registering.step,
                **dict.fromkeys(LOOKS, checking.step),
                VISIT: walking.step,
            }
        ),
    },
    unreachable={
        REPORT: reporting.unreachable,
        CLOCK: countdown.nobody,
        AWAITING: awaiting.nobody,
        MONTHS: fame.nobody,
        **_steps(
            {
                PHOTOS: awaiting.ask_next,
                SORT: sorting.unreachable,
                SAME: same.unreachable,
                FIX: mending.passed_on,
                FOLLOW: leaving.gone,
                DISPUTE: mending.decide_next,
                EXTENSION: mending.decide_next,
                PLAN: mending.passed_on,
                APPROVE: planning.ask_next,
                INTERIM: interim.ask_next,
                USE: stopping.ask_next,
                REGISTER: registering.ask_next,
                **dict.fromkeys(LOOKS, checking.ask_next),
            }
        ),
    },
    untold={STOP: untold.missed, LEAVE: untold.missed},
    arrived={STOP: untold.arrived, LEAVE: untold.arrived},
    orders={STOP: untold.stands, LEAVE: untold.stands, GO_ON: untold.may_return},
    standing=untold.standing,
    nudges=(countdown.RED, sensed.SENSED, sensed.WORSE),
    acts={"hazard.part": same.part, "hazard.grade": grading.change, "hazard.correct": correcting.correct},
    away={
        PHOTOS: awaiting.away,
        SAME: same.away,
        FIX: mending.away,
        PLAN: mending.away,
        APPROVE: planning.away,
        INTERIM: interim.away,
        USE: stopping.away,
        REGISTER: registering.away,
        SORT: sorting.away,
        FOLLOW: leaving.away,
        **dict.fromkeys(LOOKS, checking.away),
    },
    needed=leaving.needed,
    unowned=leaving.unowned,
    plant_changed=_plant_changed,
    archive=Archive(archiving.due, archiving.archive),
    menu_title=MORE,
    menu={"hazard.report": reporting.begin},
    menu_entries=reporting.menu_entries,
)
