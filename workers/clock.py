"""The clock's process: one turn does everything that is due. It may run on several machines at once."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

from handlers.clock import BATCH, tick
from models import export as exports
from models import meter, plant_time, seals, store
from workers import anchors, archive
from workers.house import House

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
    """Takes a turn twice a second (real time) until `stop`; after a fault the process manager restarts it and logs
    that."""
    beaten: datetime | None = None
    while not stop.is_set():
        now, real = plant_time.now(), plant_time.real_now()
        turn(now)
        if beaten is None or real - beaten >= PULSE:
            beaten = real
            store.write(lambda: meter.beat("clock", plant_time.real_now()))
            house.wake.pulse()
            wake_records(house, now, real)
        stop.wait(TURN)
