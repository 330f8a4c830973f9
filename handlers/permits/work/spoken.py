"""What people write to stop the work: a listed word stops at once; what only comes near one brings a card that stops
with one tap.

The words are data: those of every plant (`config.stopping`), and those that this plant adds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.channel import Action, Answer
from config.stopping import alarm_words, hints, stop_words
from handlers import asks
from handlers.asks import Wanted
from handlers.flow import Begin, Offer, OnAsk, Use
from handlers.going_out import deaf
from handlers.permits import crew
from handlers.permits.kinds import STOP_OFFER
from handlers.permits.work import stopping, untold
from handlers.permits.work.stopping import Told
from models import ask as ask_table
from models import permit as permits
from models.answered import Outcome
from models.ask import MOVABLE, Ask
from models.book import book
from models.permit import Permit
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
AFTER_WORK: tuple[State, ...] = ("finished", "expired")
NOTHING = "你现在没有在干的票。要叫停别人的活，扫现场票上的码再点「停工」。"
ALARM = "你现在没有在干的票，还没有通知谁。先撤，马上打火警电话，当面喊人。"
# The buttons of the card; a card has room for four permits, and one button stops them all.
NUMBERED, ALL, NO = tuple(f"stop{number}" for number in range(1, 5)), "stop_all", "go_on"


def words(now: datetime) -> Mapping[str, Begin]:
    """Every word that stops the work at once."""
    return {**dict.fromkeys(_listed(now), stop_by_word), **{each: partial(alarm, each) for each in alarm_words()}}


def stop_by_word(action: Action, person: Person, now: datetime) -> Answer:
    """「停工」 in the chat: stops every working permit that this person is on; when none works, it is about those that
    wait for acceptance."""
    _withdraw(person, now)
    return (
        _by_word(_here(person), person, now)
        or _which(crew.beside(person, now), f"你发了「{action.text[:QUOTED] or action.name}」", person, now)
        or Answer(_nothing_works(person), "caution")
    )


def alarm(danger: str, action: Action, person: Person, now: datetime) -> Answer:
    """「着火了」 in the chat: everybody on his permits leaves, also where the work is stopped or reported finished."""
    _withdraw(person, now)
    return (
        _by_word(_on(person, "working", "suspended", *AFTER_WORK), person, now, danger)
        or _which(crew.beside(person, now), f"你发了「{danger}」", person, now, danger)
        or Answer(ALARM, "caution")
    )


def _by_word(found: Sequence[Permit], person: Person, now: datetime, danger: str = "") -> Answer | None:
    stopped, told = _stop([each.number for each in found], person, now, danger)
    rest = [each.number for each in _on(person, *AFTER_WORK) if each.number not in stopped]
    more = f"{'、'.join(rest)} 那边也要停，再发一次「停工」。" if rest else ""
    if not stopped:
        return None
    words = f"停了：{'、'.join(stopped)}。{untold.going_out(told.now, told.before, now)}{more}"
    # Whoever gets the order himself needs no answer; of a mere repeat, and of what can't go out, nothing else tells
    # him.
    unsaid = deaf(told.now, now) or (told.before and not told.now)
    return Answer(words, "caution" if unsaid else "done")


def perhaps(said: Said, action: Action, person: Person, now: datetime) -> Answer | None:
    """「停车场有人」 or 「有人倒了」 from somebody at work: nothing stops, and he gets a card that stops with a tap."""
    unheard = _unheard(action)
    quoted = said.word if len(said.word) <= QUOTED else f"{said.word[:QUOTED]}…"
    if hints().danger(said.word):
        everywhere = _on(person, "working", "suspended", *AFTER_WORK)
        return _which(everywhere or crew.beside(person, now), f"你发了「{quoted}」", person, now, quoted)
    listed = [word_of(each) for each in (*_listed(now), *alarm_words())]
    meant = hints().stop(said.word)
    found = _here(person) if unheard or meant or near(said.word, listed) else []
    if not found and (meant or near(said.word, [each for each in listed if len(each) > 1])):
        found = crew.beside(person, now)
    return _which(found, unheard or f"你发了「{quoted}」", person, now)


def _which(found: Sequence[Permit], why: str, person: Person, now: datetime, danger: str = "") -> Answer | None:
    """A card with one tap for each of these permits; None when there is none. Nothing is stopped yet."""
    if not found:
        return None
    # Work that is over is in question only where none goes on.
    going = [each for each in found if each.state == "working"] or found
    _withdraw(person, now)
    data = StopOffer(permits=tuple(each.number for each in going), danger=danger)
    so_far = "还没有通知别人" if danger else "还没有停"
    wanted = Wanted(STOP_OFFER, person.id, [f"{why}，{so_far}"], expires_at=now + OFFER_LIFE, urgent=True, data=data)
    asks.open_ask(desk(person.id, now), wanted, now)
    return Answer(f"{so_far}。要停工，点卡片上的「停工」。", "info")


def _unheard(action: Action) -> str:
    """Why nobody knows whether this message was a stop: a platform whose allowance is used up keeps the words to
    itself, and spoken ones may come without any. Empty when the words are known."""
    if action.data.get("error"):
        return "你发的话平台没有传过来"
    return "你发的是语音，听不懂" if action.data.get("type") in VOICES and not action.text else ""


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    found = _here(person)
    if found:
        doing = "你在干的" if found[0].state == "working" else "等验收的"
        yield Offer("停工", f"停下{doing} {len(found)} 张票", Use.SAFETY)
    elif beside := crew.beside(person, now):
        yield Offer("停工", f"叫停与你有关的 {len(beside)} 张票，发了再选", Use.SAFETY)


def _stop_numbered(place: int, action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    return _answered(StopOffer.of(ask).permits[place : place + 1], action, ask, person, now)


def _stop_all(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    return _answered(StopOffer.of(ask).permits, action, ask, person, now)


def _go_on(action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """「不停工」: nothing was meant. A card that stopped something stays as it is, and says so."""
    if ask.state not in MOVABLE:
        return Answer(Outcome.of(ask).words or "这张卡片已经办过了。", "info")
    asks.close(ask, "done", now, Outcome(result="go_on", at=now))
    return Answer("好，没有停。", "info")


def _answered(numbers: Sequence[str], action: Action, ask: Ask, person: Person, now: datetime) -> Answer:
    """Stops these permits. A second tap stops whatever works again: a needless stop harms nobody."""
    stopped, told = _stop(numbers, person, now, StopOffer.of(ask).danger, action.held)
    if not stopped:
        found = permits.by_number(numbers[0]) if numbers else None
        return Answer(f"{found.number} {stopping.stands_still(found)}" if found else NOTHING, "caution")
    asks.close(ask, "done", now, Outcome.over(f"停了：{'、'.join(stopped)}", now))
    return stopping.stopped(told, now, held=action.held)


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


def _here(person: Person) -> list[Permit]:
    """What a stop of this person is about: the permits at work that he is on; without any, those that wait for
    acceptance."""
    return _on(person, "working") or _on(person, *AFTER_WORK)


def _on(person: Person, *states: State) -> list[Permit]:
    """The permits in these states that this person is on, in the order of their locks; of those whose time ran out only
    where work had begun."""
    mine = [each for each in permits.naming(person.id, *states) if person.id in crew.everybody(each)]
    return [each for each in mine if each.state != "expired" or permits.unaccepted(each)]


def _nothing_works(person: Person) -> str:
    stopped = _on(person, "suspended")
    if stopped:
        return f"{'、'.join(each.number for each in stopped)} 已经停着，都通知过。看见有人还在干，请当面叫停。"
    return NOTHING


def _stop(
    numbers: Sequence[str], person: Person, now: datetime, danger: str = "", held: timedelta = timedelta()
) -> tuple[list[str], Told]:
    """Stops those of these permits that a stop can reach, with a danger also those that are stopped; returns their
    numbers, and who else is being told."""
    stopped, told = [], Told()
    for number in numbers:
        found = permits.by_number(number)
        permit = permits.locked(found.subject_id) if found else None
        if permit and (permits.stoppable(permit) or (danger and permit.state == "suspended")):
            told += stopping.stop_by(person, permit, now, danger, held)
            stopped.append(permit.number)
    return stopped, told


def _withdraw(person: Person, now: datetime) -> None:
    """An older card of this kind is over: there is a newer one, or the work was stopped by a word."""
    for ask in ask_table.movable(desk(person.id, now), STOP_OFFER):
        asks.close(ask, "superseded", now)
