"""What happened on site: who watched, when work began, stopped and ended; each measure and gas test, as it was kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from handlers.permits.gates.measures import lines, proven
from models import gas
from models import permit as permits
from models.book import name_of
from models.permit import Permit
from models.permit_work import StopRecord
from rules import isolation
from rules.plant import Plant
from web.h5.words import clock


@dataclass(frozen=True)
class MeasureLine:
    """photo: its hash, or empty; taken: how it was taken, as was said when this line was confirmed."""

    id: str
    text: str
    word: str
    tone: str
    note: str
    photo: str = ""
    taken: str = ""


@dataclass(frozen=True)
class TestLine:
    """how: by whom, with which method and instrument, and when it was typed in, if that was later."""

    sampled: str
    point: str
    readings: str
    word: str
    tone: str
    words: str
    how: str


def on_site(permit: Permit, plant: Plant, now: datetime) -> Iterator[tuple[str, str]]:
    """(label, words), in the order in which it happened; empty before anybody has begun."""
    work = permit.work
    if coordinator := permits.coordinator(permit):
        yield "统一协调人", name_of(plant, coordinator)
    if work.guardian:
        yield "监护人", name_of(plant, work.guardian)
    if permit.started_at:
        yield "开工", clock(permit.started_at, now)
    for stop in work.stops:
        yield "完工后叫停" if stop.after_work else "停工", _stop(stop, plant, now)
    if inside := work.head_count.people:
        yield "还在里面", "、".join(name_of(plant, person) for person in inside)
    for label, moment in (("完工", permit.finished_at), ("关闭", permit.closed_at)):
        if moment:
            yield label, clock(moment, now)


def _stop(stop: StopRecord, plant: Plant, now: datetime) -> str:
    """08:19 乐正迟：气味不对，08:40 复工"""
    parts = (
        f"{clock(stop.at, now)} {name_of(plant, stop.by or '系统')}",
        f"：{stop.why}" if stop.why else "，没写原因",
        f"，{clock(stop.resumed_at, now)} 复工" if stop.resumed_at else "" if stop.after_work else "，还没复工",
    )
    return "".join(parts)


def measures(
    permit: Permit, plant: Plant, taken: Mapping[tuple[str, str], str], now: datetime
) -> Iterator[MeasureLine]:
    """The measures in the form's order, also those not confirmed yet. taken: how each photo was taken."""
    told = proven(permit)
    for measure in lines(permit):
        done = permit.work.measures.get(measure["id"])
        if done is None:
            note = "票上写不涉及" if measure.get("applies_here") in (False, "no") else ""
            yield MeasureLine(measure["id"], measure["text"], "未确认", "quiet", note)
            continue
        at = clock(done.at, now) if done.at else ""
        points = [isolation.words(point, partial(name_of, plant)) for point in done.locks]
        parts = (name_of(plant, done.by), at, done.note, *points, told[measure["id"]])
        note = " · ".join(part for part in parts if part)
        word, tone = ("不涉及", "quiet") if done.applies == "no" else ("已落实", "done")
        said = taken.get((measure["id"], done.photo), "")
        yield MeasureLine(measure["id"], measure["text"], word, tone, note, done.photo, said)


def tests(permit: Permit, plant: Plant, now: datetime) -> Iterator[TestLine]:
    """The gas tests, the newest sampling last."""
    for test in gas.of_permit(permit):
        by = "传感器" if test.source == "sensor" else name_of(plant, test.analyst)
        late = f"{clock(test.recorded_at, now)} 录入" if test.recorded_at != test.sampled_at else ""
        how = (by, test.method, gas.instrument(test), late, test.presence)
        yield TestLine(
            sampled=clock(test.sampled_at, now),
            point=test.point,
            readings="；".join(_readings(point, there) for point, there in gas.by_point(test)),
            word="没有停" if test.excused else "合格" if test.ok else "不合格",
            tone="caution" if test.excused else "done" if test.ok else "stop",
            words=f"{test.words}。{test.excused}" if test.excused else test.words,
            how=" · ".join(part for part in how if part),
        )


def _readings(point: str, there: list[dict[str, str]]) -> str:
    """上：甲醇 3 %LEL（0.18 %vol）、氧 20.8 %vol"""
    words = "、".join(map(_reading, there))
    return f"{point}：{words}" if point else words


def _reading(reading: Mapping[str, Any]) -> str:
    """甲醇 3 %LEL（0.18 %vol）"""
    name = str(reading.get("gas") or reading.get("analyte", ""))
    unit = str(reading.get("unit", ""))
    converted = f"（{reading['vol_pct']} %vol）" if reading.get("vol_pct") and unit != "%vol" else ""
    return f"{name} {reading.get('value', '')} {unit}{'（超量程）' if reading.get('beyond') else converted}"


def picture_hash(photo: object) -> str:
    """The hash of a picture, which may be named by the hash alone or with its size and type."""
    return str(photo.get("sha256", "")) if isinstance(photo, dict) else str(photo or "")
