"""A detector that has begun to report on a permit and falls silent: no data is not safe.

One missed report warns; where detection is continuous (特级 hot work, confined spaces) silence up to the plant's limit
stops the work. Looked at by the permit's timetable; a stop or a break asks nothing of the detector.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from config.shapes.sensors import Instrument
from handlers.permits import crew, life, raised, telling, timetable
from handlers.permits.work import stopping, watch
from models import ledger
from models.book import book
from models.permit import Permit
from models.subject import Subject
from rules.gas import BadReading

SENSORS = {"system": "sensors"}


def heard(permit: Permit, subject: Subject, instrument: Instrument, sampled_at: datetime, now: datetime) -> None:
    """The detector has just reported. Raises BadReading for a sampling older than its last one."""
    feeds = permit.work.get("feeds", {})
    last = feeds.get(instrument.id)
    if last and sampled_at < datetime.fromisoformat(last["at"]):
        raise BadReading(f"{instrument.id} 已经发过 {last['at'][11:19]} 的读数：请按时间先后发")
    life.note(permit, feeds={**feeds, instrument.id: {"at": ledger.stamp(sampled_at), "warned": False}})
    timetable.at(subject, watch.FEEDS, _next_look(permit, now), now)


def look(permit: Permit, subject: Subject, now: datetime) -> None:
    """The moment at which some detector should have reported by: warns, or stops the work."""
    if permit.state != "working":
        return
    for name in list(permit.work.get("feeds", {})):
        quiet = now - _heard_at(permit, name)
        limit = _limit(permit, now)
        if limit is not None and quiet >= limit:
            why = f"测气仪 {name} {_minutes(quiet)} 分钟没有数据"
            _forget(permit, name)
            stopping.suspend(permit, subject, stopping.Stop(why, SENSORS, red=True, retest=True), now)
            return
        if quiet >= _missed(name, now) and not permit.work["feeds"][name]["warned"]:
            _warn(permit, subject, name, now)
    if permit.work.get("feeds"):
        timetable.at(subject, watch.FEEDS, _next_look(permit, now), now)


def _forget(permit: Permit, name: str) -> None:
    """After the stop that it caused it counts again from its next report: it may have been changed for another."""
    life.note(permit, feeds={each: feed for each, feed in permit.work["feeds"].items() if each != name})


def _warn(permit: Permit, subject: Subject, name: str, now: datetime) -> None:
    """Guardian and leader hear that a report is missing, and what follows if it stays away."""
    feeds = permit.work["feeds"]
    life.note(permit, feeds={**feeds, name: {**feeds[name], "warned": True}})
    limit = _limit(permit, now)
    then = f"满 {_minutes(limit)} 分钟没有就停工" if limit else "没有数据不等于安全"
    words = f"测气仪 {name} 漏报一次：{telling.title(permit)}。{then}。请看仪器，用便携仪补测。"
    telling.tell(permit, [crew.guardian(permit), str(permit.form["work_leader"])], words, now)
    data = {"instrument": name, "last": feeds[name]["at"]}
    ledger.append(subject, "permit.gas_silent", now, actor=SENSORS, data=data)


def _next_look(permit: Permit, now: datetime) -> datetime:
    """The nearest moment after `now` at which one of the detectors would be late, or too late."""
    limit = _limit(permit, now)
    moments = []
    for name in permit.work["feeds"]:
        since = _heard_at(permit, name)
        moments += [since + _missed(name, now), *([since + limit] if limit else [])]
    return min((moment for moment in moments if moment > now), default=permit.ends_at)


def _heard_at(permit: Permit, name: str) -> datetime:
    """When it reported last; a silence begins with the work, or with its resumption, at the earliest."""
    stops = permit.work.get("stops", ())
    resumed = datetime.fromisoformat(stops[-1]["resumed_at"]) if stops and stops[-1]["resumed_at"] else None
    moments = (datetime.fromisoformat(permit.work["feeds"][name]["at"]), permit.started_at, resumed)
    return max(moment for moment in moments if moment is not None)


def _missed(name: str, now: datetime) -> timedelta:
    """From here one report is missing: the one due after its interval did not come before the next was due. A detector
    that the plant took out of its data is late at once."""
    instrument = book(now).config.sensors.instrument(name)
    return timedelta(seconds=2 * instrument.every_s) if instrument else timedelta()


def _limit(permit: Permit, now: datetime) -> timedelta | None:
    """The silence that stops the work; None where detection need not be continuous."""
    if permit.level not in raised.kind_of(permit).gas_test.continuous_levels:
        return None
    return timedelta(seconds=book(now).config.sensors.feed.suspend_after_s)


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
