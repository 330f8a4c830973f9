"""What follows from what a sensor tells: a hazard with an owner, work in its area that stops, people who are called.

One open ticket for a sensor's alarm: a second level makes the same one worse, a new alarm while it is open is a line on
it, and a value that is normal again closes nothing. Many alarms in one place share the first one's ticket.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from config.shapes.sensors import Sensor
from handlers.hazards import sensed, stopping
from handlers.hazards.sensed import Sensed
from handlers.permits.gas import inhibits
from handlers.permits.gas import sensed as work
from handlers.sensors import trials
from handlers.sensors.told import Told
from models import hazard as hazards
from models import ledger, rulebook
from models import sensor as sensors
from models.book import book, book_of
from models.hazard import Hazard
from models.sensor import SensorAlarm
from rules.hazards.categories import Grade
from rules.sensors.limits import plain
from rules.sensors.machine import State
from rules.sensors.storm import Raised, parent

ALARM, IDLE, MOVED = "alarm", "idle", "moved"
# Until its data say otherwise: how long after a closing an alarm is the same one again, and what makes a storm.
AGAIN_WITHIN, STORM_WITHIN, MOST_CARDS = timedelta(days=1), timedelta(minutes=1), 10
# Room for those who are called when one of them reaches the second level; so many others are named beside one.
CALL, MOST_NAMED = 2, 3


def alarm(told: Told, now: datetime) -> None:
    """The value is over a level. Nothing follows while the sensor is under an inhibit, except that it is shown; in a
    trial, whoever it would call is told so."""
    if idle := inhibits.idle(told.sensor.id, now):
        if not trials.alarmed(told, now):
            _while_idle(told, idle, now)
        return
    stopped = _stop_work(told, now)
    row = sensors.standing(told.sensor.id, ALARM) or _still_open(told)
    hazard = hazards.by_number(row.ticket) if row else None
    if row is None or hazard is None or not sensed.is_open(hazard):
        hazard = _new(told, now)
    else:
        hazard = hazards.locked(hazard.subject_id)
        _again(row, hazard, told, now)
    _tell_stopped(hazard, told, stopped, now)
    _show(told.sensor, now)


def _show(sensor: Sensor, now: datetime) -> None:
    if sensor.stops:
        work.show(sensor.area, now)


def _stop_work(told: Told, now: datetime) -> list[str]:
    """Work there that depends on the air stops, if this sensor's alarm stops work; returns the permits' numbers."""
    return work.stop_work(told.sensor.area, _words(told), now) if told.sensor.stops else []


def _tell_stopped(hazard: Hazard, told: Told, stopped: Sequence[str], now: datetime) -> None:
    if stopped:
        data = {"sensor": told.sensor.id, "permits": list(stopped), "why": _words(told)}
        sensed.comment(hazard, "sensor.stopped", data, now)


def normal(sensor: Sensor, why: str, now: datetime) -> None:
    """The value is past the reset: a line on its ticket, which stays open."""
    for what in (ALARM, IDLE):
        if row := sensors.standing(sensor.id, what):
            SensorAlarm.set_by_id(row.id, {"over_at": now})
            _line(row, "sensor.normal", {"sensor": sensor.id, "why": why}, now)
    _show(sensor, now)


def trouble(told: Told, now: datetime, *, rows: tuple[str, ...] = ()) -> None:
    """Something is wrong with the sensor itself, or (told.sensor is then the first of them) with what carries it.

    rows: the sensors that a silent sender carries. While the sensor's own alarm is open, its ticket tells it too."""
    name = told.what.partition(":")[2] or told.sensor.id
    what = told.what.partition(":")[0]
    if inhibits.idle(told.sensor.id, now) or sensors.standing(name, what):
        return
    alarmed = _open_ticket(told.sensor.id, ALARM)
    entry = {"sensor": name, "why": told.why, **({"sensors": list(rows)} if rows else {})}
    earlier = sensors.newest(name, what)
    if what != "down" and alarmed is not None:
        sensed.comment(alarmed, "sensor.trouble", entry, now)
        sensed.also(alarmed, _trouble_post(told.sensor, now), f"{name} {told.why}，请查仪表", now)
        _keep(told, name, what, alarmed.number, now)
    elif earlier and (hazard := _open_of(earlier)):
        SensorAlarm.set_by_id(earlier.id, {"times": earlier.times + 1, "over_at": None})
        sensed.comment(hazard, "sensor.trouble", entry, now)
    else:
        _new_trouble(told, name, what, entry, now)


