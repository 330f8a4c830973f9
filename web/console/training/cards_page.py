"""What a number of single questions a month buys, and what the plan sends. It chooses nothing: that is done on the
phone, by name."""

from __future__ import annotations

from flask import render_template

from web import training_cards
from web.house import house
from web.people import rulebook


def show() -> str:
    now = house().now()
    found = training_cards.asked(rulebook(now), now, house().settings.limits)
    return render_template("console/training/cards.html", cards=found)
