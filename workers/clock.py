"""The clock's process: one turn does everything that is due. It may run on several machines at once."""

from __future__ import annotations

import logging
import threading
import time
from datetime import datetime, timedelta
from functools import partial

from handlers import pictures
from handlers.clock import BATCH, tick
from models import export as exports
from models import findable, meter, plant_time, seals, sensor, store
from workers import anchors, archive, comparing, veiling, walking
from workers.house import House
from workers.patience import patiently

TURN = 0.5
PULSE = timedelta(seconds=5)
# Seconds of a turn, and how many subjects in one transaction.
FILLING, FEW = 0.2, 20
log = logging.getLogger("anhao.clock")


def turn(now: datetime) -> int:
    """Every due ask takes its step; returns how many moved."""
    moved = 0
    while True:
        batch = tick(now)
        moved += batch
        if batch < BATCH:
            return moved


def enter_those_of_before() -> None:
    """Enters matters into the search that were there before it, a few at a time, so that nobody waits for them."""
    until = time.monotonic() + FILLING
    if not findable.has_more():
        return
    while time.monotonic() < until and (below := store.write(lambda: findable.fill(FEW))):
        if below % 5000 < FEW:
            log.info("matters of before are entered into the search: %s subjects left", below)


def wake_records(house: House, now: datetime, real: datetime) -> None:
    """Gives workers their jobs, where there is something to do: seals, anchors, the archive, photos, exports."""
    if seals.is_due(now) or anchors.is_due(house.settings, now):
        house.wake.seal()
    if archive.is_due():
        house.wake.archive()
    if comparing.is_due(now):
        house.wake.compare()
    if veiling.is_due():
        house.wake.veil()
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
    enter_those_of_before()
    if beaten is not None and real - beaten < PULSE:
        return beaten
    store.write(lambda: meter.beat("clock", plant_time.real_now()))
    house.wake.pulse()
    pictures.sweep(now)
    walking.walk(now)
    if sensor.has_old(now):
        store.write(lambda: sensor.sweep(now))
    wake_records(house, now, real)
    return real