def mended(sensor: str, what: str, why: str, now: datetime) -> None:
    """The trouble is over: a line on its ticket, which stays open."""
    if row := sensors.standing(sensor, what):
        SensorAlarm.set_by_id(row.id, {"over_at": now})
        _line(row, "sensor.back", {"sensor": sensor, "why": why}, now)


def flapping(sensor: Sensor, why: str, now: datetime) -> None:
    """Marked on the open ticket, and whoever mends instruments looks at it; without one it is a trouble of its own."""
    hazard = _open_ticket(sensor.id, ALARM)
    if hazard is None:
        trouble(Told(sensor, "flapping", 0, now, f"抖动：{why}"), now)
        return
    sensed.comment(hazard, "sensor.flapping", {"sensor": sensor.id, "why": why}, now)
    sensed.also(hazard, _trouble_post(sensor, now), f"{sensor.id} 抖动，请查探头", now)


def old(sensor: Sensor, level: int, at: datetime, why: str, now: datetime, *, lasts: bool) -> None:
    """What came after the fact was over a level: one ticket for all of it. lasts: nothing better is known since then,
    so it counts as if it were now."""
    told = Told(sensor, ALARM, level, at, why, lasts)
    if lasts:
        alarm(told, now)
        return
    hazard = _open_ticket(sensor.id, ALARM)
    if hazard is not None:
        sensed.comment(hazard, "sensor.old", {"sensor": sensor.id, "why": why}, now)
        return
    hazard = sensed.report(_sensed(told, _grade(sensor, 1), why, ""), now)
    row = _keep(told, sensor.id, ALARM, hazard.number, now, cards=sensed.cards(hazard))
    SensorAlarm.set_by_id(row.id, {"over_at": now})


def catch_up(sensor: Sensor, state: State, now: datetime) -> None:
    """An alarm that an inhibit kept quiet is raised when the inhibit is over and the value is still there; one that
    stands stops again what has begun or gone on since."""
    if not state.level or inhibits.idle(sensor.id, now):
        return
    row, quiet = sensors.standing(sensor.id, ALARM), sensors.standing(sensor.id, IDLE)
    if row is None or row.level < state.level:
        alarm(Told(sensor, ALARM, state.level, state.at or now, quiet.why if quiet else "还超着"), now)
    else:
        still = Told(sensor, ALARM, state.level, state.at or now, _still(sensor, state))
        if (stopped := _stop_work(still, now)) and (hazard := _open_of(row)):
            _tell_stopped(hazard, still, stopped, now)
    if quiet := sensors.standing(sensor.id, IDLE):
        SensorAlarm.set_by_id(quiet.id, {"over_at": now})


def _still(sensor: Sensor, state: State) -> str:
    """还在报警，现在 63%LEL"""
    return f"还在报警，现在 {plain(state.value)}{sensor.unit}" if state.value is not None else "还在报警"


def needed() -> Iterator[tuple[str, str]]:
    """The sensors of the plant's data that are in alarm, and those of which a ticket is open."""
    known = {each.id for each in book_of(rulebook.newest()).config.sensors.sensors} if rulebook.exists() else set()
    held = {*sensors.in_alarm(), *(row.sensor for row in sensors.alarms_of(hazards.open_numbers()))}
    yield from (("sensors", name) for name in sorted(held & known))


def follow_plant(now: datetime) -> None:
    """A sensor that hangs elsewhere now begins anew there; the ticket of its old place says so, and gets no more of its
    alarms."""
    known = book(now).config.sensors
    for row in sensors.alarms_of(hazards.open_numbers()):
        sensor = known.sensor(row.sensor)
        if row.what == ALARM and sensor and (hazard := _open_of(row)) and not _is_here(row, hazard, sensor, now):
            over = row.over_at or now
            SensorAlarm.set_by_id(row.id, {"what": MOVED, "over_at": over})
            sensors.forget(sensor.id)
            area = book(now).plant.area(sensor.area).name
            sensed.comment(hazard, "sensor.moved", {"sensor": sensor.id, "area_name": area}, now)
            if row.over_at is None:
                words = (
                    f"{hazard.number}：{sensor.id} 移到{area}了，它还在报警就移走的。这里现在多少不知道，请用便携仪测。"
                )
                sensed.push(hazard, sensed.concerned(hazard), words, now)


def _is_here(row: SensorAlarm, hazard: Hazard, sensor: Sensor, now: datetime) -> bool:
    """Whether the sensor still hangs where this alarm was. One that has joined another's ticket is where storms of its
    place are counted."""
    return hazard.area == sensor.area if row.cards else row.place == _place(sensor, ALARM, now)


