"""All that was said of a person, in the order of the days on which it holds, as one standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from rules.plant import Person, Plant
from rules.staff.events import Event
from rules.staff.standing import Standing, with_staff

SAID = ("name", "department", "posts", "supervisor", "platform", "account", "phone", "shift")


@dataclass(frozen=True)
class Roll:
    """The plant as its files have it, and what counts of its people beside them, in the order in which it came."""

    base: Plant
    kept: tuple[Event, ...] = ()
    days: dict[date, Plant] = field(default_factory=dict, init=False, compare=False, repr=False)

    def on(self, day: date) -> Plant:
        """The plant of that day; built once, because of a whole list each event is judged by what is kept so far."""
        if day not in self.days:
            said = standings(each for each in self.kept if each.on <= day)
            self.days[day] = with_staff(self.base, said.values())
        return self.days[day]

    def of(self, person: str) -> list[Event]:
        return [each for each in self.kept if each.person == person]

    def with_event(self, event: Event, place: int | None = None) -> Roll:
        """With one more that counts, at this place or at the end."""
        at = len(self.kept) if place is None else place
        return replace(self, kept=(*self.kept[:at], event, *self.kept[at:]))


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
        if event.kind == "left":
            standing = replace(standing, left=event.on)
            continue
        back = event.kind in ("joined", "returned")
        said = {name: getattr(event, name) for name in SAID if getattr(event, name) is not None}
        standing = replace(standing, left=None if back else standing.left, **said)
    return standing


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
