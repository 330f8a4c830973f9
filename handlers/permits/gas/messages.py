"""The way in for gas detectors: one message, taken once, in one transaction. What it means is in `feed`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.channel import Answer
from config.shapes.sensors import Instrument, Sensors
from handlers.given import Exact, Moment, Plain
from handlers.permits.gas import feed
from handlers.permits.gas.typed import faults
from models import inbox, store
from models.base import from_milliseconds, to_milliseconds
from models.book import book
from rules.gas import BadReading, Reading
from rules.phrases import day_words

AHEAD = timedelta(minutes=1)
# Allows as many digits, and as large an exponent, as a message can hold, so that it can read any number sent.
_EXACT = Context(prec=1000, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])


class SentReading(BaseModel):
    """One value as the detector shows it. point: where, if not at the detector's own place."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    gas: Plain = Field(min_length=1, max_length=20)
    value: Exact
    unit: Plain = Field(max_length=8)
    point: Plain = Field(default="", max_length=40)


class Sent(BaseModel):
    """One message: a detector's values of one moment, for a permit or (without one) for its area."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    instrument: Plain = Field(min_length=1, max_length=60)
    permit: Plain = Field(default="", max_length=32)
    sampled_at: Moment
    readings: list[SentReading] = Field(min_length=1, max_length=20)


def receive(body: bytes, now: datetime) -> Answer:
    """Takes one message (JSON, see docs/operations.md) and says what came of it, after the commit.

    Raises BadReading, in plain words, for a message that can't be taken; then nothing is kept. A message that is sent
    twice gets the first answer; other readings of the same moment are another message.
    """
    try:
        sent = Sent.model_validate_json(body)
    except ValidationError as error:
        raise BadReading(faults(error)) from error
    return store.write(lambda: _once(sent, now))


def _once(sent: Sent, now: datetime) -> Answer:
    moment = f"sensor:{sent.instrument}:{sent.permit}:{sent.sampled_at.astimezone(UTC).isoformat()}"
    key = f"{moment}:{_content(sent)}"
    if not inbox.receive(key, "sensor", "gas", None, now):
        return Answer(**inbox.answer_to(key))
    instrument = _instrument(sent, book(now).config.sensors, now)
    readings = list(_readings(sent, instrument))
    # Cut to the store's precision, so that two messages of one moment still compare as equal later.
    sampled_at = from_milliseconds(to_milliseconds(sent.sampled_at)).astimezone(book(now).plant.zone)
    answer = _before_the_upgrade(moment, instrument, sent.permit, readings)
    answer = answer or feed.take(instrument, sent.permit, readings, sampled_at, now)
    inbox.keep_answer(key, asdict(answer))
    return answer


def _content(sent: Sent) -> str:
    """A text that is the same for the same readings, in any order and however their numbers are written (20.9,
    20.90)."""
    values = [(each.gas, str(each.value.normalize(_EXACT) or 0), each.unit, each.point) for each in sent.readings]
    return sha256(json.dumps(sorted(values)).encode()).hexdigest()


def _before_the_upgrade(moment: str, instrument: Instrument, number: str, readings: Sequence[Reading]) -> Answer | None:
    """The answer to a message of this detector and moment that came when keys did not yet cover the readings.

    Its readings are no longer known. So it counts as the same message, but never hides bad readings behind good ones.
    """
    first = inbox.find(moment)
    if first is None or ("不合格" not in first["words"] and feed.out_of_limits(instrument, number, readings)):
        return None
    return Answer(**first)


def _instrument(sent: Sent, known: Sensors, now: datetime) -> Instrument:
    """The registered detector, whose readings may be trusted at `now`. Raises BadReading."""
    found = known.instrument(sent.instrument)
    if found is None:
        raise BadReading(f"没有登记 {sent.instrument} 这台仪器：请加进 sensors.yaml")
    if found.calibrated_until < book(now).plant.day(now):
        raise BadReading(f"{found.id} 检定 {day_words(found.calibrated_until)} 已过期：请送检，更新 sensors.yaml")
    if not sent.permit and found.area is None:
        raise BadReading(f"{found.id} 是便携式，不知道在哪里：请写票号 permit")
    if sent.sampled_at > now + AHEAD:
        raise BadReading("取样时间在现在之后：请给仪器对时")
    if now - sent.sampled_at > timedelta(seconds=known.feed.suspend_after_s):
        raise BadReading("取样时间太早，说明不了现在：请发现在的读数")
    return found


def _readings(sent: Sent, instrument: Instrument) -> Iterator[Reading]:
    """The values, each one that this detector can show. Raises BadReading."""
    for each in sent.readings:
        shown = instrument.shows(each.gas, each.unit)
        if shown is None:
            raise BadReading(f"{instrument.id} 不测 {each.gas} {each.unit}：请核对，或改 sensors.yaml")
        if not 0 <= each.value <= Decimal(str(shown.upto)):
            raise BadReading(f"{each.gas} {each.value}{each.unit} 超出 {instrument.id} 的量程：请检查仪器，重新测")
        lel = None if shown.lel_pct is None else Decimal(str(shown.lel_pct))
        yield Reading(shown.analyte, each.gas, each.value, each.unit, lel, each.point or instrument.point)
