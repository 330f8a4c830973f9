"""What the pages of figures ask for, by their address: from when to when, where, and of which nature."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from rules.given import day
from rules.hazards.categories import Nature
from rules.hazards.figures import Period
from rules.hazards.peaks import Happened
from rules.plant import Plant

NATURES: dict[Nature, str] = {"act": "人的行为", "thing": "物的状态", "management": "管理"}
DAY = timedelta(days=1)
# Further back nobody looks, and the page stays quick.
MOST_DAYS = 366


@dataclass(frozen=True)
class Scope:
    """first, last: days by the plant's clock, both included; department, area, nature: empty for all; shown: of which
    figure the hazards are listed; page counts from 1."""

    first: date
    last: date
    department: str = ""
    area: str = ""
    nature: str = ""
    shown: str = ""
    page: int = 1

    def period(self, plant: Plant, now: datetime) -> Period:
        """What is not over yet ends now."""
        start, end = (datetime.combine(each, time(), plant.zone) for each in (self.first, self.last + DAY))
        return Period(start, min(end, now))

    def address(self, **changes: str | int | date) -> str:
        """The query with these changes; any change except of the page goes back to the first page."""
        values = {**vars(self), "page": 1, **changes}
        names = {"first": "from", "last": "to", "shown": "list"}
        return "?" + urlencode({names.get(name, name): str(value) for name, value in values.items()})


def read(given: Mapping[str, str], plant: Plant, today: date) -> Scope:
    """Anything that makes no sense counts as not given; without days, this month until today."""
    last = min(day_of(given.get("to", "")) or today, today)
    first = min(day_of(given.get("from", "")) or last.replace(day=1), last)
    departments, areas = {each.id for each in plant.departments}, {each.id for each in plant.areas}
    page = given.get("page", "")
    return Scope(
        max(first, last - MOST_DAYS * DAY),
        last,
        _of(given.get("department", ""), departments),
        _of(given.get("area", ""), areas),
        _of(given.get("nature", ""), NATURES),
        given.get("list", "")[:16],
        max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def within(one: Happened, department: str, nature: str, plant: Plant) -> bool:
    """Whether it happened in the areas of this department, and is of this nature; empty for all."""
    area = next((each for each in plant.areas if each.id == one.area), None)
    fits = department == "" or (area is not None and area.department == department)
    return fits and nature in ("", one.nature)


def shortcuts(scope: Scope, today: date) -> list[tuple[str, str, bool]]:
    """(words, query, whether it is the one that is shown)."""
    before = today.replace(day=1) - DAY
    spans = {
        "本月": (today.replace(day=1), today),
        "上月": (before.replace(day=1), before),
        "近 90 天": (today - 89 * DAY, today),
        "近一年": (today - 364 * DAY, today),
    }
    return [
        (words, scope.address(first=first, last=last), (scope.first, scope.last) == (first, last))
        for words, (first, last) in spans.items()
    ]


def day_of(text: str) -> date | None:
    """None for what is no day that anybody can mean."""
    try:
        return day(text)
    except ValueError:
        return None


def _of(given: str, known: object) -> str:
    return given if isinstance(known, (set, dict)) and given in known else ""
