"""Visits that closed hazards are to have (`handlers.hazards.walking`). Rows of other kinds are of before: what they
told is read from the trails (`models.hazard_looks`)."""

from __future__ import annotations

from datetime import datetime

from peewee import AutoField, BooleanField, CharField, ForeignKeyField

from models.base import MomentField
from models.hazard import Hazard
from models.table import Table

VISIT = "visit"


class HazardFact(Table):
    """kind: VISIT. person: the owner whose mending it is about; looks: who is to look; department: of the area; at:
    when it is due; asked: somebody has been asked to look; rate: how likely it was drawn, as text, empty where nobody
    kept it; ok: what he found, None until then."""

    id = AutoField()
    hazard_id: int
    hazard = ForeignKeyField(Hazard, backref="facts")
    kind = CharField(max_length=16)
    person = CharField(max_length=32)
    looks = CharField(max_length=32, default="")
    department = CharField(max_length=32, default="")
    category = CharField(max_length=32, default="")
    at = MomentField(index=True)
    asked = BooleanField(default=True)
    rate = CharField(max_length=32, default="")
    ok = BooleanField(null=True)

    class Meta:
        indexes = ((("kind", "person"), False),)


def keep(hazard: Hazard, kind: str, department: str, at: datetime, **more: object) -> HazardFact:
    about = {"person": hazard.owner, "department": department, "category": hazard.category, **more}
    return HazardFact.create(hazard=hazard.id, kind=kind, at=at, **about)


def since(kind: str, moment: datetime) -> list[HazardFact]:
    """The facts of this kind from that moment on, the oldest first."""
    return list(HazardFact.select().where(HazardFact.at >= moment, HazardFact.kind == kind).order_by(HazardFact.at))


def open_of(hazard: Hazard, kind: str) -> HazardFact | None:
    """The newest of this kind whose look is still to come."""
    mine = (HazardFact.hazard == hazard.id) & (HazardFact.kind == kind) & HazardFact.ok.is_null()
    found: HazardFact | None = HazardFact.select().where(mine).order_by(HazardFact.id.desc()).first()
    return found


def found(fact: HazardFact | None, ok: bool) -> None:
    """Keeps what the look found."""
    if fact is not None:
        HazardFact.set_by_id(fact.id, {"ok": ok})


def due_visits(now: datetime) -> list[HazardFact]:
    """Visits that are due and of which nobody has been asked yet."""
    mine = (HazardFact.kind == VISIT) & ~HazardFact.asked & (HazardFact.at <= now)
    return list(HazardFact.select().where(mine).order_by(HazardFact.at))
