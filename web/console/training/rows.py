"""Training files as lines of the board: those of people whom somebody has to help before they may go on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from models import training
from models.ask import Ask
from models.book import Book
from models.training import Learning, TrainingFile
from web.console.rows import Row, lines, names, open_asks, waited


def training_today(rules: Book, now: datetime) -> Iterator[Row]:
    helped = (Learning.state == "coached") & Learning.wanted & TrainingFile.closed_at.is_null()
    found = list(TrainingFile.select().join(Learning).where(helped).distinct().order_by(TrainingFile.id))
    asks = open_asks(file.subject_id for file in found)
    return lines(found, lambda file: _row(file, asks[file.subject_id], rules, now))


def _row(file: TrainingFile, mine: list[Ask], rules: Book, now: datetime) -> Row:
    about = training.matter(file)
    stuck = [training.title(each, now) for each in training.lessons(file) if each.state == "coached"]
    return Row(
        number=file.number,
        link=f"/console/training/file/{file.number}",
        kind="training",
        kind_name="培训",
        level="",
        area="",
        area_name="",
        state="coached",
        state_word="等人带着学",
        word="等人带着学",
        tone="caution",
        minutes=waited(mine, now),
        whom=names(mine, rules.plant),
        window="",
        project=f"{about.title} {'、'.join(stuck)}",
        people=about.people,
    )
