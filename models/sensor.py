"""What is known of the plant's sensors: state, readings, alarms, contradictions, senders, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

from peewee import SQL, AutoField, BigIntegerField, CharField, IntegerField, fn

from models.base import MomentField
from models.detector import inhibit_at
from models.sensor_state import Kept
from models.stored import StoredField
from models.table import Table
from rules.sensors.machine import State

Key = tuple[str, datetime, int]
# So many unknown names are kept; a sender that makes up new ones can't fill the store.
MOST_UNKNOWN = 500
IN_ONE = 200
KEPT_FOR = timedelta(days=3)
SWEPT = 5000


class SensorRow(Table):
    """sender: the key that brought its newest reading; heard_at: when the house last got a fresh one; value_at: when
    that was measured; late: empty, or `stale` once it was told that it is silent, `down` where its sender is; gaps: how
    many readings the device counted that never came."""

    sensor = CharField(primary_key=True, max_length=60)
    sender = CharField(max_length=40, default="", index=True)
    heard_at = MomentField(index=True)
    value_at = MomentField(null=True)
    late = CharField(max_length=8, default="")
    seq = BigIntegerField(null=True)
    gaps = IntegerField(default=0)
    state = StoredField(Kept)

    def counted(self, seq: int) -> None:
        """Notes the device's own count: what is missing in it never came. A count that begins again says nothing."""
        if self.seq is not None and seq > self.seq + 1:
            self.gaps += seq - self.seq - 1
        self.seq = seq


class SensorReading(Table):
    """One reading as it came, under its key. note: `late`, `retained`, `clock`, or empty."""

    id = AutoField()
    sensor = CharField(max_length=60)
    at = MomentField()
    seq = BigIntegerField()
    value = CharField(max_length=40)
    unit = CharField(max_length=12)
    quality = CharField(max_length=12)
    sender = CharField(max_length=40)
    note = CharField(max_length=12)
    received_at = MomentField(index=True)

    class Meta:
        indexes = ((("sensor", "at", "seq"), True),)

    @property
    def shown(self) -> str:
        return f"{self.value} {self.unit}".strip() + (f" {self.quality}" if self.quality != "good" else "")


class SensorConflict(Table):
    """Another reading under the key of one that is kept."""

    id = AutoField()
    sensor = CharField(max_length=60)
    at = MomentField()
    seq = BigIntegerField()
    kept = CharField(max_length=60)
    other = CharField(max_length=60)
    sender = CharField(max_length=40)
    times = IntegerField(default=1)
    received_at = MomentField(index=True)

    class Meta:
        indexes = ((("sensor", "at", "seq", "other"), True),)


class SensorAlarm(Table):
    """One alarm or trouble, from its beginning to its end. what: `alarm`, `fault`, `stale`, `stuck`, `down` (of a
    sender), `idle` (under an inhibit: it raised nothing), `moved` (an alarm, of where the sensor was before); level:
    the worst; place: what storms are counted by; ticket: the hazard's number; cards: how many went out for it, none
    where it is told on another's; times: how often it came while the ticket was open; second_at: when it rose to the
    second level."""

    id = AutoField()
    sensor = CharField(max_length=60, index=True)
    what = CharField(max_length=12)
    level = IntegerField(default=0)
    place = CharField(max_length=80, index=True)
    ticket = CharField(max_length=16, default="", index=True)
    cards = IntegerField(default=0)
    times = IntegerField(default=1)
    why = CharField(max_length=200, default="")
    sampled_at = MomentField()
    received_at = MomentField()
    raised_at = MomentField(index=True)
    second_at = MomentField(null=True)
    over_at = MomentField(null=True)


class SensorTrial(Table):
    """A sensor that somebody makes alarm on purpose, from `since` to `until` at most. received_at: when its alarm came,
    None while it has not; level: the worst; sampled_at, why: of the first."""

    id = AutoField()
    sensor = CharField(max_length=60, index=True)
    by = CharField(max_length=32)
    since = MomentField(index=True)
    until = MomentField()
    level = IntegerField(default=0)
    why = CharField(max_length=200, default="")
    sampled_at = MomentField(null=True)
    received_at = MomentField(null=True)


class UnknownSensor(Table):
    """A name that the plant's data do not know, or that came where it does not belong. why: in words."""

    sensor = CharField(primary_key=True, max_length=60)
    sender = CharField(max_length=40)
    why = CharField(max_length=100)
    last = CharField(max_length=120)
    times = IntegerField(default=1)
    since = MomentField()
    last_at = MomentField()


