"""One matter of any flow: how it stands, what the house sent to whom, and its trail. A flow may have its own page."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from models import matter
from models.ledger import Entry
from web.console.cards_sent import sent_cards
from web.h5.trail import steps
from web.house import house
from web.people import rulebook
from web.refused import Refused

OWN_PAGES = {"permit": "console.permit"}
"""Flow → the endpoint of its own page, by number."""


def show(number: str) -> str | Response:
    """The matter with this number. Raises Refused when there is none."""
    found = matter.by_number(number)
    if found is None:
        raise Refused("没有这个编号。", "请核对编号，或从看板打开。", 404)
    if found.flow in OWN_PAGES:
        return redirect(url_for(OWN_PAGES[found.flow], number=number))
    now = house().now()
    plant = rulebook(now).plant
    return render_template(
        "console/matter.html",
        matter=found,
        cards=sent_cards(found.subject, plant, now),
        trail=steps(found.subject, plant, now),
        sealed=Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null(False)).count(),
    )
