"""The one door of all sensors: many readings at once, each with its own plain answer, all in one transaction.

A reading is known by (sensor, moment, number). The same one again changes nothing; another one under the same key is
kept beside it and shown. What the plant's data do not know is put on a list, not dropped.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from config.shapes.sensors import Sensor, Sensors
from handlers.given import POWERS, Moment, Plain
from handlers.permits.gas import inhibits
from handlers.sensors import alarms, detectors, fixed, silence, trials
from handlers.sensors.told import Told
from models import sensor as sensors
from models.base import from_milliseconds, to_milliseconds
from models.book import book
from models.sensor import Key, SensorRow
from models.sensor_state import Kept
from rules.sensors.late import LATE, exceeded, is_late
from rules.sensors.limits import Limits, UnknownUnit
from rules.sensors.machine import Event, Sample, State, step

Outcome = Literal["kept", "again", "late", "fault", "conflict", "unknown", "refused"]
MOST = 1000
LONGEST_SEQ = 2**53
MOST_DIGITS = 40
# How the answers are said; the sender's people read them in its log.
KEPT, AGAIN, OLD = "收下", "收过了，不再算", "收下，是旧读数，不算现在的"
CONFLICT = "这个编号（sensor、ts、seq）收过别的读数，两个都留着：请让每个读数有自己的编号"
FAULTY = "收下，不是能用的数，记为故障：请查仪表"


def _as_value(given: object) -> object:
    """A number as text, so that no digit is lost; what is none is kept as it was written."""
    if given is None or isinstance(given, bool):
        return "" if given is None else str(given)
    return _short(str(given).strip()) if isinstance(given, str | int | float | Decimal) else str(type(given))


def _short(written: str) -> str:
    """Digits after the point may be too many to keep; anything else that is cut off would make it another number."""
    kept, rest = written[:MOST_DIGITS], written[MOST_DIGITS:]
    return kept if not rest or ("." in kept and rest.isdecimal()) else f"{kept}…"


class Reading(BaseModel):
    """One reading. ts: when it was measured; seq: the device's own count; unit: as the device sends it, else the
    sensor's own; gas, permit, point: of a gas detector that reports on a permit."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    sensor: Plain = Field(min_length=1, max_length=60, examples=["GAS-1"])
    ts: Moment = Field(examples=["2026-11-25T08:10:00+08:00"])
    seq: int = Field(ge=0, lt=LONGEST_SEQ, examples=[1])
    value: Annotated[str, BeforeValidator(_as_value)] = Field(examples=["20.1"])
    unit: Plain = Field(default="", max_length=12, examples=["%LEL"])
    quality: Literal["good", "uncertain", "bad"] = "good"
    gas: Plain = Field(default="", max_length=20)
    permit: Plain = Field(default="", max_length=32)
    point: Plain = Field(default="", max_length=40)

    @property
    def key(self) -> Key:
        return self.sensor, _cut(self.ts), self.seq

    @property
    def shown(self) -> str:
        return f"{self.value} {self.unit}".strip() + (f" {self.quality}" if self.quality != "good" else "")


@dataclass(frozen=True)
class From:
    """Who brings readings. name: of the key, or of the broker's sender; only: the sensors for which it may speak, empty
    for all; area: where its readings must belong, empty for anywhere; retained: the broker kept it, so it is old."""

    name: str
    only: tuple[str, ...] = ()
    area: str = ""
    retained: bool = False


@dataclass(frozen=True)
class Result:
    """What became of one reading, in the order in which they came."""

    outcome: Outcome
    words: str


@dataclass(frozen=True)
class Item:
    """A reading that can be read, with its place among those that came, and how it was brought."""

    place: int
    reading: Reading
    by: From


def take(items: Sequence[tuple[object, From]], now: datetime) -> list[Result]:
    """Takes readings within the caller's transaction; what can't be used is answered, and harms none of the others."""
    results: dict[int, Result] = {}
    read: list[Item] = []
    for place, (given, by) in enumerate(items):
        try:
            read.append(Item(place, Reading.model_validate(given), by))
        except ValidationError as error:
            results[place] = Result("refused", _fault(error))
    known = book(now).config.sensors
    of_sensors = [each for each in read if _is_watched(each.reading, known)]
    of_detectors = [each for each in read if not _is_watched(each.reading, known) and _is_detector(each.reading, known)]
    for each in read:
        if each not in of_sensors and each not in of_detectors:
            results[each.place] = _unknown(each, "没有登记这个传感器", now)
    results |= _of_detectors(of_detectors, now)
    heard = [each for each in of_detectors if results[each.place].outcome == "kept"]
    results |= {place: each for place, each in of_fixed(heard, now).items() if each.outcome == "conflict"}
    results |= _of_sensors(of_sensors, known, now)
    for name in dict.fromkeys(each.by.name for each in read if not each.by.retained):
        sensors.heard(name, now)
    if of_sensors:
        silence.expect(now)
        trials.expect(now)
    return [results[place] for place in range(len(items))]


def _is_watched(reading: Reading, known: Sensors) -> bool:
    return not reading.gas and known.sensor(reading.sensor) is not None


