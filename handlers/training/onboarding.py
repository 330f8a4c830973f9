"""三级安全教育: whoever joins is taught level by level, face to face, and whoever taught him says how long, and that he
can do it. Of whoever moves, the levels that belong to his place come again. The levels are the plant's data. After the
last one comes `clearing`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import cast

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.training import arriving, life
from handlers.training.kinds import CLEARANCE, LEVEL
from models import ask as ask_table
from models import asked, meter, staff, training, training_levels
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import Book, book, name_of
from models.subject import Subject
from models.training import TrainingFile
from models.training_levels import DUE, HOURS, PLANNED, TAUGHT, Levels
from models.training_paper import Teaching
from rules import duty
from rules.given import number
from rules.phrases import date_words, moment_words
from rules.plant import Person
from rules.shifts import leave_at
from rules.staff.returning import long_leave, place_of
from rules.training import hours, topics
from rules.training.levels import Alone, Level, ends, teacher, wanted

STEPS = (("remind", 2 * 24 * 60), ("next", 7 * 24 * 60))
OVER = Answer("这一级不用再带了。", "info")
NOT_HIMSELF = Answer("不能自己带自己。请班长或安全部门来点。", "stop")
NO_HOURS = Answer("学时写数字，比 0 多，如 20 或 7.5。", "stop")


def follow(file: TrainingFile, person: Person, rules: Book, now: datetime) -> None:
    """Begins the levels of somebody who joined or moved since the plant's first data, or was away for a year; the same
    news again begins nothing, nor does whoever is back within a year in the same place."""
    so_far, place = training_levels.read(file), place_of(person)
    if not rules.config.trades.levels or not _begins(so_far, place, person, rules, now):
        _resume(file, so_far, now)
        return
    first = next((row for row in staff.of_person(person.id) if row.in_force_at), None)
    was_here = bool(so_far.place) or first is None or first.kind != "joined"
    levels = wanted(rules.config.trades.levels, moved=was_here, left=so_far.left)
    for ask in ask_table.open_about(file.subject, LEVEL, CLEARANCE):
        asks.close(ask, "superseded", now, Outcome.over("换了岗位或离岗一年，重新带", now))
    for ask in training_levels.given(file, so_far.stage):
        asks.repaint(ask, now)
    ends_on = zip(levels, ends(levels, rules.plant.day(now)), strict=True)
    told = "、".join(f"{each.name} {each.hours:g} 学时（{date_words(end)}前）" for each, end in ends_on)
    alone: Alone = "taught" if levels else cast(Alone, file.alone)
    data = {"place": place, "levels": [each.id for each in levels], "told": told or "没有", "alone": alone}
    life.tell_trail(file, PLANNED, now, {**data, "rules": rules.name})
    training.stand(file, alone)
    # Where his new place has no level of its own, what he was in the middle of goes on with the signatures.
    if levels or alone in ("taught", "due"):
        _teach(file, levels, now)
        arriving.follow(file, now)


def comes(person: Person, rules: Book) -> bool:
    """Whether somebody is to be taught levels because he came or moved, whatever his post."""
    return bool(rules.config.trades.levels) and person.id in staff.newcomers(rules.plant)


def _begins(so_far: Levels, place: str, person: Person, rules: Book, now: datetime) -> bool:
    """Whether the levels of his place begin: he came, or moved; or he was away for a year or more since they began
    last."""
    since, began = so_far.since, staff.began(person.id)
    anew = since is not None and began is not None and since < began
    if person.id in staff.newcomers(rules.plant) and (so_far.place != place or anew):
        return True
    away = long_leave(person, rules.plant.day(now))
    return away is not None and (since is None or rules.plant.day(since) < away)


def done(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「带满了，会做了」: whoever taught him says so, with the usual hours."""
    return _taught(action, ask, file, person, float(Teaching.of(ask).hours), now)


