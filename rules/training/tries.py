"""When somebody may try again, and when a person has to help (training.md §3): luck grows with every try, so there is
a wait, and after three tries nobody goes on alone."""

from datetime import timedelta
from fractions import Fraction

MOST_TRIES = 3
WAITS = {1: timedelta(0), 2: timedelta(minutes=10), 3: timedelta(hours=4)}
# How much of the lesson's time somebody must have had it before his eyes: at first, and when he learns it again.
FIRST, AGAIN = Fraction(3, 10), Fraction(6, 10)
LEAST_S = 30
# How long a question waits for its answer once its card has come, in a lesson's paper and alone.
QUESTION = timedelta(hours=24)


def wait(failed: int) -> timedelta:
    """How long after so many failed tries in a row the next may begin."""
    return WAITS.get(failed, WAITS[MOST_TRIES])


def needs_help(failed: int) -> bool:
    """Whether somebody has to sit down with him before he goes on."""
    return failed >= MOST_TRIES


def least_seconds(minutes: int, *, again: bool) -> int:
    """How long the lesson must have been before his eyes, in seconds. minutes: its length."""
    return max(LEAST_S, int(minutes * 60 * (AGAIN if again else FIRST)))
