"""The coordinator of jobs that meet (统一协调人): one person for all, named by the form, or later by the house."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.permits import crew
from models import meter
from models import permit as permits
from models.book import Book, name_of
from models.permit import Permit
from rules import coordinating
from rules.plant import Person

TAKEN_OVER = "已经定了他"


@dataclass(frozen=True)
class Coordinator:
    """Who coordinates and why he; without a person, the words say what to do."""

    person: str
    words: str


def settle(
    wanted: str, area: str, own: Sequence[str], met: Sequence[Permit], rulebook: Book, at: datetime
) -> Coordinator:
    """Whoever coordinates one of the jobs met already, else the wanted one, else whom the plant's order proposes: the
    first who may at that moment. own: the people of the job itself."""
    busy = {*own, *(person for each in met for person in parts(each))}
    plant, out, refused = rulebook.plant, meter.unreachable(), ""
    for person, why in _in_turn(wanted, area, met, rulebook):
        fault = coordinating.fault(person, busy, plant, rulebook.config.rules, at, out)
        if not fault:
            return Coordinator(person.id, f"统一协调人：{name_of(plant, person.id)}（{why}）{refused}")
        if person.id == wanted:
            return Coordinator("", f"{person.name}{fault}，不能当统一协调人：请换人")
        if why.endswith(TAKEN_OVER):
            refused = f"，接替{person.name}（{fault}）"
    return Coordinator("", "没有人能当统一协调人：请在表上选一位，不能是这几项作业里的人")


def _in_turn(wanted: str, area: str, met: Sequence[Permit], rulebook: Book) -> Iterator[tuple[Person, str]]:
    plant = rulebook.plant
    for each in met:
        already = permits.coordinator(each)
        if plant.knows(already):
            yield plant.person(already), f"{each.number} {TAKEN_OVER}"
    if plant.knows(wanted):
        yield plant.person(wanted), "票上选的"
    for person in coordinating.proposed(area, plant):
        yield person, plant.posts[person.posts[0]].name


def parts(permit: Permit) -> list[str]:
    """The people of a job who can't stand above it."""
    return [*crew.workers(permit), permits.guardian(permit), permit.form.work_leader]
