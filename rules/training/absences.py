"""Who is back after having been away so long that he learns anew what he knew (training.md §6). Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

LONG = timedelta(days=90)
DAY = timedelta(days=1)
# The first day of an absence and the last one.
Span = tuple[date, date]


def long_away(spans: Iterable[Span], today: date, since: date) -> Span | None:
    """The newest absence of at least 90 days that ended before today, and not before `since`; None where there is none.
    Spans that meet or overlap are one absence."""
    over = [each for each in _joined(spans) if since <= each[1] < today and each[1] - each[0] + DAY >= LONG]
    return max(over, key=lambda each: each[1], default=None)


def _joined(spans: Iterable[Span]) -> list[Span]:
    found: list[Span] = []
    for first, last in sorted(each for each in spans if each[0] <= each[1]):
        if found and first <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found