def _is_detector(reading: Reading, known: Sensors) -> bool:
    return known.instrument(reading.sensor) is not None


def _of_detectors(items: Sequence[Item], now: datetime) -> dict[int, Result]:
    """Gas detectors that report on permits: the values of one moment are one message."""
    messages: dict[tuple[str, datetime, str], list[Item]] = {}
    results = {}
    for each in items:
        if refusal := _not_his(each):
            results[each.place] = refusal
        else:
            reading = each.reading
            messages.setdefault((reading.sensor, reading.ts, reading.permit), []).append(each)
    for (sensor, ts, permit), of in messages.items():
        values = [(each.reading.gas, each.reading.value, each.reading.unit, each.reading.point) for each in of]
        ok, words = detectors.take(sensor, ts, permit, values, now)
        results |= {each.place: Result("kept" if ok else "refused", words) for each in of}
    return results


def of_fixed(items: Sequence[Item], now: datetime) -> dict[int, Result]:
    """What the detectors that hang in an area report, as readings of the sensors that they are. Nothing follows under
    an inhibit."""
    known = book(now).config.sensors
    found: list[Item] = []
    them: dict[str, Sensor] = {}
    for each in items:
        instrument = known.instrument(each.reading.sensor)
        if instrument is None or inhibits.idle(instrument.id, min(each.reading.ts, now)):
            continue
        shown = instrument.shows(each.reading.gas, each.reading.unit)
        for measured, sensor in fixed.sensors_of(instrument, known):
            if measured is shown:
                them[sensor.id] = sensor
                reading = each.reading.model_copy(update={"sensor": sensor.id})
                found.append(replace(each, reading=reading))
    together = known.model_copy(update={"sensors": (*known.sensors, *them.values())})
    return _of_sensors(found, together, now) if found else {}


def _of_sensors(items: Sequence[Item], known: Sensors, now: datetime) -> dict[int, Result]:
    results: dict[int, Result] = {}
    rows = sensors.rows({each.reading.sensor for each in items})
    kept = {key: reading.shown for key, reading in sensors.kept([each.reading.key for each in items]).items()}
    fresh: dict[str, list[Item]] = {}
    lines: list[dict[str, Any]] = []
    for each in items:
        sensor = known.sensor(each.reading.sensor)
        if sensor is None:
            continue
        refusal = _not_his(each) or _elsewhere(each, sensor, now) or _unfit(each, sensor, known)
        if refusal:
            results[each.place] = refusal
            continue
        key, shown = each.reading.key, each.reading.shown
        if key not in kept:
            kept[key] = shown
            lines.append(_line(each, now))
            fresh.setdefault(sensor.id, []).append(each)
        elif kept[key] == shown:
            results[each.place] = Result("again", AGAIN)
        else:
            sensors.contradicts(key, kept[key], shown, each.by.name, now)
            results[each.place] = Result("conflict", CONFLICT)
            if _is_over(each, sensor, known):
                # A device whose clock and count stand still may not hide an alarm behind an older good value.
                fresh.setdefault(sensor.id, []).append(each)
    sensors.keep(lines)
    for sensor_id, mine in fresh.items():
        sensor = known.sensor(sensor_id)
        if sensor is not None:
            results = {**_of_one(sensor, mine, rows.get(sensor_id), known, now), **results}
    return results


def _of_one(
    sensor: Sensor, items: Sequence[Item], row: SensorRow | None, known: Sensors, now: datetime
) -> dict[int, Result]:
    """The readings of one sensor, in the order of their moments."""
    limits = sensor.limits(known.flapping)
    new, row = row is None, row or SensorRow(sensor=sensor.id, heard_at=now, state=Kept())
    state, results = row.state.state, {}
    events: list[Event] = []
    past: list[Sample] = []
    news = None
    items = sorted(items, key=lambda item: (item.reading.ts, item.reading.seq))
    for each in items:
        sample, note = _sample(each, limits, now)
        old = note in ("late", "retained") or (state.at is not None and sample.at < state.at)
        results[each.place] = _result(sample, limits, old=old)
        if old:
            past += [sample] if note == "late" and (state.at is None or sample.at > state.at) else []
            continue
        state, happened = step(limits, state, sample)
        events += happened
        row.counted(each.reading.seq)
        news = each.by.name
    if news is not None:
        if row.late:
            silence.back(row, now)
        row.sender, row.heard_at, row.value_at = news, now, state.at
    elif new:
        # Only old ones so far: the newest is shown with its age, and the sensor is expected from now on.
        newest = _sample(items[-1], limits, now)[0]
        state = replace(state, at=newest.at, value=newest.value)
        row.sender, row.value_at = items[-1].by.name, newest.at
    row.state = Kept.of(state)
    sensors.keep_row(row, new=new)
    _follow(sensor, limits, state, events, past, now)
    return results


