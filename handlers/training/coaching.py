"""Who did not pass three times is helped by a person; then, and after the wait, he goes on with fresh tries."""

from __future__ import annotations

from datetime import datetime

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.training import life
from handlers.training.kinds import COACH
from models import meter, training
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book, name_of
from models.training import Learning, TrainingFile
from models.training_paper import Coaching
from rules import duty
from rules.phrases import moment_words
from rules.plant import Person
from rules.training.life import State

STEPS = (("remind", 24 * 60), ("next", 72 * 60))
OVER = Answer("这一课不用再带了。", "info")


def ask(learning: Learning, now: datetime, *, not_these: tuple[str, ...] = ()) -> None:
    """His superior, else somebody of the safety office, sits down with him."""
    person = learning.file.person
    plant = book(now).plant
    above = plant.person(person).supervisor if plant.knows(person) else None
    found = above if above and plant.knows(above) and above not in not_these else ""
    if not found:
        following = duty.following(plant, now, {person, *not_these}, meter.unreachable())
        found = following.id if following else ""
    if not found:
        return
    data = Coaching(person=person, lesson=learning.lesson)
    why = f"{name_of(plant, person)} {learning.tries} 次没过{training.title(learning, now)}，请面对面带他学一遍"
    asks.open_ask(learning.file.subject, Wanted(COACH, found, [why], stage="coach", steps=STEPS, data=data), now)


def done(action: Action, ask_: Ask, file: TrainingFile, person: Person, now: datetime) -> Answer:
    """「带他学过了」: he may try again, from the beginning, but not before the wait after his last try is over."""
    learning = training.lesson(file, Coaching.of(ask_).lesson)
    if ask_.state not in MOVABLE or learning is None or learning.state != "coached":
        return OVER
    if person.id == file.person:
        return Answer("不能自己带自己。请班长或安全部门来点。", "stop")
    asks.close(ask_, "done", now, Outcome(result="coached", by=person.id, at=now))
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


def pass_on(file: TrainingFile, ask_: Ask, now: datetime) -> bool:
    """Somebody else is asked as well."""
    learning = training.lesson(file, Coaching.of(ask_).lesson)
    if learning is None or learning.state != "coached" or ask_.state not in MOVABLE:
        return False
    ask(learning, now, not_these=(ask_.person,))
    return True
