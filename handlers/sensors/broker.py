"""What comes from a broker: readings, and news of the senders themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.sensors import readings, silence
from handlers.sensors.readings import From, Result
from models import sensor as sensors
from rules.texts import plain

LONGEST = 40


@dataclass(frozen=True)
class Message:
    """sender: the gateway's name; reading: as it was written, None for news of the sender; area: by the topic;
    retained: the broker had kept it; offline: the sender's last will says that it is gone."""

    sender: str
    reading: Mapping[str, object] | None = None
    area: str = ""
    retained: bool = False
    offline: bool = False


def take(messages: Sequence[Message], now: datetime) -> list[Result]:
    """Takes these messages within the caller's transaction; the results are those of the readings."""
    for each in messages:
        if each.reading is None and each.offline:
            sensors.offline(_name(each), now)
            silence.expect_gone(now)
        elif each.reading is None:
            sensors.online(_name(each))
    items = [
        (each.reading, From(_name(each), area=each.area, retained=each.retained))
        for each in messages
        if each.reading is not None
    ]
    results = readings.take(items, now)
    for (given, by), result in zip(items, results, strict=True):
        if result.outcome == "refused":
            # Nobody at the broker reads the answer, so it stands where people look.
            written = json.dumps(given, default=str)
            sensors.unknown(plain(str(given["sensor"])), by.name, result.words, written, now)
    return results


def _name(message: Message) -> str:
    """The sender's, as people may read it wherever it stands."""
    return plain(message.sender)[:LONGEST]
