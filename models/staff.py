"""What was said of people since the plant's files: every event as it came, and what became of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, cast

from peewee import AutoField, BooleanField, CharField, DateField, TextField

from models.base import MomentField
from models.kept import Given, Kept
from models.stored import Stored, StoredField
from models.table import Table
from rules.plant import Plant
from rules.staff import folding
from rules.staff.events import Event, Kind, State
from rules.staff.standing import Standing

# What somebody may still have to decide.
OPEN: tuple[State, ...] = ("waiting", "aside")


class Said(Stored):
    """What an event says of a person, besides who and when."""

    name: str | None = None
    department: str | None = None
    posts: tuple[str, ...] | None = None
    supervisor: str | None = None
    platform: str | None = None
    account: str | None = None
    phone: str | None = None
    shift: str | None = None


class StaffEvent(Table):
    """key: source and number of the event there; on: from which day it holds; in_force_at: when the house first
    followed it; place: where he worked then, of a leaver until then; placed: whether he began anew by it
    (`rules.staff.returning`); settled_at, settled_by, reason: of one that somebody dropped."""

    id = AutoField()
    key = CharField(unique=True, max_length=200)
    source = CharField(max_length=60)
    kind = CharField(max_length=12)
    person = CharField(max_length=32, index=True)
    on = DateField(index=True)
    said = StoredField(Said)
    state = CharField(max_length=8, index=True)
    why = TextField(default="")
    came_at = MomentField()
    in_force_at = MomentField(null=True)
    place = TextField(default="")
    placed = BooleanField(default=True)
    settled_at = MomentField(null=True)
    settled_by = CharField(max_length=40, default="")
    reason = CharField(max_length=200, default="")

    @property
    def event(self) -> Event:
        said = self.said
        return Event(
            kind=cast(Kind, self.kind),
            person=self.person,
            on=self.on,
            name=said.name,
            department=said.department,
            posts=said.posts,
            supervisor=said.supervisor,
            platform=said.platform,
            account=said.account,
            phone=said.phone,
            shift=said.shift,
        )


def said_of(event: Event) -> Said:
    names = ("name", "department", "posts", "supervisor", "platform", "account", "phone", "shift")
    return Said(**{name: getattr(event, name) for name in names if getattr(event, name) is not None})


def by_key(key: str) -> StaffEvent | None:
    found: StaffEvent | None = StaffEvent.get_or_none(StaffEvent.key == key)
    return found


def in_state(*states: State) -> list[StaffEvent]:
    """In the order in which they came."""
    return list(StaffEvent.select().where(StaffEvent.state.in_(states)).order_by(StaffEvent.id))


def of_person(person: str) -> list[StaffEvent]:
    return list(StaffEvent.select().where(StaffEvent.person == person).order_by(StaffEvent.id))


def set_state(row: StaffEvent, state: State, why: str = "") -> None:
    row.state, row.why = state, why
    StaffEvent.set_by_id(row.id, {"state": state, "why": why})


def close(row: StaffEvent, state: State, reason: str, by: str, now: datetime) -> None:
    """Somebody, or the house, has said what becomes of it."""
    row.state = state
    changes = {"state": state, "reason": reason[:200], "settled_by": by[:40], "settled_at": now}
    StaffEvent.set_by_id(row.id, changes)


def say_more(row: StaffEvent, event: Event, why: str) -> None:
    """More is known of what somebody is still to decide."""
    row.said, row.why = said_of(event), why
    StaffEvent.set_by_id(row.id, {"said": row.said, "why": why})


def many() -> int:
    """How many events have come so far."""
    return int(StaffEvent.select().count())


def by_person(rows: Iterable[StaffEvent]) -> Mapping[str, list[StaffEvent]]:
    found: dict[str, list[StaffEvent]] = {}
    for row in rows:
        found.setdefault(row.person, []).append(row)
    return found


def standings(rows: Iterable[StaffEvent], today: date) -> dict[str, Standing]:
    """Where everybody stands today of whom one of these events speaks."""
    return folding.standings(row.event for row in rows if row.on <= today)


_BEGAN = (
    StaffEvent.kind.in_(("joined", "moved", "returned")) & StaffEvent.in_force_at.is_null(False) & StaffEvent.placed
)


def newcomers(plant: Plant) -> frozenset[str]:
    """The people whose place is not that of the plant's first data: they began anew by an event that was followed,
    whether or not the plant's data say it since."""
    return frozenset(row.person for row in _anew.rows(StaffEvent) if plant.knows(row.person))


@Kept
def _anew() -> Any:
    return StaffEvent.select(StaffEvent.person).where(_BEGAN).distinct()


def began(person: str) -> datetime | None:
    """When somebody began anew in his place by an event that was followed, the last time; None where that was followed
    before it was kept where he works."""
    return max((row.in_force_at for row in _anew_in_place.rows(StaffEvent, person=person)), default=None)


@Kept
def _anew_in_place() -> Any:
    mine = (StaffEvent.person == Given(StaffEvent.person)) & (StaffEvent.place != "")
    return StaffEvent.select(StaffEvent.in_force_at).where(_BEGAN, mine)


def last_leaving(row: StaffEvent) -> StaffEvent | None:
    """The leaving that this event comes after, whether or not the plant's data say it since."""
    earlier = (StaffEvent.on < row.on) | ((StaffEvent.on == row.on) & (StaffEvent.id < row.id))
    gone = StaffEvent.select().where(
        StaffEvent.person == row.person, StaffEvent.kind == "left", StaffEvent.state.in_(("kept", "void")), earlier
    )
    found: StaffEvent | None = gone.order_by(StaffEvent.on.desc(), StaffEvent.id.desc()).first()
    return found


def follow(row: StaffEvent, place: str, *, placed: bool, now: datetime) -> None:
    """The house follows the event from now on."""
    row.in_force_at, row.place, row.placed = now, place, placed
    StaffEvent.set_by_id(row.id, {"in_force_at": now, "place": place, "placed": placed})


def next_day(today: date) -> date | None:
    """The next day on which something begins to hold."""
    later = StaffEvent.select().where(StaffEvent.state == "kept", StaffEvent.on > today).order_by(StaffEvent.on)
    found: StaffEvent | None = later.first()
    return found.on if found else None


def last_day(person: str) -> datetime | None:
    """When the newest event of a person was followed."""
    rows = [row.in_force_at for row in of_person(person) if row.in_force_at]
    return max(rows, default=None)
