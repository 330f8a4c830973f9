"""Hazards as somebody looks for them: by words, state, area, category, grade, owner, day of the report, lateness."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from peewee import ModelSelect, fn

from models.base import PLANT_ZONE
from models.findable import Findable
from models.hazard import Hazard, sounds_major
from models.ledger import Entry
from rules.grams import words
from rules.hazards.categories import GRADES, SOUNDS_MAJOR
from rules.hazards.life import NAMES, OVER

# Not a state of its own: any in which it is not over.
OPEN = "open"
# An archived one is looked for by how it ended.
STATES: Mapping[str, str] = {
    OPEN: "没销号的",
    **{str(state): word for state, word in NAMES.items() if state != "archived"},
}
# No grade of its own: it sounds major, and nobody has decided that yet.
UNDECIDED = "undecided"
GRADED: Mapping[str, str] = {UNDECIDED: SOUNDS_MAJOR, **{str(grade): word for grade, word in GRADES.items()}}
# So many at a time, where all of them are wanted.
BATCH = 200
NAMES_OF = ("words", "state", "area", "category", "grade", "owner", "since", "until", "late")


@dataclass(frozen=True)
class Sought:
    """Ids, or empty for any; words: each must be found in the hazard; since, until: days of the report, both included;
    late: only those whose deadline has passed, mended or not."""

    words: str = ""
    state: str = ""
    area: str = ""
    category: str = ""
    grade: str = ""
    owner: str = ""
    since: date | None = None
    until: date | None = None
    late: bool = False

    @property
    def kept(self) -> dict[str, str]:
        """As texts by name, without what is not sought: for an address, or a job."""
        days = {name: day.isoformat() for name in ("since", "until") if (day := getattr(self, name))}
        texts = {name: getattr(self, name) for name in NAMES_OF if isinstance(getattr(self, name), str)}
        return {name: text for name, text in {**texts, **days, "late": "1" if self.late else ""}.items() if text}


def read(given: Mapping[str, str]) -> Sought:
    """What texts by name mean; anything that makes no sense counts as not given."""
    known = {name: str(given.get(name) or "")[:64].strip() for name in NAMES_OF}
    return Sought(
        words=known["words"],
        state=known["state"] if known["state"] in STATES else "",
        area=known["area"],
        category=known["category"],
        grade=known["grade"] if known["grade"] in GRADED else "",
        owner=known["owner"],
        since=_day(known["since"]),
        until=_day(known["until"]),
        late=known["late"] == "1",
    )


def count(sought: Sought) -> int:
    return int(_query(sought).count())


def page(sought: Sought, number: int, size: int) -> list[Hazard]:
    """That page, from 1 on: those that sound major first, then the newest."""
    return _undecided_first(_query(sought), (number - 1) * size, size, Hazard.id.desc())


def every(sought: Sought) -> Iterator[Hazard]:
    """All of them, the newest first, a few in memory at a time; what is reported meanwhile is left out."""
    found = _query(sought).order_by(Hazard.id.desc()).limit(BATCH)
    rows = list(found)
    while rows:
        yield from rows
        rows = list(found.where(Hazard.id < rows[-1].id)) if len(rows) == BATCH else []


def open_ones(start: int, most: int) -> list[Hazard]:
    """Those that are not over, from that place on: those that sound major first, then the late, then the newest."""
    found = Hazard.select().where(Hazard.state.not_in(OVER))
    return _undecided_first(found, start, most, Hazard.late.desc(), Hazard.id.desc())


def _undecided_first(found: ModelSelect[Hazard], start: int, most: int, *order: Any) -> list[Hazard]:
    """So many of them from that place on, those that sound major before all others."""
    ahead = list(found.where(Hazard.id.in_(_undecided())).order_by(*order))
    first = ahead[start : start + most]
    rest = found.where(Hazard.id.not_in([each.id for each in ahead])) if ahead else found
    return [*first, *rest.order_by(*order).offset(max(0, start - len(ahead))).limit(most - len(first))]


def _undecided() -> list[int]:
    """The ids of those that sound major, of the few that nobody has sorted yet."""
    waiting = Hazard.select(Hazard.id, Hazard.state, Hazard.report).where(Hazard.state == "triage")
    return [each.id for each in waiting if sounds_major(each)]


def closed_ones(start: int, most: int) -> list[Hazard]:
    """Those that were mended and closed, from that place on, the last closed first."""
    found = Hazard.select().where(Hazard.closed_at.is_null(False))
    return list(found.order_by(Hazard.closed_at.desc(), Hazard.id.desc()).offset(start).limit(most))


def marks(sought: Sought) -> list[Hazard]:
    """Where each of them is and how it stands, with nothing else of it."""
    ended = (Hazard.closed_at, Hazard.work)
    return list(_query(sought, Hazard.id, Hazard.area, Hazard.state, Hazard.late, Hazard.grade, Hazard.report, *ended))


def _ended(state: str) -> Any:
    """In this state, or archived from it."""
    said = Entry.select(Entry.id).where(Entry.subject == Hazard.subject, Entry.kind == "hazard.rejected")
    ways = {
        "closed_out": Hazard.closed_at.is_null(False),
        "merged": Hazard.closed_at.is_null() & ~fn.EXISTS(said),
        "rejected": Hazard.closed_at.is_null() & fn.EXISTS(said),
    }
    here = Hazard.state == state
    return here | ((Hazard.state == "archived") & ways[state]) if state in ways else here


def _query(sought: Sought, *columns: Any) -> ModelSelect[Hazard]:
    found = Hazard.select(*columns)
    if sought.words:
        found = found.join(Findable, on=(Findable.subject == Hazard.subject))
        for word in words(sought.words):
            found = found.where(Findable.text.contains(word))
    if sought.state:
        found = found.where(Hazard.state.not_in(OVER) if sought.state == OPEN else _ended(sought.state))
    for column, value in (
        (Hazard.area, sought.area),
        (Hazard.category, sought.category),
        (Hazard.grade, sought.grade if sought.grade in GRADES else ""),
        (Hazard.owner, sought.owner),
    ):
        if value:
            found = found.where(column == value)
    if sought.grade == UNDECIDED:
        found = found.where(Hazard.id.in_(_undecided()))
    elif sought.grade:
        found = found.where(Hazard.id.not_in(_undecided()))
    if sought.since:
        found = found.where(Hazard.received_at >= _midnight(sought.since))
    if sought.until:
        found = found.where(Hazard.received_at < _midnight(sought.until + timedelta(days=1)))
    return found.where(Hazard.late == True) if sought.late else found  # noqa: E712 - a column, not a value


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), PLANT_ZONE)


def _day(text: str) -> date | None:
    """A day of this century; no other can be looked for."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return None
    return found if 2000 <= found.year < 2100 else None
