"""Sensors that say nothing any more. The clock looks when the next one would be late, so nobody has to ask.

Many that fall silent together are one ticket: what carries their readings is down. A value that is old is never taken
for the present one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.sensors import alarms
from handlers.sensors.told import Told
from handlers.timetable import Timetable, take
from models import ask as asks
from models.ask import Ask
from models.book import book
from models.sensor import Sender, SensorRow
from models.subject import Subject, desk, desk_of
from rules.phrases import duration
from rules.sensors.silence import Heard, silent

CLOCK, LOOK, DESK = "sensor.timetable", "look", "sensors"
TIMETABLE = Timetable(CLOCK)
STALE, DOWN = "stale", "down"
# A sender that its broker calls gone may come back at once.
GONE_FOR = timedelta(minutes=1)
# A look that comes so late was kept waiting by the house itself; the senders have this long to come back.
HELD_UP, GRACE = timedelta(seconds=30), timedelta(minutes=1)


def expect(now: datetime) -> None:
    """Something reported, so the clock is to look when the next reading would be late."""
    if not asks.movable(desk_of(DESK, now), CLOCK):
        _look_next(desk(DESK, now), now)


def expect_gone(now: datetime) -> None:
    """A sender is said to be gone, so the clock is to look when it has been so for a minute."""
    _look_next(desk(DESK, now), now)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    due = ask.next_at
    late = TIMETABLE.moment_of(subject, LOOK) or due
    take(ask, now)
    if late is not None and now - late > HELD_UP:
        TIMETABLE.at(subject, LOOK, now + GRACE, now)
        return
    look(now)
    _look_next(subject, now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def look(now: datetime) -> None:
    """Tells of everything that has fallen silent since the last look."""
    rows = {row.sensor: row for row in _watched(now)}
    gone = {each.name for each in Sender.select() if each.offline_at and now - each.offline_at >= GONE_FOR}
    known = [_heard(row, now) for row in rows.values()]
    newly = [each.sensor for each in known if not rows[each.sensor].late and (each.stale(now) or each.sender in gone)]
    down = {row.sender for row in rows.values() if row.late == DOWN} | gone
    found = silent(known, newly, now, down)
    for sender, of in found.senders.items():
        _down(sender, [rows[each] for each in of], now)
    for each in found.alone:
        _stale(rows[each], now)


def back(row: SensorRow, now: datetime) -> None:
    """A sensor that was told silent has reported."""
    if row.late == STALE:
        alarms.mended(row.sensor, STALE, "又来数了", now)
    elif row.late == DOWN:
        alarms.mended(row.sender, DOWN, f"又来数了（{row.sensor}）", now)
    row.late = ""


def _down(sender: str, rows: Sequence[SensorRow], now: datetime) -> None:
    """One ticket for the sender, however many sensors it carries."""
    first = book(now).config.sensors.sensor(rows[0].sensor)
    quiet = duration(now - max(row.heard_at for row in rows))
    why = f"{quiet}没有来数，带的传感器都看不到：先到现场用便携仪测，再查网关、电源、网络"
    if first is not None:
        told = Told(first, f"{DOWN}:{sender}", 0, now, why)
        alarms.trouble(told, now, rows=tuple(row.sensor for row in rows))
    _mark(rows, DOWN)


def _stale(row: SensorRow, now: datetime) -> None:
    sensor = book(now).config.sensors.sensor(row.sensor)
    if sensor is not None:
        why = f"{duration(now - row.heard_at)}没有来数：先到现场用便携仪测，再查探头、线路"
        alarms.trouble(Told(sensor, STALE, 0, now, why), now)
    _mark([row], STALE)


def _mark(rows: Sequence[SensorRow], late: str) -> None:
    SensorRow.update(late=late).where(SensorRow.sensor.in_([row.sensor for row in rows])).execute()


def _watched(now: datetime) -> list[SensorRow]:
    """Every sensor of the plant's data that has ever reported."""
    known = {each.id for each in book(now).config.sensors.sensors}
    return [row for row in SensorRow.select().order_by(SensorRow.sensor) if row.sensor in known]


def _heard(row: SensorRow, now: datetime) -> Heard:
    sensor = book(now).config.sensors.sensor(row.sensor)
    if sensor is None:
        raise LookupError(row.sensor)
    second = timedelta(seconds=1)
    return Heard(row.sensor, row.sender, row.heard_at, sensor.stale_after_s * second, sensor.sample_s * second)


def _look_next(subject: Subject, now: datetime) -> None:
    """At the next moment at which something would be late; not at all when nothing can be."""
    waiting = [_heard(row, now) for row in _watched(now) if not row.late]
    moments = [each.at + each.stale_after for each in waiting]
    moments += [each.offline_at + GONE_FOR for each in Sender.select() if each.offline_at]
    coming = [moment for moment in moments if moment > now]
    if moments:
        TIMETABLE.at(subject, LOOK, min(coming, default=now + GRACE), now)
