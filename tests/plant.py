"""The plant under test: our service with its own store, the simulator as the other side, time that only the test moves.

Whatever arrives on a phone and whatever the service logs as a warning must have been expected, or the test fails.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import redis
from demo import PLACE_OF_THE_STORY
from doors import doors
from roads import Walker, guide, road
from worlds import Here

from bot.channel import PLATFORM_NAMES
from config.loader import raw
from config.root import ROOT
from config.settings import DingtalkSettings, Limits, Settings, WecomSettings
from handlers.clock import BATCH, tick
from handlers.plant import keep
from models import news, plant_time, sent_picture, store, turns
from models.ask import Ask
from models.book import book
from models.delivery import Delivery
from models.kept import Given, Kept
from rules.plant import Person
from workers.deliver import deliver
from workers.fetching import fetch
from workers.house import House
from workers.inquiries import inquire
from workers.scenarios import cast
from workers.scenarios.phone import Phone, text_of, title
from workers.scenarios.simulator import Json

MORNING = datetime.fromisoformat("2026-11-25T08:10:00+08:00")
SETTLED = timedelta(seconds=2)


def due(now: datetime, real: datetime) -> list[int]:
    """What waits on any platform, in the order in which its lane sends it."""
    return [row.id for platform in PLATFORM_NAMES for row in turns.due(now, real, platform)]


@Kept
def _next_ask() -> Any:
    return Ask.select(Ask.next_at).where(Ask.next_at <= Given(Ask.next_at)).order_by(Ask.next_at).limit(1)


@Kept
def _next_delivery() -> Any:
    before = Delivery.not_before <= Given(Delivery.not_before)
    waiting = Delivery.select(Delivery.not_before).where(Delivery.state == "waiting", before)
    return waiting.order_by(Delivery.not_before).limit(1)


@Kept
def _next_picture() -> Any:
    return sent_picture.SentPicture.select(sent_picture.SentPicture.not_before)


@Kept
def _next_news() -> Any:
    return news.News.select(news.News.not_before).where(news.News.not_before <= Given(news.News.not_before))


class Plant:
    """What a flow test works with: phones, the clock, and the house behind them."""

    def __init__(self, house: House, simulator: Here, base: str, guide: Walker) -> None:
        self.house = house
        self.simulator = simulator
        self.base = base
        self.guide = guide
        self.seen: set[str] = set()

    @property
    def now(self) -> datetime:
        return plant_time.now()

    def person(self, person_id: str) -> Person:
        return book(self.now).plant.person(person_id)

    def phone(self, person_id: str) -> Phone:
        person = self.person(person_id)
        rules = book(self.now)
        at = cast.centre(rules.plant.area(rules.config.demo.place or PLACE_OF_THE_STORY))
        return Phone(self.simulator, self.base, person.platform, person.account, person.name, at)

    def set_time(self, now: datetime) -> None:
        store.write(lambda: plant_time.set_clock(now, 0, plant_time.real_now()))
        self.simulator.set_time(now, 0)

    def advance(self, minutes: float) -> None:
        """Lets plant time pass, stopping at every moment when something is due."""
        end = self.now + timedelta(minutes=minutes)
        while (moment := self._next_due(end)) is not None:
            self.set_time(max(moment, self.now))
            self.turn()
        self.set_time(end)
        self.turn()

    def leap(self, minutes: float) -> None:
        """The same, but that the clock turns at its end only."""
        self.set_time(self.now + timedelta(minutes=minutes))
        self.turn()

    def turn(self) -> None:
        """The clock takes every step that is due now, and every card is brought to its wanted state."""
        while tick(self.now) == BATCH:
            pass
        self.settle()

    def settle(self) -> None:
        """Delivers until nothing is due at this plant time (after the second that follows an answer)."""
        real = plant_time.real_now() + SETTLED
        self.inquire()
        while ids := due(self.now, real):
            for each in ids:
                deliver(each, self.house.channels, self.base, self.now, real)
            self.inquire()

    def inquire(self) -> None:
        """Each platform is asked what is to be asked about people, and gives out the pictures they sent."""
        for name, channel in self.house.channels.items():
            for row in news.due(name, self.now):
                inquire(row, channel, self.now)
            for sent in sent_picture.due(name, self.now):
                fetch(sent, channel, self.house.settings.limits, self.now)

    def _next_due(self, end: datetime) -> datetime | None:
        moments = [row.next_at for row in _next_ask.rows(Ask, next_at=end)]
        moments += [row.not_before for row in _next_delivery.rows(Delivery, not_before=end)]
        moments += [row.not_before for row in _next_picture.rows(sent_picture.SentPicture)]
        moments += [row.not_before for row in _next_news.rows(news.News, not_before=end)]
        return min(moments) if moments else None

    # What arrived -------------------------------------------------------------------------------------------------

    def expect(self, person_id: str, words: str) -> Json:
        """The newest unseen message of this person that says `words`; it and older repaints count as expected."""
        phone = self.phone(person_id)
        for message in reversed(phone.messages()):
            if message["id"] not in self.seen and words in text_of(message):
                self.seen.add(message["id"])
                return message
        shown = [title(each) or text_of(each)[:80] for each in phone.messages()]
        raise AssertionError(f"{person_id} has no new message with {words!r}; on the phone: {shown}")

    def expect_all(self, *people: str) -> None:
        """Everything else that came to these people was expected."""
        for person in people:
            self.seen |= {message["id"] for message in self.phone(person).messages()}

    def current(self, message: Json) -> Json:
        """The same message as it looks now."""
        return next(
            m for m in self.simulator.messages(message["platform"], message["account"]) if m["id"] == message["id"]
        )

    def unexpected(self) -> list[str]:
        return [
            f"{who['name']} got {title(message) or text_of(message)[:120]}"
            for who in self.simulator.in_use()
            for message in self.simulator.messages(who["platform"], who["account"])
            if message["id"] not in self.seen
        ]


def environment_of(plant: Plant, folder: Path) -> dict[str, str]:
    """What a process of its own is told, to work for this plant's store and queue; `folder` is its `var/`."""
    settings = plant.house.settings
    own = {
        "ANHAO_DATABASE_URL": settings.database,
        "ANHAO_REDIS_URL": settings.redis,
        "ANHAO_BASE_URL": plant.base,
        "ANHAO_SECRET_KEY": settings.signing_key,
        "ANHAO_VAR": str(folder),
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ANHAO_")}
    return kept | cast.environment(plant.simulator.url, "http") | own


class Log(logging.Handler):
    """Warnings and errors of the service; a test says which it expects."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def expect(self, words: str) -> None:
        """Forgets the lines with these words; fails when there are none."""
        kept = [line for line in self.lines if words not in line]
        assert len(kept) < len(self.lines), f"no log line says {words!r}: {self.lines}"
        self.lines[:] = kept


def settings_for(
    simulator_url: str, base: str, database_url: str, redis_url: str, var: Path, **limits: Any
) -> Settings:
    environment = cast.environment(simulator_url, "http")
    wecom = {k.removeprefix("ANHAO_WECOM_").lower(): v for k, v in environment.items() if k.startswith("ANHAO_WECOM_")}
    ding = {k.removeprefix("ANHAO_DINGTALK_").lower(): v for k, v in environment.items() if "_DINGTALK_" in k}
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        base_url=base,
        secret_key="test-signing-key",
        demo=True,
        sensor_key="test-sensor-key",
        var=var,
        simulator_url=simulator_url,
        wecom=WecomSettings(**wecom),
        dingtalk=DingtalkSettings(**ding),
        limits=Limits(**limits),
    )


@cache
def data_of(name: str) -> dict[str, Any]:
    """A plant's data, read once a test process: who changes something in them changes a copy."""
    return raw(ROOT / "config" / "plants" / name)


def anhe() -> dict[str, Any]:
    """The demo plant's."""
    return data_of("anhe")


def lizhou() -> dict[str, Any]:
    """The second plant's."""
    return data_of("lizhou")


@contextmanager
def running_plant(
    simulator: Here,
    database_url: str,
    redis_url: str,
    var: Path,
    start: datetime = MORNING,
    settings: Callable[..., Settings] = settings_for,
    played: Mapping[str, Any] | None = None,
    guests: Sequence[Any] = (),
    data: Mapping[str, Any] | None = None,
    **limits: Any,
) -> Iterator[Plant]:
    """The whole service in this process, with the plant loaded and the simulator reset to it.

    data: a plant other than the demo's, as `config.loader.raw` gives it.
    guests: flows that the product does not know (wsgi.Guest).
    settings: made from the arguments of `settings_for`; played: parts of the simulator's configuration that differ.
    """
    queue = redis.Redis.from_url(redis_url)
    queue.flushdb()
    own = settings(simulator.url, doors().base, database_url, redis_url, var, **limits)
    usual = settings is settings_for and not (played or guests or limits)
    with doors().opened(own, guests) as house:
        plant = Plant(house, simulator, own.base_url, guide(database_url, queue) if usual else Walker())
        morning(plant, start, played or {}, data)
        try:
            yield plant
        finally:
            plant.guide.close()


@road
def migrated(plant: Plant) -> None:
    """The store has its tables: by itself, as most of what takes another morning takes that long."""
    store.migrate()


@road
def morning(plant: Plant, start: datetime, played: Mapping[str, Any], data: Mapping[str, Any] | None) -> None:
    """Loads the plant's data, tells the phones of the house, and publishes the house's card template."""
    migrated(plant)
    store.write(lambda: keep(data or anhe(), start))
    config = cast.simulator_config(book(start), plant.base, start, rate=0)
    for name, part in played.items():
        config[name] |= part
    plant.simulator.post("reset", {name: part for name, part in config.items() if name not in ("port", "clock_urls")})
    # Before anything is counted: the calls of a month belong to plant time, whatever day it is here.
    plant.set_time(start)
    for finding in plant.house.channels["dingtalk"].check() if "dingtalk" in plant.house.channels else ():
        assert finding.ok, finding
