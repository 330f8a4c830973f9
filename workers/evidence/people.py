"""People as the package names them: id → name, unit and posts at the time. Entries hold ids only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict

from models.book import Book, book, book_of
from models.seals import Written


class Named(TypedDict):
    name: str
    unit: str
    posts: list[str]


People = Mapping[str, Named]


def rules_behind(chain: Sequence[Written]) -> Book:
    """The rule version that the chain names first (`rules@3`). Raises LookupError where it names none, or one that the
    store has not got."""
    named = (str(entry.line["data"].get("rules", "")).partition("@")[2] for entry in chain)
    first = next((name for name in named if name.isdigit()), None)
    if first is None:
        raise LookupError("no rule version in the chain")
    return book_of(int(first))


def people_behind(chain: Sequence[Written], now: datetime) -> People:
    """Everybody in the rule version that the chain names first, and everybody who has joined since."""
    try:
        return {**people_now(now), **_named(rules_behind(chain))}
    except LookupError:
        return people_now(now)


def people_of(rules: int, now: datetime) -> People:
    """Everybody in the rule version under which something was raised, and everybody who has joined since."""
    return {**_named(book(now)), **_named(book_of(rules))}


def people_now(now: datetime) -> People:
    """Everybody in the rules in force."""
    return _named(book(now))


def _named(rules: Book) -> dict[str, Named]:
    plant = rules.plant
    return {
        person.id: {
            "name": person.name,
            "unit": plant.department(person.department).name,
            "posts": [
                plant.title(post, person.department if plant.posts[post].scope == "department" else None)
                for post in person.posts
            ],
        }
        for person in plant.people
    }


def name_of(people: People, person: str) -> str:
    """The name, or the id when the name has been removed."""
    return people[person]["name"] if person in people else person


def names_of(people: People, persons: object) -> str:
    """The names of one id or a list of ids."""
    return "、".join(name_of(people, str(person)) for person in (persons if isinstance(persons, list) else [persons]))


def units_of(people: People, persons: list[str]) -> str:
    """Each unit once, in the order of the people."""
    return "、".join(dict.fromkeys(people[person]["unit"] for person in persons if person in people))


def titled(people: People, person: str) -> str:
    """姓名 · 岗位"""
    posts = people[person]["posts"] if person in people else []
    return " · ".join([name_of(people, person), *posts[:1]])
