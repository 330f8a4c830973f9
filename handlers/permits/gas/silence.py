"""A detector that reports on a permit and falls silent: missing data is never safe.

One missed report warns; where detection is continuous (特级 hot work, confined spaces) silence up to the plant's limit
stops the work. Such work starts and resumes only with a detector that reports or a portable alarm (`gates.alarm`), so
silence is watched from the start. During a stop or a break nothing is expected of the detector.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from config.shapes.sensors import Instrument
from handlers.permits import life, raised, telling, timetable
from handlers.permits.work import stopping, watch
from models import ledger
from models import permit as permits
from models.book import book
from models.permit import Permit
from models.permit_work import Feed
from rules.gas import BadReading
from rules.phrases import minutes_of

SENSORS = {"system": "sensors"}


def heard(permit: Permit, instrument: Instrument, sampled_at: datetime, now: datetime, *, bad: bool) -> None:
    """The detector has just reported. Raises BadReading for a sampling older than its last one, unless it is bad."""
    last = permit.work.feeds.get(instrument.id)
    if last and sampled_at < last.at:
        if bad:
            return
        raise BadReading(f"{instrument.id} 已经发过 {last.at:%H:%M:%S} 的读数：请按时间先后发")
    life.note(permit, permit.work.heard(instrument.id, Feed(at=sampled_at, warned=False)))
    timetable.at(permit.subject, watch.FEEDS, _next_look(permit, now), now)


def look(permit: Permit, now: datetime) -> None:
    """A detector should have reported by now: warns, or stops the work."""
    if permit.state != "working":
        return
    for name in list(permit.work.feeds):
        quiet = now - _heard_at(permit, name)
        limit = _limit(permit, now)
        if limit is not None and quiet >= limit:
            why = f"测气仪 {name} {minutes_of(quiet)} 分钟没有数据"
            # It counts again from its next report, because it may have been replaced by another.
            life.note(permit, permit.work.forgotten(name))
            stopping.suspend(permit, stopping.Stop(why, SENSORS, red=True), now)
            return
        if quiet >= _missed(name, now) and not permit.work.feeds[name].warned:
            _warn(permit, name, now)
    if permit.work.feeds:
        timetable.at(permit.subject, watch.FEEDS, _next_look(permit, now), now)


def _warn(permit: Permit, name: str, now: datetime) -> None:
    """Tells guardian and leader that a report is missing, and what happens if none comes."""
    last = permit.work.feeds[name]
    life.note(permit, permit.work.heard(name, last.told()))
    limit = _limit(permit, now)
    then = f"满 {minutes_of(limit)} 分钟没有就停工" if limit else "没有数据不等于安全"
    words = f"测气仪 {name} 漏报一次：{telling.title(permit)}。{then}。请看仪器，用便携仪补测。"
    telling.tell(permit, [permits.guardian(permit), permit.form.work_leader], words, now, urgent=True)
    data = {"instrument": name, "last": ledger.stamp(last.at)}
    ledger.append(permit.subject, "permit.gas_silent", now, actor=SENSORS, data=data)


def _next_look(permit: Permit, now: datetime) -> datetime:
    """The next moment after `now` at which a detector would be late, or too late."""
    limit = _limit(permit, now)
    moments = []
    for name in permit.work.feeds:
        since = _heard_at(permit, name)
        moments += [since + _missed(name, now), *([since + limit] if limit else [])]
    return min((moment for moment in moments if moment > now), default=permit.ends_at)


def _heard_at(permit: Permit, name: str) -> datetime:
    """When it last reported; a silence begins at the earliest when the work begins or resumes."""
    resumed = permit.work.last_stop.resumed_at if permit.work.stops else None
    moments = (permit.work.feeds[name].at, permit.started_at, resumed)
    return max(moment for moment in moments if moment is not None)


def _missed(name: str, now: datetime) -> timedelta:
    """From when a report counts as missing. A detector that the plant has removed from its data is late at once."""
    instrument = book(now).config.sensors.instrument(name)
    return instrument.late_after if instrument else timedelta()


def _limit(permit: Permit, now: datetime) -> timedelta | None:
    """How long a silence must last to stop the work; None when detection need not be continuous."""
    if permit.level not in raised.kind_of(permit).gas_test.continuous_levels:
        return None
    return timedelta(seconds=book(now).config.sensors.feed.suspend_after_s)
