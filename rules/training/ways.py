"""Ways of teaching, the figures that are claimed for each, and what each takes of a person's time.

The claimed shares (52, 68, 91 %) come from a source that is not known (training.md §9); what was measured here stands
beside them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rules.training.simulation import SECONDS_A_CARD

Way = Literal["lecture", "lesson", "cards"]
YEAR = 12


@dataclass(frozen=True)
class Claim:
    """mastery: percent as claimed; months: after so many it is taught again; quizzed, carded: whether questions follow
    the lesson, and single ones later."""

    name: str
    mastery: int
    months: int
    quizzed: bool = True
    carded: bool = False


CLAIMS: dict[Way, Claim] = {
    "lecture": Claim("讲课，签到", 52, 12, quizzed=False),
    "lesson": Claim("看课，答题", 68, 9),
    "cards": Claim("微课，答题，隔几天一题，演练", 91, 6, carded=True),
}
# The ways that this house can tell apart by what it kept.
MEASURED: dict[Way, str] = {"lesson": "微课，答题", "cards": "微课，答题，隔几天一题"}


def minutes(way: Way, lessons: Sequence[int], quiz: int, cards: float) -> int:
    """What it takes of one person in a year. lessons: minutes of each of his lessons; quiz: questions after each;
    cards: single questions a year. How often somebody is drilled no plan says, so what drills take is left out."""
    claim = CLAIMS[way]
    asked = (quiz * len(lessons) if claim.quizzed else 0) * SECONDS_A_CARD / 60
    rounds = YEAR / claim.months
    return round(rounds * (sum(lessons) + asked) + (cards * SECONDS_A_CARD / 60 if claim.carded else 0))
