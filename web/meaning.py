"""Which of some people the words mean: by name, by its letters, by post, department, crew or number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rules.finding import rank
from rules.plant import Person, Plant
from web.people import crew
from web.sounds import said


def meant(words: str, people: Iterable[Person], plant: Plant) -> Iterator[tuple[int, Person]]:
    """(how well, person) of those whom the words fit; see `rules.finding`."""
    for person in people:
        fit = rank(words, said(person.name), [said(each) for each in _called(person, plant)])
        if fit is not None:
            yield fit, person


def _called(person: Person, plant: Plant) -> Iterator[str]:
    """What people call him by, beside his name."""
    yield from (plant.posts[post].name for post in person.posts)
    yield plant.department(person.department).name
    yield crew(person, plant)
    yield person.id
