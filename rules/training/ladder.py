"""One question now and then, further and further apart, so that what was learned is still known; and the tests that
find out whether it is (training.md §6 and §9)."""

from datetime import timedelta
from random import Random

RUNGS = tuple(timedelta(days=days) for days in (2, 7, 21, 60, 150))
BACK = 2
# So many days after a pass it is tested what is still known, on a question never seen before.
TESTS = (7, 30, 90)
# The share of passes after which there is such a test. Chance decides, not somebody's will.
TESTED = 0.5


def after(rung: int, *, right: bool) -> int:
    """The rung after an answer: one up, or two back."""
    return min(rung + 1, len(RUNGS)) if right else max(rung - BACK, 0)


def gap(rung: int) -> timedelta | None:
    """How long until the next question; None at the top, where the course is renewed before anything is forgotten."""
    return RUNGS[rung] if rung < len(RUNGS) else None


def test_after(chance: Random) -> timedelta | None:
    """How long after a pass it is tested; None where chance leaves it out."""
    return timedelta(days=chance.choice(TESTS)) if chance.random() < TESTED else None
