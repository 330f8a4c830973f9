"""All that was said of a person, in the order of the days on which it holds, as one standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from rules.plant import Person, Plant
from rules.staff.events import Event
from rules.staff.standing import Standing, with_staff

SAID = ("name", "department", "posts", "supervisor", "platform", "account", "phone", "shift")

# Where everybody stands on each of these days.
Days = dict[date, Mapping[str, Standing]]


@dataclass(frozen=True)
class Roll:
    """The plant as its files have it, and what counts of its people beside them, in the order in which it came."""

    base: Plant
    events: tuple[Event, ...] = ()
    before: tuple[Days, Event] | None = field(default=None, compare=False, repr=False)
    days: dict[date, Plant] = field(default_factory=dict, init=False, compare=False, repr=False)
    said: Days = field(default_factory=dict, init=False, compare=False, repr=False)

    def on(self, day: date) -> Plant:
        """The plant of that day; built once, because of a whole list each event is judged by what is kept so far."""
        if day not in self.days:
            self.days[day] = with_staff(self.base, self._standings(day).values())
        return self.days[day]

    def _standings(self, day: date) -> Mapping[str, Standing]:
        """Of that day, folded on from what is known already: of a long list each event is folded about once."""
        if day not in self.said:
            known = self.before is not None and day in self.before[0]
            self.said[day] = self._one_more(*self.before, day) if self.before and known else self._from_earlier(day)
        return self.said[day]

    def _one_more(self, before: Days, event: Event, day: date) -> Mapping[str, Standing]:
        """before: the days of the roll that lacks just this event."""
        if event.on > day:
            return before[day]
        mine = [each for each in self.of(event.person) if each.on <= day]
        last = mine[-1] is event and all(each.on <= event.on for each in mine)
        so_far = before[day].get(event.person, Standing(event.person))
        return {**before[day], event.person: followed(so_far, event) if last else folded(event.person, mine)}

    def _from_earlier(self, day: date) -> Mapping[str, Standing]:
        known = {*self.said, *(self.before[0] if self.before else ())}
        first = max((each for each in known if each < day), default=date.min)
        found = {**self._standings(first)} if first in known else {}
        between = (each for each in self.events if first < each.on <= day)
        for event in sorted(between, key=lambda each: each.on):
            found[event.person] = followed(found.get(event.person, Standing(event.person)), event)
        return found

    def of(self, person: str) -> list[Event]:
        return [each for each in self.events if each.person == person]

    def with_event(self, event: Event, place: int | None = None) -> Roll:
        """With one more that counts, at this place or at the end."""
        at = len(self.events) if place is None else place
        return Roll(self.base, (*self.events[:at], event, *self.events[at:]), (self.said, event))


def standings(events: Iterable[Event]) -> dict[str, Standing]:
    """Where everybody stands of whom one of these events speaks; in the order in which they came."""
    found: dict[str, list[Event]] = {}
    for each in events:
        found.setdefault(each.person, []).append(each)
    return {person: folded(person, own) for person, own in found.items()}


def folded(person: str, events: Iterable[Event]) -> Standing:
    """events: in the order in which they came. Of the same day the later one counts."""
    standing = Standing(person)
    for event in sorted(events, key=lambda each: each.on):
        standing = followed(standing, event)
    return standing


def followed(standing: Standing, event: Event) -> Standing:
    """With the next event."""
    if event.kind == "left":
        return replace(standing, left=event.on)
    back = event.kind in ("joined", "returned")
    said = {name: getattr(event, name) for name in SAID if getattr(event, name) is not None}
    return replace(standing, left=None if back else standing.left, **said)


def contained(standing: Standing, before: Person | None, after: Person | None) -> bool:
    """Whether new data of the plant need this no more: they say the same, or say something else of him than before.
    before, after: the person in the plant's own data, None where they do not have him."""
    if standing.left is not None or after is None:
        return after is None and (standing.left is not None or before is not None)
    places = [(each.department, {*each.posts}) if each else None for each in (before, after)]
    if places[0] != places[1]:
        return True
    same = standing.department in (None, after.department) and {*(standing.posts or after.posts)} == {*after.posts}
    return same and standing.name in (None, after.name) and standing.supervisor in (None, after.supervisor)
