"""The digest: several asks that wait for one person are reminded of on one card, the most urgent first.

Flows declare which of their kinds are gathered. Each line leads to its own page and is answered alone. The clock opens
the card, so that a reminder locks nothing but its own matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from bot.channel import Action, Answer
from handlers import asks
from handlers.asks import Wanted
from handlers.flow import Flow, Offer, Use
from models import asked, kinds
from models import delivery as deliveries
from models.answered import Outcome
from models.ask import Ask, move, waiting_for, wanted_by
from models.book import book
from models.house_asks import Digest
from models.kinds import AskKind, Gathered
from models.subject import Subject, desk, desk_of
from rules.phrases import by_words
from rules.plant import Person

# Permits had it first, and the name is in stored data.
KIND = "permit.digest"
LOOK = timedelta(minutes=1)


def gathered_for(person_id: str) -> list[Ask]:
    """What waits for this person, of all gathered kinds, the most urgent first."""
    return waiting_for(person_id, *kinds.gathered())


def together(waiting: Iterable[Ask]) -> Gathered:
    """How these asks are spoken of."""
    return kinds.together({ask.kind for ask in waiting})


def begin(action: Action, person: Person, now: datetime) -> Answer:
    """「待签」: everything that waits for the person on a new card, which replaces an older one."""
    waiting = gathered_for(person.id)
    way = together(waiting)
    if not waiting:
        return Answer(f"现在没有等你{way.verb}的{way.noun}。有新的会发卡片给你。", "caution")
    subject = desk(person.id, now)
    for old in waiting_for(person.id, KIND):
        asks.close(old, "superseded", now)
    wanted = Wanted(KIND, person.id, ["你发了「待签」"], steps=[("look", 1)], data=Digest.told(now))
    asks.open_ask(subject, wanted, now)
    return Answer(f"{len(waiting)} {way.measure}{way.noun}等你{way.verb}，卡片发给你了。", "info")


def remind(ask: Ask, words: str, now: datetime, *, purpose: str = "remind") -> None:
    """Reminds the person of this ask: by the digest if several wait for him, else in these words."""
    bounds, own = book(now).config.rules.defaults.digest, waiting_for(ask.person, KIND)
    several = 0 < bounds.at_least <= len(gathered_for(ask.person))
    if own:
        _remind_of_all(own[0], timedelta(minutes=bounds.every_min), now, purpose)
    elif several:
        _plan(ask.person, now)
    else:
        asks.tell(ask, ask.person, words, now, purpose=purpose)


def look(person_id: str, now: datetime) -> None:
    """Updates the person's digest to what still waits for him; closes it when nothing does."""
    waiting = gathered_for(person_id)
    for own in waiting_for(person_id, KIND):
        if waiting:
            asks.repaint(own, now)
        else:
            asks.close(own, "done", now, Outcome(result="signed", at=now))


def step(ask: Ask, subject: Subject, name: str, now: datetime) -> None:
    """Every minute, what others signed, gave back or withdrew disappears from the card. The first step sends it."""
    Ask.update(next_at=now + LOOK).where(Ask.id == ask.id).execute()
    if waiting_for(ask.person, KIND)[0].id != ask.id:
        move(ask, "superseded", closed_at=now)
    elif not deliveries.of_ask(ask) and gathered_for(ask.person):
        asks.bring(ask, now)
    else:
        look(ask.person, now)


def unreachable(ask: Ask, subject: Subject, words: str, now: datetime) -> None:
    """Nothing to do: for each line somebody else is asked in its own flow."""
    asks.close(ask, "expired", now)


def _plan(person_id: str, now: datetime) -> None:
    """Opens the ask without its card; the clock sends that in its next turn, under the lock of the person's desk."""
    way = together(gathered_for(person_id))
    Ask.create(
        kind=KIND,
        subject=desk_of(person_id, now),
        person=person_id,
        opened_at=now,
        next_at=now,
        escalation={"steps": [["look", 1]], "expires_at": None},
        why=[f"你有几{way.measure}{way.noun}等着{way.verb}，按急的先后排好了"],
        data=dict(Digest.told(now).kept),
    )


def _remind_of_all(own: Ask, rest: timedelta, now: datetime, purpose: str) -> None:
    """One short text for all of them, unless the last one was only just sent."""
    digest = Digest.of(own)
    if now - digest.told_at < rest:
        return
    asked.keep(own, digest.telling(now))
    waiting = gathered_for(own.person)
    way, first = together(waiting), wanted_by(waiting[0])
    by = f"，最急的 {by_words(first, now)}" if first else ""
    told = f"还有 {len(waiting)} {way.measure}{way.noun}等你{way.verb}{by}。"
    one = f"一{way.measure}"
    asks.tell(own, own.person, f"{told}点开{one}{one}{way.verb}。", now, purpose=purpose)


def offers(person: Person, now: datetime) -> Iterator[Offer]:
    waiting = gathered_for(person.id)
    if waiting:
        way = together(waiting)
        yield Offer("待签", f"看等你{way.verb}的 {len(waiting)} {way.measure}{way.noun}", Use.WAITING)


FLOW = Flow(
    kinds=[AskKind(KIND, "看待签", "waiting", waits=False)],
    words={"待签": begin},
    offers=offers,
    menu={"permit.waiting": begin},
    steps={KIND: step},
    unreachable={KIND: unreachable},
)
