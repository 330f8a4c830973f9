"""三级安全教育: whoever joins is taught level by level, face to face, and whoever taught him says that he can do it. Of
whoever moves, the levels that belong to his place come again. The levels are the plant's data."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.training import life
from handlers.training.kinds import LEVEL
from models import ask as ask_table
from models import meter, staff
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, book, name_of
from models.ledger import Entry
from models.training import TrainingFile
from models.training_paper import Teaching
from rules import duty
from rules.phrases import date_words
from rules.plant import Person
from rules.training.levels import Level, teacher, wanted

STEPS = (("remind", 2 * 24 * 60), ("next", 7 * 24 * 60))
PLANNED, TAUGHT = "training.levels", "training.levelled"
OVER = Answer("这一级不用再带了。", "info")


def follow(file: TrainingFile, person: Person, rules: Book, now: datetime) -> None:
    """Begins the levels of somebody who joined or moved since the plant's first data; the same news again begins
    nothing."""
    if not rules.config.trades.levels or person.id not in staff.newcomers(rules.plant):
        return
    place = "/".join((person.department, *sorted(person.posts)))
    before = _begun_at(file)
    if before == place:
        return
    joined = any(row.kind == "joined" and row.in_force_at for row in staff.of_person(person.id))
    levels = wanted(rules.config.trades.levels, moved=bool(before) or not joined)
    for ask in ask_table.movable(file.subject, LEVEL):
        asks.close(ask, "superseded", now, Outcome.over("换了岗位，重新带", now))
    today = rules.plant.day(now)
    ends = [date_words(today + timedelta(each.days)) for each in levels]
    told = "、".join(f"{each.name} {each.hours:g} 学时（{end}前）" for each, end in zip(levels, ends, strict=True))
    data = {"place": place, "levels": [each.id for each in levels], "told": told or "没有", "rules": rules.name}
    life.tell_trail(file, PLANNED, now, data)
    _ask(file, levels, now)


def done(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「带满了，会做了」: whoever taught him says so, and the next level begins."""
    if ask.state not in MOVABLE:
        return OVER
    taught = Teaching.of(ask)
    if person.id == file.person:
        return Answer("不能自己带自己。请班长或安全部门来点。", "stop")
    asks.close(ask, "done", now, Outcome(result="taught", by=person.id, at=now))
    data = {"ask": ask.id, "level": taught.level, "name": taught.name, "hours": taught.hours}
    more = {"practice": list(taught.practice), "person": file.person}
    life.tell_trail(file, TAUGHT, now, {**data, **more}, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    levels = {each.id: each for each in book(now).config.trades.levels}
    _ask(file, [levels[each] for each in taught.left if each in levels], now)
    return Answer(f"记下了：{taught.name}{taught.hours}学时。", "done")


def step(file: TrainingFile, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        asks.tell(ask, ask.person, f"{ask.why[0]}。带满了、会做了再点卡片。", now)
    elif name == "next":
        pass_on(file, ask, now)


def unreachable(file: TrainingFile, ask: Ask, words: str, now: datetime) -> None:
    pass_on(file, ask, now)


def pass_on(file: TrainingFile, ask: Ask, now: datetime) -> None:
    """Somebody else is asked as well."""
    if ask.state in MOVABLE:
        taught = Teaching.of(ask)
        levels = {each.id: each for each in book(now).config.trades.levels}
        asked = [levels[each] for each in (taught.level, *taught.left) if each in levels]
        _ask(file, asked, now, not_these=(ask.person,))


def _begun_at(file: TrainingFile) -> str:
    """Department and posts for which levels were begun last; empty where none were."""
    mine = Entry.select(Entry.canonical).where(Entry.subject == file.subject, Entry.kind == PLANNED)
    last = mine.order_by(Entry.seq.desc()).first()
    return str(json.loads(last.canonical)["data"]["place"]) if last else ""


def _ask(file: TrainingFile, levels: Sequence[Level], now: datetime, *, not_these: tuple[str, ...] = ()) -> None:
    """The card of the first of these levels, to whoever teaches it."""
    plant = book(now).plant
    if not levels or not plant.knows(file.person):
        return
    level, new = levels[0], plant.person(file.person)
    skipped = {file.person, *not_these}
    found = teacher(level, new, plant, skipped) or duty.following(plant, now, skipped, meter.unreachable())
    if found is None:
        return
    until = datetime.combine(plant.day(now) + timedelta(level.days), time(17), plant.zone)
    data = Teaching(
        person=new.id,
        level=level.id,
        name=level.name,
        hours=f"{level.hours:g}",
        practice=level.practice,
        left=tuple(each.id for each in levels[1:]),
        until=until.date(),
    )
    posts = "、".join(plant.posts[each].name for each in new.posts)
    why = f"{name_of(plant, new.id)}是新到岗的{posts}，{level.name}安全教育由你带"
    asks.open_ask(file.subject, Wanted(LEVEL, found.id, [why], stage="level", steps=STEPS, data=data), now)
