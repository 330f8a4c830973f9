"""What a permit was raised with, and who was asked to sign it: job, rules, kind and route as they were then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from models import ask as ask_table
from models import meter
from models import permit as permits
from models.ask import Ask
from models.book import book, book_of
from models.permit import Permit
from models.permit_work import pardoned
from rules import outside
from rules.clashes import Other
from rules.job import Job
from rules.related import Linked
from rules.routes import Added, Route, Slot, route
from rules.routing_rules import RoutingRules
from rules.scene import Scene
from rules.templates import Kind, Templates

KIND, BRIEF = "permit.sign", "permit.brief"
SYSTEM = {"system": "permits"}


def job(permit: Permit) -> Job:
    own = permit.form.job(permit.requester, kind_of(permit).leads_as)
    return replace(own, let_in=pardoned(permit.work.let_in, permit.area))


def rules(permit: Permit) -> RoutingRules:
    """The routing rules under which the permit was raised; later rules do not affect it."""
    return book_of(int(permit.rules)).config.rules


def templates(permit: Permit) -> Templates:
    """The templates under which the permit was raised; later ones may no longer have its kind."""
    return book_of(int(permit.rules)).config.templates


def kind_of(permit: Permit) -> Kind:
    """The permit's kind, by the rules under which it was raised."""
    return templates(permit).kinds[permit.kind]


def meeting(permit: Permit, now: datetime) -> Templates:
    """Today's templates, by which permits meet whenever they were raised; with what the permit's own add."""
    today, own = book(now).config.templates, templates(permit).relations
    conflicts = tuple(dict.fromkeys((*today.relations.conflicts, *own.conflicts)))
    vertical = today.relations.vertical or own.vertical
    return replace(today, relations=replace(today.relations, conflicts=conflicts, vertical=vertical))


def role_name(permit: Permit, role: str) -> str:
    """What the plant called a role of the permit when it was raised."""
    return str(templates(permit).roles.get(role, role))


def way(permit: Permit) -> Route:
    """The permit's route, worked out again from what it was raised with, so the same every time; with the lines that
    signers of this version have added since."""
    raised_with = book_of(int(permit.rules))
    found = route(job(permit), raised_with.plant, raised_with.config.rules, permit.requested_at)
    kept = {each["id"]: each["slots"] for each in permit.route["stages"]}
    stages = (replace(each, added=tuple(_added(kept.get(each.id, ())))) for each in found.stages)
    return replace(found, stages=tuple(stages))


def _added(slots: Iterable[Mapping[str, Any]]) -> Iterator[Added]:
    for slot in slots:
        if line := slot.get("added"):
            own = Slot(slot["id"], line["post"], None, line["scope"], slot["signs_for"], False, False)
            yield Added(own, line["host"], line["order"], line["by"], line["person"], line["reason"])


def scene(permit: Permit, now: datetime) -> Scene:
    """What decides who may sign now: the permit's own job and rules, with today's plant and who can be reached
    today."""
    return Scene(job(permit), book(now).plant, rules(permit), now, meter.unreachable())


def as_other(permit: Permit) -> Other:
    """The permit as other work, which a job must perhaps not meet."""
    return Other(
        permit.number,
        permit.kind,
        permit.area,
        permits.point(permit),
        permit.starts_at,
        permit.ends_at,
        permit.form.inputs,
        permits.guardian(permit),
        kind_of(permit).from_above,
    )


def as_linked(permit: Permit) -> Linked:
    """The permit as one that a job may be linked to."""
    return Linked(permit.number, permit.kind, permit.area, permit.starts_at, permit.ends_at)


def contains(permit: Permit, other: Permit) -> bool:
    """Whether the permit's own kind of work has the other's in it, so that it waits for the other."""
    return kind_of(other).form in outside.chosen(kind_of(permit), permit.form.inputs)


def request_of(permit: Permit) -> Ask:
    """The requester's ask whose card shows how the permit stands."""
    request: Ask = Ask.get_by_id(permit.form.request_ask)
    return request


def asked(permit: Permit) -> list[Ask]:
    """Every ask to sign this version of the permit."""
    mine = f"{permit.version}/"
    return [each for each in ask_table.about(permit.subject, KIND) if each.stage.startswith(mine)]


def signed(permit: Permit) -> dict[str, str]:
    """Line → who has signed it in this version."""
    return {each.slot: each.person for each in asked(permit) if each.state == "done"}


def stage_key(permit: Permit, stage_id: str) -> str:
    return f"{permit.version}/{stage_id}"
