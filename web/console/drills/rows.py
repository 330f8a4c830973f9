"""Drills as lines of the board: those under way, and those that ended today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models import drill as drills
from models.ask import Ask
from models.book import Book
from models.drill import NOUNS, DrillRun
from rules.training.drill_life import OVER
from web.console.rows import Row, lines, names, open_asks, waited, window


def drills_today(rules: Book, now: datetime) -> Iterator[Row]:
    midnight = now.astimezone(rules.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = DrillRun.state.not_in(OVER) | (DrillRun.closed_at >= midnight)
    found = list(DrillRun.select().where(today).order_by(DrillRun.id))
    asks = open_asks(run.subject_id for run in found)
    return lines(found, lambda run: _row(run, asks[run.subject_id], rules, now))


def _row(run: DrillRun, asks: list[Ask], rules: Book, now: datetime) -> Row:
    about, zone = drills.matter(run), rules.plant.zone
    begins: datetime = run.begun_at or run.opened_at
    ends: datetime = run.closed_at or drills.until(run)
    return Row(
        number=run.number,
        link=f"/console/matters/{run.number}",
        kind=run.kind,
        kind_name=NOUNS[run.kind],
        level="",
        area="",
        area_name="",
        state=run.outcome or run.state,
        state_word=about.word,
        word=about.word,
        tone=about.tone,
        minutes=waited(asks, now),
        whom=names(asks, rules.plant),
        window=window(begins.astimezone(zone), ends.astimezone(zone), now.astimezone(zone)),
        project=run.title,
        people=about.people,
    )
