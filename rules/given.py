"""What comes from outside, read within bounds that the house can reckon with: no day so far off that adding an hour
fails, no number that is not one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from math import isfinite
from typing import TypeVar

from rules.plant import Point

FIRST_YEAR, LAST_YEAR = 1970, 2199
MOST = 1e9


Day = TypeVar("Day", bound=date)


def bounded(day: Day) -> Day:
    """The day or moment itself. Raises ValueError when it lies outside the years that anybody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"outside the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def day(given: object) -> date:
    """A day as 2026-11-25. Raises ValueError."""
    return bounded(date.fromisoformat(str(given)))


def moment(given: object) -> datetime:
    """A moment as 2026-11-25T08:30, with a zone or without. Raises ValueError."""
    return bounded(datetime.fromisoformat(str(given)))


def number(given: object) -> float:
    """A number that can be reckoned with, also written as text. Raises ValueError."""
    found = float(str(given))
    if not (isfinite(found) and abs(found) <= MOST):
        raise ValueError("no number that can be used")
    return found


def point(position: Mapping[str, object]) -> Point | None:
    """`longitude` and `latitude` in degrees; None when they are not there, or not on the earth."""
    try:
        longitude, latitude = number(position["longitude"]), number(position["latitude"])
    except (KeyError, ValueError):
        return None
    return (longitude, latitude) if abs(longitude) <= 180 and abs(latitude) <= 90 else None
