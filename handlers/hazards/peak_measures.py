"""The safety office does something about a peak of hazards, and ends it again. Each is an entry on the house's desk.

Everything runs inside the caller's transaction.
"""

from __future__ import annotations

from datetime import date, datetime

from models import ledger, peak_measure
from models.book import book
from models.peak_measure import PeakMeasure
from models.subject import desk
from rules.hazards.effects import MOST_WORDS, Spot, wrong

HOUSE = "house"


class BadMeasure(Exception):
    """It can't be entered; the message says why and what to do, each sentence with the name of its field."""


def begin(
    spot: Spot, found: tuple[date, date], words: str, begins: date | None, who: str, key: str, now: datetime
) -> None:
    """A measure for a peak. found: first and last day of the weeks that found it; who: the console's account; key: of
    the form, so that one sent twice is one. Raises BadMeasure."""
    words = words.strip()
    subject = desk(HOUSE, now)
    cell = {"weekday": spot.weekday, "start": spot.band.start, "end": spot.band.end}
    given = {**cell, "department": spot.department, "nature": spot.nature, "words": words, "begins": begins, "by": who}
    if before := peak_measure.of_key(key):
        if any(getattr(before, name) != value for name, value in given.items()):
            raise BadMeasure(f"这一页已经记过一条：{before.words}。请重新打开这一页，再记另一条")
        return
    if faults := wrong(words, begins, found[0], _today(now)):
        raise BadMeasure("；".join(faults))
    row = PeakMeasure.create(key=key, found_from=found[0], found_to=found[1], at=now, **given)
    data = {
        "measure": row.id,
        **cell,
        "cell": str(spot),
        "department": spot.department,
        "nature": spot.nature,
        "found_from": found[0].isoformat(),
        "found_to": found[1].isoformat(),
        "words": words,
        "begins": row.begins.isoformat(),
    }
    ledger.append(subject, "peak.measure", now, actor=_actor(who), data=data)


def end(number: int, why: str, who: str, now: datetime) -> None:
    """It no longer holds. Sent twice it counts once. Raises BadMeasure."""
    why = why.strip()
    if not why:
        raise BadMeasure("还要写为什么停")
    if len(why) > MOST_WORDS:
        raise BadMeasure(f"为什么停最多写 {MOST_WORDS} 个字，现在有 {len(why)} 个")
    subject = desk(HOUSE, now)
    row = PeakMeasure.find(number)
    if row is None:
        raise BadMeasure("没有这条措施。请从表里重新点")
    if row.ended_at:
        if (row.ended_by, row.ended_why) != (who, why):
            raise BadMeasure(f"这条措施已经停了：{row.ended_why}（{row.ended_by}记的）")
        return
    PeakMeasure.set_by_id(row.id, {"ended_at": now, "ended_by": who, "ended_why": why})
    data = {"measure": row.id, "cell": str(row.spot), "words": row.words, "reason": why}
    ledger.append(subject, "peak.measure_ended", now, actor=_actor(who), data=data)


def _today(now: datetime) -> date:
    return now.astimezone(book(now).plant.zone).date()


def _actor(who: str) -> dict[str, str]:
    return {"system": "console", "account": who}
