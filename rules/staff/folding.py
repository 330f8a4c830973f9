"""All that was said of a person, in the order of the days on which it holds, as one standing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from rules.plant import Person
from rules.staff.events import Event
from rules.staff.standing import Standing

SAID = ("name", "department", "posts", "supervisor", "platform", "account", "phone", "shift")


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
