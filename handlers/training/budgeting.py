"""How many single questions a person gets in a month: chosen by the safety office, counted here."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from models.book import book
from models.kept import Kept
from models.ledger import Entry
from models.subject import Subject
from models.training import HOUSE, TrainingFile, singles_since
from rules.training.simulation import CHOICES, DEFAULT


def chosen() -> int:
    """Cards a person and month."""
    newest = _newest.row(Entry)
    cards = json.loads(newest.canonical)["data"]["cards"] if newest else DEFAULT
    return int(cards) if int(cards) in CHOICES else DEFAULT


@Kept
def _newest() -> Any:
    entries = Entry.select(Entry.canonical).join(Subject).where(Subject.key == HOUSE, Entry.kind == "training.budget")
    return entries.order_by(Entry.seq.desc()).limit(1)


def left(file: TrainingFile, now: datetime) -> int:
    """How many more cards he may get this month."""
    local = now.astimezone(book(now).plant.zone)
    first = local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return max(0, chosen() - singles_since(file, first))
