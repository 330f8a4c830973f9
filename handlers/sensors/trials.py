"""Once a month each sensor is made to alarm on purpose: with gas, warmth, or its own test key, through the same door,
the same limits and the same people as an alarm. It is marked as a trial, stops no work and is no hazard, so no figure
counts it.

While it lasts the sensor is under an inhibit by whoever tries it. What is still over its limit after that is a real
alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.channel import Action, Answer
from config.shapes.sensors import Sensor
from handlers import alerts, asks
from handlers.hazards import sensed
from handlers.permits.gas import inhibits
from handlers.sensors.told import Told
from handlers.timetable import Timetable, take
from models import detector as detectors
from models import ledger
from models import sensor as sensors
from models.ask import MOVABLE, Ask
from models.book import Book, book, name_of
from models.sensor import SensorTrial
from models.subject import Subject, desk, desk_of
from rules.phrases import duration
from rules.plant import Person

CLOCK, REMIND, DESK = "sensor.trials", "remind", "sensor-trials"
BEGIN = "sensor.trial"
TIMETABLE = Timetable(CLOCK)
REASON = "每月试警"
# The days of a month, and the hour, at which whoever may try them is told which are still to be tried.
DAYS, HOUR = (1, 20), 9
# So much longer than the sensor itself takes to alarm and to be normal again.
SPARE = timedelta(minutes=15)
MOST_NAMED = 8
NO_ALARM = "这是试警，不是真的报警：不用撤离，不用停工。看到了点「收到」，就知道真报时到得了你这里。"


def begin(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """`{sensor}`: from now on its alarm is a trial, for as long as it needs."""
    sensor = book(now).config.sensors.sensor(str(action.data.get("sensor", "")))
    if ask.state not in MOVABLE or not inhibits.may(person, now) or sensor is None:
        return Answer("这个现在不能试。请重新发「屏蔽」。", "stop")
    if detectors.inhibit_at(sensor.id, now):
        return Answer(f"{sensor.id} 屏蔽着。先恢复，再试。", "caution")
    row = sensors.rows([sensor.id]).get(sensor.id)
    if row is None or row.late:
        return Answer(f"{sensor.id} 现在没有来数，试不了。先看探头、线路、网关。", "caution")
    if row.state.state.level:
        return Answer(f"{sensor.id} 正在报警，是真的。先按报警处置。", "stop")
    until = now + timedelta(seconds=sensor.on_delay_s.alarm1 + sensor.reset_hold_s) + SPARE
    inhibits.hold(action, ask, person, sensor, REASON, until, now)
    trial = SensorTrial.create(sensor=sensor.id, by=person.id, since=now, until=until)
    subject = desk(DESK, now)
    ledger.append(subject, "sensor.trial", now, actor=asks.actor(ask, person), data={"sensor": sensor.id})
    TIMETABLE.at(subject, str(trial.id), until, now)
    return Answer(f"{sensor.id} 开始试，到 {until.astimezone(book(now).plant.zone):%H:%M}。现在让它报一次。", "info")


def alarmed(told: Told, now: datetime) -> bool:
    """The sensor's alarm came during a trial: whoever a real one calls gets its card. False where nobody tries it."""
    trial = sensors.trial_at(told.sensor.id, now)
    if trial is None:
        return False
    if trial.received_at is None:
        first = {"level": told.level, "why": told.why[:200], "sampled_at": told.at, "received_at": now}
        SensorTrial.set_by_id(trial.id, first)
        _call(trial, told, now)
    elif told.level > trial.level:
        SensorTrial.set_by_id(trial.id, {"level": told.level})
    return True


