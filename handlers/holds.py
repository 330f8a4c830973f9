"""Legal hold: a permit that an investigation needs is kept whatever its age, and its trail says since when and why.

Nothing in the house deletes permits today; whoever does later asks `models.hold` first.
"""

from __future__ import annotations

from datetime import datetime

from models import hold, ledger
from models.permit import Permit
from models.subject import lock

SYSTEM = {"system": "command"}


def put(permit: Permit, reason: str, now: datetime) -> None:
    """From now the permit is under hold; again with another reason adds a line to the trail."""
    subject = lock(permit.subject_id)
    hold.put(subject, reason, now)
    ledger.append(subject, "permit.hold_put", now, actor=SYSTEM, data={"number": permit.number, "reason": reason})


def lift(permit: Permit, reason: str, now: datetime) -> None:
    """The hold ends; a permit without one stays as it is."""
    subject = lock(permit.subject_id)
    if hold.of_subject(subject) is None:
        return
    hold.lift(subject)
    ledger.append(subject, "permit.hold_lifted", now, actor=SYSTEM, data={"number": permit.number, "reason": reason})
