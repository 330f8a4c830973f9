"""Which function makes which page. All that a new page adds here is a line (and its name in `target.PAGES`)."""

from __future__ import annotations

from collections.abc import Callable

from web.h5.permit_view import permit
from web.h5.requesting import new, request_form
from web.h5.signing import refuse, sign
from web.h5.site_view import site
from web.h5.target import Target
from web.people import Visitor

PAGES: dict[str, Callable[[Visitor, Target], str]] = {
    "sign": sign,
    "refuse": refuse,
    "request": request_form,
    "new": new,
    "permit": permit,
    "site": site,
}


def show(who: Visitor, wanted: Target) -> str:
    """The page as HTML. Raises Refused when it is not this person's, or there is nothing to do on it any more."""
    return PAGES[wanted.page](who, wanted)
