"""Managers come unannounced and look at what was closed: drawn once a week, asked at a moment that nobody knows before.

What they find not mended is open again. Facts of visits are kept in `models.hazard_fact` for the figures.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, checking, drawn, life
from handlers.hazards.accusing import accused_by
from handlers.hazards.kinds import VISIT
from models import hazard as hazards
from models import hazard_fact as facts
from models import ledger
from models.answered import Outcome
from models.ask import Ask
from models.book import book
from models.hazard import Hazard
from models.hazard_asks import Look
from models.hazard_fact import HazardFact
from models.ledger import Entry
from models.subject import Subject, lock, open_subject
from rules.hazards import walking
from rules.hazards.walking import Closed, Visit

DESK = "desk/hazard-visits"
DRAWN = "hazard.visits_drawn"
GOES_ON = timedelta(days=7)
STEPS = (("remind", 24 * 60), ("remind", 72 * 60))
# The share of a category is meant for all that stays in the pool; a week draws its part of that.
WEEKS = walking.WEEK / walking.LATELY
CLOSED = ("closed_out", "archived")


def is_due(now: datetime) -> bool:
    """Whether a week's draw, or somebody who is to be asked, waits."""
    return bool(book(now).config.hazards.categories) and (_week_is_open(now) or bool(facts.due_visits(now)))


def walk(now: datetime) -> int:
    """Draws the week's visits if that has not been done, and asks whom it is time to ask; returns how many."""
    if _week_is_open(now):
        draw(now)
    return sum(_ask_of(fact, now) for fact in facts.due_visits(now))


def draw(now: datetime) -> tuple[Visit, ...]:
    """The visits of the coming week, from a seed that is taken now: seed, pool and outcome stand in the chain."""
    subject = open_subject(DESK, now)
    if not _week_is_open(now):
        return ()
    local = now.astimezone(book(now).plant.zone)
    closed = _pool(now)
    seed, most = secrets.token_hex(16), book(now).config.hazards.general.visits_a_week
    visits = walking.draw([each for _, each in closed], seed, most, local)
    by_number = {each.number: (hazard, each) for hazard, each in closed}
    for visit in visits:
        hazard, _ = by_number[visit.number]
        more = {"looks": visit.to, "asked": False, "rate": str(visit.rate)}
        facts.keep(hazard, facts.VISIT, assigning.department_of(hazard, now), visit.at, **more)
    data = {
        "week": _week(now),
        "seed": seed,
        "most": most,
        "pool": [
            {"number": each.number, "round": each.round, "rate": str(each.rate), "able": list(each.able)}
            for _, each in closed
        ],
        "drawn": [
            {
                "number": each.number,
                "visits": each.to,
                "share": f"{each.share:.6f}",
                "rate": str(each.rate),
                "at": each.at.isoformat(),
            }
            for each in visits
        ],
    }
    ledger.append(subject, DRAWN, now, actor=life.SYSTEM, data=data)
    return visits


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    """He is reminded; who does not come in a week has missed it, and the trail says so."""
    if name == "expire":
        asks.close(ask, "expired", now, Outcome.over("一周没去看", now))
        life.tell_trail(hazard, "hazard.visit_missed", now, data={"to": ask.person})
    elif name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 等你去现场看：{hazards.title(hazard)}。不用打招呼。", now)
    elif name == "undelivered":
        unreachable(hazard, ask, "", now)


def unreachable(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    checking.ask_next(hazard, ask, words, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return checking.away(ask, subject, now)


def _ask_of(fact: HazardFact, now: datetime) -> bool:
    """Asks for one visit, unless the hazard is open again."""
    hazard = hazards.here(lock(fact.hazard.subject_id))
    HazardFact.set_by_id(fact.id, {"asked": True})
    if hazard.state not in CLOSED or not book(now).plant.knows(fact.looks):
        return False
    of_office = fact.looks in assigning.officers(now)
    why = _why_of_office(hazard, now) if of_office else "抽到你不打招呼去看：改好了没有，又坏了没有"
    data = Look(of_round=hazard.round, **({"level": "safety"} if of_office else {}))
    wanted = Wanted(
        VISIT,
        fact.looks,
        [why],
        stage=f"{VISIT}/{fact.id}",
        steps=STEPS,
        expires_at=now + GOES_ON,
        data=data,
        sealed={"closed": True},
    )
    life.tell_trail(hazard, "hazard.visit_asked", now, data={"to": fact.looks, "why": why})
    asks.open_ask(hazard.subject, wanted, now)
    return True


def _why_of_office(hazard: Hazard, now: datetime) -> str:
    seen = hazard.work.mended[-1].seen if hazard.work.mended else None
    if drawn.watched(hazard, now) or seen is None:
        return "责任人有一次假整改，他 30 天内的都要再看"
    return f"销号以后照片对比才出来：{seen.words}，请去看"


def _pool(now: datetime) -> list[tuple[Hazard, Closed]]:
    """What may be drawn: closed lately, or, where that is nothing, further back; never while a visit is open."""
    rows = _closed(now - walking.LATELY) or _closed(now - walking.FURTHER)
    config, here = book(now).config.hazards, assigning.looking(now)
    open_ = {fact.hazard_id for fact in facts.since(facts.VISIT, now - walking.FURTHER) if fact.ok is None}
    found = []
    for row in rows:
        category = config.of(row.category)
        if category is None or row.id in open_:
            continue
        able = walking.managers(assigning.area_of(row, now), _apart(row, now), here)
        found.append((row, Closed(row.number, row.round, category.recheck.mgmt * WEEKS, tuple(p.id for p in able))))
    return found


def _apart(row: Hazard, now: datetime) -> set[str]:
    """Whose work it is, and whom it accuses."""
    return hazards.judged(row) | accused_by(row, now)


def _closed(since: datetime) -> Sequence[Hazard]:
    return list(Hazard.select().where(Hazard.state.in_(CLOSED), Hazard.closed_at >= since).order_by(Hazard.id))


def _week(now: datetime) -> str:
    year, week, _ = now.astimezone(book(now).plant.zone).isocalendar()
    return f"{year}-W{week:02d}"


def _week_is_open(now: datetime) -> bool:
    """Whether this week has not been drawn yet, and there is something to draw from."""
    last = Entry.select(Entry.recorded_at).join(Subject).where(Subject.key == DESK, Entry.kind == DRAWN)
    newest = last.order_by(Entry.seq.desc()).first()
    if newest is not None and _week(newest.recorded_at) == _week(now):
        return False
    return bool(_closed(now - walking.FURTHER))
