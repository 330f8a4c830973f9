"""Who is told of a permit: by cards that show how far it has come, and by short texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers import asks
from handlers.permits import raised
from models import ask as ask_table
from models import delivery as deliveries
from models import permit as permits
from models.ask import MOVABLE
from models.permit import Permit

# Purposes of texts that say whether the work goes on: only the newest is true. UNTOLD: whom the stop has not reached;
# REACHED: that it has reached everybody after all; OVER: that the work was reported finished.
STOPPED, RESUMED, UNTOLD, REACHED, OVER = ORDERS = (
    "permit.stopped",
    "permit.resumed",
    "permit.untold",
    "permit.reached",
    "permit.over",
)
OVERTAKEN = "没送到就有了新的通知，不再发"


def repaint_all(permit: Permit, now: datetime) -> None:
    """The requester's card and those of everybody who is still asked show how far the permit has come."""
    asks.repaint(raised.request_of(permit), now)
    for each in ask_table.of_subject(permit.subject):
        if each.kind == raised.KIND and each.state in MOVABLE:
            asks.repaint(each, now)


def repaint_open(permit: Permit, now: datetime) -> None:
    """Every card that still asks for something, and the requester's, shows what is new about the work itself."""
    asks.repaint(raised.request_of(permit), now)
    for each in ask_table.of_subject(permit.subject):
        if each.state in MOVABLE:
            asks.repaint(each, now)


def tell_requester(permit: Permit, words: str, now: datetime) -> None:
    """Makes the requester's card show the new state, and sends a short text about it."""
    request = raised.request_of(permit)
    asks.repaint(request, now)
    asks.tell(request, permit.requester, words, now, purpose="permit.news")


def tell(
    permit: Permit,
    people: Iterable[str],
    words: str,
    now: datetime,
    *,
    urgent: bool = False,
    purpose: str = "permit.work",
) -> None:
    """Sends each of them a short text about the permit. urgent: it keeps people safe; twice is better than never."""
    request = raised.request_of(permit)
    for person in dict.fromkeys(people):
        asks.tell(request, person, words, now, purpose=purpose, urgent=urgent)


def tell_of(permit: Permit, person: str, words: str, now: datetime) -> str:
    """Tells the work leader of somebody who does not answer; of the leader himself, the requester. Returns who was
    told; empty when that would be the same person, because nobody is told of himself."""
    told = next((each for each in (permit.form.work_leader, permit.requester) if each != person), "")
    tell(permit, [told] if told else [], words, now)
    return told


def order(permit: Permit, people: Iterable[str], words: str, now: datetime, *, purpose: str) -> None:
    """Tells each of them to stop, or to go on (a purpose of ORDERS). An earlier order that has not arrived yet is sent
    no more."""
    deliveries.overtaken(raised.request_of(permit), ORDERS, OVERTAKEN)
    tell(permit, people, words, now, urgent=True, purpose=purpose)


def title(permit: Permit) -> str:
    """一级动火 · 污水处理站（DH-20261125-0001）"""
    return f"{permits.title(permit)}（{permit.number}）"
