"""Whose turn it is among the deliveries that wait: orders before all else; and of what was put off, which is tried to
see whether a silent platform answers again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from peewee import Case

from models.delivery import AGAIN, MORE, REMIND, TO_BRING, Delivery, may_be_brought
from models.kept import Given, Kept

# Of one platform's urgent rows, and of its ordinary ones, no lane hands out so many before it looks again.
MOST_DUE = 50
# So many calls of one order may go out in a row of which nobody knows what came, before it waits long.
MOST_UNSURE = 3
# Purposes of urgent texts that order nobody to stop, to leave or to go on, as the open flows declare them.
_nudges = frozenset({REMIND, AGAIN, MORE})


def open_nudges(purposes: Collection[str]) -> None:
    """Makes these, beside the house's own, the purposes of urgent texts that are no orders."""
    global _nudges
    _nudges = frozenset({REMIND, AGAIN, MORE, *purposes})


def is_order(nudges: Collection[str] | None = None) -> Any:
    """Whether a row is an order that must arrive before all else: an urgent text that is no nudge."""
    return (Delivery.form == "text") & Delivery.urgent & Delivery.purpose.not_in(sorted(nudges or _nudges))


class Due(NamedTuple):
    """A row that may be sent now."""

    id: int
    urgent: bool


def due(now: datetime, real: datetime, platform: str) -> list[Due]:
    """What of the platform waits and may be sent now, the most urgent first; of ordinary rows some, however many urgent
    ones there are."""
    rows = _due(_nudges).rows
    found = [rows(Delivery, now=now, real=real, platform=platform, urgent=each) for each in (True, False)]
    return [Due(row.id, row.urgent) for rows in found for row in rows]


@cache
def _due(nudges: frozenset[str]) -> Kept:
    def write() -> Any:
        mine = (Delivery.platform == Given(Delivery.platform)) & (Delivery.urgent == Given(Delivery.urgent))
        # The oldest first, whenever it was tried last: who is told that an order has not arrived hears it after it.
        order = _urgency(nudges), Delivery.created_at, Delivery.id
        waiting = Delivery.select(Delivery.id, Delivery.urgent).where(mine, *may_be_brought())
        return waiting.order_by(*order).limit(MOST_DUE)

    return Kept(write)


def _urgency(nudges: Collection[str]) -> Case:
    """The smaller, the sooner: orders to stop, to go on and to leave; then red alerts that nobody has seen, what they
    say besides, and what a ladder or a sensor tells; then what is said once more of those that he has, and what their
    cards have become; then cards that ask; then what these have become; then reminders and information."""
    text, first = Delivery.form == "text", Delivery.sent == 0
    fresh = ~text & first | text & Delivery.purpose.not_in((REMIND, AGAIN))
    urgent = ((is_order(nudges), 0), (Delivery.urgent & fresh, 1), (Delivery.urgent, 2))
    return Case(None, (*urgent, (~text & first, 3), (~text, 4)), 5)


def bring_all(platform: str, now: datetime, forms: Collection[str] = (), *, sure: bool = False) -> None:
    """The platform answers again: what was put off while it did not goes out now. An order of which it may have brought
    so many copies already goes once more, and then waits its time, however often the platform falls silent and
    answers; unless that it is back is sure. forms: only these; empty: all."""
    mine = [Delivery.form.in_(list(forms))] if forms else []
    enough = [] if sure else [~((Delivery.form == "text") & (Delivery.unsure > MOST_UNSURE))]
    Delivery.update(not_before=now).where(*_put_off(platform, now), *mine, *enough).execute()


def try_one(platform: str, now: datetime) -> None:
    """Tries the next of what was put off at once, to see whether the platform answers again: the most urgent, and what
    tells about sending before a repaint. This try does not count. A text that may have arrived already is no such try:
    each would be one more copy; a card is, as the platform keeps one under its id."""
    told = Case(None, ((Delivery.receipt.is_null(False), 1),), 0)
    order = told, Case(None, ((Delivery.urgent, 0),), 1), Delivery.not_before
    first = Delivery.select(Delivery.id).where(*_put_off(platform, now), _harmless()).order_by(*order).limit(1)
    Delivery.update(not_before=now, attempts=Delivery.attempts - 1).where(
        Delivery.id.in_([row.id for row in first])
    ).execute()


def only_doubtful(platform: str, now: datetime) -> bool:
    """Whether something was put off, and none of it can be tried without perhaps being one more copy."""
    waits = Delivery.select(Delivery.id).where(*_put_off(platform, now))
    return bool(waits.exists()) and not waits.where(_harmless()).exists()


def _harmless() -> Any:
    return (Delivery.unsure == 0) | (Delivery.form == "card")


def _put_off(platform: str, now: datetime) -> tuple[Any, Any, Any]:
    """What has been tried in vain and waits for its next try."""
    tried = (Delivery.attempts > 0) & (Delivery.lease == "") & (Delivery.not_before > now)
    return Delivery.platform == platform, Delivery.state.in_(TO_BRING), tried
