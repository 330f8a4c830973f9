"""A year's training as it was counted in that year: a matter of its own, so that figures stand in a sealed chain."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from models.base import PLANT_ZONE
from models.book import Book
from models.ledger import Entry
from models.matter import Matter, MatterKind, Searched
from models.subject import Subject, open_subject

FLOW, COUNTED = "training-report", "training.counted"
PREFIX, NOUN = "PB-", "培训报告"
_NUMBER = re.compile(rf"{PREFIX}(\d{{4}})")


def number(year: int) -> str:
    return f"{PREFIX}{year}"


def year_of(subject: Subject) -> int:
    return int(str(subject.key).rpartition("-")[2])


def opened(year: int, now: datetime) -> Subject:
    """The subject of a year's report, locked; it is made when it is new."""
    return open_subject(f"{FLOW}/{number(year)}", now)


def of_year(year: int) -> Subject | None:
    return Subject.get_or_none(Subject.key == f"{FLOW}/{number(year)}")


def newest(subject: Subject) -> dict[str, Any] | None:
    """The line of the newest counting (`{at, data, …}`)."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == subject, Entry.kind == COUNTED)
    last = mine.order_by(Entry.seq.desc()).first()
    return dict(json.loads(last.canonical)) if last else None


def _matter_of(subject: Subject) -> Matter | None:
    last = newest(subject)
    if last is None:
        return None
    year = year_of(subject)
    return Matter(
        subject=subject,
        number=number(year),
        title=f"{NOUN} {year} 年",
        about=str(last["data"]["told"]),
        page="learning/now",
        state="open",
        word=f"算到 {last['at'][:10]}",
        tone="info",
        area="",
        people=frozenset(),
    )


def _subject_of(given: str) -> Subject | None:
    found = _NUMBER.fullmatch(given)
    return of_year(int(found[1])) if found else None


def _searched(subject: Subject) -> Searched | None:
    found, year = _matter_of(subject), year_of(subject)
    whole = (datetime(year, 1, 1, tzinfo=PLANT_ZONE), datetime(year, 12, 31, 23, 59, tzinfo=PLANT_ZONE))
    return Searched(found, "", *whole) if found else None


def _kinds(rules: Book) -> dict[str, str]:
    return {FLOW: NOUN} if rules.config.courses.courses else {}


REPORT = MatterKind(FLOW, NOUN, _matter_of, _subject_of, _kinds, _searched, {"open": "在记"})
