"""The newest month's board, on the page of the house."""

from __future__ import annotations

from datetime import datetime

from flask import render_template

from models import fame
from web.h5.hazards.fame_page import month_words
from web.people import rulebook, titled


def newest(now: datetime) -> str:
    """Empty before the first board."""
    months, plant = fame.months(1), rulebook(now).plant
    found = fame.newest(months[0]) if months else None
    if found is None:
        return ""
    rows = [(titled(plant, each.person), each.cleared, each.due, each.points) for each in found.board.placed]
    return render_template("console/hazards/fame.html", month=month_words(found.month), rows=rows, why=found.why)
