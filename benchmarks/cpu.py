"""Processor time of what the house does most: a tap on 「为什么找我」 decided and kept, a card rendered and brought, a
reminder. No doors, no queue; the platform answers at once. The unit is a form: the time that Python takes to write a
filled-in request as JSON and read it again.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from benchmarks import clock, house
from benchmarks.figure import Figure, fsync_ms
from benchmarks.rehearsal import Platform
from bot.channel import Action, Channel
from handlers.clock import tick
from handlers.dispatch import dispatch
from models import delivery as deliveries
from models import plant_time, store
from models.ask import Ask
from models.base import database
from models.book import book
from models.delivery import Delivery
from tests.demo import START, form
from workers.deliver import deliver

FORMS = 100
PERMITS, TIMES, TURNS = 20, 10, 9
BASE = "http://127.0.0.1:9"
LATER = START + timedelta(minutes=10)


def figures(folder: Path) -> list[Figure]:
    with house.in_memory(folder) as place:
        return _figures(place)


def _figures(folder: Path) -> list[Figure]:
    fsync, one = fsync_ms(folder), _milliseconds(_read_and_write, [form(START)] * PERMITS) / FORMS
    house.prepare(house.settings_in(folder / "permits"))
    asks = house.permits_to_confirm(PERMITS)
    tap = _milliseconds(_act, [_tap(ask, number) for number in range(TIMES) for ask in asks])
    card = _milliseconds(_bring, [deliveries.of_ask(ask)[0].id for ask in asks] * TIMES, _want_anew)
    database.close()
    house.prepare(house.settings_in(folder / "asks"))
    store.write(lambda: clock.fill(clock.DUE))
    turn = _milliseconds(tick, [START] * TURNS, lambda _: store.write(clock.make_due))
    database.close()
    return [
        _figure("a tap", tap, 40, one, fsync),
        _figure("a card", card, 250, one, fsync),
        _figure("a reminder, one of 100", turn / clock.DUE, 40, one, fsync),
    ]


def _figure(what: str, took: float, limit: float, one: float, fsync: float) -> Figure:
    how = f"{took:.3f} ms, a form {one:.4f}"
    return Figure(f"processor time of {what}", took / one, limit, "forms", fsync, how)


def _milliseconds(work: Callable[[Any], object], things: Iterable[Any], before: Callable[[Any], object] = id) -> float:
    """The median of the processor time that each takes."""
    took = []
    for thing in things:
        before(thing)
        began = time.process_time()
        work(thing)
        took.append((time.process_time() - began) * 1000)
    return statistics.median(took)


def _tap(ask: Ask, number: int) -> Action:
    person, card, key = book(START).plant.person(ask.person), deliveries.of_ask(ask)[0], f"tap:{ask.id}:{number}"
    return Action(key, person.platform, person.account, "tap", "why", ask=ask.id, card=card.card, repaint=key)


def _act(action: Action) -> None:
    dispatch(action, START, plant_time.real_now())


def _want_anew(delivery: int) -> None:
    """Makes the card wait to be sent again, as another issue."""
    changes = {"card": "", "receipt": None, "state": "waiting", "issue": Delivery.issue + 1, "lease_until": 0}
    store.write(Delivery.update({**changes, "wanted": Delivery.wanted + 1}).where(Delivery.id == delivery).execute)


def _bring(delivery: int) -> None:
    channel = cast(Channel, Platform())
    outcome = deliver(delivery, {"wecom": channel, "dingtalk": channel}, BASE, LATER, plant_time.real_now())
    if outcome != "sent":
        raise RuntimeError(f"delivery {delivery}: {outcome}")


def _read_and_write(form: dict[str, Any]) -> None:
    for _ in range(FORMS):
        json.loads(json.dumps(form))