def told(action: Action, ask: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「学时不一样」: how many he was taught by now, `{hours}`. From as many as are asked on, the level is done."""
    given = _hours(action.data.get("hours"))
    return NO_HOURS if given is None else _taught(action, ask, file, person, given, now)


def _taught(action: Action, ask: Ask, file: TrainingFile, person: Person, told: float, now: datetime) -> Answer:
    """So many hours by now, told by somebody who may: they are kept, or the level is done."""
    taught = Teaching.of(ask)
    if ask.state not in MOVABLE:
        return OVER
    if person.id == file.person:
        return NOT_HIMSELF
    if words := _cannot_be(file, taught, told, now):
        return Answer(words, "stop")
    if told == float(taught.hours):
        return _end(action, ask, file, person, taught.hours, now)
    for each in ask_table.movable(file.subject, LEVEL):
        asked.keep(each, Teaching.of(each).but(done=f"{told:g}"))
    data = {"ask": ask.id, "level": taught.level, "name": taught.name, "hours": f"{told:g}", "asked": taught.hours}
    life.tell_trail(file, HOURS, now, data, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    return Answer(f"记下了：带了 {told:g}/{taught.hours} 学时。带满了、会做了再点。", "info")


def _cannot_be(file: TrainingFile, taught: Teaching, told: float, now: datetime) -> str:
    """Why so many hours can't have been taught, and what fits: more than the level has, or than there was time for."""
    begun, zone = training_levels.read(file).begun, book(now).plant.zone
    if told > float(taught.hours):
        return f"{taught.name}一共 {taught.hours} 学时，最多写 {taught.hours}。"
    if begun is None or now >= (full := hours.taught_from(told, begun, zone)):
        return ""
    begins, most = moment_words(begun.astimezone(zone)), hours.taught_by(now, begun, zone)
    fits = f"{taught.name}{begins} 才开始，到现在最多 {most:g} 学时。"
    return f"{fits}{told:g} 学时最早 {moment_words(full)}，到时再点。"


def step(file: TrainingFile, ask: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        asks.tell(ask, ask.person, f"{ask.why[0]}。带满了、会做了再点卡片。", now)
    elif name == "next":
        pass_on(file, ask, now)


def unreachable(file: TrainingFile, ask: Ask, words: str, now: datetime) -> None:
    pass_on(file, ask, now)


def away(ask: Ask, subject: Subject, now: datetime) -> bool:
    return pass_on(training.here(subject), ask, now)


def pass_on(file: TrainingFile, ask: Ask, now: datetime) -> bool:
    """Somebody else is asked as well; says whether anybody was."""
    if ask.state not in MOVABLE:
        return False
    taught, known = Teaching.of(ask), _levels(now)
    levels = [known[each] for each in (taught.level, *taught.left) if each in known]
    tried = [each.person for each in ask_table.movable(file.subject, LEVEL)]
    return bool(levels) and _ask(file, levels, now, not_these=tried, done=taught.done)


def again(file: TrainingFile, level: Level, why: str, now: datetime) -> None:
    """He practises this level once more, because somebody would not sign for him."""
    training.stand(file, "taught")
    _ask(file, [level], now, because=why)


def practised(name: str, now: datetime) -> Level | None:
    """The level of this name, or the last one where the plant has none of that name any more."""
    known = _levels(now)
    return known.get(name) or next(reversed(known.values()), None)


def _end(action: Action, ask: Ask, file: TrainingFile, person: Person, hours: str, now: datetime) -> Answer:
    """A level is done, whoever else was asked for it, and the next begins."""
    taught = Teaching.of(ask)
    asked.keep(ask, taught.but(done=hours))
    asks.close(ask, "done", now, Outcome(result="taught", by=person.id, at=now))
    for other in ask_table.movable(file.subject, LEVEL):
        asks.close(other, "superseded", now, Outcome.over(f"{person.name}带完了", now))
    data = {"ask": ask.id, "level": taught.level, "name": taught.name, "hours": hours}
    more = {"practice": list(taught.practice), "topics": list(taught.topics), "person": file.person}
    life.tell_trail(file, TAUGHT, now, {**data, **more}, actor=asks.actor(ask, person), shown=asks.shown_to(action))
    known = _levels(now)
    _teach(file, [known[each] for each in taught.left if each in known], now)
    return Answer(f"记下了：{taught.name}{hours}学时。", "done")


def _teach(file: TrainingFile, levels: Sequence[Level], now: datetime) -> None:
    """The first of these levels is taught next; after the last one he waits for courses and signatures (`clearing`)."""
    if levels:
        _ask(file, levels, now)
        return
    training.stand(file, "due")
    life.tell_trail(file, DUE, now, {})
    life.TIMETABLE.at(file.subject, "onward", now, now)


def _resume(file: TrainingFile, so_far: Levels, now: datetime) -> None:
    """Whoever is to be taught and has nobody to do so (nobody was there, or he himself has come back) goes on."""
    if file.alone == "taught" and not ask_table.movable(file.subject, LEVEL):
        known = _levels(now)
        _teach(file, [known[each] for each in so_far.left if each in known], now)


def _ask(
    file: TrainingFile,
    levels: Sequence[Level],
    now: datetime,
    *,
    not_these: Sequence[str] = (),
    done: str = "",
    because: str = "",
) -> bool:
    """The card of the first of these levels, to whoever teaches it; says whether anybody was there."""
    plant = book(now).plant
    if not plant.knows(file.person):
        return False
    level, new = levels[0], plant.person(file.person)
    # Nobody teaches somebody who is not there; the plan of a later day goes on.
    if leave_at(new, plant, now) is not None:
        return False
    skipped, out = {file.person, *not_these}, meter.unreachable()
    found = teacher(level, new, plant, now, skipped, out) or duty.following(plant, now, skipped, out)
    if found is None:
        return False
    until = datetime.combine(plant.day(now) + timedelta(level.days), time(17), plant.zone)
    data = Teaching(
        person=new.id,
        level=level.id,
        name=level.name,
        hours=f"{level.hours:g}",
        done=done,
        practice=level.practice,
        topics=topics.names(level, book(now).config.trades.topics),
        left=tuple(each.id for each in levels[1:]),
        until=until.date(),
    )
    posts = "、".join(plant.posts[each].name for each in new.posts)
    why = because or f"{name_of(plant, new.id)}是新到岗的{posts}，{level.name}安全教育由你带"
    asks.open_ask(file.subject, Wanted(LEVEL, found.id, [why], stage="level", steps=STEPS, data=data), now)
    return True


def _levels(now: datetime) -> dict[str, Level]:
    return {each.id: each for each in book(now).config.trades.levels}


def _hours(given: object) -> float | None:
    try:
        found = round(number(given), 1)
    except ValueError:
        return None
    return found if found > 0 else None
