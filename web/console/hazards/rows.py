"""Hazards as lines of the board: those that are not over, and those that ended today."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models import hazard as hazards
from models.ask import Ask
from models.book import Book
from models.hazard import Hazard
from rules.hazards.life import OVER
from rules.phrases import moment_words
from web.console.rows import Row, lines, names, open_asks, waited


def hazards_today(rules: Book, now: datetime) -> Iterator[Row]:
    midnight = now.astimezone(rules.plant.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found = list(Hazard.select().where(Hazard.state.not_in(OVER) | (Hazard.closed_at >= midnight)).order_by(Hazard.id))
    asks = open_asks(hazard.subject_id for hazard in found)
    return lines(found, lambda hazard: _row(hazard, asks[hazard.subject_id], rules, now))


def _row(hazard: Hazard, asks: list[Ask], rules: Book, now: datetime) -> Row:
    about, zone = hazards.matter(hazard), rules.plant.zone
    until: datetime | None = hazard.until
    return Row(
        number=hazard.number,
        link=f"/console/hazards/{hazard.number}",
        kind=hazard.category,
        kind_name=hazards.category_name(hazard),
        level="像重大" if hazards.sounds_major(hazard) else "重大" if hazard.grade == "major" else "",
        area=hazard.area,
        area_name=hazards.area_name(hazard) or "地点待定",
        state=hazard.state,
        state_word=about.word.removesuffix("，超期"),
        word=about.word,
        tone=about.tone,
        minutes=waited(asks, now),
        whom=names(asks, rules.plant),
        window=f"{moment_words(until.astimezone(zone))} 前" if until else "",
        project=about.about,
        people=about.people,
        over=hazard.state in OVER,
    )
