"""Which function makes which page. A new page adds only a line here (and its name in `target.PAGES`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from web.h5 import target
from web.h5.check_page import check
from web.h5.choices_page import choose
from web.h5.hazards.fix_page import fix
from web.h5.hazards.look_page import look
from web.h5.hazards.report_page import report
from web.h5.hazards.sort_page import sort
from web.h5.hazards.view import hazard
from web.h5.leave_page import leave
from web.h5.mine_page import mine
from web.h5.permits.briefing_page import brief, foreman
from web.h5.permits.closing_page import accept, finish
from web.h5.permits.detectors_page import detectors
from web.h5.permits.gas_page import gas
from web.h5.permits.joining_page import join
from web.h5.permits.measures_page import page as measures
from web.h5.permits.permit_view import permit
from web.h5.permits.requesting import again, new, request_form, rework_form
from web.h5.permits.signing import refuse, sign
from web.h5.permits.site_view import site
from web.h5.permits.start_page import start
from web.h5.permits.stop_page import stop
from web.h5.permits.verbs_page import add, transfer
from web.h5.permits.withdrawing import withdraw
from web.h5.permits.working_page import entry, handover, resume, takeover, wind
from web.h5.target import Target
from web.h5.waiting_page import waiting
from web.people import Visitor

Page = Callable[[Visitor, Target], str]
PAGES: dict[str, Page] = {
    "sign": sign,
    "refuse": refuse,
    "request": request_form,
    "new": new,
    "again": again,
    "rework": rework_form,
    "withdraw": withdraw,
    "permit": permit,
    "site": site,
    "stop": stop,
    "entry": entry,
    "handover": handover,
    "wind": wind,
    "detectors": detectors,
    "takeover": takeover,
    "join": join,
    "resume": resume,
    "finish": finish,
    "accept": accept,
    "gas": gas,
    "measures": measures,
    "brief": brief,
    "foreman": foreman,
    "start": start,
    "report": report,
    "hazard": hazard,
    "sort": sort,
    "fix": fix,
    "recheck": look,
    "transfer": transfer,
    "add": add,
    "waiting": waiting,
    "mine": mine,
    "leave": leave,
    "choose": choose,
    "check": check,
}


_OWN = dict(PAGES)


def open_pages(guests: Mapping[str, Page]) -> None:
    """Lets links name these pages too, beside the house's own."""
    PAGES.clear()
    PAGES.update({**_OWN, **guests})
    target.open_names(guests)


def show(who: Visitor, wanted: Target) -> str:
    """The page as HTML. Raises Refused when it is not this person's, or there is nothing left to do on it."""
    return PAGES[wanted.page](who, wanted)
