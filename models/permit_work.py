"""What is known of the work on site (`permit.work`): who watches, who was told, what was confirmed and stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Self

from models.stored import NONE, Stored, key
from rules import isolation
from rules.isolation import LockPoint

# What belongs to one version of the permit: for a new version, people confirm, brief and check again.
OF_THE_VERSION = {
    "measures",
    "briefing",
    "briefed",
    "foreman_check",
    "confirmed",
    "not_concerned",
    "gas",
    "joined",
    "alarm",
    "wind",
    "coordinator",
    "crossings",
}


def layer_of(number: str) -> str:
    """The id of the measure that is the protecting layer between a permit and the one with this number."""
    return f"隔离层 {number}"


class Signed(Stored):
    """by: a person's id; png: the hash of the signature; presence: where the phone was by its own word, in words."""

    by: str
    at: datetime
    png: str = ""
    presence: str = ""


class Briefed(Signed):
    """A worker was told. way: `own` phone, or the `guardian`'s, who took the photo (its hash)."""

    way: str = ""
    photo: str = ""


class Confirmed(Stored):
    """One measure. applies: `yes` or `no`; photo: its hash; points: where energy is cut off; presence: where the phone
    was by its own word, in words."""

    applies: str = "yes"
    note: str = ""
    photo: str = ""
    points: tuple[Mapping[str, str], ...] = ()
    by: str = ""
    at: datetime | None = None
    presence: str = ""

    @property
    def locks(self) -> tuple[LockPoint, ...]:
        return isolation.known(self.points)


class LastTest(Stored):
    """The newest gas test that was kept, by its number in the store."""

    test: int
    ok: bool
    sampled_at: datetime


class Feed(Stored):
    """When a gas detector last reported, and whether people were told of its silence since."""

    at: datetime
    warned: bool = False

    def told(self) -> Self:
        return self.but(warned=True)


class PortableAlarm(Stored):
    """What detects continuously where no detector reports by itself. by: the guardian who saw it there; photo: its
    hash."""

    instrument: str
    calibrated_until: str
    by: str
    at: datetime
    photo: str


class Wind(Stored):
    """The wind force that the guardian reported last. ok: weak enough to work in."""

    force: str
    ok: bool
    by: str
    at: datetime


class Crossing(Stored):
    """Another job above or below this one, as its coordinator was asked. layers: how many there must be between them;
    version: of the other permit, since its next one may be higher."""

    layers: int
    words: str
    version: int


class HeadCount(Stored):
    people: tuple[str, ...] = key("in", default=())
    tools: int = 0


class StopRecord(Stored):
    """One stop. at: when it was ordered; made: when the person had acted, where the network held it; by: who stopped
    the work, empty when it was the house; resumed_at: None while the stop lasts; retest: only a new gas test ends it;
    handover, taken_over: the next guardian must sign, and when he did; untold: people whom the order did not reach, and
    who are told by voice; reached_at: when it had reached all of them; after_work: somebody called it when the work had
    been reported finished or its time was out."""

    at: datetime
    made: datetime | None = None
    by: str = ""
    why: str = ""
    resumed_at: datetime | None = None
    retest: bool = False
    because_of: str = ""
    handover: bool = False
    taken_over: datetime | None = None
    untold: tuple[str, ...] = ()
    reached_at: datetime | None = None
    after_work: bool = False

    def resumed(self, now: datetime) -> Self:
        return self.but(resumed_at=now)

    def not_reaching(self, people: Iterable[str]) -> Self:
        return self.without("reached_at").but(untold=(*self.untold, *people))

    def all_reached(self, now: datetime) -> Self:
        return self.but(reached_at=now)

    def ends_after_a_test(self) -> Self:
        return self.but(retest=True)

    def signed_over(self, now: datetime) -> Self:
        """The stop with the next guardian's signature."""
        return self.but(taken_over=now)

    def handed_over(self) -> Self:
        """The stop when the guardian leaves: an earlier hand-over no longer counts."""
        return self.without("taken_over").but(handover=True)


class LetIn(Stored):
    """Whom the safety head lets do one part of this one permit, in one area, without these courses. reason: in the
    safety head's words; png: the hash of his signature; ask: the number of the ask that he answered."""

    person: str
    role: str
    area: str
    courses: tuple[str, ...]
    reason: str
    by: str
    at: datetime
    png: str
    ask: int


def pardoned(let_in: Iterable[LetIn], area: str) -> frozenset[tuple[str, str, str]]:
    """What is pardoned for work in this area, as a job has it."""
    return frozenset((each.person, each.role, code) for each in let_in if each.area == area for code in each.courses)


class OnPaper(Stored):
    """Work that was permitted on paper. by: the console's account; scan: the hash of the paper."""

    entered_at: datetime
    by: str
    scan: str


