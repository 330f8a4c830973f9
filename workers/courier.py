"""The courier's process: a lane for each platform, and beside it what the platform is asked about people and gives out
of their pictures. It may run on several machines at once."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import cast

from bot.channel import PLATFORM_NAMES, Platform
from handlers import alerts
from models import meter, plant_time, redis_line, store, turns
from models.base import PLANT_ZONE
from models.turns import Due
from rules.phrases import moment_words
from workers import looking
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
# After so long without any courier nobody knows whether a platform that was silent still is.
OUTDATED = timedelta(minutes=10)


def run(house: House, stop: threading.Event) -> None:
    """Sends what waits until `stop`. Raises Fallen when a lane ended, so that the process manager starts it again."""
    sys.setswitchinterval(SWITCH)
    outage = redis_line.outage(house.settings.redis)
    pace = Pace(house.budget, house.settings.limits, house.redis, lambda: outage.on, _bring_all)
    channels = connect(house.settings, pace, house.redis)
    patiently(partial(store.write, partial(take_over, channels, pace)), stop)

    @quietly
    def bring(delivery: int) -> str:
        now, real = plant_time.now(), plant_time.real_now()
        return deliver(delivery, channels, house.settings.base_url, now, real, house.settings.administrator)

    lanes = [Lane(name, partial(_due, name), bring, pace) for name in PLATFORM_NAMES]
    asking = [Inquiries(each, house.settings.administrator) for each in channels.values()]
    fetching = [Fetching(name, each, house.settings.limits) for name, each in channels.items()]
    work = [*(each.run for each in lanes), *(each.run for each in asking), *(each.run for each in fetching)]
    work += [partial(looking.run, name, each, pace) for name, each in channels.items()]
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
def _bring_all(platform: str, forms: Collection[str], sure: bool) -> None:
    """The platform answers again: the sooner what was put off goes, the fewer hear first that it has not arrived."""
    store.write(lambda: turns.bring_all(platform, plant_time.now(), forms, sure=sure))


def _watch(house: House, stop: threading.Event) -> None:
    """Sees soon that Redis is away or back: what waits for it goes out at once, the most urgent first."""
    while not stop.wait(LOOK):
        redis_line.look(house.redis)


@quietly
def _due(platform: str) -> list[Due]:
    return turns.due(plant_time.now(), plant_time.real_now(), platform)


def take_over(connected: Collection[str], pace: Pace) -> None:
    """What the courier before knew of silent platforms holds until they answer, unless that is long ago or they are
    no longer connected."""
    last, real = meter.Heartbeat.find("courier"), plant_time.real_now()
    outdated = last is None or last.at < real - OUTDATED
    for platform, since in meter.silences().items():
        if outdated or platform not in connected:
            meter.speaks(platform, real)
        else:
            pace.remember(platform, since)


def beat(pace: Pace) -> None:
    """A sign of life, and who answers. A silent platform is asked again and again by one of the rows that wait for it;
    once it answers, all of them go out. When it falls silent, red alerts that lie there go to others too."""
    for platform in PLATFORM_NAMES:
        answered = pace.answered(platform)
        if since := pace.silent(platform):
            known = platform in meter.silent()
            meter.falls_silent(platform, since)
            if not known:
                alerts.pass_on(plant_time.now())
        elif answered and meter.speaks(platform, answered):
            turns.bring_all(platform, plant_time.now())
    silences = meter.silences()
    for each in silences:
        turns.try_one(each, plant_time.now())
    meter.beat("courier", plant_time.real_now(), json.dumps(_said(silences), ensure_ascii=False))


def _said(silences: Mapping[str, datetime]) -> list[str]:
    """A sentence for each platform that does not answer."""
    return [
        f"{PLATFORM_NAMES[cast(Platform, platform)]}没有回应，{_clock(since)} 起：要发的先排着，通了就发。请看网络"
        for platform, since in silences.items()
    ]


def _clock(since: datetime) -> str:
    """10:42 in the plant's time; with its day where that is not today."""
    at, today = plant_time.plant_at(since).astimezone(PLANT_ZONE), plant_time.now().astimezone(PLANT_ZONE).date()
    return f"{at:%H:%M}" if at.date() == today else moment_words(at)


class Fallen(Exception):
    """A lane, or what asks beside it, has ended by itself; its thread has logged why."""
