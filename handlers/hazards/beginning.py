"""Where a hazard goes once it is reported, sorted or parted: to its owner, or to somebody who says what it is. Mended
on the spot (即查即改) it goes to the crew that looks at it."""

from __future__ import annotations

from datetime import datetime

from handlers.hazards import assigning, checking, life
from models.hazard import Hazard
from models.hazard_report import Mended
from rules.hazards.owners import Named


def begin(hazard: Hazard, now: datetime, *, decided: bool = False) -> None:
    """A major one is never mended by its finder alone. What sounds like one goes to somebody who says so or not.

    decided: somebody has."""
    if hazard.report.hinted and not decided:
        assigning.ask_to_sort(hazard, now, assigning.SOUNDS_MAJOR)
    elif not hazard.category or not hazard.area:
        assigning.ask_to_sort(hazard, now)
    elif hazard.report.fixed and hazard.grade != "major":
        _mended_at_once(hazard, now)
    else:
        assigning.assign(hazard, now)


def _mended_at_once(hazard: Hazard, now: datetime) -> None:
    """The finder is its owner as well; what he did is in his report. Others look, as always."""
    fixed = hazard.report.fixed
    if fixed is None:
        return
    assigning.own(hazard, Named(hazard.finder, "", "当场改好的"), now)
    mended = Mended(
        by=hazard.finder,
        at=hazard.received_at,
        note=fixed.note,
        photos=fixed.photos,
        presence=fixed.presence,
    )
    life.move(hazard, "submitted", "hazard.to_check", now, work=hazard.work.with_mended(mended))
    checking.ask_crew(hazard, now)
