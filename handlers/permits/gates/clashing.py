"""Work that must not meet but is under way together all the same: the younger permit stops, and somebody is asked to
coordinate the two (permits.md §9, case 23).

The request and the start refuse such work. It can still happen when new plant data change areas or distances.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from handlers import alerts
from handlers.permits import crew, raised
from handlers.permits.gates import facts
from handlers.permits.work.stopping import Stop, suspend
from models import permit as permits
from models.book import book
from models.permit import Permit
from rules.clashes import Clash


def look(now: datetime) -> None:
    """Checks every permit at work, the oldest first, against the others under way."""
    for row in Permit.select(Permit.subject).where(Permit.state == "working").order_by(Permit.subject):
        permit = permits.locked(row.subject_id)
        if permit.state == "working":
            _part(permit, now)


def in_the_way(permit: Permit, now: datetime) -> Iterator[Clash]:
    """What keeps a stopped permit from resuming: other work that it must not meet, under way now or raised earlier."""
    for clash, other in _met(permit, now):
        if other.state == "working" or other.id < permit.id:
            yield clash


def _part(permit: Permit, now: datetime) -> None:
    older = next((clash for clash, other in _met(permit, now) if other.id < permit.id), None)
    if older is None:
        return
    suspend(permit, Stop(older.words.partition("：")[0], raised.SYSTEM), now)
    area = crew.area_representative(permit, now)
    people = [*([area] if area else []), *alerts.responders(book(now), now)[:1]]
    lines = [f"{permit.number} 停了，{older.number} 还在干", older.words, "请定一名统一协调人，排好先后"]
    title = f"两处作业冲突，要人协调：{permit.form.area_name}"
    alerts.notice(permit.subject, f"clash/{older.number}", title, lines, people, now)


def _met(permit: Permit, now: datetime) -> Iterator[tuple[Clash, Permit]]:
    """Blocking clashes, each with the permit that is met."""
    for clash in facts.clashes_now(permit, now):
        other = permits.by_number(clash.number)
        if clash.effect == "block" and other is not None:
            yield clash, other
