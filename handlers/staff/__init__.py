"""Staff: who joins, moves, leaves and comes back, from HR, sheets and the platforms' directories (`rules.staff`).

What is said counts from its day on, beside the plant's files, until these say it too (`models.staffed`).
"""

from datetime import datetime

from handlers.flow import Flow
from handlers.staff import hearing, reaching, turning, vacating
from handlers.staff.kinds import CLOCK, KINDS
from handlers.staff.life import soon
from handlers.staff.words import ENTRIES
from models import staff
from models.ask import Ask
from models.subject import Subject

__all__ = ["FLOW", "hearing", "soon", "vacating"]


def _clock(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    turning.due(ask, now)


def _nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def _follow(now: datetime) -> None:
    """New plant data: who can be reached, which posts are empty, whether what was aside or waits can be right now."""
    reaching.follow(now)
    vacating.follow(now)
    if staff.in_state("kept", *staff.OPEN):
        soon(now)


FLOW = Flow(
    kinds=KINDS,
    entries=ENTRIES,
    steps={CLOCK: _clock},
    unreachable={CLOCK: _nobody},
    plant_changed=_follow,
)
