"""Jobs one above the other at the same time: between them belongs a layer that catches what falls (GB 30871—2022
§8.2.8).

Which work is done from above, how near is below it, and from which height on one layer is not enough, is the plant's
data (`kinds.*.from_above`, `relations.vertical`).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from rules.clashes import Other, apart_in_m, when
from rules.plant import Plant
from rules.templates import FromAbove, Templates, Vertical

LAYERS = {1: "隔离层（防护棚）", 2: "双层隔离层（防护棚）"}


@dataclass(frozen=True)
class Crossing:
    """Another job above or below this one. layers: how many there must be between them; how: how near, how high, when;
    reason: with whom as well; words: with what to do."""

    number: str
    layers: Literal[1, 2]
    how: str
    advice: str = ""

    @property
    def reason(self) -> str:
        return f"与 {self.number} {self.how}"

    @property
    def words(self) -> str:
        wanted = f"{LAYERS[self.layers]}{self.advice}"
        return f"{self.reason}：中间要搭{wanted}，统一协调人到现场确认了才能开工"


def crossings(
    own: Other, others: Sequence[Other], templates: Templates, plant: Plant, one_job: Collection[str] = ()
) -> tuple[Crossing, ...]:
    """Every other job above or below this one. one_job: numbers of the permits that belong to this very job; its people
    work at one place, one after the other."""
    rule = templates.relations.vertical
    if rule is None:
        return ()
    apart = (each for each in others if each.number not in one_job and each.area == own.area)
    met = (_crossing(own, each, rule, templates, plant) for each in apart if own.span.overlaps(each.span))
    return tuple(each for each in met if each)


def _crossing(own: Other, other: Other, rule: Vertical, templates: Templates, plant: Plant) -> Crossing | None:
    above = [work for work in (own, other) if _from_above(work, templates)]
    away = apart_in_m(own, other, templates.relations, plant)
    if not above or away > rule.radius_m:
        return None
    heights = [_height_m(work, templates) for work in above]
    known = [height for height in heights if height is not None]
    double = max(known, default=0.0) > rule.double_over_m
    where = "在同一处" if away < 1 else f"相距约 {round(away)} 米"
    high = f"，最高 {max(known):g} 米" if known else ""
    how = f"上下交叉作业，{where}{high}（{when(other, plant)}）"
    unsure = not double and None in heights
    advice = f"；高过 {rule.double_over_m:g} 米的要双层" if unsure else ""
    return Crossing(other.number, 2 if double else 1, how, advice)


def _from_above(work: Other, templates: Templates) -> FromAbove | None:
    """By the rules in force, or by those of the work itself."""
    kind = templates.kinds.get(work.kind)
    return (kind.from_above if kind else None) or work.from_above


def _height_m(work: Other, templates: Templates) -> float | None:
    """How high the work is by its form; None when no form says so."""
    asked = _from_above(work, templates)
    given = work.inputs.get(asked.height) if asked and asked.height else None
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None
