"""One matter of any flow: how it stands, what the house sent to whom, and its trail. A flow may have its own page."""

from __future__ import annotations

from collections.abc import Callable

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from models import bent, matter
from models.bent import BENT
from models.ledger import Entry
from models.matter import Matter
from web.console.cards_sent import sent_cards
from web.console.rooms import rooms
from web.h5.compared import Differences
from web.h5.trail import steps
from web.house import house
from web.people import rulebook
from web.refused import Refused

NO_NUMBER = Refused("没有这个编号。", "请核对编号，或从看板打开。", 404)


def compared(number: str, differences: Differences) -> str:
    """What the matter's page asks for once it is shown, because reading a whole chain takes longer than its rows."""
    found = matter.by_number(number)
    if found is None:
        raise NO_NUMBER
    return differences(found.subject, house().now())


def show(number: str) -> str | Response:
    """The matter with this number. Raises Refused when there is none."""
    found = matter.by_number(number)
    if found is None:
        raise NO_NUMBER
    own = next((door.name for room in rooms() for door in room.doors if door.of == found.flow), "")
    if own and found.state != matter.UNREADABLE:
        return redirect(url_for(f"console.{own}", number=number))
    return _plain(found)


def own(page: Callable[[str], str]) -> Callable[[str], str]:
    """A flow's own page by number; of a matter whose row it can't read the plain one, which shows what was sent and the
    trail, and compares it with the chain."""

    def shown(number: str) -> str:
        try:
            return page(number)
        except BENT:
            found = matter.by_number(number)
            if found is None:
                raise
            bent.tell(found.subject)
            return _plain(matter.unreadable(found.subject))

    return shown


def _plain(found: Matter) -> str:
    now = house().now()
    plant = rulebook(now).plant
    return render_template(
        "console/matter.html",
        matter=found,
        cards=sent_cards(found.subject, plant, now),
        trail=steps(found.subject, plant, now),
        sealed=Entry.select().where(Entry.subject == found.subject, Entry.seal.is_null(False)).count(),
    )