def _follow(
    sensor: Sensor, limits: Limits, state: State, events: Sequence[Event], past: Sequence[Sample], now: datetime
) -> None:
    """What follows from what happened. Of old readings only what nothing newer contradicts counts as now."""
    if found := exceeded(limits, past):
        newer = bool(events) or (state.at is not None and state.at >= found.until)
        alarms.old(sensor, found.level, found.until, found.why(limits), now, lasts=found.lasts and not newer)
    for event in events:
        if event.what in ("alarm", "upgraded"):
            alarms.alarm(Told(sensor, alarms.ALARM, event.level, event.at, event.why), now)
        elif event.what == "normal":
            alarms.normal(sensor, event.why, now)
        elif event.what == "flapping":
            alarms.flapping(sensor, event.why, now)
        elif event.what in ("fault", "stuck"):
            alarms.trouble(Told(sensor, event.what, 0, event.at, event.why), now)
        elif event.what in ("fault_over", "stuck_over", "steady"):
            what = {"fault_over": "fault", "stuck_over": "stuck", "steady": "flapping"}[event.what]
            alarms.mended(sensor.id, what, event.why, now)
    alarms.catch_up(sensor, state, now)


def _sample(item: Item, limits: Limits, now: datetime) -> tuple[Sample, str]:
    """The reading as the rules take it, and what is to be known of its time."""
    at, value = _cut(item.reading.ts), _number(item.reading.value)
    note = "retained" if item.by.retained else "late" if is_late(at, now) else ""
    if at > now:
        # A clock that is ahead may not make this reading the newest for longer than it is.
        at, note = now, note or ("clock" if at - now > LATE else "")
    bad = "仪表自己报坏" if item.reading.quality == "bad" else ""
    if value is None:
        return Sample(at, None, f"值不是数（{item.reading.value or '空'}）"), note
    return Sample(at, limits.own(value, item.reading.unit), bad), note


def _result(sample: Sample, limits: Limits, *, old: bool) -> Result:
    wrong = sample.bad or (limits.fault(sample.value) if sample.value is not None else "")
    if wrong:
        return Result("fault", f"{FAULTY}。{wrong}")
    return Result("late", OLD) if old else Result("kept", KEPT)


def _line(item: Item, now: datetime) -> dict[str, Any]:
    reading = item.reading
    late = "late" if is_late(reading.ts, now) else ""
    note = "retained" if item.by.retained else late or ("clock" if reading.ts - now > LATE else "")
    return {
        "sensor": reading.sensor,
        "at": _cut(reading.ts),
        "seq": reading.seq,
        "value": reading.value,
        "unit": reading.unit,
        "quality": reading.quality,
        "sender": item.by.name,
        "note": note,
        "received_at": now,
    }


def _not_his(item: Item) -> Result | None:
    if item.by.only and item.reading.sensor not in item.by.only:
        return Result("refused", f"这把钥匙不能送 {item.reading.sensor} 的读数：请换一把，或重新开")
    return None


def _elsewhere(item: Item, sensor: Sensor, now: datetime) -> Result | None:
    if item.by.area and item.by.area != sensor.area:
        return _unknown(item, f"主题里的区域是 {item.by.area}，登记的是 {sensor.area}", now)
    return None


def _unfit(item: Item, sensor: Sensor, known: Sensors) -> Result | None:
    """A value in a unit that can't be compared says nothing."""
    try:
        sensor.limits(known.flapping).own(Decimal(1), item.reading.unit)
    except UnknownUnit as error:
        return Result("refused", str(error))
    return None


def _is_over(item: Item, sensor: Sensor, known: Sensors) -> bool:
    limits, value = sensor.limits(known.flapping), _number(item.reading.value)
    return value is not None and limits.level(limits.own(value, item.reading.unit)) > 0


def _unknown(item: Item, why: str, now: datetime) -> Result:
    reading = item.reading
    listed = sensors.unknown(reading.sensor, item.by.name, why, reading.shown, now)
    where = "记在控制台「传感器」的待认领里" if listed else "待认领的太多，没有再记"
    return Result("unknown", f"{why}，{where}：请加进 sensors.yaml，或改编号")


def _number(value: str) -> Decimal | None:
    """The number that the text is; None for NaN, for infinity, and for what is no number."""
    try:
        number = Decimal(value)
    except ArithmeticError:
        return None
    return number if number.is_finite() and number.as_tuple().exponent in POWERS and abs(number) < 10**15 else None


def _cut(moment: datetime) -> datetime:
    """To the store's precision, so that a key compares as equal later."""
    return from_milliseconds(to_milliseconds(moment))


FIELDS: Mapping[str, str] = {
    "sensor": "sensor 要写传感器的编号",
    "ts": "ts 要写带时区的时间，例如 2026-11-25T08:10:00+08:00",
    "seq": "seq 要写 0 以上的整数",
    "value": "value 要写读数",
    "unit": "unit 不认识",
    "quality": "quality 写 good、uncertain 或 bad",
}


def _fault(error: ValidationError) -> str:
    """What is wrong with the item, in plain words."""
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if first["type"] == "extra_forbidden":
        return f"不认识“{name[:40]}”这一项：请删去"
    return FIELDS.get(name, "看不明白：每一项写 sensor、ts、seq、value")
