"""Which builder makes the card of which kind of ask, and which renderer speaks to which platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cards import absence, alerts, digest
from cards.card import Builder, Card
from cards.permits import gas, requests, signing, starting, working
from cards.permits.scene import of_permits
from models.ask import Ask


def _words(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """An answer in words has no card and leads nowhere."""
    return Card(ask.why[0], final=True)


BUILDERS: dict[str, Builder] = {
    "permit.request": requests.request,
    "permit.digest": digest.waiting,
    **of_permits(
        {
            "permit.rework": requests.rework,
            "permit.sign": signing.sign,
            "permit.copy": signing.copy,
            "permit.gas_test": gas.test,
            "permit.gas_record": gas.test,
            "permit.measures": starting.measures,
            "permit.brief": starting.brief,
            "permit.foreman_check": starting.foreman_check,
            "permit.start": starting.start,
            "permit.watch": working.watch,
            "permit.finish": working.finish,
            "permit.check": working.check,
            "permit.shift_check": working.check,
            "permit.resume": working.resume,
            "permit.stop_reason": working.reason,
            "permit.takeover": working.takeover,
            "permit.count": working.count,
            "permit.accept": working.accept,
            "permit.power_cancel": working.power_cancel,
        }
    ),
    "leave.cover": absence.cover,
    "alert.acknowledge": alerts.acknowledge,
    "word.answer": _words,
}


_OWN = dict(BUILDERS)


def open_cards(guests: Mapping[str, Builder]) -> None:
    """Adds the cards of these flows' kinds to the house's own."""
    BUILDERS.clear()
    BUILDERS.update({**_OWN, **guests})


def build(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The card of this ask as it stands at `now`; `base` is our public address, for its links."""
    return BUILDERS[ask.kind](ask, base, rendition, now)
