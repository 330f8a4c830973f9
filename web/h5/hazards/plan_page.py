"""The plan of a major hazard: the page on which its owner writes it, and the one on which others approve it."""

from __future__ import annotations

from datetime import timedelta

from handlers.hazards.kinds import APPROVE, PLAN
from models import hazard as hazards
from models.ask import MOVABLE, Ask
from models.hazard_asks import Items, waits
from rules.hazards.major import ITEMS, MOST_MILESTONES
from web.h5 import offer
from web.h5.hazards.planned import planned
from web.h5.hazards.seen import deadline, found, opened, over, shots
from web.h5.offer import Given, Offer
from web.h5.sheet import Line, Section, Sheet, show
from web.h5.target import Target
from web.people import Visitor


def plan(who: Visitor, wanted: Target, part: str = "") -> str:
    """part: of the page, which is open at once. Raises Refused once it was sent, or is somebody else's to write."""
    ask, hazard = opened(who, wanted, PLAN)
    if ask.state not in MOVABLE or hazard.state != "planning":
        raise over(ask, hazard, who, "方案这一步已经过了。")
    waiting = (Line(words, tone="caution") for words in waits(hazard.subject, who.plant))
    head = Section((*deadline(hazard, who.now), *waiting, *(Line(words) for words in ask.why)))
    pledge = "五项都是我定的，批好之前不动手。"
    sheet = Sheet(f"整改方案：{hazards.title(hazard)}", head, (found(hazard, who),), pledge)
    before = hazard.work.major.plan
    return show(
        who,
        wanted,
        ask,
        sheet,
        "h5/hazards/plan.html",
        before=shots(hazard.report.photos),
        plan=before,
        part=part,
        disputed=hazard.work.disputed,
        steps=[
            (place, before.milestones[place] if before and place < len(before.milestones) else None)
            for place in range(MOST_MILESTONES)
        ],
        zone=who.plant.zone,
        offered=offer.every(of_plan("leader", ask, who, {}), who),
        leader=offer.named(of_plan("leader", ask, who, {}), [before.leader] if before else (), who),
        others=offer.every(of_plan("owner", ask, who, {}), who),
        least=f"{who.now.astimezone(who.plant.zone) + timedelta(hours=1):%Y-%m-%dT%H:00}",
        today=f"{who.now.astimezone(who.plant.zone):%Y-%m-%d}",
    )


def of_plan(role: str, ask: Ask, who: Visitor, given: Given) -> Offer:
    """Who may answer for the plan: anybody of the plant; whose it may be instead: anybody else."""
    return Offer([each for each in who.plant.people if role == "leader" or each.id != who.person.id])


def approve(who: Visitor, wanted: Target) -> str:
    """Raises Refused when somebody has approved these items, or the plan went back."""
    ask, hazard = opened(who, wanted, APPROVE)
    if ask.state not in MOVABLE or hazard.state != "planning" or hazard.work.major.plan is None:
        raise over(ask, hazard, who, "这份方案已经不等你批了。")
    items = [name for item, name in ITEMS.items() if item in Items.of(ask).items]
    head = Section((*(Line(words) for words in ask.why), *deadline(hazard, who.now)))
    sections = (found(hazard, who), planned(hazard, who))
    sheet = Sheet(f"批整改方案：{hazards.title(hazard)}", head, sections, f"我看过方案，{'、'.join(items)}同意。")
    return show(who, wanted, ask, sheet, "h5/hazards/approve.html", before=shots(hazard.report.photos))
