"""What ends with a permit: its alerts, and the looks of its own clock. A permit that met it is looked at again.

After the work only the site matters: who accepts it, and whether anybody is still inside or has not been told. What was
asked for the way to the work, and for work that meets other work, is over then.
"""

from __future__ import annotations

from datetime import datetime

from handlers import alerts, asks
from handlers.permits import timetable
from handlers.permits.kinds import LET_IN
from models import ask as ask_table
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.house_asks import Alert
from models.permit import Permit
from rules.life import NAMES, OVER, State

# Topics about the way to the work, and about work that meets other work.
COORDINATE, CLASH = "coordinate", "clash"
OF_THE_WORK = (COORDINATE, CLASH, "unqualified", "no_", "late", "blocked")
# Whether a signature is real must be settled all the same.
OF_SIGNATURES = ("same_device", "same_drawing")
AFTER_THE_WORK = ("finished", "expired")
WORDS: dict[State, str] = {"cancelled": "申请人撤回了这张票", "expired": "这张票过了作业时段，作废"}
# The timetable's moment at which a permit's meeting with others is looked at again.
MET = "met"


def settle(permit: Permit, state: State, now: datetime) -> None:
    """The permit has just come to this state."""
    unused = state == "expired" and permit.started_at is None
    ended = state in OVER or unused
    if not ended and state not in AFTER_THE_WORK:
        return
    words = WORDS.get(state, f"这张票{NAMES[state]}了")
    gone = {
        each
        for each in topics(permit)
        if (ended and not each.startswith(OF_SIGNATURES)) or each.startswith(OF_THE_WORK)
    }
    alerts.over(permit.subject, gone, words, now)
    for each in ask_table.movable(permit.subject, LET_IN):
        asks.close(each, "superseded", now, Outcome.over(words, now))
    if ended:
        timetable.drop(permit.subject, timetable.RELIEF, now=now)
    _tell_those_it_met(permit, now)


def topics(permit: Permit) -> set[str]:
    """Of the alerts that nobody has taken yet."""
    asked = (each for each in ask_table.of_subject(permit.subject) if each.state in MOVABLE)
    return {Alert.of(each).topic for each in asked if each.kind == alerts.KIND}


def _tell_those_it_met(permit: Permit, now: datetime) -> None:
    """Those about which a card that names this permit still waits."""
    waiting = Ask.select(Ask.subject, Ask.data).where(
        Ask.kind == alerts.KIND, Ask.state.in_(MOVABLE), Ask.subject != permit.subject
    )
    met = {
        each.subject_id
        for each in waiting
        if Alert.of(each).topic.startswith((COORDINATE, CLASH)) and permit.number in " ".join(Alert.of(each).lines)
    }
    for subject in sorted(met):
        timetable.at(permits.locked(subject).subject, MET, now, now)
