"""When a certificate's end is told: at each of the days before it that the plant's data name (`cert_rules.warn_days`),
and once it is past. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

# The rung of what is past.
OVER = 0


def rung(until: date, today: date, warn_days: Iterable[int]) -> int | None:
    """How many days before the end is to be told now: the nearest that has come. None while it is far away. OVER once
    the last day is past."""
    left = (until - today).days
    if left < 0:
        return OVER
    return min((days for days in warn_days if left <= days), default=None)


def messages(until: date, today: date, days: int, warn_days: Collection[int]) -> int:
    """How many messages so many days bring: one for each rung, one more where others hear too."""
    told = {rung(until, today + timedelta(days=each), warn_days) for each in range(days)} - {None}
    return sum(2 if is_near(each, warn_days) else 1 for each in told if each is not None)


def is_near(told: int, warn_days: Iterable[int]) -> bool:
    """Whether a rung is one of those of which others hear too: the last before the end, or the end."""
    return told <= min(warn_days, default=OVER)
