"""The page behind 「巡检」: what is to be looked at today, what is out of service, what may be begun."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template

from handlers.patrols import planning, stopping
from handlers.patrols.kinds import WALK
from models import bent
from models import patrol as patrols
from models.ask import waiting_for
from models.book import name_of
from models.patrol import OutOfService, Patrol
from rules import duty
from rules.patrols.measures import CAMPAIGNS
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.h5.words import clock
from web.people import Visitor

# As many rounds of today as the page lists.
MOST_ROUNDS = 30


@dataclass(frozen=True)
class Row:
    """A round of today, or something out of service. link: its page; own: whether this person may end it."""

    id: str
    name: str
    word: str
    tone: str
    told: str
    link: str = ""
    own: bool = False


def now(who: Visitor, wanted: Target) -> str:
    measures, office = who.book.config.measures, duty.in_office(who.person, who.plant)
    idle = patrols.idle_at(who.now)
    mine = [(ask.id, patrols.here(ask.subject)) for ask in waiting_for(who.person.id, WALK)]
    may = [point for point in measures.points if stopping.may(who.person, point, who.now)]
    return render_template(
        "h5/patrols/now.html",
        who=who.person.name,
        office=office,
        running=planning.running(),
        has_rounds=bool(measures.points),
        mine=[
            Row(str(ask), patrols.title(each), *patrols.stands(each), patrols.period(each), f"../round/{ask}")
            for ask, each in mine
        ],
        rounds=list(bent.each(_today(who), _round)),
        idle=[_idle(row, measures.names, {point.id for point in may}, who) for row in idle.values()],
        free=[(point.id, f"{point.name} · {who.plant.area(point.area).name}") for point in may if point.id not in idle],
        least=f"{who.now.astimezone(who.plant.zone) + timedelta(hours=1):%Y-%m-%dT%H:00}",
        checklists=[(each.id, each.name, CAMPAIGNS[each.kind], each.days) for each in measures.campaigns],
        page=page_data(who, wanted, reading(who, wanted)),
    )


def _idle(row: OutOfService, names: Mapping[str, str], own: Collection[str], who: Visitor) -> Row:
    until = clock(row.until.astimezone(who.plant.zone), who.now)
    told = f"{name_of(who.plant, row.by)}：{row.reason}，到 {until}"
    return Row(row.point, names.get(row.point, row.point), "停用", "quiet", told, own=row.point in own)


def _today(who: Visitor) -> list[Patrol]:
    """What goes on, and what began today, the newest first."""
    midnight = who.now.astimezone(who.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    fresh = (Patrol.state == "walking") | (Patrol.starts_at >= midnight)
    return list(Patrol.select().where(fresh).order_by(Patrol.id.desc()).limit(MOST_ROUNDS))


def _round(each: Patrol) -> Row:
    return Row(
        each.number, patrols.title(each), *patrols.stands(each), patrols.period(each), f"../patrol/{each.number}"
    )
