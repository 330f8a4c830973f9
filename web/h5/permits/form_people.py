"""The fields of the request form that hold people: how many they may hold, and who is chosen beforehand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rules.templates import Kind
from web.h5 import offer
from web.h5.offer import Choice
from web.h5.permits.choices import Question, most_named, offer_of, roles
from web.h5.permits.filled import Pair, people_in
from web.people import Visitor, told_apart

# Fields of people that every kind has; each kind's questions about people come with its template.
OWN_ROLES = {
    "work_leader": ("work_leader", "作业负责人"),
    "worker": ("workers", "作业人"),
    "guardian": ("guardian", "监护人"),
}


@dataclass(frozen=True)
class PeopleField:
    """A field of the form that holds people: its name among the form's values, and who is chosen beforehand.

    most: how many may be named, 0 for a single person; question: the kind's question behind it, with its areas.
    """

    id: str
    name: str
    label: str
    required: bool
    most: int = 0
    chosen: tuple[Choice, ...] = ()
    question: bool = False
    areas: tuple[str, ...] = ()

    @property
    def many(self) -> bool:
        return self.most > 0


def fields(kind_id: str, kind: Kind, asked: Iterable[Question], who: Visitor) -> Iterator[PeopleField]:
    """The fields that hold people, in the order in which they are asked. When somebody only has to be named, he is
    chosen beforehand."""
    questions = {each.field.id: each for each in asked}
    for role in roles(kind):
        if role in OWN_ROLES:
            name, label = OWN_ROLES[role]
            chosen = _leader(kind_id, who) if role == "work_leader" else ()
            yield PeopleField(role, name, label, True, most_named(role, kind), chosen)
        elif role in questions:
            yield _asked(questions[role], kind_id, kind, who)


def _asked(question: Question, kind_id: str, kind: Kind, who: Visitor) -> PeopleField:
    field = question.field
    only_named = field.kind == "person" and field.required and not field.works
    first = offer.chosen_before(offer_of(field.id, kind_id, who), who) if only_named else None
    most = most_named(field.id, kind)
    chosen = (first,) if first else ()
    return PeopleField(field.id, f"inputs.{field.id}", field.label, field.required, most, chosen, True, question.areas)


def _leader(kind_id: str, who: Visitor) -> tuple[Choice, ...]:
    """The requester, if he may lead the job: mostly he does."""
    himself = offer.named(offer_of("work_leader", kind_id, who), [who.person.id], who)
    return tuple(choice for choice in himself if not choice.lacks)


def names(filled: list[Pair], who: Visitor) -> dict[str, dict[str, object]]:
    """The names of the people among the values."""
    there = [who.plant.person(each) for each in people_in(filled) if who.plant.knows(each)]
    return {
        each.id: {"title": told_apart(who.plant, each), "contractor": who.plant.is_contractor(each)} for each in there
    }
