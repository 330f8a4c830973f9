"""Legal hold: a matter that an investigation needs is kept whatever its age; its trail says since when and why.

Nothing in the house deletes anything today; whatever does so later must ask `models.hold.holds` first.
"""

from __future__ import annotations

from datetime import datetime

from models import hold, ledger
from models.matter import Matter
from models.subject import lock

SYSTEM = {"system": "command"}


def put(about: Matter, reason: str, now: datetime) -> None:
    """Puts the matter under hold; a second time, with another reason, adds a line to the trail."""
    subject = lock(about.subject.id)
    hold.put(subject, reason, now)
    data = {"number": about.number, "reason": reason}
    ledger.append(subject, f"{about.flow}.hold_put", now, actor=SYSTEM, data=data)


def lift(about: Matter, reason: str, now: datetime) -> None:
    """Ends the hold; a matter without one stays as it is."""
    subject = lock(about.subject.id)
    if not hold.holds(subject):
        return
    hold.lift(subject)
    data = {"number": about.number, "reason": reason}
    ledger.append(subject, f"{about.flow}.hold_lifted", now, actor=SYSTEM, data=data)