class Sender(Table):
    """offline_at: since when its broker says that it is gone."""

    name = CharField(primary_key=True, max_length=40)
    heard_at = MomentField()
    offline_at = MomentField(null=True)


def rows(sensors: Iterable[str]) -> dict[str, SensorRow]:
    wanted = list(sensors)
    return {row.sensor: row for row in SensorRow.select().where(SensorRow.sensor.in_(wanted))} if wanted else {}


def alarming(sensors: Iterable[str]) -> dict[str, State]:
    """Those of these sensors that are in alarm, with their state: until the value is back to normal, or for good where
    nothing comes any more."""
    return {name: state for name, row in rows(sensors).items() if (state := row.state.state).level}


def keep_row(row: SensorRow, *, new: bool) -> None:
    row.save(force_insert=new)


def kept(keys: Sequence[Key]) -> dict[Key, SensorReading]:
    """The readings that are kept under these keys."""
    found: dict[Key, SensorReading] = {}
    by_sensor: dict[str, list[Key]] = {}
    for key in keys:
        by_sensor.setdefault(key[0], []).append(key)
    for sensor, mine in by_sensor.items():
        for start in range(0, len(mine), IN_ONE):
            moments = [key[1] for key in mine[start : start + IN_ONE]]
            same = SensorReading.select().where(SensorReading.sensor == sensor, SensorReading.at.in_(moments))
            found |= {(row.sensor, row.at, row.seq): row for row in same}
    return found


def keep(readings: Sequence[Mapping[str, Any]]) -> None:
    """Keeps these readings, none of whose keys is taken."""
    for start in range(0, len(readings), IN_ONE):
        SensorReading.insert_many(readings[start : start + IN_ONE]).execute()


def contradicts(key: Key, kept: str, other: str, sender: str, now: datetime) -> None:
    """Keeps that something else came under the key of a reading."""
    what = {"sensor": key[0], "at": key[1], "seq": key[2], "other": other[:60]}
    more = {"kept": kept[:60], "sender": sender, "received_at": now}
    SensorConflict.insert(**what, **more).on_conflict(
        conflict_target=[SensorConflict.sensor, SensorConflict.at, SensorConflict.seq, SensorConflict.other],
        update={SensorConflict.times: SensorConflict.times + 1, SensorConflict.received_at: now},
    ).execute()


def unknown(sensor: str, sender: str, why: str, last: str, now: datetime) -> bool:
    """Puts a name on the list of those that nobody knows; False when the list is full."""
    update = {UnknownSensor.times: UnknownSensor.times + 1, UnknownSensor.last_at: now, UnknownSensor.last: last[:120]}
    update |= {UnknownSensor.why: why[:100], UnknownSensor.sender: sender}
    if UnknownSensor.find(sensor[:60]) is None and UnknownSensor.select().count() >= MOST_UNKNOWN:
        return False
    what = {"sensor": sensor[:60], "sender": sender, "why": why[:100], "last": last[:120], "since": now, "last_at": now}
    UnknownSensor.insert(**what).on_conflict(conflict_target=[UnknownSensor.sensor], update=update).execute()
    return True


def heard(sender: str, now: datetime) -> None:
    update = {Sender.heard_at: now, Sender.offline_at: None}
    Sender.insert(name=sender, heard_at=now).on_conflict(conflict_target=[Sender.name], update=update).execute()


def offline(sender: str, now: datetime) -> None:
    """Its broker says that it is gone."""
    update = {Sender.offline_at: now}
    Sender.insert(name=sender, heard_at=now, offline_at=now).on_conflict(
        conflict_target=[Sender.name], update=update, where=Sender.offline_at.is_null()
    ).execute()


def online(sender: str) -> None:
    """Its broker says that it is there again; it has sent nothing yet."""
    Sender.update(offline_at=None).where(Sender.name == sender).execute()


def standing(sensor: str, what: str) -> SensorAlarm | None:
    """The newest alarm of this kind that has not ended."""
    mine = SensorAlarm.select().where(SensorAlarm.sensor == sensor, SensorAlarm.what == what)
    found: SensorAlarm | None = mine.where(SensorAlarm.over_at.is_null()).order_by(SensorAlarm.id.desc()).first()
    return found


