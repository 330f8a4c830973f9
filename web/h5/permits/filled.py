"""A request as names and values of the page's form, so that an older request can fill it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models.permit_form import Request
from rules.plant import Plant

Pair = tuple[str, str]
PEOPLE = ("work_leader", "guardian", "workers", "copies", "coordinator")


def pairs(form: Request, plant: Plant, *, again: bool = False) -> list[Pair]:
    """Every field that is filled in. again: for a new permit, so without times, links and the level chosen by hand."""
    given = [*_fields(form), *_answers(form), *_risks(form)]
    return given if again else [*given, *_this_time(form, plant)]


def beginning(starts_at: datetime, plant: Plant) -> Pair:
    return "starts_at", in_field(starts_at.astimezone(plant.zone))


def in_field(moment: datetime) -> str:
    """A moment as a field of date and time has it."""
    return moment.strftime("%Y-%m-%dT%H:%M")


def people_in(values: list[Pair]) -> set[str]:
    """Every value that may be a person's id."""
    return {value for name, value in values if name in PEOPLE or name.startswith("inputs.")}


def _fields(form: Request) -> Iterator[Pair]:
    for name in ("area", "part", "project", "work_leader", "guardian"):
        yield name, str(getattr(form, name))
    yield "contractor", "yes" if form.contractor else "no"
    yield from (("workers", person) for person in form.workers)
    yield from (("also", kind) for kind in form.also)
    yield from (("copies", person) for person in form.copies)


def _answers(form: Request) -> Iterator[Pair]:
    for name, value in form.inputs.items():
        if isinstance(value, bool):
            yield f"inputs.{name}", "yes" if value else "no"
        elif isinstance(value, list):
            yield from ((f"inputs.{name}", each) for each in value)
        else:
            yield f"inputs.{name}", f"{value:g}" if isinstance(value, float) else str(value)


def _risks(form: Request) -> Iterator[Pair]:
    for struck in form.struck:
        yield "struck", str(struck.line)
        yield f"struck_why.{struck.line}", struck.reason
    for number, added in enumerate(form.added):
        for name in ("step", "hazard", "consequence", "risk"):
            yield f"added.{number}.{name}", str(getattr(added, name))
        yield f"added.{number}.measures", "、".join(added.measures)
    yield from (("unconcerned", measure) for measure in form.unconcerned)
    for post, why in form.excused.items():
        yield "excused", post
        yield f"excused_why.{post}", why


def _this_time(form: Request, plant: Plant) -> Iterator[Pair]:
    yield "level", form.level
    yield "related", ",".join(form.related)
    yield from (("coordinator", person) for person in [form.coordinator] if person)
    yield beginning(form.starts_at, plant)
    yield "hours", f"{(form.ends_at - form.starts_at).total_seconds() / 3600:g}"
