"""The part of the guardian's pages on which a portable alarm is registered, where the work needs one."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.permits.gates import alarm
from models.permit import Permit
from web.people import Visitor


@dataclass(frozen=True)
class AlarmView:
    """now: the alarm that is registered, in words; empty while there is none."""

    now: str


def view(permit: Permit, who: Visitor) -> AlarmView | None:
    """What the page shows; None when this reader has nothing to register."""
    if not alarm.wanted(permit, who.person.id):
        return None
    there = permit.work.alarm
    return AlarmView(f"{there.instrument}，检定到 {there.calibrated_until}，{there.at:%H:%M} 登记" if there else "")
