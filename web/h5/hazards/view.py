"""One hazard, read only, for everybody in the plant after login: what, where, who, until when, pictures, trail."""

from __future__ import annotations

from flask import render_template

from handlers.hazards import assigning, grading
from models import hazard as hazards
from models.book import name_of
from models.hazard import Hazard
from rules.hazards.life import OVER
from web.h5.acts import acts
from web.h5.hazards.planned import planned, told
from web.h5.hazards.seen import (
    checked,
    clips,
    compared,
    deadline,
    found,
    last_time,
    mended,
    permit_link,
    same_as,
    shots,
    side_by_side,
)
from web.h5.opened import page_data, reading
from web.h5.sheet import Line
from web.h5.target import Target
from web.h5.trail import steps
from web.people import Visitor
from web.refused import Refused


def _owned(one: Hazard) -> tuple[Line, ...]:
    """How long it took until somebody was to mend it."""
    minutes = hazards.owned_in(one)
    return () if minutes is None else (Line(f"上报后 {minutes} 分钟" if minutes else "上报后不到 1 分钟", "派人："),)


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
        first=[owner, *_owned(one), *left],
        sections=[each(one, who) for each in (compared, found, planned, last_time, mended, checked, told)],
        compared=side_by_side(one),
        same_as=same_as(one),
        before=shots(one.report.photos, one.work.marked),
        after=shots(one.work.mended[-1].photos if one.work.mended else ()),
        clips=clips(one.work.mended[-1] if one.work.mended else None),
        acts=list(acts(one.subject, who, every=True)),
        into=hazards.joined(one),
        may_part=one.state == "merged" and who.person.id in (one.follower, one.finder, *assigning.officers(who.now)),
        repeats=one.work.repeats,
        permit=permit_link(one, who),
        grade=_grade(one, who),
        correctable=one if hazards.correctable(one, who.person.id) else None,
        areas=[(area.id, area.name) for area in who.plant.areas],
        categories=[(each.id, each.name) for each in hazards.rules_of(one).categories],
        stopped=bool(one.work.major.stopped and one.work.major.stopped.stopped),
        trail=steps(one.subject, who.plant, who.now),
        page=page_data(who, wanted, reading(who, wanted), send={"number": one.number}),
    )


def _grade(one: Hazard, who: Visitor) -> str:
    """The grade that this person may give it; empty when he may give none."""
    if grading.may_raise(one, who.person, who.now):
        return "major"
    return "general" if grading.may_lower(one, who.person, who.now) else ""
