"""The courier's process: a lane for each platform, and beside it what the platform is asked about people and gives out
of their pictures. It may run on several machines at once."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from functools import partial

from bot.channel import PLATFORM_NAMES
from models import delivery as deliveries
from models import meter, plant_time, redis_line, store
from models.base import PLANT_ZONE
from models.delivery import Due
from workers.deliver import deliver
from workers.fetching import Fetching
from workers.house import House
from workers.inquiries import Inquiries
from workers.lanes import Lane
from workers.opening import connect
from workers.pace import Pace
from workers.patience import patiently, quietly

PULSE, LOOK = 5.0, 0.5  # seconds
# So soon a sender whose turn has come gets the interpreter from busy ones; with Python's own 5 ms, calls bunch.
SWITCH = 0.0005


def run(house: House, stop: threading.Event) -> None:
    """Sends what waits until `stop`. Raises Fallen when a lane ended, so that the process manager starts it again."""
    sys.setswitchinterval(SWITCH)
    outage = redis_line.outage(house.settings.redis)
    pace = Pace(house.budget, house.settings.limits, house.redis, lambda: outage.on, _bring_all)
    channels = connect(house.settings, pace, house.redis)

    @quietly
    def bring(delivery: int) -> str:
        now, real = plant_time.now(), plant_time.real_now()
        return deliver(delivery, channels, house.settings.base_url, now, real, house.settings.administrator)

    lanes = [Lane(name, partial(_due, name), bring, pace) for name in PLATFORM_NAMES]
    asking = [Inquiries(each, house.settings.administrator) for each in channels.values()]
    fetching = [Fetching(name, each, house.settings.limits) for name, each in channels.items()]
    work = [*(each.run for each in lanes), *(each.run for each in asking), *(each.run for each in fetching)]
    work.append(partial(_watch, house))
    running = [threading.Thread(target=run, args=(stop,), daemon=True) for run in work]
    for thread in running:
        thread.start()
    while not stop.is_set():
        if not all(thread.is_alive() for thread in running):
            raise Fallen
        patiently(partial(store.write, partial(beat, pace)), stop)
        stop.wait(PULSE)
    for thread in running:
        thread.join()


@quietly
def _bring_all(platform: str) -> None:
    """The platform answers again: the sooner what was put off goes, the fewer hear first that it has not arrived."""
    store.write(lambda: deliveries.bring_all(platform, plant_time.now()))


def _watch(house: House, stop: threading.Event) -> None:
    """Sees soon that Redis is away or back: what waits for it goes out at once, the most urgent first."""
    while not stop.wait(LOOK):
        redis_line.look(house.redis)


@quietly
def _due(platform: str) -> list[Due]:
    return deliveries.due(plant_time.now(), plant_time.real_now(), platform)


def beat(pace: Pace) -> None:
    """A sign of life, and who answers. A silent platform is asked again and again by one of the rows that wait for it;
    once it answers, all of them go out."""
    words = list(_silent(pace))
    meter.beat("courier", plant_time.real_now(), json.dumps(words, ensure_ascii=False))
    for platform in PLATFORM_NAMES:
        if since := pace.silent(platform):
            meter.falls_silent(platform, since)
            deliveries.try_one(platform, plant_time.now())
        elif meter.speaks(platform):
            deliveries.bring_all(platform, plant_time.now())


def _silent(pace: Pace) -> Iterator[str]:
    """A sentence for each platform that does not answer."""
    for platform, name in PLATFORM_NAMES.items():
        if since := pace.silent(platform):
            at = plant_time.plant_at(since).astimezone(PLANT_ZONE)
            yield f"{name}没有回应，{at:%H:%M} 起：要发的先排着，通了就发。请看网络"


class Fallen(Exception):
    """A lane, or what asks beside it, has ended by itself; its thread has logged why."""
