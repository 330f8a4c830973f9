"""Who did not pass three times is helped by a person; then, and after the wait, he goes on with fresh tries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from bot.channel import Action, Answer
from handlers import alerts, asks
from handlers.asks import Wanted
from handlers.training import life
from handlers.training.kinds import COACH
from models import ask as ask_table
from models import meter, training
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.house_asks import Alert
from models.subject import Subject
from models.training import Learning, TrainingFile
from models.training_paper import Coaching
from rules.phrases import moment_words
from rules.plant import Person, Plant
from rules.training.levels import helper, is_there
from rules.training.life import State

TOPIC = "coach/"
STEPS = (("remind", 24 * 60), ("next", 72 * 60))
OVER = Answer("这一课不用再带了。", "info")


def ask(learning: Learning, now: datetime, *, more: bool = False) -> bool:
    """Somebody who is there sits down with him, unless such a one is asked already: his superior, else somebody of the
    safety office. more: one more than are. Where nobody is found the safety office hears of it, and each day's plan
    tries again. Says whether anybody was asked."""
    file, plant, out = learning.file, book(now).plant, meter.unreachable()
    mine = [each for each in ask_table.movable(file.subject, COACH) if Coaching.of(each).lesson == learning.lesson]
    there = [each for each in mine if _is_there(each.person, plant, now, out)]
    if not plant.knows(file.person) or (there and not more):
        return False
    found = helper(plant.person(file.person), (), plant, now, {each.person for each in mine}, out)
    if found is None or not is_there(found, plant, now, out):
        if not there:
            _nobody(learning, now)
        return False
    data = Coaching(person=file.person, lesson=learning.lesson)
    why = f"{name_of(plant, file.person)} {learning.tries} 次没过{training.title(learning, now)}，请面对面带他学一遍"
    asks.open_ask(file.subject, Wanted(COACH, found.id, [why], stage="coach", steps=STEPS, data=data), now)
    alerts.over(file.subject, {_topic(learning)}, f"找{found.name}带了", now)
    return True


def follow(file: TrainingFile, now: datetime) -> None:
    """Each day: whoever has nobody to help him is asked for once more; nobody is called for what is over."""
    waits = [each for each in training.lessons(file) if each.state == "coached"]
    over(file, "不用再带了", now, but={*map(_topic, waits)})
    for learning in waits:
        learning.file = file
        ask(learning, now)


def over(file: TrainingFile, words: str, now: datetime, *, but: Collection[str] = ()) -> None:
    """The safety office need find nobody any more."""
    open_ = {Alert.of(each).topic for each in ask_table.movable(file.subject, alerts.KIND)}
    alerts.over(file.subject, {each for each in open_ if each.startswith(TOPIC) and each not in but}, words, now)


def away(ask_: Ask, subject: Subject, now: datetime) -> bool:
    """Whoever is to help is on leave, or has left."""
    return pass_on(training.here(subject), ask_, now, more=False)


def done(action: Action, ask_: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「带他学过了」: he may try again, from the beginning, but not before the wait after his last try is over."""
    learning = training.lesson(file, Coaching.of(ask_).lesson)
    if ask_.state not in MOVABLE or learning is None or learning.state != "coached":
        return OVER
    if person.id == file.person:
        return Answer("不能自己带自己。请班长或安全部门来点。", "stop")
    asks.close(ask_, "done", now, Outcome(result="coached", by=person.id, at=now))
    for other in ask_table.movable(file.subject, COACH):
        if Coaching.of(other).lesson == learning.lesson:
            asks.close(other, "superseded", now, Outcome.over(f"{person.name}带过了", now))
    alerts.over(file.subject, {_topic(learning)}, f"{person.name}带过了", now)
    data = {"ask": ask_.id, "title": training.title(learning, now).strip("《》"), "person": file.person}
    changes = {"tries": 0, "round": learning.round + 1}
    actor, shown = asks.actor(ask_, person), asks.shown_to(action)
    wait_ends: datetime | None = learning.next_at
    waits = wait_ends is not None and wait_ends > now
    state: State = "waiting" if waits else "open"
    life.move(learning, state, "training.coached", now, data, actor=actor, shown=shown, **changes)
    plant = book(now).plant
    when = f"{moment_words(wait_ends.astimezone(plant.zone))} 以后" if waits and wait_ends else ""
    life.TIMETABLE.at(file.subject, life.AGAIN if waits else "onward", wait_ends or now, now)
    return Answer(f"记下了。{name_of(plant, file.person)}{when}可以再学再答。", "done")


def step(file: TrainingFile, ask_: Ask, name: str, now: datetime) -> None:
    if name == "remind":
        asks.tell(ask_, ask_.person, f"{ask_.why[0]}。带过了点卡片。", now)
    elif name == "next":
        pass_on(file, ask_, now)


def unreachable(file: TrainingFile, ask_: Ask, words: str, now: datetime) -> None:
    pass_on(file, ask_, now)


def pass_on(file: TrainingFile, ask_: Ask, now: datetime, *, more: bool = True) -> bool:
    """Somebody else is asked as well."""
    learning = training.lesson(file, Coaching.of(ask_).lesson)
    if learning is None or learning.state != "coached" or ask_.state not in MOVABLE:
        return False
    return ask(learning, now, more=more)


def _nobody(learning: Learning, now: datetime) -> None:
    file, rules = learning.file, book(now)
    failed = f"{name_of(rules.plant, file.person)} {learning.tries} 次没过{training.title(learning, now)}"
    lines = (f"{failed}，上级和安全部门现在都不在", "请定一个人面对面带他学；每天再找一次")
    people = alerts.responders(rules, now, silent=file.person)
    alerts.notice(file.subject, _topic(learning), "没人带他学", lines, people, now)


def _topic(learning: Learning) -> str:
    return f"{TOPIC}{learning.lesson}"


def _is_there(person: str, plant: Plant, now: datetime, out: Collection[str]) -> bool:
    return plant.knows(person) and is_there(plant.person(person), plant, now, out)
