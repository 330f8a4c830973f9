"""What the reader of a permit's page may do now: to stop the work first while it goes on, then what he is asked."""

from __future__ import annotations

from collections.abc import Iterator

from models.permit import Permit, unaccepted
from web.h5.acts import Act
from web.h5.acts import acts as asked
from web.h5.target import Target
from web.people import Visitor

# Taps that the page has as its own, or that say nothing of the work.
ELSEWHERE = ("stop", "why", "urge")


def acts(permit: Permit, who: Visitor) -> Iterator[Act]:
    """Anybody of the plant may stop a permit at work, or call a stop until it is accepted; of each ask that waits for
    the reader its card's first act."""
    stop = Act("停工", Target("stop", permit.number).path(who.platform), danger=True)
    if permit.state == "working":
        yield stop
    yield from asked(permit.subject, who, ELSEWHERE)
    if unaccepted(permit):
        yield stop
