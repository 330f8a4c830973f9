"""What a gas detector sends: one message, taken once. What it means is in `feed`; the door is `handlers.sensors`."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
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
from models import inbox
from models.base import from_milliseconds, to_milliseconds
from models.book import book
from rules.gas import BadReading, Reading
from rules.phrases import date_words

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


def read(body: bytes) -> Sent:
    """The message in this JSON (docs/operations.md). Raises BadReading, in plain words, for one that is none."""
    return shaped(lambda: Sent.model_validate_json(body))


def shaped(make: Callable[[], Sent]) -> Sent:
    """What `make` gives. Raises BadReading, in plain words, where that is no message."""
    try:
        return make()
    except ValidationError as error:
        raise BadReading(faults(error)) from error


def take(sent: Sent, now: datetime) -> Answer:
    """Takes one message, within the caller's transaction, and says what came of it.

    Raises BadReading, in plain words, for a message that can't be taken; then nothing may be kept. A message that is
    sent twice gets the first answer; other readings of the same moment are another message.
    """
    moment = f"sensor:{sent.instrument}:{sent.permit}:{sent.sampled_at.astimezone(UTC).isoformat()}"
    key = f"{moment}:{_content(sent)}"
    if not inbox.receive(key, "sensor", "gas", None, now):
        return Answer(**inbox.answer_to(key))
    instrument = _instrument(sent, book(now).config.sensors)
    readings = list(_readings(sent, instrument))
    number = feed.addressed(instrument, sent.permit, readings)
    doubts = tuple(_doubts(sent, instrument, now))
    # What is good counts only if nothing speaks against the instrument; what is bad counts whatever speaks against it.
    if doubts and not feed.out_of_limits(instrument, number, readings):
        raise BadReading(doubts[0])
    # Cut to the store's precision, so that two messages of one moment still compare as equal later.
    sampled_at = from_milliseconds(to_milliseconds(sent.sampled_at)).astimezone(book(now).plant.zone)
    answer = _before_the_upgrade(moment, instrument, number, readings)
    answer = answer or feed.take(instrument, number, readings, sampled_at, now, doubts)
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


def _instrument(sent: Sent, known: Sensors) -> Instrument:
    """The registered detector. Raises BadReading for one of which nobody knows what it measures where."""
    found = known.instrument(sent.instrument)
    if found is None:
        raise BadReading(f"没有登记 {sent.instrument} 这台仪器：请加进 sensors.yaml")
    if not sent.permit and found.area is None:
        raise BadReading(f"{found.id} 是便携式，不知道在哪里：请写票号 permit")
    return found


def _doubts(sent: Sent, instrument: Instrument, now: datetime) -> Iterator[str]:
    """Why good readings of this message prove nothing, each with what to do."""
    if instrument.calibrated_until < book(now).plant.day(now):
        until = date_words(instrument.calibrated_until)
        yield f"{instrument.id} 检定 {until} 已过期：请送检，更新 sensors.yaml"
    if sent.sampled_at > now + AHEAD:
        yield "取样时间在现在之后：请给仪器对时"
    if now - sent.sampled_at > timedelta(seconds=book(now).config.sensors.feed.suspend_after_s):
        yield "取样时间太早，说明不了现在：请发现在的读数"
    for each in sent.readings:
        if instrument.shows(each.gas, each.unit) is None:
            yield f"{instrument.id} 不测 {each.gas} {each.unit}：请核对，或改 sensors.yaml"
        elif each.value < 0:
            yield f"{each.gas} {each.value}{each.unit} 低于 {instrument.id} 的量程：请检查仪器，重新测"


def _readings(sent: Sent, instrument: Instrument) -> Iterator[Reading]:
    """The values that this detector can have measured; the others are among the doubts."""
    for each in sent.readings:
        shown = instrument.shows(each.gas, each.unit)
        if shown is None or each.value < 0:
            continue
        lel = None if shown.lel_pct is None else Decimal(str(shown.lel_pct))
        point, upto = each.point or instrument.point, Decimal(str(shown.upto))
        yield Reading(shown.analyte, each.gas, each.value, each.unit, lel, point, upto)
