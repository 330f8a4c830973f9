"""Behind the code of a machine, or of an area for whoever has nothing to sign there: the form of a report with its
place filled in."""

from __future__ import annotations

from handlers import site_codes
from handlers.hazards import reporting
from models import store
from web.h5.hazards.report_page import report
from web.h5.target import Target
from web.house import house
from web.people import Visitor
from web.refused import Refused

OTHER_WAY = f"也可以在聊天里发「{reporting.WORD}」。"


def machine(who: Visitor, wanted: Target) -> str:
    """The page becomes that of the form, so that it can be loaded again. Raises Refused for a code that does not
    hold."""
    try:
        found = site_codes.held_at(wanted.thing, who.plant, house().settings.signing_key)
    except site_codes.NotPosted as error:
        raise Refused(str(error), OTHER_WAY, 404) from error
    if not reporting.takes(who.now):
        raise Refused("这张码不是报隐患用的。", OTHER_WAY, 404)
    ask = store.write(lambda: reporting.at_code(who.person, found, who.now))
    return report(who, Target("report", str(ask.id)))
