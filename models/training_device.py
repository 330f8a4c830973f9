"""On which phone's browser somebody ended a lesson or answered a question on its page: kept for 90 days, as a hash."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from peewee import CharField

from models.base import MomentField
from models.table import Table
from rules.training.shared import Use

KEPT = timedelta(days=90)
# Longer than any browser's own words with its number; what is longer is not one.
MOST = 300


class TrainingDevice(Table):
    """device: a hash of what the page says of its browser (`static/js/device.js`)."""

    device = CharField(max_length=64)
    person = CharField(max_length=32)
    lesson = CharField(max_length=40)
    at = MomentField(index=True)

    class Meta:
        table_name = "training_device"


def used(said: object, person: str, lesson: str, now: datetime) -> None:
    """Keeps that this browser was used for it, unless what is said is none; forgets what is older than 90 days."""
    TrainingDevice.delete().where(TrainingDevice.at < now - KEPT).execute()
    if isinstance(said, str) and 0 < len(said) <= MOST:
        device = hashlib.sha256(said.encode()).hexdigest()
        TrainingDevice.create(device=device, person=person, lesson=lesson, at=now)


def uses() -> list[Use]:
    """Everything that is kept, the oldest first."""
    rows = TrainingDevice.select().order_by(TrainingDevice.at)
    return [Use(each.device, each.person, each.lesson, each.at) for each in rows]
