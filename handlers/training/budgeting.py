"""How many single questions a person gets in a month: chosen by the safety office, counted here."""

from __future__ import annotations

import json
from datetime import datetime

from models.book import book
from models.ledger import Entry
from models.subject import Subject
from models.training import HOUSE, TrainingFile, singles_since
from rules.training.simulation import CHOICES, DEFAULT


def chosen() -> int:
    """Cards a person and month."""
    entries = Entry.select().join(Subject).where(Subject.key == HOUSE, Entry.kind == "training.budget")
    newest = entries.order_by(Entry.seq.desc()).first()
    cards = json.loads(newest.canonical)["data"]["cards"] if newest else DEFAULT
    return int(cards) if int(cards) in CHOICES else DEFAULT


def left(file: TrainingFile, now: datetime) -> int:
    """How many more cards he may get this month."""
    local = now.astimezone(book(now).plant.zone)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(0, chosen() - singles_since(file, first))
