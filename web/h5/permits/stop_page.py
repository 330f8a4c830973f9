"""Stopping the work from the code posted at the site: one tap after the login; the reason may follow."""

from __future__ import annotations

from dataclasses import replace

from flask import render_template

from handlers.permits import raised
from handlers.permits.work.stopping import stands_still
from models import permit as permits
from web.h5.opened import page_data, showing
from web.h5.permits.permit_view import state_of
from web.h5.target import Target
from web.people import Visitor
from web.refused import Refused


def stop(who: Visitor, wanted: Target) -> str:
    """Anybody of the plant may stop a working permit; whoever stopped it may say why."""
    permit = permits.by_number(wanted.thing)
    if permit is None:
        raise Refused("没有这张票。", "请核对票号，或当面叫停。", 404)
    stops = permit.work.stops
    mine = any(each.by == who.person.id and not each.why for each in stops)
    # While people work the stop comes first; after the work whoever has just called one may say why.
    may_stop = permits.stoppable(permit) and not (mine and permit.state != "working" and stops[-1].by == who.person.id)
    title = f"停工：{permits.title(permit)}"
    token, shown = showing(who, raised.request_of(permit), f"{title}\n票号：{permit.number}", wanted)
    # The page belongs to no ask: whoever opens it acts for himself.
    page = page_data(who, wanted, replace(token, ask=None), shown=shown, send={"number": permit.number})
    state = state_of(permit)
    return render_template(
        "h5/stop.html",
        permit=permit,
        title=title,
        state=state,
        who=who.person.name,
        may_stop=may_stop,
        still=stands_still(permit),
        mine=mine,
        page=page,
    )