class Work(Stored):
    """guardian: who took over the watch, empty while it is the form's guardian; cut: workers whose certificate lapsed;
    joined: people who came after the signatures, with their roles; confirmed, not_concerned: gates that the guardian
    ticked; coordinator: whom the house named when the permit met other work; crossings: by the other permit's
    number; linked: numbers of the permits whose requesters linked them with this one; let_in: who may do his part
    without a course, for this permit and all its versions."""

    guardian: str = ""
    cut: tuple[str, ...] = ()
    joined: Mapping[str, tuple[str, ...]] = NONE
    briefing: Signed | None = None
    briefed: Mapping[str, Briefed] = NONE
    foreman_check: Signed | None = None
    measures: Mapping[str, Confirmed] = NONE
    confirmed: tuple[str, ...] = ()
    not_concerned: tuple[str, ...] = ()
    gas: LastTest | None = None
    feeds: Mapping[str, Feed] = NONE
    alarm: PortableAlarm | None = None
    wind: Wind | None = None
    coordinator: str = ""
    crossings: Mapping[str, Crossing] = NONE
    linked: tuple[str, ...] = ()
    let_in: tuple[LetIn, ...] = ()
    stops: tuple[StopRecord, ...] = ()
    head_count: HeadCount = HeadCount()
    paper: OnPaper | None = None
    keep_until: str = ""

    @property
    def last_stop(self) -> StopRecord:
        """The newest stop. Raises IndexError when nothing has stopped the work yet."""
        return self.stops[-1]

    @property
    def alarms(self) -> tuple[StopRecord, ...]:
        """The stops that somebody called after the work."""
        return tuple(stop for stop in self.stops if stop.after_work)

    def resumed_since(self, moment: datetime) -> bool:
        """Whether the work was stopped and went on, or only went on, after this moment."""
        return any(stop.resumed_at is not None and stop.resumed_at > moment for stop in self.stops)

    def stop_of(self, person: str, moment: datetime) -> int | None:
        """The place of this person's newest stop of that moment; None when he has not stopped the work."""
        mine = [place for place, stop in enumerate(self.stops) if stop.by == person]
        so_far = [place for place in mine if (self.stops[place].made or self.stops[place].at) <= moment]
        return next(reversed(so_far or mine), None)

    def of_a_new_version(self) -> Self:
        """What remains when the permit's content changes."""
        return self.without(*OF_THE_VERSION)

    def guarded_by(self, person: str) -> Self:
        return self.but(guardian=person)

    def cut_off(self, people: Iterable[str]) -> Self:
        """The work without these workers."""
        return self.but(cut=(*self.cut, *people))

    def with_worker(self, person: str, roles: Sequence[str]) -> Self:
        """The work with this worker, even if a lapsed certificate had taken him off."""
        cut = tuple(each for each in self.cut if each != person)
        return self.but(joined={**self.joined, person: tuple(roles)}, cut=cut)

    def briefing_given(self, by: Signed) -> Self:
        return self.but(briefing=by)

    def told(self, worker: str, how: Briefed) -> Self:
        return self.but(briefed={**self.briefed, worker: how})

    def foreman_checked(self, by: Signed) -> Self:
        return self.but(foreman_check=by)

    def measure_confirmed(self, measure: str, how: Confirmed) -> Self:
        return self.but(measures={**self.measures, measure: how})

    def measure_failed(self, measure: str) -> Self:
        """A later reading did not pass: what was confirmed before no longer counts."""
        return self.but(measures={each: how for each, how in self.measures.items() if each != measure})

    def ticked(self, confirmed: Collection[str], not_concerned: Collection[str]) -> Self:
        """The gates that the program can't check, as the guardian sees them."""
        return self.but(confirmed=tuple(sorted(confirmed)), not_concerned=tuple(sorted(not_concerned)))

    def tested(self, test: LastTest) -> Self:
        return self.but(gas=test)

    def with_alarm(self, alarm: PortableAlarm) -> Self:
        return self.but(alarm=alarm)

    def wind_reported(self, wind: Wind) -> Self:
        return self.but(wind=wind)

    def coordinated_by(self, person: str) -> Self:
        return self.but(coordinator=person)

    def crossed(self, number: str, how: Crossing) -> Self:
        """The work with another job above or below it, about whose layer nobody has been asked yet."""
        left = {name: confirmed for name, confirmed in self.measures.items() if name != layer_of(number)}
        return self.but(crossings={**self.crossings, number: how}, measures=left)

    def linked_with(self, number: str) -> Self:
        return self.but(linked=(*(each for each in self.linked if each != number), number))

    def parted_from(self, number: str) -> Self:
        return self.but(linked=tuple(each for each in self.linked if each != number))

    def letting_in(self, *people: LetIn) -> Self:
        return self.but(let_in=(*self.let_in, *people))

    def heard(self, instrument: str, feed: Feed) -> Self:
        return self.but(feeds={**self.feeds, instrument: feed})

    def forgotten(self, instrument: str) -> Self:
        return self.but(feeds={name: feed for name, feed in self.feeds.items() if name != instrument})

    def counted(self, inside: HeadCount) -> Self:
        return self.but(head_count=inside)

    def stopped(self, record: StopRecord) -> Self:
        return self.but(stops=(*self.stops, record))

    def with_last_stop(self, record: StopRecord) -> Self:
        return self.but(stops=(*self.stops[:-1], record))

    def explained(self, number: int, why: str) -> Self:
        """The work with a reason for the stop at that place in the list."""
        stops = (each.but(why=why) if at == number else each for at, each in enumerate(self.stops))
        return self.but(stops=tuple(stops))

    def archived(self, keep_until: str) -> Self:
        return self.but(keep_until=keep_until)
