"""Whom a hazard's words accuse: they have no part in it (`rules.hazards.accused`)."""

from __future__ import annotations

from datetime import datetime

from models import hazard as hazards
from models.book import book
from models.hazard import Hazard
from rules.hazards.accused import accused


def accused_by(hazard: Hazard, now: datetime) -> frozenset[str]:
    """Who has no part in it, because its words accuse whoever leads there, or a leader whom they name."""
    plant = book(now).plant
    area = next((each for each in plant.areas if each.id == hazard.area), None)
    return accused(hazard.report.words, area, hazards.rules_of(hazard), plant)
