"""The owner's page: what was found, by when it is to be mended, and what he has to say of it."""

from __future__ import annotations

from datetime import timedelta

from handlers.hazards.kinds import FIX
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from rules.hazards.life import TO_MEND
from web.h5 import offer
from web.h5.hazards.seen import deadline, found, opened, shots
from web.h5.offer import Given, Offer
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor, rulebook
from web.refused import Refused


def fix(who: Visitor, wanted: Target) -> str:
    """Raises Refused once it is no longer his to mend."""
    ask, hazard = opened(who, wanted, FIX)
    if ask.state not in MOVABLE or hazard.state not in TO_MEND:
        raise Refused("这条现在不用你改。", "请看最新的卡片。", 200)
    head = Section((*deadline(hazard, who.now), *(Line(words) for words in ask.why)))
    sheet = Sheet(f"整改：{hazards.title(hazard)}", head, (found(hazard, who),), "我在现场改好了，照片是改好后拍的。")
    category = rulebook(who.now).config.hazards.of(hazard.category)
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/fix.html",
        hazard=hazard,
        before=shots(hazard.report.photos),
        wants_photo=category is None or category.photo_check,
        offered=offer.every(of_owner("owner", ask, who, {}), who),
        least=f"{(hazard.until or who.now) + timedelta(hours=1):%Y-%m-%dT%H:00}",
        asked=any(not each.decided for each in hazard.work.extended),
    )


def of_owner(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    """Whom the owner may name instead of himself: anybody of the plant."""
    return Offer([each for each in who.plant.people if each.id != who.person.id])
