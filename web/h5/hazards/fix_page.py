"""The owner's page: what was found, by when it is to be mended, and what he has to say of it."""

from __future__ import annotations

from datetime import timedelta

from handlers import clips
from handlers.hazards import marking, repeats
from handlers.hazards.kinds import FIX, PLAN
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from models.book import name_of
from models.hazard import Hazard
from models.hazard_asks import waits
from rules.hazards.countdown import BECAUSE
from rules.hazards.life import TO_MEND
from web.h5 import offer
from web.h5.hazards import plan_page
from web.h5.hazards.planned import milestones, planned
from web.h5.hazards.seen import deadline, found, last_time, opened, over, shots
from web.h5.offer import Given, Offer
from web.h5.opened import own_ask
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def later(who: Visitor, wanted: Target) -> str:
    """The same page, opened where he asks for more time."""
    return fix(who, wanted, part="later")


def other(who: Visitor, wanted: Target) -> str:
    """His page, opened where he says that it is not his."""
    if own_ask(who, wanted, FIX, PLAN).kind == PLAN:
        return plan_page.plan(who, wanted, part="other")
    return fix(who, wanted, part="other")


def fix(who: Visitor, wanted: Target, part: str = "") -> str:
    """part: of the page, which is open at once. Raises Refused once it is no longer his to mend."""
    ask, hazard = opened(who, wanted, FIX)
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        raise over(ask, hazard, who, "这条现在不用你改。")
    waiting = (Line(words, tone="caution") for words in waits(hazard.subject, who.plant))
    head = Section((*deadline(hazard, who.now), *waiting, *_denied(hazard, who), *(Line(words) for words in ask.why)))
    sections = (found(hazard, who), planned(hazard, who), last_time(hazard, who))
    sheet = Sheet(f"整改：{hazards.title(hazard)}", head, sections, "我在现场改好了，照片是改好后拍的。")
    category = hazards.category(hazard)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/fix.html",
        hazard=hazard,
        part=part,
        because=BECAUSE,
        before=shots(hazard.report.photos, hazard.work.marked),
        may_mark=marking.may_mark(hazard, FIX, who.person.id),
        wants_photo=category is None or category.photo_check,
        offered=offer.every(of_owner("owner", ask, who, {}), who),
        most_seconds=clips.MOST_SECONDS,
        least=f"{(hazard.until or who.now) + timedelta(hours=1):%Y-%m-%dT%H:00}",
        cause=repeats.question(hazard),
        wants_permit=category is not None and category.permit,
        milestones=milestones(hazard, who),
        asked=any(not each.decided for each in hazard.work.extended),
    )


def _denied(hazard: Hazard, who: Visitor) -> tuple[Line, ...]:
    """Why he did not get the time that he asked for last."""
    last = hazard.work.extended[-1] if hazard.work.extended else None
    if last is None or last.decided != "denied":
        return ()
    return (
        Line(f"{name_of(who.plant, last.decided_by)}不同意延期{f'：{last.said}' if last.said else ''}", tone="stop"),
    )


def of_owner(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    """Whom the owner may name instead of himself: anybody of the plant."""
    return Offer([each for each in who.plant.people if each.id != who.person.id])
