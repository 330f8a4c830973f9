"""Which builder makes the card of which kind of ask, and which renderer speaks to which platform."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cards import absence, alerts, check, digest, drills, hazards, patrols, pictures, training, words
from cards.card import Builder, Card
from cards.permits import detectors, gas, letting_in, requests, signing, starting, stopping, working
from cards.permits.scene import of_permits
from models.ask import Ask

BUILDERS: dict[str, Builder] = {
    "permit.request": requests.request,
    "permit.let_in": letting_in.card,
    "permit.digest": digest.waiting,
    "permit.stop_offer": stopping.offer,
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
            "permit.stay": working.stay,
            "permit.takeover": working.takeover,
            "permit.count": working.count,
            "permit.accept": working.accept,
            "permit.power_cancel": working.power_cancel,
        }
    ),
    "detector.inhibit": detectors.inhibit,
    **hazards.BUILDERS,
    **patrols.BUILDERS,
    **training.BUILDERS,
    **drills.BUILDERS,
    "leave.cover": absence.cover,
    "alert.acknowledge": alerts.acknowledge,
    "house.check": check.trial,
    "picture.sent": pictures.sent,
    "word.answer": words.answer,
    "word.found": words.found,
}


_OWN = dict(BUILDERS)


def open_cards(guests: Mapping[str, Builder]) -> None:
    """Adds the cards of these flows' kinds to the house's own."""
    BUILDERS.clear()
    BUILDERS.update({**_OWN, **guests})


def build(ask: Ask, base: str, rendition: int, now: datetime) -> Card:
    """The card of this ask as it stands at `now`; `base` is our public address, for its links."""
    return BUILDERS[ask.kind](ask, base, rendition, now)
