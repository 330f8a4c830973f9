"""Which permits an export holds: those whose hours of work touch its period and that fit the rest of its scope."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, cast

from handlers.exports import Scope
from models.ask import Ask
from models.base import PLANT_ZONE
from models.permit import Permit, named

PAGE = 500


def subjects(scope: Scope) -> Iterator[int]:
    """The permits' subjects, in the order in which they were raised."""
    asked = _asked(scope.person) if scope.person else set()
    last = 0
    while page := list(_page(scope, last)):
        last = page[-1].id
        yield from (permit.subject_id for permit in page if _fits(permit, scope, asked))


def _page(scope: Scope, after: int) -> Any:
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    ends = datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)
    query = Permit.select(Permit.id, Permit.subject, Permit.requester, Permit.form).where(
        Permit.id > after, Permit.starts_at < ends, Permit.ends_at >= begins
    )
    query = query.where(Permit.area == scope.area) if scope.area else query
    query = query.where(Permit.kind == scope.kind) if scope.kind else query
    return query.order_by(Permit.id).limit(PAGE)


def _fits(permit: Permit, scope: Scope, asked: set[int]) -> bool:
    if scope.project not in permit.form.project:
        return False
    return not scope.person or permit.subject_id in asked or scope.person in named(permit)


def _asked(person: str) -> set[int]:
    rows = Ask.select(Ask.subject).where(Ask.person == person).distinct().tuples()
    return {cast(tuple[int], row)[0] for row in rows}
