"""What the reader of a permit's page may do now: to stop the work first while it goes on, then what he is asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cards.builders import build
from models.ask import MOVABLE, of_subject
from models.permit import Permit, unaccepted
from web.h5.target import Target
from web.people import Visitor

# Taps that the page has as its own, or that say nothing of the work.
ELSEWHERE = ("stop", "why", "urge")


@dataclass(frozen=True)
class Act:
    """link: the page on which it is done; empty when only the card in the chat has it."""

    text: str
    link: str = ""
    danger: bool = False


def acts(permit: Permit, who: Visitor) -> Iterator[Act]:
    """Anybody of the plant may stop a permit at work, or call a stop until it is accepted; of each ask that waits for
    the reader its card's first act."""
    stop = Act("停工", Target("stop", permit.number).path(who.platform), danger=True)
    if permit.state == "working":
        yield stop
    for ask in of_subject(permit.subject):
        if ask.person != who.person.id or ask.state not in MOVABLE:
            continue
        buttons = build(ask, "", 0, who.now).buttons
        yield from (Act(each.text) for each in buttons[:1] if not each.url and each.action not in ELSEWHERE)
        linked = next((button for button in buttons if button.url), None)
        if linked:
            yield Act(linked.text, linked.url)
    if unaccepted(permit):
        yield stop
