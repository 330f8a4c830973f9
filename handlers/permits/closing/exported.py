"""Which permits an export holds: those whose hours of work touch its period and that fit the rest of its scope, by
their rows or by their chains. So nobody hides a permit by changing or deleting its row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any, cast

from handlers.exports import Scope
from models import bent
from models.ask import Ask
from models.base import PLANT_ZONE
from models.ledger import Entry
from models.permit import Permit, named
from models.permit_form import PermitForm
from models.subject import Subject

PAGE = 500
# How long before its work a permit may be asked for, and still be looked for by its chain.
AHEAD = timedelta(days=60)
DAY = re.compile(r"-(\d{8})-\d+$")
CONTENT = ("permit.requested", "permit.changed", "permit.entered")


def subjects(scope: Scope) -> Iterator[int]:
    """The permits' subjects, in the order in which they were raised; last those whose rows alone would hide them."""
    seen = set()
    for subject in _by_rows(scope):
        seen.add(subject)
        yield subject
    yield from (
        subject for subject in _numbered_about_then(scope) if subject not in seen and _sealed_in(subject, scope)
    )


def _numbered_about_then(scope: Scope) -> Iterator[int]:
    """Permits whose number has a day from a while before the period to its end: nobody asks for a permit later."""
    first, last = f"{scope.since - AHEAD:%Y%m%d}", f"{scope.until:%Y%m%d}"
    rows = Subject.select(Subject.id, Subject.key).where(Subject.key.startswith("permit/"), Subject.seq > 0)
    for subject in rows.order_by(Subject.id).iterator():
        day = DAY.search(subject.key)
        if day and first <= day[1] <= last:
            yield subject.id


def _sealed_in(subject: int, scope: Scope) -> bool:
    """Whether the last request in the subject's chain fits the scope."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == subject, Entry.kind.in_(CONTENT))
    newest = mine.order_by(Entry.seq.desc()).first()
    if newest is None:
        return False
    form = PermitForm.read(json.loads(newest.canonical)["data"]["form"])
    begins, ends = _span(scope)
    touches = form.starts_at < ends and form.ends_at >= begins
    named = {text for _, text in form.texts()}
    fits = form.area == (scope.area or form.area) and form.kind in ("", scope.kind or form.kind)
    return touches and fits and scope.project in form.project and (not scope.person or scope.person in named)


def _span(scope: Scope) -> tuple[datetime, datetime]:
    begins = datetime.combine(scope.since, time(), PLANT_ZONE)
    return begins, datetime.combine(scope.until + timedelta(days=1), time(), PLANT_ZONE)


def _by_rows(scope: Scope) -> Iterator[int]:
    asked = _asked(scope.person) if scope.person else set()
    last = 0
    while page := list(_page(scope, last)):
        last = page[-1].id
        yield from (permit.subject_id for permit in page if bent.counts(_fits, permit, scope, asked))


def _page(scope: Scope, after: int) -> Any:
    begins, ends = _span(scope)
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
