"""Where somebody stands by what was said of him since the plant's files, and the plant with that in it. Pure.

Whoever has left stays known, without posts and accounts and away for good: what names him (an open card, a trail, the
duty roster) still finds him, and nobody is asked or offered in his place by mistake. The next data of the plant do
without him.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cache
from typing import Any, Literal, cast

from rules.accounts import NO_ACCOUNT
from rules.plant import Leave, Person, Plant

Platform = Literal["wecom", "dingtalk"]
LEFT = "已离职"
FOR_GOOD = date(9000, 1, 1)


@dataclass(frozen=True)
class Standing:
    """What was said, and nothing else: None is as in the plant's files. left: the day from which he is gone; certs:
    certificates of the house with their last days, beside those of the files."""

    person: str
    name: str | None = None
    department: str | None = None
    posts: tuple[str, ...] | None = None
    supervisor: str | None = None
    platform: str | None = None
    account: str | None = None
    phone: str | None = None
    shift: str | None = None
    left: date | None = None
    certs: Mapping[str, date] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether it says enough for somebody whom the plant's files do not have."""
        return bool(self.name and self.department and self.posts)


def written(standing: Standing) -> dict[str, Any]:
    """As a rule version keeps it."""
    said: dict[str, Any] = {each.name: getattr(standing, each.name) for each in fields(Standing)}
    said["posts"] = list(standing.posts) if standing.posts is not None else None
    said["left"] = standing.left.isoformat() if standing.left else None
    said["certs"] = {code: until.isoformat() for code, until in sorted(standing.certs.items())}
    return {name: value for name, value in said.items() if value not in (None, {})}


def read(kept: Mapping[str, Any]) -> Standing:
    said = {each.name: kept[each.name] for each in fields(Standing) if each.name in kept}
    if "posts" in said:
        said["posts"] = tuple(said["posts"])
    if "left" in said:
        said["left"] = date.fromisoformat(said["left"])
    if "certs" in said:
        said["certs"] = {code: date.fromisoformat(until) for code, until in said["certs"].items()}
    return Standing(**said)


def with_staff(plant: Plant, standings: Iterable[Standing]) -> Plant:
    """The plant in which all this was said."""
    said = {each.person: each for each in standings}
    known = [_changed(each, said.pop(each.id, None)) for each in plant.people]
    usual = cache(lambda department: _usual(plant, department))
    new = [
        _changed(_new(each, cast(Platform, each.platform) or usual(each.department)), each)
        for each in said.values()
        if each.whole
    ]
    people = {each.id: each for each in (*known, *new)}
    return replace(plant, people=tuple(_led(each, people) for each in people.values()))


def has_left(person: Person) -> bool:
    return left_on(person) is not None


def left_on(person: Person) -> date | None:
    """The day from which somebody is gone for good; None while he works here."""
    return next((each.from_ for each in person.leave if each.to == FOR_GOOD), None)


def has_account(person: Person) -> bool:
    return not person.account.startswith(NO_ACCOUNT)


def _changed(person: Person, said: Standing | None) -> Person:
    if said is None:
        return person
    names = ("name", "department", "posts", "supervisor", "platform", "account", "phone", "shift")
    changes = {name: getattr(said, name) for name in names if getattr(said, name) is not None}
    certs = {**person.certs, **{code: max(until, person.certs.get(code, until)) for code, until in said.certs.items()}}
    now: Person = replace(person, certs=certs, **changes)
    if said.left is None:
        return now
    gone = Leave(said.left, FOR_GOOD, LEFT)
    return replace(now, posts=(), account=f"{NO_ACCOUNT}{person.id}", leave=(gone, *now.leave))


def _usual(plant: Plant, department: str | None) -> Platform:
    """The platform of this department's people: of whom nobody says it, he is on that one."""
    near = [each for each in plant.people if each.department == department] or plant.people
    return Counter(each.platform for each in near).most_common(1)[0][0]


def _new(said: Standing, platform: Platform) -> Person:
    """Somebody whom the plant's files do not have."""
    return Person(
        id=said.person,
        name=said.name or said.person,
        department=said.department or "",
        posts=said.posts or (),
        supervisor=None,
        platform=platform,
        account=f"{NO_ACCOUNT}{said.person}",
        phone="",
        shift="day",
        certs={},
    )


def _led(person: Person, people: Mapping[str, Person]) -> Person:
    """Whose superior has left is led by that one's superior."""
    above, seen = person.supervisor, {person.id}
    while above is not None and above not in seen and above in people and has_left(people[above]):
        seen.add(above)
        above = people[above].supervisor
    above = None if above in seen or above not in people else above
    return person if above == person.supervisor else replace(person, supervisor=above)
