"""How like an open hazard a new report is: place, category, words, picture, time (hazards.md §2.2)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp

from rules.geo import apart_m
from rules.grams import plain
from rules.hazards.categories import Grade
from rules.plant import Point
from rules.prints import HINT, Print, bits_apart

SAME, PERHAPS = 0.75, 0.55
PLACE, CATEGORY, WORDS, PICTURE = 0.35, 0.25, 0.20, 0.20
NEAR_M = 30.0
FADES = timedelta(days=7)
# At this much of the place (the same machine, or a few steps away) and of the same category, found within this time,
# the reporter is asked whatever his words and photos are.
CLOSE, SOON = 0.7, FADES
REPEATS_WITHIN = timedelta(days=90)


@dataclass(frozen=True)
class Report:
    """What is compared. code: the code at the machine that was scanned, empty without one; pictures: the hashes of its
    photos' bytes; prints: their fingerprints, where they are known; closed_at: None while it is open."""

    number: str
    found_at: datetime
    area: str
    category: str
    grade: Grade
    words: str
    code: str = ""
    point: Point | None = None
    pictures: frozenset[str] = frozenset()
    prints: tuple[Print, ...] = ()
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Like:
    """score: 0 to 1; reasons: what is alike, in words; same: whether its reporter is asked; else whoever sorts reports
    is."""

    number: str
    score: float
    reasons: tuple[str, ...]
    same: bool


def alike(new: Report, others: Iterable[Report]) -> tuple[Like, ...]:
    """The open hazards that this report may be about, the likest first. Never another machine's, and never one of
    another grade where one is major."""
    found = [_compared(new, other) for other in others if other.closed_at is None and _may(new, other)]
    asked = [each for each in found if each.same or each.score >= PERHAPS]
    return tuple(sorted(asked, key=lambda each: (-each.same, -each.score)))


def repeated(new: Report, others: Sequence[Report]) -> Like | None:
    """The hazard closed in the last 90 days that has come again."""
    over = [each for each in others if each.closed_at and new.found_at - each.closed_at <= REPEATS_WITHIN]
    found = [_compared(new, each, fading=False) for each in over if new.category == each.category]
    return max((each for each in found if each.score >= PERHAPS), key=lambda each: each.score, default=None)


def _may(new: Report, other: Report) -> bool:
    machines = {code for code in (new.code, other.code) if code}
    return len(machines) < 2 and (new.grade == other.grade or "major" not in (new.grade, other.grade))


def _compared(new: Report, other: Report, *, fading: bool = True) -> Like:
    place, where = _place(new, other)
    category = bool(new.category) and new.category == other.category
    picture, shown = _pictures(new, other)
    parts = (
        (PLACE * place, where),
        (CATEGORY * category, "同一类"),
        (WORDS * _words(new.words, other.words), "说的差不多"),
        (PICTURE * picture, shown),
    )
    apart = abs(new.found_at - other.found_at)
    score = sum(part for part, _ in parts) * (exp(-(apart / FADES)) if fading else 1.0)
    here = place >= CLOSE and category and apart <= SOON
    same = here or bool(new.pictures & other.pictures) or score >= SAME
    return Like(other.number, score, tuple(words for part, words in parts if part > 0.05), same)


def _place(new: Report, other: Report) -> tuple[float, str]:
    if new.code and new.code == other.code:
        return 1.0, "同一台设备"
    if new.point and other.point and apart_m(new.point, other.point) <= NEAR_M:
        return 0.7, f"相距不到 {NEAR_M:.0f} 米"
    return (0.4, "同一区域") if new.area == other.area else (0.0, "")


def _pictures(new: Report, other: Report) -> tuple[bool, str]:
    """What looks the same is no more than a hint: two shots of one wall do."""
    if new.pictures & other.pictures:
        return True, "同一张照片"
    near = any(bits_apart(one, each) <= HINT for one in new.prints for each in other.prints)
    return near, "照片很像" if near else ""


def _words(one: str, other: str) -> float:
    """How many pairs of neighbouring letters both texts share."""
    pairs, others = _pairs(one), _pairs(other)
    return len(pairs & others) / len(pairs | others) if pairs and others else 0.0


def _pairs(text: str) -> set[str]:
    letters = plain(text)
    return {letters[at : at + 2] for at in range(len(letters) - 1)}
