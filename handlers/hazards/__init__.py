"""Hazards: from a photo or a sentence to a closure that somebody checked. `rules.hazards` decide.

A function that answers an ask of a hazard, or takes a step for it, gets the hazard itself, with its subject locked.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.channel import Action, Answer
from handlers.flow import Archive, Flow, OnAsk, OnStep
from handlers.hazards import archiving, checking, countdown, mending, reporting, same, sorting
from handlers.hazards.kinds import CLOCK, DISPUTE, EXTENSION, FIX, FOLLOW, KINDS, LOOKS, REPORT, SAME, SORT
from handlers.hazards.photos import BadPhoto
from handlers.hazards.words import ENTRIES
from models import hazard as hazards
from models.ask import Ask
from models.hazard import MATTER, Hazard
from models.matter import Matter
from rules.plant import Person

OnHazard = Callable[[Action, Ask, Hazard, Person, datetime], Answer]
HazardStep = Callable[[Hazard, Ask, str, datetime], None]
GONE = Answer("这条隐患找不到了。请从最新的卡片打开。", "stop")


def _acts(table: Mapping[tuple[str, str], OnHazard]) -> dict[tuple[str, str], OnAsk]:
    return {key: _act(act) for key, act in table.items()}


def _act(act: OnHazard) -> OnAsk:
    def with_hazard(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
        hazard = hazards.of_subject(ask.subject)
        try:
            return act(action, ask, hazard, person, now) if hazard else GONE
        except BadPhoto as bad:
            return Answer(str(bad), "stop")

    return with_hazard


def _steps(table: Mapping[str, HazardStep]) -> dict[str, OnStep]:
    return {kind: _step(step) for kind, step in table.items()}


def _step(step: HazardStep) -> OnStep:
    return lambda ask, subject, name, now: step(hazards.here(subject), ask, name, now)


def _nothing(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """Its card only shows how the hazard stands."""


def _mine(person: Person, now: datetime) -> list[Matter]:
    return [hazards.matter(each) for each in hazards.open_of(person.id)]


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    matter=MATTER,
    words={reporting.WORD: reporting.begin, "随手拍": reporting.begin, "隐患": reporting.begin},
    hears=reporting.hear,
    offers=reporting.offers,
    mine=_mine,
    places=reporting.places,
    taps=_acts(
        {
            (SAME, "same"): same.answer,
            (SAME, "other"): same.answer,
            (FIX, "accept"): mending.accept,
            (DISPUTE, "give"): mending.dispute,
            (DISPUTE, "keep"): mending.dispute,
            (EXTENSION, "grant"): mending.extension,
            (EXTENSION, "deny"): mending.extension,
            **{(kind, "confirm"): checking.confirm for kind in LOOKS},
        }
    ),
    pages={
        (REPORT, "hazard.report"): reporting.submit,
        **_acts(
            {
                (SORT, "hazard.sort"): sorting.sort,
                (SORT, "hazard.reject"): sorting.reject,
                (FIX, "hazard.accept"): mending.accept,
                (FIX, "hazard.mend"): mending.mend,
                (FIX, "hazard.not_mine"): mending.not_mine,
                (FIX, "hazard.extend"): mending.extend,
                **{(kind, "hazard.look"): checking.look for kind in LOOKS},
            }
        ),
    },
    steps={
        REPORT: reporting.step,
        CLOCK: countdown.step,
        **_steps(
            {
                SORT: sorting.step,
                SAME: same.step,
                FIX: mending.step,
                FOLLOW: _nothing,
                DISPUTE: mending.decide_step,
                EXTENSION: mending.decide_step,
                **dict.fromkeys(LOOKS, checking.step),
            }
        ),
    },
    unreachable={
        REPORT: reporting.unreachable,
        CLOCK: countdown.nobody,
        **_steps(
            {
                SORT: sorting.unreachable,
                SAME: same.unreachable,
                FIX: mending.passed_on,
                FOLLOW: _nothing,
                DISPUTE: mending.decide_next,
                EXTENSION: mending.decide_next,
                **dict.fromkeys(LOOKS, checking.ask_next),
            }
        ),
    },
    acts={"hazard.part": same.part},
    away={SAME: same.away, FIX: mending.away, SORT: sorting.away, **dict.fromkeys(LOOKS, checking.away)},
    archive=Archive(archiving.due, archiving.archive),
    menu_title="隐患",
    menu={"hazard.report": reporting.begin},
    menu_entries=reporting.menu_entries,
)
