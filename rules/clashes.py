"""Permits and activities that must not meet in time and place (GB 30871—2022 §5.2.8–5.2.9, §6.7, §7.6, §7.10).

Distances and pairs are the plant's data (`relations.conflicts`). A job without a place may be anywhere in its area: the
nearest edge counts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from rules.calendar import Span
from rules.geo import apart_m, between_m, distance_m
from rules.job import Job
from rules.phrases import moment_words
from rules.plant import Plant, Point
from rules.templates import Conflict, FromAbove, Relations


@dataclass(frozen=True)
class Other:
    """A permit under way or planned, or a bare activity (`kind: 可燃气体排放`), with its form's inputs.

    `place` is in the plant's coordinates; words chosen in the form say what else is done there (`溶剂清洗或喷漆`).
    from_above: what its own kind says of things that may fall from it.
    """

    number: str
    kind: str
    area: str
    place: Point | None
    starts_at: datetime
    ends_at: datetime
    inputs: Mapping[str, object] = field(default_factory=dict)
    guardian: str = ""
    from_above: FromAbove | None = None

    @property
    def span(self) -> Span:
        return Span(self.starts_at, self.ends_at)


@dataclass(frozen=True)
class Clash:
    """`block`: they may not both take place; `coordinate`: they may, under one named coordinator."""

    number: str
    effect: Literal["block", "coordinate"]
    words: str


def clashes(
    job: Job, place: Point | None, others: Sequence[Other], relations: Relations, plant: Plant
) -> tuple[Clash, ...]:
    """Every other piece of work that must not meet this job, each once, the blocking ones first."""
    own = of_job("", job, place)
    met = [clash for other in others if own.span.overlaps(other.span) for clash in _met(own, other, relations, plant)]
    met.sort(key=lambda clash: clash.effect != "block")
    return tuple({clash.number: clash for clash in reversed(met)}.values())[::-1]


def of_job(number: str, job: Job, place: Point | None) -> Other:
    """The job as a piece of work among the others."""
    return Other(number, job.kind, job.area, place, job.starts_at, job.ends_at, job.inputs)


def guarding_elsewhere(
    guardian: str, starts_at: datetime, ends_at: datetime, others: Sequence[Other], plant: Plant
) -> tuple[str, ...]:
    """Words for each other permit that the guardian watches at that time: he may watch only one (§4.10)."""
    busy = [
        each for each in others if each.guardian == guardian and starts_at < each.ends_at and each.starts_at < ends_at
    ]
    name = plant.person(guardian).name if busy else ""
    return tuple(f"{name}这段时间在监护 {each.number}（{when(each, plant)}）：请换监护人或错开时间" for each in busy)


def _met(own: Other, other: Other, relations: Relations, plant: Plant) -> Iterator[Clash]:
    for rule in relations.conflicts:
        if not _pair(rule, own, other):
            continue
        reason = _same_thing(rule, own, other) if rule.same else _too_near(rule, own, other, relations, plant)
        if reason:
            yield Clash(other.number, rule.effect, f"{reason}（{when(other, plant)}）：{_todo(rule)}")


def _pair(rule: Conflict, own: Other, other: Other) -> bool:
    a, b = _activities(own), _activities(other)
    return (rule.a in a and rule.b in b) or (rule.b in a and rule.a in b)


def _activities(work: Other) -> frozenset[str]:
    chosen = (each for each in work.inputs.values() if isinstance(each, list | tuple))
    return frozenset({work.kind, *(str(word) for each in chosen for word in each)})


def _same_thing(rule: Conflict, own: Other, other: Other) -> str:
    name = rule.same or ""
    thing = own.inputs.get(name)
    return f"与 {other.number} 在同一处 {thing}" if thing and thing == other.inputs.get(name) else ""


def _too_near(rule: Conflict, own: Other, other: Other, relations: Relations, plant: Plant) -> str:
    away, radius = apart_in_m(own, other, relations, plant), _radius_m(rule, own, other)
    if away > radius:
        return ""
    how = "在同一处" if away < 1 else f"相距约 {round(away)} 米"
    return f"与 {other.number} {how}，不足 {radius:g} 米，时间重叠"


def _radius_m(rule: Conflict, own: Other, other: Other) -> float:
    """How near is too near: the rule's distance, or a farther one that either form gives, such as a control radius."""
    answers = [work.inputs.get(name) for work in (own, other) for name in rule.radius_from]
    given = [float(each) for each in answers if isinstance(each, int | float) and not isinstance(each, bool)]
    return max([rule.radius_m or 0.0, *given])


def apart_in_m(own: Other, other: Other, relations: Relations, plant: Plant) -> float:
    same = relations.same_spot
    if any(own.inputs.get(name) and own.inputs.get(name) == other.inputs.get(name) for name in same):
        return 0.0
    if own.place and other.place:
        return apart_m(own.place, other.place)
    if own.area == other.area:
        return 0.0
    if own.place or other.place:
        point, area = (own.place, other.area) if own.place else (other.place, own.area)
        return distance_m(point, plant.area(area)) if point else 0.0
    return between_m(plant.area(own.area), plant.area(other.area))


def when(other: Other, plant: Plant) -> str:
    start, end = (moment.astimezone(plant.zone) for moment in (other.starts_at, other.ends_at))
    return f"{moment_words(start)}–{moment_words(end) if end.date() != start.date() else f'{end:%H:%M}'}"


def _todo(rule: Conflict) -> str:
    return "请错开时间或换地点" if rule.effect == "block" else "请指定一名统一协调人，两张票都写明"
