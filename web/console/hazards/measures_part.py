"""What was done about peaks, with the effect so far: a part of their page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from models import bent, peak_measure
from models.book import Book
from models.counted import first_received, happened
from models.peak_measure import PeakMeasure
from rules.hazards import effects, rostered
from rules.hazards.effects import Effect, Seen, Spot
from rules.hazards.figures import Period
from rules.hazards.peaks import WEEKS, Happened, Session, sessions, slots
from web.console.hazards.scope import NATURES, within

MANY = 20
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """effect, counts: in words; ended: when and why, empty while it holds."""

    id: int
    where: str
    words: str
    begins: str
    by: str
    effect: str
    counts: str
    ended: str


def rows(before: int, midnight: datetime, rules: Book) -> tuple[list[Row], int]:
    """The newest below this id (0 for all), and below which id there are older ones (0 for none). midnight: until when
    it is counted."""
    found = peak_measure.page(before, MANY + 1)
    shown = found[:MANY]
    recorded = first_received()
    every = _happened(list(bent.each(shown, lambda each: _found(each, rules).start)), midnight, rules)
    made = bent.each(shown, lambda each: _row(each, _effect(each, every, recorded, midnight, rules), rules), _bent)
    return list(made), shown[-1].id if len(found) > MANY else 0


def ending(number: int, rules: Book) -> tuple[int, str] | None:
    """(id, words) of the one that is to be ended; None for none that still holds."""
    measure = PeakMeasure.find(number) if number else None
    if measure is None or measure.ended_at:
        return None
    return measure.id, f"{named(measure.spot, rules)}：{measure.words}"


def named(spot: Spot, rules: Book) -> str:
    """周三 8–9 点 · 储运车间 · 人的行为."""
    department = next((each.name for each in rules.plant.departments if each.id == spot.department), spot.department)
    nature = next((words for each, words in NATURES.items() if each == spot.nature), "")
    return " · ".join(filter(None, (str(spot), department, nature)))


def _happened(starts: Sequence[datetime], midnight: datetime, rules: Book) -> list[Happened]:
    """All that may be counted for measures whose peaks were found from these moments on."""
    return happened(Period(min(starts) - WEEKS * effects.WEEK, midnight), rules) if starts else []


def _found(measure: PeakMeasure, rules: Book) -> Period:
    return Period(_midnight(measure.found_from, rules), _midnight(measure.found_to + DAY, rules))


def _midnight(day: date, rules: Book) -> datetime:
    return datetime.combine(day, time(), rules.plant.zone)


def _effect(
    measure: PeakMeasure, every: Sequence[Happened], recorded: datetime | None, midnight: datetime, rules: Book
) -> Effect:
    spot, found = measure.spot, _found(measure, rules)
    mine = sessions(one for one in every if within(one, spot.department, spot.nature, rules.plant))
    last = _midnight(_ended_on(measure, rules) or midnight.date(), rules)
    before = effects.baseline(found, recorded)
    since = _seen(spot, mine, effects.running(_midnight(measure.begins, rules), found, last), rules)
    if before is None:
        return Effect(since, None)
    return Effect(since, _seen(spot, mine, before, rules), effects.scatter(spot, mine, before))


def _seen(spot: Spot, every: Sequence[Session], period: Period, rules: Book) -> Seen:
    people = [one for one in rules.plant.people if spot.department in ("", one.department)]
    cell = slots(spot.weekday, spot.band)
    hours = rostered.hours_in(rules.plant, rules.config.rules, cell, period.start, period.end, people)
    return Seen(effects.count(spot, every, period), hours)


def _row(measure: PeakMeasure, effect: Effect, rules: Book) -> Row:
    counts = f"以来 {effect.since}" + (f"，以前 {effect.before}" if effect.before else "")
    ended_on = _ended_on(measure, rules)
    ended = f"{ended_on} 停：{measure.ended_why}（{measure.ended_by}记的）" if ended_on else ""
    where, begins = named(measure.spot, rules), measure.begins.isoformat()
    return Row(measure.id, where, measure.words, begins, measure.by, str(effect), counts, ended)


def _ended_on(measure: PeakMeasure, rules: Book) -> date | None:
    """That day no longer counts; None while it holds."""
    return measure.ended_at.astimezone(rules.plant.zone).date() if measure.ended_at else None


def _bent(measure: PeakMeasure) -> Row:
    return Row(measure.id, bent.WORDS, "", "", "", "", "", "")
