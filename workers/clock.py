"""The clock's process: one turn does everything that is due. It may run on several machines at once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial

from handlers.clock import BATCH, tick
from models import export as exports
from models import meter, plant_time, seals, store
from workers import anchors, archive
from workers.house import House
from workers.patience import patiently

TURN = 0.5
PULSE = timedelta(seconds=5)


def turn(now: datetime) -> int:
    """Every due ask takes its step; returns how many moved."""
    moved = 0
    while True:
        batch = tick(now)
        moved += batch
        if batch < BATCH:
            return moved


def wake_records(house: House, now: datetime, real: datetime) -> None:
    """Gives workers their jobs, where there is something to do: sealing, anchoring, archiving, exports."""
    if seals.is_due(now) or anchors.is_due(house.settings, now):
        house.wake.seal()
    if archive.is_due():
        house.wake.archive()
    for job in exports.standing(real):
        house.wake.export(job)


def run(house: House, stop: threading.Event) -> None:
    """Takes a turn twice a second (real time) until `stop`, and waits while the store is away; after another fault the
    process manager restarts it and logs that."""
    beaten: datetime | None = None
    while not stop.is_set():
        beaten = patiently(partial(_round, house, beaten), stop) or beaten
        stop.wait(TURN)


def _round(house: House, beaten: datetime | None) -> datetime:
    """One turn, and each PULSE what else a clock does; returns when it last did that."""
    now, real = plant_time.now(), plant_time.real_now()
    turn(now)
    if beaten is not None and real - beaten < PULSE:
        return beaten
    store.write(lambda: meter.beat("clock", plant_time.real_now()))
    house.wake.pulse()
    wake_records(house, now, real)
    return real
