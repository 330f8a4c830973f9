"""One turn of the clock with 100 due asks, among 100 and then among 100,000 open ones."""

from __future__ import annotations

import statistics
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks import house
from benchmarks.figure import Figure, fsync_ms
from handlers import alerts
from handlers.clock import tick
from models import store
from models.ask import Ask
from models.base import database
from models.delivery import Delivery
from models.ledger import Entry
from models.subject import Subject
from tests.demo import START

DUE, MANY, TURNS = 100, 100_000, 9
AT_A_TIME = 2000


def figures(folder: Path) -> list[Figure]:
    few, many = _turn_ms(folder / "few", DUE), _turn_ms(folder / "many", MANY)
    how = f"{many:.0f} ms among {MANY:,}, {few:.0f} ms among {DUE}"
    return [Figure("clock with 100 due asks", many / few, 1.5, "×", fsync_ms(folder), how)]


def _turn_ms(folder: Path, open_asks: int) -> float:
    """The median of some turns, each with the same 100 asks due."""
    folder.mkdir()
    settings = house.settings_in(folder)
    house.prepare(settings)
    store.write(lambda: fill(open_asks))
    took = []
    for _ in range(TURNS):
        store.write(make_due)
        began = time.perf_counter()
        _turn(START)
        took.append((time.perf_counter() - began) * 1000)
    database.close()
    return statistics.median(took)


def _turn(now: datetime) -> None:
    moved = tick(now)
    if moved != DUE:
        raise RuntimeError(f"{moved} asks moved")


def fill(count: int) -> None:
    """Open alerts with their cards in the chat, none of them due before tomorrow."""
    tomorrow = START + timedelta(days=1)
    data = {"topic": "bench", "title": "请看一下", "lines": [], "red": False}
    ask: dict[str, Any] = {"kind": alerts.KIND, "person": "U04", "opened_at": START, "delivered_at": START}
    ask |= {"next_at": tomorrow, "data": data, "escalation": {"steps": [], "expires_at": None}}
    card: dict[str, Any] = {"person": "U04", "platform": "wecom", "account": "anhe_u04", "purpose": alerts.KIND}
    card |= {"state": "sent", "not_before": START, "created_at": START, "sent": 1}
    for first in range(0, count, AT_A_TIME):
        numbers = range(first + 10, min(first + AT_A_TIME, count) + 10)
        Subject.insert_many({"id": n, "key": f"bench/{n}", "created_at": START} for n in numbers).execute()
        Ask.insert_many({"id": n, "subject": n, **ask} for n in numbers).execute()
        Delivery.insert_many({"ask": n, **card} for n in numbers).execute()


def make_due() -> None:
    """Makes the same 100 asks due again, and removes what the last turn left behind."""
    hundred = list(range(10, 10 + DUE))
    Delivery.delete().where(Delivery.form == "text").execute()
    Entry.delete().where(Entry.subject.in_(hundred)).execute()
    Subject.update(seq=0, head="0" * 64).where(Subject.id.in_(hundred)).execute()
    Ask.update(next_at=START, escalation={"steps": [["remind", 0]], "expires_at": None}).where(
        Ask.id.in_(hundred)
    ).execute()
