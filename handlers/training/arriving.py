"""Whoever came or moved hears himself, once, on the day: where he works now, what is lacking by when, and who
teaches him."""

from __future__ import annotations

from datetime import datetime

from handlers import asks
from handlers.training import awake, life
from models import training_levels
from models.book import book, name_of
from models.training import TrainingFile
from models.training_levels import LEVEL
from models.training_paper import Teaching
from rules.phrases import near_words
from rules.staff.standing import has_account
from rules.training.levels import ends

TOLD = "arrived"


def follow(file: TrainingFile, now: datetime) -> None:
    """His levels have begun: told at once, or at the beginning of his next shift."""
    if awake.may_ask(file.person, now):
        tell(file, now)
        return
    if book(now).plant.knows(file.person):
        life.TIMETABLE.at(file.subject, TOLD, awake.next_shift(file.person, now), now)


def tell(file: TrainingFile, now: datetime) -> None:
    rules, teaching = book(now), training_levels.asked(file, LEVEL)
    plant, known = rules.plant, {each.id: each for each in rules.config.trades.levels}
    if not teaching or not plant.knows(file.person) or not has_account(plant.person(file.person)):
        return
    him, first = plant.person(file.person), Teaching.of(teaching[-1])
    place = plant.department(him.department).name + "、".join(plant.posts[each].name for each in him.posts)
    levels = [known[each] for each in (first.level, *first.left) if each in known]
    # His teacher's card has the day of the first.
    ends_on = zip(levels, [first.until, *ends(levels[1:], first.until)], strict=False)
    today = plant.day(now)
    lacking = "、".join(f"{each.name} {each.hours:g} 学时（{near_words(end, today)}前）" for each, end in ends_on)
    who = "、".join(dict.fromkeys(name_of(plant, each.person) for each in teaching))
    words = f"你到{place}了，还差{lacking}。{who}先带你{first.name}；带完、学完，签了字才能独立干。"
    asks.tell(teaching[-1], him.id, words, now)
