"""What each moment of a permit's timetable does; the clock calls it."""

from __future__ import annotations

from datetime import datetime

from handlers.permits import over, relief, timetable
from handlers.permits.closing import acceptance, period
from handlers.permits.gas import silence
from handlers.permits.gates import ageing, certificates, coordinating, opening
from handlers.permits.request import linking
from handlers.permits.routing import looking_again
from handlers.permits.work import checks, untold, watch
from handlers.permits.work.checks import Event, ask_again
from handlers.untold import LOOK, LOOK_AGAIN
from models.ask import Ask
from models.permit import Permit
from models.subject import Subject

EVENTS: dict[str, Event] = {
    "interim_check": ask_again("interim_check"),
    "gas_record": ask_again("gas_record"),
    "video_running": ask_again("video_running"),
    "shift": checks.change_of_shift,
    "warn": period.warn,
    "border": period.stop_at_border,
    "end": period.end,
    "look_again": looking_again.look,
    timetable.ACCEPT: acceptance.look_again,
    watch.FEEDS: silence.look,
    over.MET: coordinating.look_whether_over,
    timetable.RELIEF: relief.look,
    linking.LOOK: opening.repaint,
    timetable.BEGIN: opening.repaint,
    ageing.SOON: ageing.soon,
    ageing.OVER: opening.repaint,
    certificates.EVENT: certificates.due,
    certificates.SOON: certificates.warn,
    LOOK: untold.look,
    LOOK_AGAIN: untold.look_again,
}


def step(permit: Permit, ask: Ask, name: str, now: datetime) -> None:
    """Does everything in the timetable that is due."""
    for event in timetable.take(ask, now):
        EVENTS[event](permit, now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""
