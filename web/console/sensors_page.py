"""Every sensor of the plant: how it stands, its last value with its age, what alarms most, and what does not fit.

A value that is old is grey: it is not the present one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import render_template

from config.shapes.sensors import Sensor
from handlers.sensors import trials
from models import detector as detectors
from models import hazard as hazards
from models import sensor as sensors
from models.ask import of_subject
from models.book import Book, name_of
from models.sensor import SensorAlarm, SensorConflict, SensorRow, SensorTrial, UnknownSensor
from rules.phrases import date_words, duration
from rules.sensors.limits import plain
from web.console.filters import turned
from web.h5.words import clock
from web.house import house
from web.people import rulebook

ROWS = 20
WORST, WORST_WITHIN = 10, timedelta(days=30)
SHARE_WITHIN = timedelta(days=7)
# A calibration that ends so soon is due.
SOON = timedelta(days=30)
UNHEARD = "没来过数"
TROUBLES = ("fault", "stale", "stuck", "idle")


@dataclass(frozen=True)
class Line:
    """One sensor. old: its value says nothing about now; ticket: the number of the open one, if any."""

    id: str
    name: str
    place: str
    value: str
    age: str
    old: bool
    word: str
    tone: str
    todo: str
    ticket: str
    calibrated: str
    tried: str
    gaps: int


@dataclass(frozen=True)
class Bad:
    """A sensor that alarms often. share: of the last week it was silent, faulty or under an inhibit."""

    id: str
    name: str
    times: int
    per_day: str
    share: str


@dataclass(frozen=True)
class Pages:
    """rows: those of this page; at, of: as `Turn` has them."""

    rows: Sequence[object]
    at: int
    of: int


def show() -> str:
    now = house().now()
    rules = rulebook(now)
    known = sensors.rows(each.id for each in rules.config.sensors.sensors)
    tried = sensors.tried(trials.month_of(now))
    found = (_line(each, known.get(each.id), tried, rules, now) for each in rules.config.sensors.sensors)
    lines = sorted(found, key=_urgency)
    unknown = UnknownSensor.select().order_by(UnknownSensor.last_at.desc())
    conflicts = SensorConflict.select().order_by(SensorConflict.received_at.desc())
    return render_template(
        "console/sensors.html",
        lines=_pages(lines, "page"),
        alarms=sum(each.tone == "stop" for each in lines),
        troubles=sum(each.tone == "caution" for each in lines),
        unheard=sum(each.word == UNHEARD for each in lines),
        bad=list(_bad(rules, now)),
        taken=_taken(now),
        unknown=_pages(list(unknown), "unknown"),
        conflicts=_pages(list(conflicts.limit(1000)), "conflict"),
        clock=lambda moment: clock(moment, now),
        exact=lambda moment: f"{moment.astimezone(rules.plant.zone):%m-%d %H:%M:%S}",
    )


def _pages(rows: Sequence[object], name: str) -> Pages:
    turn = turned(len(rows), name=name, rows=ROWS)
    return Pages(turn.cut(rows), turn.at, turn.of)


def _line(sensor: Sensor, row: SensorRow | None, tried: Mapping[str, SensorTrial], rules: Book, now: datetime) -> Line:
    area = rules.plant.area_name(sensor.area, sensor.area)
    state = row.state.state if row else None
    old = row is None or bool(row.late) or (row.value_at is None) or now - row.value_at > _stale(sensor)
    word, tone, todo = _stands(sensor, row, rules, now)
    value = f"{plain(state.value)} {sensor.unit}" if state and state.value is not None else ""
    ticket = _ticket(sensor)
    return Line(
        id=sensor.id,
        name=sensor.name,
        place="，".join(filter(None, (area, sensor.place))),
        value=value or ("不是数" if state and state.at else "没有"),
        age=f"{duration(now - row.value_at)}前" if row and row.value_at and now > row.value_at else "",
        old=old,
        word=word,
        tone=tone,
        todo=todo,
        ticket=ticket,
        calibrated=_calibrated(sensor.calibrated_until, rules.plant.day(now)),
        tried=trials.words(tried.get(sensor.id), now) if row else "",
        gaps=row.gaps if row else 0,
    )


def _stands(sensor: Sensor, row: SensorRow | None, rules: Book, now: datetime) -> tuple[str, str, str]:
    """Its word, tone, and what to do."""
    held = detectors.inhibit_at(sensor.id, now)
    if held is not None:
        until = f"{held.until.astimezone(rules.plant.zone):%H:%M}"
        by = name_of(rules.plant, held.by)
        return "屏蔽中", "caution", f"{by}屏蔽到 {until}：{held.reason}。到点自己恢复，这段时间用便携仪"
    if row is None:
        return UNHEARD, "quiet", "还没接上：请看网关里的编号和钥匙"
    state = row.state.state
    if state.level:
        words = "二级报警" if state.level == 2 else "一级报警"
        return words, "stop" if state.level == 2 else "caution", "现场先按本岗位的报警处置做；查明原因，验过才销号"
    for there, word, todo in (
        (bool(row.late), "失联", "请看探头、线路、网关；现在多少不知道"),
        (state.fault, "故障", f"{state.wrong or '刚恢复'}：请查仪表"),
        (state.stuck, "卡死", "数一直不变：请查探头"),
        (state.flapping, "抖动", "在报警值上下跳：请查探头"),
    ):
        if there:
            return word, "caution", todo
    return "正常", "done", ""


def _stale(sensor: Sensor) -> timedelta:
    return timedelta(seconds=sensor.stale_after_s)


def _ticket(sensor: Sensor) -> str:
    """The number of its newest ticket that is open."""
    mine = SensorAlarm.select().where(SensorAlarm.sensor == sensor.id, SensorAlarm.ticket != "")
    row = mine.order_by(SensorAlarm.id.desc()).first()
    found = hazards.by_number(row.ticket) if row else None
    return found.number if found and found.closed_at is None and found.state != "archived" else ""


def _calibrated(until: date | None, today: date) -> str:
    if until is None:
        return ""
    if until < today:
        return f"{date_words(until)} 已过期，请送检"
    return f"到 {date_words(until)}{'，快到期' if until - today <= SOON else ''}"


def _urgency(line: Line) -> int:
    return ("stop", "caution", "quiet", "done").index(line.tone)


def _bad(rules: Book, now: datetime) -> Iterator[Bad]:
    """Those that alarmed most often in a month."""
    for sensor_id, times in sensors.worst(now - WORST_WITHIN, WORST):
        sensor = rules.config.sensors.sensor(sensor_id)
        per_day = f"{times / WORST_WITHIN.days:.1f}"
        yield Bad(sensor_id, sensor.name if sensor else "", times, per_day, _share(sensor_id, now))


def _share(sensor: str, now: datetime) -> str:
    """How much of the last week it told nothing that could be used."""
    since = now - SHARE_WITHIN
    rows = SensorAlarm.select().where(SensorAlarm.sensor == sensor, SensorAlarm.what.in_(TROUBLES))
    lost = timedelta()
    for row in rows.where(SensorAlarm.over_at.is_null() | (SensorAlarm.over_at > since)):
        lost += max((row.over_at or now) - max(row.raised_at, since), timedelta())
    return f"{min(100, round(100 * lost / SHARE_WITHIN))}%"


def _taken(now: datetime) -> str:
    """How long it took, on average, until somebody took a second level's alarm."""
    rows = SensorAlarm.select().where(SensorAlarm.second_at >= now - WORST_WITHIN, SensorAlarm.ticket != "")
    waits = [wait for row in rows if (wait := _wait(row)) is not None]
    if not rows.count():
        return ""
    missing = rows.count() - len(waits)
    mean = f"平均 {duration(sum(waits, timedelta()) / len(waits))}有人接" if waits else ""
    return "，".join(filter(None, (f"二级报警 {rows.count()} 次", mean, f"{missing} 次还没人接" if missing else "")))


def _wait(row: SensorAlarm) -> timedelta | None:
    hazard = hazards.by_number(row.ticket)
    if hazard is None:
        return None
    asks = of_subject(hazard.subject)
    answers = [each.closed_at for each in asks if each.kind == "alert.acknowledge" and each.state == "done"]
    moments = [each for each in (*answers, hazard.work.accepted_at) if each and each >= row.second_at]
    return min(moments) - row.second_at if moments else None
