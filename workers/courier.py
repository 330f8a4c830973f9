"""The courier's process: a lane for each platform. It may run on several machines at once."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from functools import partial

from bot.channel import PLATFORM_NAMES
from models import delivery as deliveries
from models import meter, plant_time, store
from models.base import PLANT_ZONE
from models.delivery import Due
from workers.deliver import deliver
from workers.house import House
from workers.lanes import Lane
from workers.opening import connect
from workers.pace import Pace
from workers.patience import patiently, quietly

PULSE = 5.0  # seconds
# So soon a sender whose turn has come gets the interpreter from busy ones; with Python's own 5 ms, calls bunch.
SWITCH = 0.0005


def run(house: House, stop: threading.Event) -> None:
    """Sends what waits until `stop`. Raises Fallen when a lane ended, so that the process manager starts it again."""
    sys.setswitchinterval(SWITCH)
    pace = Pace(house.budget, house.settings.limits, house.redis)
    channels = connect(house.settings, pace, house.redis)

    @quietly
    def bring(delivery: int) -> str:
        now, real = plant_time.now(), plant_time.real_now()
        return deliver(delivery, channels, house.settings.base_url, now, real, house.settings.administrator)

    lanes = [Lane(name, partial(_due, name), bring, pace) for name in PLATFORM_NAMES]
    running = [threading.Thread(target=lane.run, args=(stop,), daemon=True) for lane in lanes]
    for thread in running:
        thread.start()
    while not stop.is_set():
        if not all(thread.is_alive() for thread in running):
            raise Fallen
        patiently(partial(store.write, partial(_beat, pace)), stop)
        stop.wait(PULSE)
    for thread in running:
        thread.join()


@quietly
def _due(platform: str) -> list[Due]:
    return deliveries.due(plant_time.now(), plant_time.real_now(), platform)


def _beat(pace: Pace) -> None:
    words = list(_silent(pace))
    meter.beat("courier", plant_time.real_now(), json.dumps(words, ensure_ascii=False))


def _silent(pace: Pace) -> Iterator[str]:
    """A sentence for each platform that does not answer."""
    for platform, name in PLATFORM_NAMES.items():
        if since := pace.silent(platform):
            yield f"{name}没有回应，{since.astimezone(PLANT_ZONE):%H:%M} 起：要发的先排着，通了就发。请看网络"


class Fallen(Exception):
    """A lane has ended by itself; its thread has logged why."""
