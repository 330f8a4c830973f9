"""Safety points: a ledger of entries, of which a person's points are the sum. Pure.

How many a category gives, and how many reports count a day, stands in the plant's data (`points`, `points_a_day`);
here is for what.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Protocol

Why = Literal["report", "joined", "fix", "overdue", "fake", "spent", "reversed"]
WHY: dict[Why, str] = {
    "report": "报隐患",
    "joined": "报了同一处",
    "fix": "按期改好",
    "overdue": "超期没改好",
    "fake": "核实没真改",
    "spent": "换安全用品",
    "reversed": "冲回",
}
REPORTS: tuple[Why, ...] = ("report", "joined")
MAX_SPENT = 10_000
# Ways of reports that nobody made: an instrument did.
NOBODYS = ("sensor",)


class Entered(Protocol):
    """An entry as it is kept. reverses: the entry that it takes back, None for most."""

    @property
    def amount(self) -> int: ...


def balance(entries: Iterable[Entered]) -> int:
    return sum(each.amount for each in entries)


def for_a_report(amount: int, counted_today: int, most: int) -> int:
    """What one more report of the day gives: nothing once so many have counted."""
    return amount if counted_today < most else 0


def full_day(most: int) -> str:
    """What an entry says that gives nothing because so many have counted."""
    return f"这天已经记满 {most} 条，这条照办，不加分"