def newest(sensor: str, what: str) -> SensorAlarm | None:
    """The newest of this kind that has a ticket."""
    mine = SensorAlarm.select().where(SensorAlarm.sensor == sensor, SensorAlarm.what == what, SensorAlarm.ticket != "")
    found: SensorAlarm | None = mine.order_by(SensorAlarm.id.desc()).first()
    return found


def alarms_of(tickets: Iterable[str]) -> list[SensorAlarm]:
    """The alarms and troubles of sensors themselves that are told on these tickets, the first one first."""
    own = SensorAlarm.what.not_in(["down", "moved"])
    return list(SensorAlarm.select().where(own, SensorAlarm.ticket.in_(list(tickets))).order_by(SensorAlarm.id))


def in_alarm() -> list[str]:
    """Every sensor that is in alarm and still reports, known or not."""
    return [row.sensor for row in SensorRow.select() if row.state.state.level and not row.late]


def forget(sensor: str) -> None:
    """What it has measured so far says nothing of where it is now."""
    SensorRow.update(state=Kept.of(State())).where(SensorRow.sensor == sensor).execute()


def second_now(ticket: str, now: datetime) -> list[SensorAlarm]:
    """What stands at the second level on this ticket; a sensor under an inhibit tells nothing."""
    told = [row for row in of_ticket(ticket) if row.what == "alarm" and row.level == 2 and row.over_at is None]
    return [row for row in told if inhibit_at(row.sensor, now) is None]


def of_ticket(number: str) -> list[SensorAlarm]:
    """Everything that is told on this ticket, the first one first."""
    mine = SensorAlarm.select().where(SensorAlarm.ticket == number)
    return list(mine.order_by(SensorAlarm.sampled_at, SensorAlarm.id))


def lately(place: str, since: datetime) -> list[SensorAlarm]:
    """The alarms with a ticket that began in this place since then, the first one first."""
    mine = SensorAlarm.select().where(SensorAlarm.place == place, SensorAlarm.raised_at >= since)
    return list(mine.where(SensorAlarm.ticket != "").order_by(SensorAlarm.id))


def worst(since: datetime, most: int) -> list[tuple[str, int]]:
    """The sensors that alarmed most often since then."""
    count = fn.SUM(SensorAlarm.times)
    rows = SensorAlarm.select(SensorAlarm.sensor, count).where(SensorAlarm.raised_at >= since)
    ordered = rows.group_by(SensorAlarm.sensor).order_by(SQL("2").desc(), SensorAlarm.sensor).limit(most)
    return [(str(sensor), int(number)) for sensor, number in cast("Iterable[tuple[str, int]]", ordered.tuples())]


def raised(since: datetime, most: int) -> list[SensorAlarm]:
    """The newest alarms that have a ticket with cards of its own."""
    mine = SensorAlarm.select().where(
        SensorAlarm.raised_at >= since, SensorAlarm.cards > 0, SensorAlarm.what == "alarm"
    )
    return list(mine.order_by(SensorAlarm.id.desc()).limit(most))


def stands() -> list[tuple[str, int]]:
    """How many sensors alarm, are faulty or stuck, are silent, or fine."""
    counted = dict.fromkeys(("alarm", "trouble", "silent", "fine"), 0)
    for row in SensorRow.select():
        state = row.state.state
        stands = (
            "alarm" if state.level else "silent" if row.late else "trouble" if state.fault or state.stuck else "fine"
        )
        counted[stands] += 1
    return list(counted.items())


def trial_at(sensor: str, moment: datetime) -> SensorTrial | None:
    """The trial under which it is at that moment."""
    mine = SensorTrial.select().where(SensorTrial.sensor == sensor, SensorTrial.since <= moment)
    found: SensorTrial | None = mine.where(SensorTrial.until > moment).order_by(SensorTrial.id.desc()).first()
    return found


def tried(since: datetime) -> dict[str, SensorTrial]:
    """By sensor, its newest trial since then whose alarm came."""
    came = SensorTrial.select().where(SensorTrial.since >= since, SensorTrial.received_at.is_null(False))
    return {row.sensor: row for row in came.order_by(SensorTrial.id)}


def has_old(now: datetime) -> bool:
    return SensorReading.select().where(SensorReading.received_at < now - KEPT_FOR).exists()


def sweep(now: datetime) -> int:
    """Deletes old readings, some at a time: what mattered of them stands in the tickets' chains. Returns how many."""
    old = SensorReading.select(SensorReading.id).where(SensorReading.received_at < now - KEPT_FOR).limit(SWEPT)
    return int(SensorReading.delete().where(SensorReading.id.in_(old)).execute())
