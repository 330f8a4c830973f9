"""The older door of the gas detectors: one signed message of one moment. What it tells goes the way of all readings."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Answer
from handlers.permits.gas import messages
from handlers.permits.gas.messages import Sent
from handlers.sensors import readings
from handlers.sensors.readings import From, Item, Reading
from models import store

BY = From("sensors/gas")


def receive(body: bytes, now: datetime) -> Answer:
    """One message, in a transaction of its own. Raises BadReading; then nothing is kept."""
    sent = messages.read(body)
    return store.write(lambda: _take(sent, now))


def _take(sent: Sent, now: datetime) -> Answer:
    answer = messages.take(sent, now)
    items = [
        Item(
            place,
            Reading(
                sensor=sent.instrument,
                ts=sent.sampled_at,
                seq=0,
                value=str(each.value),
                unit=each.unit,
                gas=each.gas,
                point=each.point,
            ),
            BY,
        )
        for place, each in enumerate(sent.readings)
    ]
    readings.of_fixed(items, now)
    return answer
