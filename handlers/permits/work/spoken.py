"""What people write to stop the work: a listed word stops at once; what only comes near one brings a card that stops
with one tap.

The words are data: those of every plant (`config.stopping`), and those that this plant adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channel import Action, Answer
from config.stopping import stop_words
from handlers import asks
from handlers.asks import Wanted
from handlers.flow import Begin, Offer, OnAsk, Use
from handlers.permits import crew
from handlers.permits.kinds import STOP_OFFER
from handlers.permits.work import stopping
from models import ask as ask_table
from models import permit as permits
from models.answered import Outcome
from models.ask import Ask
from models.book import book
from models.permit_asks import StopOffer
from models.subject import Subject, desk
from rules.life import State
from rules.plant import Person
from rules.said import Said, near, word_of

OFFER_LIFE = timedelta(minutes=30)
# How much of what somebody wrote his card repeats.
QUOTED = 12
# What the platforms call a spoken message.
VOICES = ("voice", "audio")
# The buttons of the card; a card has room for four permits, and one button stops them all.
NUMBERED, ALL, NO = tuple(f"stop{number}" for number in range(1, 5)), "stop_all", "go_on"


def words(now: datetime) -> Mapping[str, Begin]:
    """Every word that stops the work at once."""
    return dict.fromkeys(_listed(now), stop_by_word)


def stop_by_word(action: Action, person: Person, now: datetime) -> Answer:
    """「停工」 in the chat: stops every working permit that this person is on."""
    _withdraw(person, now)
    stopped, told = _stop(_numbers_of(person), person, action, now)
    if not stopped:
        return Answer(_nothing_works(person), "caution")
    return Answer(f"停了：{'、'.join(stopped)}。正在通知 {told} 人。", "done")


def perhaps(said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
    """「停车场有人」 from somebody at work: nothing stops, and he gets a card that stops with one tap."""
    unheard = _unheard(action)
    numbers = _numbers_of(person) if unheard or near(said.word, map(word_of, _listed(now))) else []
    if not numbers:
        return None
    _withdraw(person, now)
    quoted = said.word if len(said.word) <= QUOTED else f"{said.word[:QUOTED]}…"
    why = [unheard or f"你发了「{quoted}」，还没有停"]
    wanted = Wanted(
        STOP_OFFER, person.id, why, expires_at=now + OFFER_LIFE, urgent=True, data=StopOffer(permits=tuple(numbers))
    )
    asks.open_ask(desk(person.id, now), wanted, now)
    return Answer("还没有停。要停工，点卡片上的「停工」。", "info")


def _unheard(action: Action) -> str:
    """Why nobody knows whether this message was a stop: a platform whose allowance is used up keeps the words to
    itself, and spoken ones may come without any. Empty when the words are known."""
    if action.data.get("error"):
        return "你发的话平台没有传过来，还没有停"
    return "你发的是语音，听不懂，还没有停" if action.data.get("type") in VOICES and not action.text else ""


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    count = len(_numbers_of(person))
    if count:
        yield Offer("停工", f"停下你在干的 {count} 张票", Use.SAFETY)


def _stop_numbered(place: int, action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    return _answered(StopOffer.of(ask).permits[place : place + 1], action, ask, person, now)


def _stop_all(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    return _answered(StopOffer.of(ask).permits, action, ask, person, now)


def _go_on(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「不停工」: nothing was meant. A card that stopped something stays as it is."""
    asks.close(ask, "done", now, Outcome(result="go_on", at=now))
    return Answer("好，没有停。", "info")


def _answered(numbers: Sequence[str], action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Stops these permits. A second tap stops whatever works again: a needless stop harms nobody."""
    stopped, told = _stop(numbers, person, action, now)
    if not stopped:
        return Answer("这张票现在没有在作业，不用停。", "caution")
    asks.close(ask, "done", now, Outcome.over(f"停了：{'、'.join(stopped)}", now))
    return Answer(f"停了，正在通知 {told} 人。", "done")


TAPS: dict[tuple[str, str], OnAsk] = {
    **{(STOP_OFFER, name): partial(_stop_numbered, place) for place, name in enumerate(NUMBERED)},
    (STOP_OFFER, ALL): _stop_all,
    (STOP_OFFER, NO): _go_on,
}


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Nobody is pressed for a tap: the card lapses without a word."""
    if name == "expire":
        asks.close(ask, "expired", now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    asks.close(ask, "expired", now)


def _listed(now: datetime) -> list[str]:
    return [*stop_words(), *book(now).config.templates.stop_words]


def _numbers_of(person: Person, state: State = "working") -> list[str]:
    """The permits at work (or in that state) that this person is on, in the order of their locks."""
    return [each.number for each in permits.naming(person.id, state) if person.id in crew.everybody(each)]


def _nothing_works(person: Person) -> str:
    stopped = _numbers_of(person, "suspended")
    if stopped:
        return f"{'、'.join(stopped)} 已经停着，不用再停。看见有人还在干，请当面叫停。"
    return "你现在没有在干的票。要叫停别人的活，扫现场票上的码再点「停工」。"


def _stop(numbers: Sequence[str], person: Person, action: Action, now: datetime) -> tuple[list[str], int]:
    """Stops those of these permits that work; returns their numbers, and how many others are being told."""
    stopped, told = [], set[str]()
    for number in numbers:
        found = permits.by_number(number)
        permit = permits.locked(found.subject_id) if found else None
        if permit and permit.state == "working":
            told.update(stopping.stop_by(person, permit, action, now))
            stopped.append(permit.number)
    return stopped, len(told)


def _withdraw(person: Person, now: datetime) -> None:
    """An older card of this kind is over: there is a newer one, or the work was stopped by a word."""
    for ask in ask_table.movable(desk(person.id, now), STOP_OFFER):
        asks.close(ask, "superseded", now)
