"""A portable alarm in place of a detector that reports: the guardian names it on site, its calibration and a photo.
Its readings are recorded when the rules ask for them (`gas_record`); a plant without `sensors.yaml` works so.
"""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channel import Action, Answer
from handlers import asks
from handlers.given import Day, Plain
from handlers.permits import life, proof, raised
from handlers.permits.gates import opening, questions
from handlers.permits.kinds import RESUME
from models import ledger
from models import permit as permits
from models.answered import Binary
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
from models.permit_work import PortableAlarm
from rules.gates import detects
from rules.phrases import date_words
from rules.plant import Person

# The guardian's questions before the start and before the work resumes.
ON = (questions.START, RESUME)
STATES = ("approved", "suspended")


class Named(BaseModel):
    model_config = ConfigDict(extra="ignore", str_strip_whitespace=True)

    instrument: Plain = Field(min_length=2, max_length=60)
    calibrated_until: Day


def wanted(permit: Permit, person: str) -> bool:
    """Whether this person may register one now: the guardian, for work that needs continuous detection."""
    if permit.state not in STATES or person != permits.guardian(permit):
        return False
    return detects(raised.kind_of(permit), permit.level)


def register(action: Action, ask: Ask, permit: Permit, person: Person, now: datetime) -> Answer:
    """`{instrument, calibrated_until, photo, position, site?}`: kept as what detects from now on."""
    if ask.state not in MOVABLE or not wanted(permit, person.id):
        return Answer("现在不用登记便携报警仪。点卡片看现在的情况。", "info")
    try:
        named = Named.model_validate(action.data)
    except ValidationError:
        return Answer("仪器编号、检定有效期没填或填得不对。请按仪器上的标签改好。", "stop")
    last = book(now).plant.day(permit.ends_at)
    if named.calibrated_until < last:
        until = date_words(named.calibrated_until)
        return Answer(f"{named.instrument} 检定只到 {until}，管不到作业结束。请换一台。", "stop")
    here, words = proof.on_site(permit, action, now, "再登记")
    if not here:
        return Answer(f"便携报警仪要在现场登记：{words}。", "caution")
    photo = proof.photo(action, person)
    if photo is None:
        return Answer("请在现场给开着的报警仪拍一张，要看得见读数。", "stop")
    proof.keep_photo(action, person, now)
    _keep(action, ask, permit, person, now, named=named, photo=photo, where=words)
    return Answer(f"记下了，用 {named.instrument} 连续检测。", "info")


def _keep(
    action: Action, ask: Ask, permit: Permit, person: Person, now: datetime, *, named: Named, photo: Binary, where: str
) -> None:
    until = named.calibrated_until.isoformat()
    kept = PortableAlarm(instrument=named.instrument, calibrated_until=until, by=person.id, at=now, photo=photo.sha256)
    life.note(permit, permit.work.with_alarm(kept))
    what = {"instrument": named.instrument, "calibrated_until": until, "photo": dict(photo.kept)}
    data = {"ask": ask.id, **what, "presence": where, **proof.circumstances(permit, action)}
    actor, shown = asks.actor(ask, person), asks.shown_to(action)
    ledger.append(ask.subject, "permit.alarm_confirmed", now, actor=actor, data=data, shown=shown)
    opening.repaint(permit, now)