def _while_idle(told: Told, idle: str, now: datetime) -> None:
    row = sensors.standing(told.sensor.id, IDLE)
    if row is None:
        _keep(told, told.sensor.id, IDLE, "", now)
    else:
        changes = {"level": max(row.level, told.level), "times": row.times + 1, "why": told.why[:200]}
        SensorAlarm.set_by_id(row.id, changes)


def _new(told: Told, now: datetime) -> Hazard:
    """A ticket of its own, or a line on that of the storm in its place."""
    if (storm := _storm(told, ALARM, now)) is not None:
        _keep(told, told.sensor.id, ALARM, storm.number, now)
        sensed.also(storm, told.sensor.owner_post, f"{_words(told)}，请处理", now)
        _join(told, storm, now)
        return storm
    before = sensors.newest(told.sensor.id, ALARM)
    grade = _grade(told.sensor, told.level)
    hazard = sensed.report(_sensed(told, grade, _words(told), _repeats(before, now)), now)
    _keep(told, told.sensor.id, ALARM, hazard.number, now, cards=sensed.cards(hazard))
    return hazard


def _storm(told: Told, what: str, now: datetime) -> Hazard | None:
    """The ticket in its place on which it is told, because enough cards went out; None when it is to have a ticket of
    its own. More alarms than enough make it a storm, which calls whoever leads the shift, once."""
    most, within = _bounds(now)
    lately = sensors.lately(_place(told.sensor, what, now), now - within)
    number = parent([Raised(each.ticket, each.cards) for each in lately], most - CALL)
    found = hazards.by_number(number) if number else None
    if found is None or not sensed.is_open(found):
        return None
    hazard = hazards.locked(found.subject_id)
    sensed.comment(hazard, "sensor.joined", {"sensor": told.sensor.id, "why": _words(told)}, now)
    if len(lately) >= most and not _called_since(hazard, now - within):
        leader = sensed.shift_leader(hazard.area, now).person
        where, then = hazards.area_name(hazard), stopping.on_site(hazard, now)
        words = f"【报警风暴】{where}接连报警，都记在 {hazard.number}，{then}。"
        sensed.push(hazard, [leader], words, now)
        sensed.comment(hazard, "sensor.storm", {"to": [leader]}, now)
    return hazard


def _called_since(hazard: Hazard, since: datetime) -> bool:
    entries = ledger.of_subject(hazard.subject)
    return any(entry.kind == "sensor.storm" and entry.recorded_at > since for entry in entries)


def _join(told: Told, hazard: Hazard, now: datetime) -> None:
    """What joins another's ticket is told to everybody on it. Its own level and grade hold there: the second level is
    pushed with its value whatever was pushed before. In a storm the first level is only a line."""
    if told.level == 2:
        _worsen(told, hazard, now)
        return
    if _grade(told.sensor, told.level) == "major":
        sensed.as_major(hazard, now)
    most, within = _bounds(now)
    if len(sensors.lately(_place(told.sensor, told.what, now), now - within)) <= most:
        words = f"{hazard.number} 又有一处：{_words(told)}。请到现场看。"
        sensed.push(hazard, sensed.concerned(hazard), words, now)


def _again(row: SensorAlarm, hazard: Hazard, told: Told, now: datetime) -> None:
    """Its ticket is open: the second level makes it worse, an alarm that comes back is a line on it."""
    rises = told.level > row.level
    back = row.over_at is not None
    changes: dict[str, Any] = {"level": max(row.level, told.level), "over_at": None, "times": row.times + back}
    if rises and told.level == 2:
        changes |= {"second_at": now, "why": told.why[:200]}
    SensorAlarm.set_by_id(row.id, changes)
    entry = "sensor.second" if rises and told.level == 2 else "sensor.again"
    data = {"sensor": told.sensor.id, "why": told.why, **({} if rises else {"times": row.times + back})}
    sensed.comment(hazard, entry, data, now)
    if told.level == 2 and (rises or back):
        _worsen(told, hazard, now)


def _worsen(told: Told, hazard: Hazard, now: datetime) -> None:
    """The second level is pushed at once, each time that it comes, with what else stands there on this ticket."""
    grade: Grade = "major" if _grade(told.sensor, 2) == "major" else hazards.grade(hazard)
    others = [row for row in sensors.of_ticket(hazard.number) if row.sensor != told.sensor.id and _is_second(row)]
    names = "、".join(f"{row.sensor} {row.why.partition('，')[0]}" for row in others[:MOST_NAMED])
    more = f"。同时二级的还有 {names}{'等' if len(others) > MOST_NAMED else ''} {len(others)} 处" if others else ""
    sensed.worse(hazard, grade, f"{_words(told)}{more}", now, danger=told.sensor.hurts)


