"""Hazards as they are counted (`rules.hazards.figures`), read from the store in one pass."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from peewee import fn

from models import bent
from models.book import Book
from models.hazard import Hazard
from models.hazard_report import Checked
from models.ledger import Entry
from rules.hazards.categories import Nature
from rules.hazards.figures import Counted, Look, Period
from rules.hazards.life import NEVER_COUNTED
from rules.hazards.peaks import Happened
from rules.hazards.points import NOBODYS

BATCH = 500
RECHECKS = ("safety", "management")
ACTS = ("hazard.accepted", "hazard.extension_asked", "hazard.mended")
TOLD = ("hazard.red", "hazard.fake", *ACTS)


def counted(period: Period, rules: Book) -> list[Counted]:
    """Every hazard that tells something of the period, the oldest first: received before its end, and not closed and
    due before its beginning."""
    lasting = Hazard.closed_at.is_null() | (Hazard.closed_at >= period.start) | (Hazard.until >= period.start)
    rows = Hazard.select().where(Hazard.received_at < period.end, lasting, Hazard.state.not_in(NEVER_COUNTED))
    found = [row for row in rows.order_by(Hazard.id) if row.state != "archived" or row.closed_at]
    told = _told(row.subject_id for row in found)
    return list(bent.each(found, lambda row: _counted(row, told[row.subject_id], rules)))


def valid_reports(period: Period) -> list[str]:
    """The finder of each valid report that was found in the period. What instruments sent is no report; of what nobody
    signed the finder is empty."""
    rows = Hazard.select(Hazard.finder, Hazard.state, Hazard.closed_at, Hazard.report)
    within = (Hazard.found_at >= period.start) & (Hazard.found_at < period.end)
    found = rows.where(within, Hazard.state.not_in(NEVER_COUNTED))
    valid = (row for row in found if row.state != "archived" or row.closed_at)
    ways = bent.each(valid, lambda row: (row.report.way, str(row.finder)))
    return [finder for way, finder in ways if way not in NOBODYS]


def happened(period: Period, rules: Book) -> list[Happened]:
    """What people found in the period, by the plant's clock; what instruments sent is none of theirs."""
    within = (Hazard.found_at >= period.start) & (Hazard.found_at < period.end)
    rows = Hazard.select().where(within, Hazard.state.not_in(NEVER_COUNTED)).order_by(Hazard.id)
    found = bent.each(
        (row for row in rows if row.state != "archived" or row.closed_at), lambda row: _happened(row, rules)
    )
    return [each for way, each in found if way not in NOBODYS]


def first_received() -> datetime | None:
    """When the first hazard came that counts: further back there are no records."""
    found: datetime | None = (
        Hazard.select(fn.MIN(Hazard.received_at)).where(Hazard.state.not_in(NEVER_COUNTED)).scalar()
    )
    return found


def _happened(row: Hazard, rules: Book) -> tuple[str, Happened]:
    """With how it was reported."""
    at = row.found_at.astimezone(rules.plant.zone)
    return row.report.way, Happened(at, row.finder, row.area, row.category, nature(row, rules), row.number)


def _finder(row: Hazard) -> str:
    """Empty for what an instrument found."""
    return "" if row.report.way in NOBODYS else str(row.finder)


def nature(row: Hazard, rules: Book) -> Nature:
    category = rules.config.hazards.of(row.category)
    return category.nature if category else "thing"


def _counted(row: Hazard, told: dict[str, list[datetime]], rules: Book) -> Counted:
    area = next((each for each in rules.plant.areas if each.id == row.area), None)
    work = row.work
    return Counted(
        number=row.number,
        found_at=row.found_at,
        received_at=row.received_at,
        due_at=row.due_at,
        until=row.until,
        closed_at=row.closed_at,
        category=row.category,
        nature=nature(row, rules),
        grade=row.grade,
        area=row.area,
        department=area.department if area else "",
        finder=_finder(row),
        owner=row.owner,
        repeat=bool(work.repeats),
        looks=tuple(Look(each.at, each.ok, chance(each)) for each in work.checked if each.level in RECHECKS),
        mended=tuple(each.at for each in work.mended),
        checked=tuple(each.at for each in work.checked if each.level == "crew"),
        alerts=tuple(told["hazard.red"]),
        acts=tuple(sorted(at for kind in ACTS for at in told[kind])),
        fakes=len(told["hazard.fake"]),
    )


def chance(look: Checked) -> float | None:
    """How likely this look was drawn; None where nobody kept it."""
    try:
        rate = float(look.rate)
    except ValueError:
        return None
    return rate if 0 < rate <= 1 else None


def _told(subjects: Iterable[int]) -> dict[int, dict[str, list[datetime]]]:
    """When each of these hazards had which entry."""
    found: dict[int, dict[str, list[datetime]]] = defaultdict(lambda: defaultdict(list))
    for batch in _batches(list(subjects)):
        rows = Entry.select(Entry.subject, Entry.kind, Entry.recorded_at, Entry.canonical)
        for entry in rows.where(Entry.subject.in_(batch), Entry.kind.in_(TOLD)).order_by(Entry.id):
            if entry.kind != "hazard.fake" or json.loads(entry.canonical)["data"].get("fake", True):
                found[entry.subject_id][entry.kind].append(entry.recorded_at)
    return found


def _batches(every: list[int]) -> Iterator[list[int]]:
    return (every[first : first + BATCH] for first in range(0, len(every), BATCH))
