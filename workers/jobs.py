"""The jobs that the queue carries: importable functions with ids for arguments. Each may run twice or get lost."""

from __future__ import annotations

from models import meter, plant_time, store
from models.seals import seal_all
from workers.anchors import anchor_due
from workers.archive import archive as archive_over
from workers.deliver import deliver as bring
from workers.house import House
from workers.patience import quietly

_houses: list[House] = []


def serve(house: House) -> None:
    """Makes `house` the one that this process's jobs work for."""
    _houses[:] = [house]


@quietly
def deliver(delivery_id: int) -> str:
    """A job of an earlier version, which may still lie in a queue: brings the card, if its lane has not yet."""
    house = _houses[0]
    settings, now, real = house.settings, plant_time.now(), plant_time.real_now()
    return bring(delivery_id, house.channels, settings.base_url, now, real, settings.administrator)


def sweep() -> None:
    """A job of an earlier version: the lanes look by themselves."""


@quietly
def seal() -> None:
    """Seals what is new and anchors the seals that need it."""
    now = plant_time.now()
    seal_all(now)
    anchor_due(_houses[0].settings, now)


@quietly
def archive() -> None:
    """Seals and archives what is over."""
    archive_over(plant_time.now())


@quietly
def compare() -> None:
    """Compares the photos of what was reported mended."""
    from workers.comparing import compare as compare_due

    compare_due(plant_time.now())


@quietly
def veil() -> None:
    """Makes copies of photos for boards."""
    from workers.veiling import make

    make(plant_time.now())


@quietly
def export(job_id: int) -> None:
    """Makes a slice of a long export; the rest waits behind the cards that came meanwhile."""
    from workers.exports.job import advance  # drawing costs memory that a worker without exports never needs

    house = _houses[0]
    if advance(job_id, house.settings, plant_time.now(), plant_time.real_now()):
        house.wake.export(job_id)


@quietly
def pulse() -> None:
    """Shows that jobs in the queue are really done."""
    store.write(lambda: meter.beat("worker", plant_time.real_now()))
