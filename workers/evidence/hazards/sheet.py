"""Hazards as a table to take away: a line each, as the store has them now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from models import bent, hazard_search
from models import hazard as hazards
from models.book import Book, book, name_of
from models.hazard import Hazard
from workers.evidence.recorder import Cell, Sheet

HOUR = timedelta(hours=1)
COLUMNS = (
    ("编号", 12.0),
    ("状态", 14.0),
    ("类别", 12.0),
    ("级别", 7.0),
    ("区域", 16.0),
    ("位置", 18.0),
    ("看到什么", 40.0),
    ("发现人", 10.0),
    ("发现时间", 17.0),
    ("上报时间", 17.0),
    ("责任人", 10.0),
    ("责任人工号", 11.0),
    ("督办人", 10.0),
    ("最初期限", 17.0),
    ("现在期限", 17.0),
    ("延期次数", 9.0),
    ("第几次改", 9.0),
    ("超期", 7.0),
    ("做了什么", 40.0),
    ("销号时间", 17.0),
    ("从上报到销号（小时）", 12.0),
    ("并入", 12.0),
    ("以前出过", 12.0),
    ("不算隐患的原因", 30.0),
)


def _count(given: Mapping[str, str]) -> int:
    return hazard_search.count(hazard_search.read(given))


def _rows(given: Mapping[str, str], now: datetime) -> Iterator[tuple[Cell, ...]]:
    rules = book(now)
    return bent.each(hazard_search.every(hazard_search.read(given)), lambda each: _row(each, rules), _bent)


def _bent(hazard: Hazard) -> tuple[Cell, ...]:
    """One whose row can't be read."""
    return hazard.number, bent.WORDS, *("" for _ in COLUMNS[2:])


def _row(hazard: Hazard, rules: Book) -> tuple[Cell, ...]:
    def called(person: str) -> str:
        return name_of(rules.plant, person) if person else ""

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(rules.plant.zone) if moment else None

    work, closed = hazard.work, hazard.closed_at
    return (
        hazard.number,
        hazards.stands(hazard)[0],
        hazards.category_name(hazard) if hazard.category else "",
        hazards.graded(hazard),
        hazards.area_name(hazard),
        hazard.report.spot,
        hazard.report.words or "见照片",
        hazards.found_by(hazard, called),
        local(hazard.found_at),
        local(hazard.received_at),
        called(hazard.owner),
        hazard.owner,
        called(hazard.supervisor),
        local(hazard.due_at),
        local(hazard.until),
        sum(each.decided == "granted" for each in work.extended),
        hazard.round,
        "是" if hazard.late else "",
        work.mended[-1].note if work.mended else "",
        local(closed),
        round((closed - hazard.received_at) / HOUR, 1) if closed else "",
        work.into,
        work.repeats,
        work.reason,
    )


SHEET = Sheet("隐患清单", COLUMNS, _count, _rows)
