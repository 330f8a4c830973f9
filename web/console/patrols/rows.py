"""Rounds and campaigns as lines of the board: those under way, and those that ended today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models import patrol as patrols
from models.ask import Ask
from models.book import Book
from models.patrol import NOUNS, Patrol
from web.console.rows import Row, lines, names, open_asks, waited, window


def patrols_today(rules: Book, now: datetime) -> Iterator[Row]:
    midnight = now.astimezone(rules.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    today = (Patrol.state == "walking") | (Patrol.closed_at >= midnight)
    found = list(Patrol.select().where(today).order_by(Patrol.id))
    asks = open_asks(patrol.subject_id for patrol in found)
    return lines(found, lambda patrol: _row(patrol, asks[patrol.subject_id], rules, now))


def _row(patrol: Patrol, asks: list[Ask], rules: Book, now: datetime) -> Row:
    about, zone = patrols.matter(patrol), rules.plant.zone
    areas = list(dict.fromkeys(point.area_name for point in patrol.sheet.points))
    return Row(
        number=patrol.number,
        link=f"/console/matters/{patrol.number}",
        kind=patrol.kind,
        kind_name=NOUNS[patrol.kind],
        level="",
        area=about.area,
        area_name=f"{areas[0]}等 {len(areas)} 处" if len(areas) > 1 else "".join(areas),
        state=patrol.outcome or patrol.state,
        state_word=about.word,
        word=about.word,
        tone=about.tone,
        minutes=waited(asks, now),
        whom=names(asks, rules.plant),
        window=window(patrol.starts_at.astimezone(zone), patrol.ends_at.astimezone(zone), now.astimezone(zone)),
        project=patrol.title,
        people=about.people,
    )
