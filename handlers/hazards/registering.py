"""That the authority and the assembly of the staff were told of a major hazard, as the law asks: when, and with which
receipt."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.hazards import assigning, life
from handlers.hazards.kinds import REGISTER
from handlers.hazards.photos import brought
from models import ask as ask_table
from models import hazard as hazards
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.hazard import Hazard
from models.hazard_major import Reported
from models.subject import Subject
from rules.given import moment
from rules.plant import Person

MOST = 60
DONE = Answer("这一项已经登记了。", "info")


def authority(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「已报监管部门」: `{to, on, listed, photos}`; the receipt is a picture or a PDF's picture."""
    return _keep(action, ask, hazard, person, now, "authority")


def assembly(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime) -> Answer:
    """「已报职工大会」: `{to, on}`."""
    return _keep(action, ask, hazard, person, now, "assembly")


def step(hazard: Hazard, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        asks.tell(ask, ask.person, f"{hazard.number} 还没登记报监管部门和职工大会。", now)
    elif name in ("next", "undelivered"):
        ask_next(hazard, ask, "", now)


def ask_next(hazard: Hazard, ask: Ask, words: str, now: datetime) -> None:
    asked = {each.person for each in ask_table.in_stage(hazard.subject, ask.stage)}
    found = assigning.office(asked, now)
    if found:
        steps = assigning.REGISTER_STEPS
        asks.open_ask(hazard.subject, Wanted(REGISTER, found, list(ask.why), stage=ask.stage, steps=steps), now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    before = len(ask_table.in_stage(subject, ask.stage))
    ask_next(hazards.here(subject), ask, "", now)
    return len(ask_table.in_stage(subject, ask.stage)) > before


def _keep(action: Action, ask: Ask, hazard: Hazard, person: Person, now: datetime, what: str) -> Answer:
    if ask.state not in MOVABLE or getattr(hazard.work.major, what) is not None:
        return DONE
    to, on = str(action.data.get("to") or "").strip()[:MOST], _on(action, now)
    listed = str(action.data.get("listed") or "").strip()[:MOST]
    given = brought(action, person)
    needed = (
        (to, "写报给谁"),
        (on is not None and on <= now, "选报的时间，不能晚于现在"),
        (given.photos or what != "authority", "拍下回执"),
    )
    lacks = [word for there, word in needed if not there]
    if lacks or on is None:
        return Answer(f"还要{'、'.join(lacks)}。", "stop")
    given.take(person, now)
    kept = Reported(by=person.id, at=now, to=to, on=on, receipt=given.photos, listed=listed)
    known = hazard.work.major.but(**{what: kept})
    life.note(hazard, hazard.work.but(major=known))
    data = {"ask": ask.id, "whom": to, "on": f"{on.astimezone(book(now).plant.zone):%Y-%m-%d %H:%M}", "listed": listed}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    entry = "hazard.told_authority" if what == "authority" else "hazard.told_assembly"
    life.tell_trail(hazard, entry, now, actor=actor, data={**data, "photos": given.told}, shown=shown)
    if known.authority and known.assembly:
        outcome = Outcome(result="registered", by=person.id, at=now)
        for each in ask_table.in_stage(hazard.subject, ask.stage):
            if each.state in MOVABLE:
                asks.close(each, "done" if each.id == ask.id else "superseded", now, outcome)
        return Answer("两项都登记好了。", "done")
    asks.repaint(ask, now)
    return Answer("登记好了，还差另一项。", "info")


def _on(action: Action, now: datetime) -> datetime | None:
    try:
        found = moment(action.data.get("on"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=book(now).plant.zone)