def _call(trial: SensorTrial, told: Told, now: datetime) -> None:
    sensor, rules = told.sensor, book(now)
    title = f"【试警】{sensor.name} {sensor.id} · {rules.plant.area(sensor.area).name}"
    lines = [told.why, f"{name_of(rules.plant, trial.by)}在试", NO_ALARM]
    people = sensed.called(sensor.category, sensor.area, sensor.owner_post, now)
    subject = desk(DESK, now)
    data = {"sensor": sensor.id, "why": told.why, "sampled_at": ledger.stamp(told.at), "to": people}
    ledger.append(subject, "sensor.tried", now, actor=sensed.SENSORS, data=data)
    alerts.notice(subject, _topic(trial.id), title, lines, people, now)


def expect(now: datetime) -> None:
    """Sensors report, so the clock tells what is to be tried."""
    if TIMETABLE.moment_of(desk_of(DESK, now), REMIND) is None:
        TIMETABLE.at(desk(DESK, now), REMIND, _next(now), now)


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    for due in take(ask, now):
        if due == REMIND:
            _remind(subject, now)
            TIMETABLE.at(subject, REMIND, _next(now), now)
        else:
            _end(SensorTrial.get_by_id(int(due)), subject, now)


def nobody(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: a timetable has no person who could be out of reach."""


def untried(now: datetime) -> list[Sensor]:
    """Those that report and have not been tried since the first of the month."""
    known = book(now).config.sensors.sensors
    heard, done = sensors.rows([each.id for each in known]), sensors.tried(month_of(now))
    return [each for each in known if each.id in heard and each.id not in done]


def month_of(now: datetime) -> datetime:
    """When the month began, by the plant's clock."""
    return datetime.combine(book(now).plant.day(now).replace(day=1), time(), book(now).plant.zone)


def took(trial: SensorTrial, now: datetime) -> timedelta | None:
    """From the sample to the first card that arrived; None while there is none."""
    arrived = [row.delivered_at for row in alerts.arrived(desk_of(DESK, now), {_topic(trial.id)}) if row.delivered_at]
    return min(arrived) - trial.sampled_at if arrived and trial.sampled_at else None


def _end(trial: SensorTrial, subject: Subject, now: datetime) -> None:
    alerts.over(subject, {_topic(trial.id)}, "试完了", now)
    if trial.received_at is None:
        lines = ["到时间了，报警没有来", "请查探头、报警值、网关，修好再试一次"]
        alerts.notice(subject, f"untried-{trial.id}", f"{trial.sensor} 试警没有试成", lines, [trial.by], now)


def _remind(subject: Subject, now: datetime) -> None:
    left, rules = untried(now), book(now)
    topic = "trials"
    alerts.over(subject, {topic}, "有新的提醒", now)
    if not left:
        return
    names = "、".join(each.id for each in left[:MOST_NAMED])
    lines = [f"{names}{'等' if len(left) > MOST_NAMED else ''}", "发「屏蔽」，选哪一个，点「试一次」，再让它报一次"]
    alerts.notice(subject, topic, f"本月还有 {len(left)} 个传感器没有试警", lines, _keepers(rules, now), now)


def _keepers(rules: Book, now: datetime) -> Sequence[str]:
    """Whoever may try them and is there; the safety office where nobody is."""
    out = sensed.away(now)
    able = [each.id for each in rules.plant.people if inhibits.may(each, now) and each.id not in out]
    return able or alerts.responders(rules, now)[:1]


def _next(now: datetime) -> datetime:
    zone, day = book(now).plant.zone, book(now).plant.day(now)
    for ahead in range(32):
        moment = datetime.combine(day + timedelta(days=ahead), time(HOUR), zone)
        if moment > now and moment.day in DAYS:
            return moment
    raise LookupError(day)


def _topic(trial: int) -> str:
    return f"trial-{trial}"


def words(trial: SensorTrial | None, now: datetime) -> str:
    """12月3日试过，5 秒到人 · 本月还没试"""
    if trial is None or trial.received_at is None:
        return "本月还没试"
    took_ = took(trial, now)
    day = trial.received_at.astimezone(book(now).plant.zone)
    return f"{day.month}月{day.day}日试过" + (f"，{duration(took_)}到人" if took_ is not None else "，卡片还没送到")
