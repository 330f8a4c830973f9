"""One hazard, read only, for everybody in the plant after login: what, where, who, until when, pictures, trail."""

from __future__ import annotations

from flask import render_template

from handlers.hazards import assigning
from models import hazard as hazards
from models.book import name_of
from rules.hazards.life import OVER
from web.h5.acts import acts
from web.h5.hazards.seen import deadline, found, mended, shots
from web.h5.opened import page_data, reading
from web.h5.sheet import Line
from web.h5.target import Target
from web.h5.trail import steps
from web.people import Visitor
from web.refused import Refused


def hazard(who: Visitor, wanted: Target) -> str:
    """Raises Refused for a number that no hazard has."""
    one = hazards.by_number(wanted.thing)
    if one is None:
        raise Refused("没有这条隐患。", "请核对编号，或从最新的卡片打开。", 404)
    word, tone = hazards.stands(one)
    owner = Line(name_of(who.plant, one.owner) if one.owner else "还没定", "责任人：")
    left = [] if one.state in OVER else list(deadline(one, who.now))
    return render_template(
        "h5/hazards/hazard.html",
        title=hazards.title(one),
        number=one.number,
        state={"word": word, "tone": tone},
        first=[owner, *left],
        sections=[found(one, who), mended(one, who)],
        before=shots(one.report.photos),
        after=shots(one.work.mended[-1].photos if one.work.mended else ()),
        acts=list(acts(one.subject, who)),
        into=one.work.into if one.state == "merged" else "",
        may_part=one.state == "merged" and who.person.id in (one.finder, *assigning.officers(who.now)),
        repeats=one.work.repeats,
        trail=steps(one.subject, who.plant, who.now),
        page=page_data(who, wanted, reading(who, wanted), send={"number": one.number}),
    )
