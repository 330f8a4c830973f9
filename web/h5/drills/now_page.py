"""The page behind 「演练」: one's own drills, and for the safety office those that it orders, and how they went."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from handlers.drills import ordering
from handlers.drills.kinds import INVITE, NODE
from models import bent
from models import drill as drills
from models.ask import Ask, waiting_for
from models.book import name_of
from models.drill import DrillRun
from rules import duty
from rules.plant import Person
from rules.training.drills import Drill
from web.h5.offer import NOT_HERE, Given, Offer
from web.h5.opened import page_data, reading
from web.h5.target import Target
from web.people import Visitor

MANY = 30


@dataclass(frozen=True)
class Row:
    name: str
    word: str
    tone: str
    told: str
    link: str


def now(who: Visitor, wanted: Target) -> str:
    """`drills/now`, or `drills/123`: the runs before that one."""
    office = duty.in_office(who.person, who.plant)
    found = _runs(who, wanted.number, everybody=office)
    return render_template(
        "h5/drills/now.html",
        who=who.person.name,
        office=office,
        newest=not wanted.number,
        mine=[_waiting(ask, who) for ask in waiting_for(who.person.id, INVITE, NODE)],
        runs=list(bent.each(found[:MANY], lambda run: _row(run, who))),
        older=found[MANY - 1].id if len(found) > MANY else 0,
        drills=who.book.config.drills.drills if office else (),
        most=ordering.MOST_PEOPLE,
        page=page_data(who, wanted, reading(who, wanted)),
    )


def offer_of(role: str, who: Visitor, given: Given) -> Offer:
    """Whom the office may order: `DRILL` for anybody who does it alone, `DRILL:POST` for a place in its team. Raises
    Refused."""
    name, _, post = role.partition(":")
    drill = who.book.config.drills.drill(name)
    if drill is None or not duty.in_office(who.person, who.plant):
        raise NOT_HERE
    if not post:
        return Offer(list(who.plant.people), most=ordering.MOST_PEOPLE)
    return Offer(_of_post(drill, post, who))


def _of_post(drill: Drill, name: str, who: Visitor) -> list[Person]:
    post = drill.team.post(name) if drill.team else None
    if post is None:
        raise NOT_HERE
    return [person for person in who.plant.people if ordering.fits(post, person)]


def _runs(who: Visitor, before: int, *, everybody: bool) -> list[DrillRun]:
    """The newest runs, the person's own where he is not of the office, and one more than the page shows."""
    query = DrillRun.select().order_by(DrillRun.id.desc())
    query = query.where(DrillRun.id < before) if before else query
    if everybody:
        return list(query.limit(MANY + 1))
    mine = Ask.select(Ask.subject).where(Ask.kind == INVITE, Ask.person == who.person.id)
    return list(query.where(DrillRun.subject.in_(mine)).limit(MANY + 1))


def _row(run: DrillRun, who: Visitor) -> Row:
    word, tone = drills.stands(run)
    names = "、".join(name_of(who.plant, person) for person in run.sheet.people)
    return Row(
        drills.title(run), word, tone, f"{run.number} · {drills.period(run)} · {names}", f"../drill/{run.number}"
    )


def _waiting(ask: Ask, who: Visitor) -> Row:
    run = drills.here(ask.subject)
    word, tone = drills.stands(run)
    scene = ask.kind == INVITE and run.kind != drills.TEAM and drills.content(run).scene
    told = "点聊天里的卡片开始，或在这里进 3D 场景" if scene else "在聊天里的卡片上点"
    told = f"{drills.deadline(run)}。{told}" if run.state == "invited" else told
    link = f"../step/{ask.id}" if ask.kind == NODE else f"../scene/{ask.id}" if scene else f"../drill/{run.number}"
    return Row(drills.title(run), word, tone, told, link)
