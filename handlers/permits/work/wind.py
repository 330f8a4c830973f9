"""「起风了」: the guardian of work in the open air reports the wind force. Too strong a wind stops the work. It resumes
only after a report that the wind has gone down.
"""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.permits import life, proof, raised
from handlers.permits.work.stopping import Stop, suspend
from models import ledger
from models import permit as permits
from models.ask import MOVABLE, Ask
from models.permit import Permit
from models.permit_work import Wind
from rules import measuring, weather
from rules.measuring import BadReading
from rules.plant import Person
from rules.templates import SiteReading, Weather

STATES = ("working", "suspended")


def limits(permit: Permit) -> Weather | None:
    """What the weather must not be during this work; None where it doesn't matter."""
    return weather.outdoors(raised.kind_of(permit), permit.form.inputs)


def wanted(permit: Permit, person: str) -> bool:
    """Whether this person may report the wind now."""
    return permit.state in STATES and person == permits.guardian(permit) and limits(permit) is not None


def asked(permit: Permit, person: str) -> str:
    """What the guardian is asked for, in words: 读数（级，不超过 4）; empty for everybody else."""
    allowed = limits(permit)
    return measuring.asked(weather.reading(allowed)) if allowed and wanted(permit, person) else ""


def is_bad(action: Action, permit: Permit) -> bool:
    """Whether the wind was too strong: then the report counts, however late it comes."""
    allowed = limits(permit)
    try:
        return allowed is not None and bool(_beyond(action, weather.reading(allowed)))
    except BadReading:
        return False


def _beyond(action: Action, asked: SiteReading) -> str:
    return measuring.beyond(measuring.read(str(action.data.get("force", "")), asked), asked)


def report(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """`{force}`: kept whatever it is; one that is too strong stops the work at once, also from an earlier card: it may
    have been held while the work was stopped and went on."""
    allowed = limits(permit)
    closed = ask.state not in MOVABLE and not is_bad(action, permit)
    if allowed is None or closed or not wanted(permit, person.id):
        return Answer("现在不用报风力。点卡片看现在的情况。", "info")
    asked = weather.reading(allowed)
    try:
        force = measuring.read(str(action.data.get("force", "")), asked)
    except BadReading as error:
        return Answer(str(error), "stop")
    words, wrong = measuring.worded(force, asked), measuring.beyond(force, asked)
    life.note(permit, permit.work.wind_reported(Wind(force=words, ok=not wrong, by=person.id, at=now)))
    data = {"ask": ask.id, "force": words, "ok": not wrong, **proof.circumstances(permit, action)}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.wind", now, actor=actor, data=data, shown=shown)
    if permit.state == "suspended":
        return Answer(f"记下了。{wrong}，还不能复工。" if wrong else "记下了。", "info")
    if not wrong:
        return Answer(f"记下了，风力 {words}。再大就再报。", "done")
    suspend(permit, Stop(f"风力 {words}，要低于 {allowed.too_strong} 级", actor), now)
    return Answer("停了，正在通知所有人。", "done")
