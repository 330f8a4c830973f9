"""Whoever may not work alone yet: which level he is taught and by whom, how many hours of how many, since when, and
what is still missing; and whose signatures somebody has still to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import render_template

from handlers.training import same_hand
from models import training_levels
from models.ask import Ask
from models.book import Book, name_of
from models.training import TrainingFile
from models.training_levels import CLEARANCE, LEVEL, Levels
from models.training_paper import Teaching
from rules.phrases import date_words
from rules.training.coverage import untaught
from web.console.filters import turned
from web.house import house
from web.people import rulebook, titled


@dataclass(frozen=True)
class Row:
    """hours: taught of asked, of all levels together; lacks: what is missing until he may work alone."""

    who: str
    file: str
    level: str
    hours: str
    whom: str
    since: str
    lacks: str


def show() -> str:
    """`?page=`."""
    now = house().now()
    rules, open_, unsettled = rulebook(now), training_levels.open_files(), same_hand.unsettled()
    doubtful = TrainingFile.subject.in_(list(unsettled)) & TrainingFile.id.not_in([each.id for each in open_])
    files = [*TrainingFile.select().where(doubtful).order_by(TrainingFile.id), *open_]
    turn = turned(len(files))
    shown = turn.cut(files)
    rows = [_row(file, unsettled.get(file.subject_id, []), rules, now) for file in shown]
    return render_template(
        "console/training/newcomers.html",
        rows=rows,
        found=len(open_),
        doubtful=len(unsettled),
        page=turn.at,
        pages=turn.of,
    )


def _row(file: TrainingFile, looking: list[str], rules: Book, now: datetime) -> Row:
    """looking: who is asked to look at his signatures."""
    so_far = training_levels.read(file)
    teaching, signing = training_levels.asked(file, LEVEL), training_levels.asked(file, CLEARANCE)
    whom = dict.fromkeys(
        name_of(rules.plant, each) for each in (*looking, *(ask.person for ask in (*teaching, *signing)))
    )
    level = (
        "签全了，要核对"
        if so_far.cleared
        else Teaching.of(teaching[-1]).name
        if teaching
        else "等签上岗"
        if signing
        else "等人带"
        if so_far.left
        else "等学完课"
    )
    plant, given = rules.plant, so_far.signed.values()
    doubts = [f"请核对{name_of(plant, each.by)}的签名：{each.doubt(plant)}" for each in given if each.check]
    since = date_words(rules.plant.day(so_far.since)) if so_far.since else ""
    todo = untaught(plant.person(file.person), plant, rules.config.trades) if plant.knows(file.person) else ""
    return Row(
        titled(rules.plant, file.person),
        file.number,
        level,
        _hours(so_far, teaching, rules),
        "、".join(whom) or "还没有人",
        since,
        "；".join(filter(None, (*doubts, training_levels.stands(file, rules, now), todo))),
    )


def _hours(so_far: Levels, teaching: list[Ask], rules: Book) -> str:
    """40/72: of the levels that he is taught since he joined or moved, of none more than it has."""
    told = {each.level: float(each.hours) for each in so_far.taught}
    asked = {each.id: each.hours for each in rules.config.trades.levels if each.id in so_far.wanted}
    if teaching:
        now = Teaching.of(teaching[-1])
        told[now.level] = float(now.done or told.get(now.level, 0))
        asked.setdefault(now.level, float(now.hours))
    counted = (min(hours, asked.get(level, hours)) for level, hours in told.items())
    return f"{sum(counted):g}/{sum(asked.values()):g}"