def _is_second(row: SensorAlarm) -> bool:
    return row.what == ALARM and row.level == 2 and row.over_at is None


def _new_trouble(told: Told, name: str, what: str, entry: dict[str, Any], now: datetime) -> None:
    if what != "down" and (storm := _storm(told, what, now)) is not None:
        _keep(told, name, what, storm.number, now)
        return
    rules = book(now).config.sensors
    words = f"{_called(told.sensor)} {told.why}" if what != "down" else f"网关 {name} {told.why}"
    category = rules.trouble.category if rules.trouble else told.sensor.category
    spot = told.sensor.place or "" if what != "down" else f"网关 {name}"
    post = _trouble_post(told.sensor, now)
    more = {"sensors": entry["sensors"]} if "sensors" in entry else {}
    found = Sensed(name, words, told.sensor.area, spot, category, post, "general", told.at, told=more)
    hazard = sensed.report(found, now)
    _keep(told, name, what, hazard.number, now, cards=sensed.cards(hazard))


def _sensed(told: Told, grade: Grade, words: str, repeats: str) -> Sensed:
    sensor = told.sensor
    stands = {"level": told.level, "sampled_at": told.at.isoformat()}
    return Sensed(
        sensor=sensor.id,
        words=words,
        area=sensor.area,
        spot=sensor.place or "",
        category=sensor.category,
        post=sensor.owner_post,
        grade=grade,
        found_at=told.at,
        second=told.level == 2,
        danger=told.level == 2 and told.sensor.hurts and told.lasts,
        repeats=repeats,
        told=stands,
    )


def _keep(told: Told, name: str, what: str, ticket: str, now: datetime, *, cards: int = 0) -> SensorAlarm:
    return SensorAlarm.create(
        sensor=name,
        what=what,
        level=told.level,
        place=_place(told.sensor, what, now),
        ticket=ticket,
        cards=cards,
        why=told.why[:200],
        sampled_at=told.at,
        received_at=now,
        raised_at=now,
        second_at=now if told.level == 2 else None,
    )


def _still_open(told: Told) -> SensorAlarm | None:
    """The newest alarm of this sensor, if its ticket is open."""
    row = sensors.newest(told.sensor.id, ALARM)
    return row if row and _open_of(row) else None


def _open_ticket(sensor: str, what: str) -> Hazard | None:
    row = sensors.newest(sensor, what)
    return _open_of(row) if row else None


def _open_of(row: SensorAlarm) -> Hazard | None:
    """Its hazard, locked, if it is open."""
    hazard = hazards.by_number(row.ticket)
    return hazards.locked(hazard.subject_id) if hazard and sensed.is_open(hazard) else None


def _line(row: SensorAlarm, entry: str, data: dict[str, Any], now: datetime) -> None:
    if hazard := _open_of(row):
        sensed.comment(hazard, entry, data, now)


def _repeats(before: SensorAlarm | None, now: datetime) -> str:
    """The number of the ticket that was closed so lately that this is the same again."""
    hazard = hazards.by_number(before.ticket) if before else None
    dedupe = book(now).config.sensors.dedupe
    within = timedelta(seconds=dedupe.reopen_within_s) if dedupe else AGAIN_WITHIN
    lately = hazard is not None and hazard.closed_at is not None and now - hazard.closed_at <= within
    return hazard.number if hazard and lately else ""


def _place(sensor: Sensor, what: str, now: datetime) -> str:
    """By what storms of this kind are counted."""
    storm = book(now).config.sensors.storm
    place = "/".join(str(getattr(sensor, name, "")) for name in storm.group_by) if storm else ""
    return "/".join(filter(None, (place or sensor.area, "" if what == ALARM else what)))


def _bounds(now: datetime) -> tuple[int, timedelta]:
    """How many cards are enough in one place, and within which time."""
    storm = book(now).config.sensors.storm
    return (storm.max_new_tickets, timedelta(seconds=storm.window_s)) if storm else (MOST_CARDS, STORM_WITHIN)


def _grade(sensor: Sensor, level: int) -> Grade:
    return sensor.grade.alarm2 if level == 2 else sensor.grade.alarm1


def _trouble_post(sensor: Sensor, now: datetime) -> str:
    trouble_of = book(now).config.sensors.trouble
    return trouble_of.owner_post if trouble_of else sensor.owner_post


def _called(sensor: Sensor) -> str:
    return f"{sensor.name} {sensor.id}"


def _words(told: Told) -> str:
    return f"{_called(told.sensor)}：{told.why}"
