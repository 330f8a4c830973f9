"""Who is told of a permit: by cards that show how far it has come, and by short texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from handlers import asks
from handlers.permits import raised
from models import ask as ask_table
from models import permit as permits
from models.ask import MOVABLE
from models.permit import Permit


def repaint_all(permit: Permit, now: datetime) -> None:
    """The requester's card and those of everybody who is still asked show how far the permit has come."""
    asks.repaint(raised.request_of(permit), now)
    for each in ask_table.of_subject(permit.subject):
        if each.kind == raised.KIND and each.state in MOVABLE:
            asks.repaint(each, now)


def tell_requester(permit: Permit, words: str, now: datetime) -> None:
    """Makes the requester's card show the new state, and sends a short text about it."""
    request = raised.request_of(permit)
    asks.repaint(request, now)
    asks.tell(request, permit.requester, words, now, purpose="permit.news")


def tell(permit: Permit, people: Iterable[str], words: str, now: datetime, *, urgent: bool = False) -> None:
    """Sends each of them a short text about the permit."""
    request = raised.request_of(permit)
    for person in dict.fromkeys(people):
        asks.tell(request, person, words, now, purpose="permit.work", urgent=urgent)


def title(permit: Permit) -> str:
    """一级动火 · 污水处理站（DH-20261125-0001）"""
    return f"{permits.title(permit)}（{permit.number}）"
