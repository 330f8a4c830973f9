"""Rounds made from control measures: what the same people look at in the same cycle is one round, in the order of the
file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from rules.patrols.measures import DAYS, UNITS, Event, Measure, Measures, RiskPoint
from rules.plant import Plant


@dataclass(frozen=True)
class Stop:
    """One risk point of a round, with those of its measures that are looked at in it."""

    point: RiskPoint
    lines: tuple[tuple[Event, Measure], ...]


@dataclass(frozen=True)
class Plan:
    """A round that comes again and again. department: in which its post is looked for, empty for a post of the entire
    plant; like: a measure with its cycle."""

    key: str
    department: str
    post: str
    like: Measure
    since: date
    stops: tuple[Stop, ...]

    @property
    def measures(self) -> int:
        return sum(len(stop.lines) for stop in self.stops)


def plans(measures: Measures, plant: Plant) -> tuple[Plan, ...]:
    """Every round of the plant, in the order of its first measure."""
    found: dict[str, list[tuple[RiskPoint, Event, Measure]]] = {}
    for point, event, measure in _lines(measures):
        if measure.post in plant.posts:
            found.setdefault(_key(measure, _department(measure, point, plant)), []).append((point, event, measure))
    return tuple(_plan(key, lines, measures.since, plant) for key, lines in found.items())


def title(plan: Plan, plant: Plant) -> str:
    """储运车间当班班长，每 4 小时"""
    return f"{plant.title(plan.post, plan.department or None)}，{cycle_words(plan.like)}"


def cycle_words(measure: Measure) -> str:
    """每 4 小时（08:00–20:00）, 每天, 每月"""
    many = f" {measure.cycle} " if measure.cycle > 1 else ""
    hours = f"（{measure.between[0]:%H:%M}–{measure.between[1]:%H:%M}）" if measure.between else ""
    unit = "月" if measure.unit == "months" and not many else UNITS[measure.unit]
    return f"每{many}{unit}{hours}{DAYS[measure.days]}"


def _lines(measures: Measures) -> Iterator[tuple[RiskPoint, Event, Measure]]:
    for point in measures.points:
        for event in point.events:
            yield from ((point, event, measure) for measure in event.measures)


def _department(measure: Measure, point: RiskPoint, plant: Plant) -> str:
    return plant.area(point.area).department if plant.posts[measure.post].scope == "department" else ""


def _key(measure: Measure, department: str) -> str:
    hours = "-".join(f"{each:%H%M}" for each in (measure.from_, *measure.between))
    cycle = f"{measure.cycle}{measure.unit}"
    return "/".join((department, measure.post, cycle, hours, measure.days, str(measure.within)))


def _plan(key: str, lines: list[tuple[RiskPoint, Event, Measure]], since: date, plant: Plant) -> Plan:
    stops: dict[str, list[tuple[RiskPoint, Event, Measure]]] = {}
    for line in lines:
        stops.setdefault(line[0].id, []).append(line)
    first, _, like = lines[0]
    whole = tuple(Stop(own[0][0], tuple((event, measure) for _, event, measure in own)) for own in stops.values())
    return Plan(key, _department(like, first, plant), like.post, like, since, whole)
